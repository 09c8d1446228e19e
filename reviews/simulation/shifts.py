"""The staff's roster: four colleagues, five days a week each, early or late by turns."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.simulation.sight import DAY, HALF_HOUR, in_hours

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

#: Half hours of the day with their lunch or nap taken out.
EARLY: Final = ((9.0, 13.0), (14.0, 18.0))
LATE: Final = ((12.0, 13.0), (14.0, 21.0))
#: Weekdays off (Monday is 0): three are there, on Sundays two.
DAYS_OFF: Final = ((5, 6), (6, 0), (1, 2), (3, 4))
_HALF_HOURS_A_DAY: Final = DAY // HALF_HOUR
#: The plan looks ahead beyond the last simulated day.
_DAYS_AHEAD: Final = 7


def roster(*, days: int, calls_a_day: float) -> Integers:
    """Calls by half hour from the first midnight on, ``calls_a_day`` on average over a week."""
    count = (days + _DAYS_AHEAD) * _HALF_HOURS_A_DAY
    there = np.array([_on_shift(number * HALF_HOUR) for number in range(count)], dtype=float)
    week = there[: 7 * _HALF_HOURS_A_DAY].sum() / 7
    exact = there * calls_a_day / week
    # Rounding the running sum keeps the day's total, as the product's own capacity does.
    calls: Integers = np.diff(np.floor(np.cumsum(exact) + 1e-9), prepend=0.0).astype(np.int64)
    return calls


def _on_shift(now: float) -> int:
    if not in_hours(now):
        return 0
    day, hour = int(now // DAY), now % DAY / 60
    return sum(
        any(start <= hour < end for start, end in _shift(member, day))
        for member, off in enumerate(DAYS_OFF)
        if day % 7 not in off
    )


def _shift(member: int, day: int) -> tuple[tuple[float, float], ...]:
    """Early and late change weekly, two and two."""
    return EARLY if (member + day // 7) % 2 == 0 else LATE
