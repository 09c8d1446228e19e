"""Workday or day off by the Chinese calendar: make-up workdays, holidays and their first days."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from holidays import HolidayBase, country_holidays
from holidays.countries.china import ChinaStaticHolidays

from reviews.domain.day_spans import DaySpan, SpanKind, usual_spans

_SATURDAY = 5
_FREE = frozenset({"weekend", "holiday"})


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
        return self.kind in _FREE


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar of the `holidays` package, with the shop's own corrections on top.

    ``overrides`` are (day, kind) pairs, e.g. read from a notice the package does not know yet; a
    year with a weekend among them that is worked counts as announced. ``usual`` are the kinds of
    spans for which the desk's own dates hold where the shop has none.
    """

    overrides: tuple[tuple[dt.date, DayKind], ...] = ()
    school: tuple[DaySpan, ...] = ()
    promotions: tuple[DaySpan, ...] = ()
    usual: frozenset[SpanKind] = frozenset()

    def day(self, date: dt.date) -> Day:
        """What that day is; cheap, every year is worked out once."""
        return _year(date.year, self.overrides)[date]

    def is_off(self, date: dt.date) -> bool:
        """Whether people are free on that day."""
        return self.day(date).is_off

    def is_provisional(self, year: int) -> bool:
        """Whether the make-up days of that year are not known yet."""
        by_hand = {day.year for day, kind in self.overrides if kind is DayKind.MADE_UP}
        return year not in by_hand | _ANNOUNCED and year >= min(_ANNOUNCED)

    def school_break(self, date: dt.date) -> DaySpan | None:
        """The school holidays that day lies in."""
        return _holding(self.school_spans(date.year), date)

    def promotion(self, date: dt.date) -> DaySpan | None:
        """The promotion that day lies in."""
        return _holding(self.promotion_spans(date.year), date)

    def school_spans(self, year: int) -> tuple[DaySpan, ...]:
        """The school holidays of a year, own ones in the place of usual ones they overlap."""
        return _spans(SpanKind.SCHOOL, self.school, year, usual=SpanKind.SCHOOL in self.usual)

    def promotion_spans(self, year: int) -> tuple[DaySpan, ...]:
        """The promotions of a year, own ones in the place of usual ones they overlap."""
        usual = SpanKind.PROMOTION in self.usual
        return _spans(SpanKind.PROMOTION, self.promotions, year, usual=usual)


def overrides_of(span: DaySpan, *, is_off: bool) -> tuple[tuple[dt.date, DayKind], ...]:
    """A declared run of days as overrides: a worked weekend is made up, a free day a holiday."""
    days = (span.starts_on + dt.timedelta(days=n) for n in range(_length(span)))
    return tuple((day, _declared(day, is_off=is_off)) for day in days)


def _length(span: DaySpan) -> int:
    return (span.ends_on - span.starts_on).days + 1


def _declared(day: dt.date, *, is_off: bool) -> DayKind:
    if is_off:
        return DayKind.HOLIDAY
    return DayKind.MADE_UP if day.weekday() >= _SATURDAY else DayKind.WORKDAY


def _holding(spans: tuple[DaySpan, ...], date: dt.date) -> DaySpan | None:
    return next((span for span in spans if span.holds(date)), None)


@lru_cache(maxsize=256)
def _spans(
    kind: SpanKind,
    own: tuple[DaySpan, ...],
    year: int,
    *,
    usual: bool,
) -> tuple[DaySpan, ...]:
    of_year = [span for span in own if span.starts_on.year <= year <= span.ends_on.year]
    if usual:
        of_year += [
            span
            for span in usual_spans(kind, year)
            if not any(span.overlaps(declared) for declared in own)
        ]
    return tuple(sorted(of_year, key=lambda span: (span.starts_on, span.ends_on)))


#: Years whose State Council notice the package holds; it answers others by statute, silently.
_ANNOUNCED = frozenset(ChinaStaticHolidays.special_public_holidays)


@lru_cache(maxsize=64)
def _year(year: int, overrides: tuple[tuple[dt.date, DayKind], ...]) -> Mapping[dt.date, Day]:
    kinds = _kinds(year, overrides)
    was_off = year > dt.MINYEAR and _kinds(year - 1, overrides)[dt.date(year - 1, 12, 31)] in _FREE
    provisional = Calendar(overrides).is_provisional(year)
    starts = _holiday_starts(kinds, was_off=was_off)
    return {day: Day(day, kind, day in starts, provisional) for day, kind in kinds.items()}


def _kinds(year: int, overrides: tuple[tuple[dt.date, DayKind], ...]) -> dict[dt.date, DayKind]:
    known = country_holidays("CN", years=year)
    last = dt.date(year, 12, 31).toordinal()
    days = map(dt.date.fromordinal, range(dt.date(year, 1, 1).toordinal(), last + 1))
    kinds = {day: _kind(day, known) for day in days}
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
