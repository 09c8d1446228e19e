"""What a simulated desk can see, the rules it keeps, and what a way of calling must answer.

The planner and the plain policies know this module alone; the truth they never see.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.outcomes import Outcome
from reviews.domain.reach_slots import DESK_ZONE

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]

#: Minutes; the first day is a Monday.
DAY: Final = 24 * 60
FIRST_DAY: Final = datetime(2026, 6, 1, tzinfo=DESK_ZONE)
OPENS, CLOSES, NAP = 9 * 60, 21 * 60, (13 * 60, 14 * 60)
GAP, DIALS_A_DAY, DIALS_A_CASE, WINDOW = 180, 2, 5, 30 * DAY
SLOTS_A_DAY: Final = 22


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Cases as arrays [n]: times in minutes from the first midnight.

    A review ``arrived`` when it was posted and is ``known`` from the next import on. ``hint`` is
    the place its address names (index into ``PLACES``), ``hours`` [n, 3] earlier half hours of
    orders, -1 for none.
    """

    arrived: Floats
    known: Floats
    bad: Booleans
    order_fen: Integers
    hint: Integers
    hours: Integers

    def __len__(self) -> int:
        return len(self.arrived)


class State:
    """What has been done with the cases so far; arrays [n]."""

    def __init__(self, sight: Sight, capacity: int) -> None:
        self.sight, self.capacity = sight, capacity
        self.dials = np.zeros(len(sight), dtype=np.int64)
        self.today = np.zeros(len(sight), dtype=np.int64)
        self.last = np.full(len(sight), -np.inf)
        self.first = np.full(len(sight), np.nan)
        self.ended = np.zeros(len(sight), dtype=bool)

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
        """Cases to call in this half hour: at most the capacity, all of them allowed."""

    def learn(self, case: int, at: float, outcome: Outcome) -> None:
        """Hear what came of a call."""


def in_hours(now: float) -> bool:
    """Within 9 to 21, outside the nap."""
    clock = now % DAY
    return OPENS <= clock < CLOSES and not NAP[0] <= clock < NAP[1]


def is_day_off(now: float) -> bool:
    """Saturday or Sunday."""
    return now // DAY % 7 >= 5
