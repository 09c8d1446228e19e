"""Workday or day off by the Chinese calendar: make-up workdays, holidays and their first days."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from holidays import HolidayBase, country_holidays
from holidays.countries.china import ChinaStaticHolidays

_SATURDAY = 5


class DayKind(StrEnum):
    """What a day is by the calendar of the State Council."""

    WORKDAY = "workday"
    MADE_UP = "made_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Day:
    """One day; ``provisional`` where the year's notice is not known and only the statutes are."""

    date: dt.date
    kind: DayKind
    is_holiday_start: bool
    provisional: bool

    @property
    def is_off(self) -> bool:
        """Whether people are free; a make-up Saturday is a workday."""
        return self.kind in {DayKind.WEEKEND, DayKind.HOLIDAY}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of the `holidays` package, with the shop's own corrections on top.

    ``overrides`` are (day, kind) pairs, e.g. read from a notice the package does not know yet;
    a year with any of them counts as announced.
    """

    overrides: tuple[tuple[dt.date, DayKind], ...] = ()

    def day(self, date: dt.date) -> Day:
        """What that day is; cheap, every year is worked out once."""
        return _year(date.year, self.overrides)[date]

    def is_off(self, date: dt.date) -> bool:
        """Whether people are free on that day."""
        return self.day(date).is_off

    def is_provisional(self, year: int) -> bool:
        """Whether the make-up days of that year are not known yet."""
        announced = {day.year for day, _ in self.overrides} | _ANNOUNCED
        return year not in announced and year >= min(_ANNOUNCED)


#: Years whose State Council notice the package holds; it answers others by statute, silently.
_ANNOUNCED = frozenset(ChinaStaticHolidays.special_public_holidays)


@lru_cache(maxsize=64)
def _year(year: int, overrides: tuple[tuple[dt.date, DayKind], ...]) -> Mapping[dt.date, Day]:
    kinds = _kinds(year, overrides)
    before = _kinds(year - 1, overrides)[dt.date(year - 1, 12, 31)]
    provisional = Calendar(overrides).is_provisional(year)
    starts = _holiday_starts(kinds, was_off=before in {DayKind.WEEKEND, DayKind.HOLIDAY})
    return {day: Day(day, kind, day in starts, provisional) for day, kind in kinds.items()}


def _kinds(year: int, overrides: tuple[tuple[dt.date, DayKind], ...]) -> dict[dt.date, DayKind]:
    known = country_holidays("CN", years=year)
    kinds = {}
    day = dt.date(year, 1, 1)
    while day.year == year:
        kinds[day] = _kind(day, known)
        day += dt.timedelta(days=1)
    kinds.update({day: kind for day, kind in overrides if day.year == year})
    return kinds


def _kind(day: dt.date, known: HolidayBase) -> DayKind:
    if day in known:
        return DayKind.HOLIDAY
    if day.weekday() < _SATURDAY:
        return DayKind.WORKDAY
    return DayKind.MADE_UP if known.is_working_day(day) else DayKind.WEEKEND


def _holiday_starts(kinds: Mapping[dt.date, DayKind], *, was_off: bool) -> frozenset[dt.date]:
    """The first day of each run of days off that holds a holiday.

    A run that comes over from December started there.
    """
    starts: set[dt.date] = set()
    run_start: dt.date | None = None
    for day, kind in kinds.items():
        if kind in {DayKind.WORKDAY, DayKind.MADE_UP}:
            run_start, was_off = None, False
            continue
        if run_start is None and not was_off:
            run_start = day
        if kind is DayKind.HOLIDAY and run_start is not None:
            starts.add(run_start)
    return frozenset(starts)
