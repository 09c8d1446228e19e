"""The limits in force: what the desk ships, superseded by what people wrote down for a platform,
tightened by a shop.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from reviews.choices import CLOCK_CHOICES
from reviews.domain import clocks
from reviews.domain.levels import Platform
from reviews.models import PlatformClock, Shop, ShopClock

_NAMES = dict(CLOCK_CHOICES)


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A kind of deadline on the settings page: now, by the platform, and what is still to come."""

    name: str
    now: clocks.PlatformClock
    platform: clocks.PlatformClock
    coming: tuple[clocks.PlatformClock, ...]


def clocks_of(shop: Shop) -> tuple[clocks.PlatformClock, ...]:
    """Every dated limit that holds in a shop, which never has more time than its platform gives."""
    return clocks.tightened(
        limits=platform_clocks(shop.platform), own=_dated(shop.platform, shop.clocks.all())
    )


def platform_clocks(platform: str) -> tuple[clocks.PlatformClock, ...]:
    """Every dated limit of a platform; a row of the table wins over a shipped one of its day."""
    shipped = [one for one in clocks.DEFAULT_PLATFORM_CLOCKS if one.platform == platform]
    written = _dated(platform, PlatformClock.objects.filter(platform=platform))
    limits = {(clock.kind, clock.valid_from): clock for clock in (*shipped, *written)}
    return tuple(limits.values())


def clock_lines(shop: Shop, *, today: dt.date) -> list[ClockLine]:
    """The deadlines of a shop by kind; one that no limit is known of is left out."""
    platform, held = platform_clocks(shop.platform), clocks_of(shop)
    found = []
    for kind in clocks.ClockKind:
        outer = limit_on(kind, platform, today)
        inner = limit_on(kind, held, today)
        if outer is not None and inner is not None:
            later = (one for one in held if one.kind == kind and one.valid_from > today)
            coming = sorted(later, key=lambda clock: clock.valid_from)
            found.append(ClockLine(str(_NAMES[kind]), inner, outer, tuple(coming)))
    return found


def limit_on(
    kind: clocks.ClockKind, limits: tuple[clocks.PlatformClock, ...], day: dt.date
) -> clocks.PlatformClock | None:
    """Of limits of one platform the one that holds on a day."""
    if not limits:
        return None
    return clocks.clock_in_force(platform=limits[0].platform, kind=kind, on=day, clocks=limits)


def _dated(
    platform: str, rows: Iterable[PlatformClock | ShopClock]
) -> tuple[clocks.PlatformClock, ...]:
    return tuple(
        clocks.PlatformClock(
            platform=Platform(platform),
            kind=clocks.ClockKind(row.kind),
            days=row.days,
            valid_from=row.valid_from,
            source=row.source,
        )
        for row in rows
    )
