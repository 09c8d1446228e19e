"""The half hours a plan may use, and where they fall in the buyer's day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Self, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from reviews.domain.places import PlaceType
from reviews.domain.reach_evidence import Moment
from reviews.domain.reach_prior import HALF_HOURS, OFF, PLACES
from reviews.domain.regions import BEIJING_HOURS, RegionHours

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

DESK_ZONE: Final = ZoneInfo("Asia/Shanghai")
SLOT: Final = timedelta(minutes=30)
OPENS, CLOSES = time(9), time(21)
#: Places whose hours are set by work: where the day starts late, all of it is late.
_WORK: Final = frozenset(
    {
        PlaceType.SCHOOL,
        PlaceType.CAMPUS,
        PlaceType.OFFICE,
        PlaceType.FACTORY,
        PlaceType.HOSPITAL,
        PlaceType.GOVERNMENT,
    },
)
_NOON, _NIGHT = 12.0, 21.0
#: In school holidays the people of these places are at home, and every day is free.
SCHOOLED: Final = (PLACES.index(PlaceType.CAMPUS), PLACES.index(PlaceType.SCHOOL))
HOME: Final = PLACES.index(PlaceType.RESIDENTIAL)


def _never(_day: date) -> None:
    """No school holidays are known."""


@dataclass(frozen=True, slots=True, eq=False)
class Slots:
    """Half hours in time order: start, half hour of the desk's day (0-47), day off or workday.

    ``school_break`` [m] says which lie in school holidays; None where none does.
    """

    starts_at: tuple[datetime, ...]
    half_hour: Integers
    off: Integers
    minute: Floats
    school_break: NDArray[np.bool_] | None = None

    @classmethod
    def of(
        cls,
        starts_at: tuple[datetime, ...],
        *,
        is_off: Callable[[date], bool],
        in_school_break: Callable[[date], object] = _never,
    ) -> Self:
        """Slots from their aware starts; the questions are asked once a day."""
        local = [start.astimezone(DESK_ZONE) for start in starts_at]
        days = {start.date() for start in local}
        days_off = {day: is_off(day) for day in days}
        breaks = {day: bool(in_school_break(day)) for day in days}
        return cls(
            starts_at=starts_at,
            half_hour=np.array([half_hour(start) for start in local], dtype=np.int64),
            off=np.array([days_off[start.date()] for start in local], dtype=np.int64),
            minute=np.array([minutes(start) for start in local]),
            school_break=np.array([breaks[start.date()] for start in local], dtype=bool),
        )

    def __len__(self) -> int:
        return self.half_hour.size


def upcoming_slots(
    now: datetime,
    *,
    days: int,
    is_off: Callable[[date], bool],
    in_school_break: Callable[[date], object] = _never,
) -> Slots:
    """The half hours from the running one to the end of the last of ``days`` days, 9 to 21."""
    starts = tuple(_starts(now.astimezone(DESK_ZONE), days))
    return Slots.of(starts, is_off=is_off, in_school_break=in_school_break)


def at_slots(curves: Floats, slots: Slots) -> Floats:
    """Curves [place, day, 48] at each slot, [place, m]; in school holidays pupils are at home."""
    here: Floats = curves[:, slots.off, slots.half_hour]
    if slots.school_break is not None and slots.school_break.any():
        free = np.flatnonzero(slots.school_break)
        for place in SCHOOLED:
            here[place, free] = curves[HOME, OFF, slots.half_hour[free]]
    return here


def at_moment(curves: Floats, when: Moment) -> Floats:
    """Curves [place, day, 48] at a moment, [place]; in school holidays pupils are at home."""
    here: Floats = curves[:, int(when.off), half_hour(when.at)]
    if when.school_break:
        here = here.copy()
        here[list(SCHOOLED)] = curves[HOME, OFF, half_hour(when.at)]
    return here


def _starts(now: datetime, days: int) -> Iterator[datetime]:
    for ahead in range(days):
        start = datetime.combine(now.date() + timedelta(days=ahead), OPENS, DESK_ZONE)
        closes = datetime.combine(start.date(), CLOSES, DESK_ZONE)
        while start < closes:
            if start + SLOT > now:
                yield start
            start += SLOT


def half_hour(moment: datetime) -> int:
    """0 for 00:00 to 47 for 23:30, by the desk's clock."""
    local = moment.astimezone(DESK_ZONE)
    return local.hour * 2 + local.minute // 30


def minutes(moment: datetime) -> float:
    """Minutes since 1970, for differences."""
    return moment.timestamp() / 60


def own_half_hours(region: RegionHours) -> Floats:
    """The buyer's own half hour for each half hour of the desk: [place, 48], fractions kept.

    Work keeps its whole shift all day; at home the morning's shift fades into the evening's.
    """
    hour = np.arange(HALF_HOURS) / 2
    at_home = np.interp(hour, (_NOON, _NIGHT), (region.morning_hours, region.evening_hours))
    shifts = [np.full(HALF_HOURS, region.work_hours) if p in _WORK else at_home for p in PLACES]
    own: Floats = 2 * (hour - np.array(shifts))
    return own


def shifted(curves: Floats, region: RegionHours) -> Floats:
    """Curves [place, day, 48] by the desk's clock for people of that region."""
    if region == BEIJING_HOURS:
        return curves
    own = own_half_hours(region) % HALF_HOURS
    below = np.floor(own).astype(np.int64)
    part = (own - below)[:, None, :]
    here = np.take_along_axis(curves, below[:, None, :], axis=2)
    after = np.take_along_axis(curves, (below[:, None, :] + 1) % HALF_HOURS, axis=2)
    moved: Floats = here * (1 - part) + after * part
    asleep = np.arange(HALF_HOURS) < 2 * (region.not_before.hour + region.not_before.minute / 60)
    moved[:, :, asleep] = 0.0
    return moved
