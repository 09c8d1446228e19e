"""Who works in a shop, and under which deadlines."""

import datetime as dt
from dataclasses import dataclass

from reviews.models import Member, Shop
from reviews.queries.clocks import ClockLine, clock_lines


@dataclass(frozen=True, slots=True)
class TeamPage:
    """People, and the deadlines by kind."""

    members: list[Member]
    clocks: list[ClockLine]


def team_page(*, shop: Shop, today: dt.date) -> TeamPage:
    """Members by name, who left last; deadlines as they hold today, and what is to come."""
    return TeamPage(
        members=list(
            Member.objects.filter(shop=shop)
            .select_related("user")
            .order_by("-is_active", "display_name", "id"),
        ),
        clocks=clock_lines(shop, today=today),
    )
