"""What a simulated desk can see, the rules it keeps, and what a way of calling must answer.

The planner and the plain policies know this module alone; the truth they never see.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.contact_limits import ContactRules
from reviews.domain.outcomes import Outcome
from reviews.domain.reach_slots import DESK_ZONE
from reviews.domain.workdays import Calendar

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]

#: Minutes; the first day is a Monday.
DAY: Final = 24 * 60
HALF_HOUR: Final = 30
FIRST_DAY: Final = datetime(2026, 6, 1, tzinfo=DESK_ZONE)
CALENDAR: Final = Calendar()
RULES: Final = ContactRules()
GAP: Final = 60 * RULES.hours_between_dials
DIALS_A_DAY, DIALS_A_CASE = RULES.dials_per_day, RULES.dials_per_case
WINDOW: Final = 30 * DAY


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Cases as arrays [n]: times in minutes from the first midnight; and the staff's roster.

    A review ``arrived`` when it was posted and is ``known`` from the next import on. ``hint`` is
    the place its address names (index into ``PLACES``), ``hours`` [n, 3] earlier half hours of
    orders, -1 for none. ``room`` [half hours since the first midnight] is the calls that the
    shifts allow.
    """

    arrived: Floats
    known: Floats
    bad: Booleans
    order_fen: Integers
    hint: Integers
    hours: Integers
    room: Integers

    def __len__(self) -> int:
        return len(self.arrived)

    def room_at(self, times: Floats) -> Integers:
        """Calls that the shifts allow in the half hours starting at ``times``."""
        return np.asarray(self.room[(times // HALF_HOUR).astype(np.int64)])


class State:
    """What has been done with the cases so far; arrays [n]."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.dials = np.zeros(len(sight), dtype=np.int64)
        self.today = np.zeros(len(sight), dtype=np.int64)
        self.last = np.full(len(sight), -np.inf)
        self.first = np.full(len(sight), np.nan)
        self.ended = np.zeros(len(sight), dtype=bool)

    def room(self, now: float) -> int:
        """Calls that the staff can make in this half hour."""
        return int(self.sight.room[int(now // HALF_HOUR)])

    def open(self, now: float) -> Integers:
        """Cases that are known, not over, and may be called some day."""
        there = (self.sight.known <= now) & (now < self.sight.arrived + WINDOW)
        return np.flatnonzero(there & ~self.ended & (self.dials < DIALS_A_CASE))

    def callable(self, now: float) -> Integers:
        """Cases that the contact rules allow at this moment."""
        rows = self.open(now)
        if not in_hours(now):
            return rows[:0]
        allowed = (self.today[rows] < DIALS_A_DAY) & (now - self.last[rows] >= GAP)
        return np.asarray(rows[allowed])


class Policy(Protocol):
    """A way of calling."""

    name: str

    def choose(self, state: State, now: float) -> Integers:
        """Cases to call in this half hour: at most the room, all of them allowed."""

    def learn(self, case: int, at: float, outcome: Outcome) -> None:
        """Hear what came of a call."""


def moment(at: float) -> datetime:
    """Minutes from the first midnight as a time."""
    return FIRST_DAY + timedelta(minutes=at)


def is_day_off(now: float) -> bool:
    """By the Chinese calendar."""
    return _day(int(now // DAY))[0]


def in_hours(now: float) -> bool:
    """Within 9 to 21, outside the nap, and not on a holiday's first day."""
    clock = now % DAY
    if not _OPENS <= clock < _CLOSES or _NAP[0] <= clock < _NAP[1]:
        return False
    return not _day(int(now // DAY))[1]


@cache
def _day(number: int) -> tuple[bool, bool]:
    """Whether it is off, and whether a holiday begins."""
    found = CALENDAR.day((FIRST_DAY + timedelta(days=number)).date())
    return found.is_off, found.is_holiday_start


_OPENS, _CLOSES = 60 * RULES.call_from.hour, 60 * RULES.call_until.hour
_NAP: Final = (60 * RULES.quiet_from.hour, 60 * RULES.quiet_until.hour)
