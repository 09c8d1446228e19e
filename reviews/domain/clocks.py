"""The deadlines of a case: change window, number expiry, reply limit."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from reviews.domain.contact_facts import DESK_ZONE
from reviews.domain.levels import Platform


class ClockKind(StrEnum):
    """What runs out."""

    CHANGE_WINDOW = "change_window"
    NUMBER_EXPIRY = "number_expiry"
    REPLY_LIMIT = "reply_limit"


@dataclass(frozen=True, slots=True)
class PlatformClock:
    """A platform's limit in days, in force from a day on until a newer one supersedes it."""

    platform: Platform
    kind: ClockKind
    days: int
    valid_from: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class OpenClock:
    """One deadline of a case; the end is exclusive."""

    kind: ClockKind
    starts_at: dt.datetime
    ends_at: dt.datetime
    source: str


#: The source of a clock that nobody has checked.
UNVERIFIED = "desk default, unverified"
_LONG_AGO = dt.date(2003, 1, 1)
#: Taobao and Tmall limits as sellers quote them; every other platform's are the desk's own guess.
DEFAULT_PLATFORM_CLOCKS: tuple[PlatformClock, ...] = tuple(
    PlatformClock(platform, kind, days, valid_from, source)
    for platform in (Platform.TAOBAO, Platform.TMALL)
    for kind, days, valid_from, source in (
        (
            ClockKind.CHANGE_WINDOW,
            30,
            dt.date(2012, 7, 21),
            "Taobao rating rules: one change within 30 days, as quoted by seller sites",
        ),
        (
            ClockKind.NUMBER_EXPIRY,
            15,
            dt.date(2022, 8, 24),
            "Taobao notice of 2022-08-24: virtual numbers end 15 days after the trade succeeded",
        ),
        (
            ClockKind.REPLY_LIMIT,
            30,
            dt.date(2012, 7, 21),
            "Taobao open platform, traderate.explain.add: refused after 30 days",
        ),
    )
) + tuple(
    PlatformClock(platform, kind, days, _LONG_AGO, UNVERIFIED)
    for platform in (Platform.JD, Platform.PDD, Platform.DOUYIN, Platform.OTHER)
    for kind, days in (
        (ClockKind.CHANGE_WINDOW, 30),
        (ClockKind.NUMBER_EXPIRY, 15),
        (ClockKind.REPLY_LIMIT, 30),
    )
)


def clock_in_force(
    *,
    platform: Platform,
    kind: ClockKind,
    on: dt.date,
    clocks: Sequence[PlatformClock] = DEFAULT_PLATFORM_CLOCKS,
) -> PlatformClock | None:
    """The newest limit that was valid on that day; None where there was none yet."""
    candidates = [
        clock
        for clock in clocks
        if clock.platform == platform and clock.kind == kind and clock.valid_from <= on
    ]
    return max(candidates, key=lambda clock: clock.valid_from, default=None)


def tightened(
    *, limits: Sequence[PlatformClock], own: Sequence[PlatformClock]
) -> tuple[PlatformClock, ...]:
    """The limits of a platform, with a shop's own in their place as long as those are shorter.

    Of two alike the platform's stays, with its source. A platform that tightens later wins again:
    no shop ever has more time than its platform gives.
    """
    found = []
    changes = {(one.platform, one.kind, one.valid_from) for one in (*limits, *own)}
    for platform, kind, day in sorted(changes):
        both = [
            clock_in_force(platform=platform, kind=kind, on=day, clocks=some)
            for some in (limits, own)
        ]
        shortest = min((clock for clock in both if clock is not None), key=lambda clock: clock.days)
        found.append(replace(shortest, valid_from=day))
    return tuple(found)


def first_day(starts_at: dt.datetime) -> dt.date:
    """The day whose limit a clock runs by, as the desk counts days."""
    return starts_at.astimezone(DESK_ZONE).date()


def clock_ends(*, starts_at: dt.datetime, clock: PlatformClock) -> dt.datetime:
    """Whole days of 24 hours after the start; the start's zone is kept."""
    return starts_at + dt.timedelta(days=clock.days)


def open_clocks(
    *,
    platform: Platform,
    rated_at: dt.datetime,
    trade_ended_at: dt.datetime | None,
    clocks: Sequence[PlatformClock] = DEFAULT_PLATFORM_CLOCKS,
) -> tuple[OpenClock, ...]:
    """The clocks of a case, soonest end first.

    The change window and the reply limit run from the rating, the number from the end of the
    trade; without a known end of the trade there is no number clock.
    """
    starts = {
        ClockKind.CHANGE_WINDOW: rated_at,
        ClockKind.NUMBER_EXPIRY: trade_ended_at,
        ClockKind.REPLY_LIMIT: rated_at,
    }
    found = []
    for kind, starts_at in starts.items():
        if starts_at is None:
            continue
        on = first_day(starts_at)
        clock = clock_in_force(platform=platform, kind=kind, on=on, clocks=clocks)
        if clock is not None:
            ends_at = clock_ends(starts_at=starts_at, clock=clock)
            found.append(OpenClock(kind, starts_at, ends_at, clock.source))
    return tuple(sorted(found, key=lambda open_clock: open_clock.ends_at))
