"""Who works in a shop, and under which deadlines."""

from dataclasses import dataclass

from reviews.models import Member, PlatformClock, Shop


@dataclass(frozen=True, slots=True)
class TeamPage:
    """People, and the platform's dated limits."""

    members: list[Member]
    clocks: list[PlatformClock]


def team_page(*, shop: Shop) -> TeamPage:
    """Members by name, clocks newest first."""
    clocks = PlatformClock.objects.filter(platform=shop.platform)
    return TeamPage(
        members=list(
            Member.objects.filter(shop=shop)
            .select_related("user")
            .order_by("-is_active", "display_name", "id"),
        ),
        clocks=list(clocks.order_by("kind", "-valid_from", "id")),
    )
