"""Who works in a shop, when, and under which deadlines."""

import datetime as dt
from dataclasses import dataclass

from reviews.models import Member, PlatformClock, Shift, Shop

DAYS_SHOWN = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class TeamPage:
    """People, their coming shifts, and the platform's dated limits."""

    members: list[Member]
    shifts: list[Shift]
    clocks: list[PlatformClock]


def team_page(*, shop: Shop, now: dt.datetime) -> TeamPage:
    """Members by name, shifts of the next two weeks, clocks newest first."""
    shifts = Shift.objects.filter(
        member__shop=shop,
        ends_at__gt=now,
        starts_at__lt=now + DAYS_SHOWN,
    )
    clocks = PlatformClock.objects.filter(platform=shop.platform)
    return TeamPage(
        members=list(
            Member.objects.filter(shop=shop)
            .select_related("user")
            .order_by("-is_active", "display_name", "id"),
        ),
        shifts=list(shifts.select_related("member").order_by("starts_at", "id")),
        clocks=list(clocks.order_by("kind", "-valid_from", "id")),
    )
