"""A week held against other weeks: the one before, the mean, last year, last year's promotion."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.domain.intervals import Change, compare
from reports.domain.past import MEAN_WEEKS
from reports.domain.weeks import IsoWeek
from reviews.domain.day_spans import DaySpan


@dataclass(frozen=True, slots=True)
class Period:
    """Some weeks to be held against as many others; ``name`` of a promotion, else empty.

    ``usual`` says that the desk named it, not the shop.
    """

    kind: str
    now: tuple[IsoWeek, ...]
    before: tuple[IsoWeek, ...]
    name: str = ""
    usual: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cases of a period against the other; ``change`` expects the earlier rate a week."""

    period: Period
    cases: int
    before: int
    change: Change


def periods(week: IsoWeek, *, spans: Callable[[int], Sequence[DaySpan]]) -> tuple[Period, ...]:
    """What a week is held against; ``spans`` gives the promotions of a calendar year.

    A promotion counts from its first week up to the shown one, against as many weeks of last
    year's: a sale that still runs is not held against one that is over.
    """
    usual = (
        Period("previous", (week,), (week - 1,)),
        Period("mean", (week,), tuple(week - back for back in range(MEAN_WEEKS, 0, -1))),
        Period("year", (week,), (week.year_before,)),
    )
    promoted = (_promotion(span, week, spans) for span in spans(week.sunday.year))
    return (*usual, *(period for period in promoted if period is not None))


def _promotion(
    span: DaySpan, week: IsoWeek, spans: Callable[[int], Sequence[DaySpan]]
) -> Period | None:
    now = [one for one in _weeks_of(span) if one <= week]
    if week not in now:
        return None
    for other in spans(span.starts_on.year - 1):
        if other.name == span.name:
            before = _weeks_of(other)[: len(now)]
            weeks = tuple(now[: len(before)])
            return Period("promotion", weeks, tuple(before), span.name, usual=span.usual)
    return None


def _weeks_of(span: DaySpan) -> list[IsoWeek]:
    days: list[date] = []
    day = span.starts_on
    while day <= span.ends_on:
        days.append(day)
        day += timedelta(days=1)
    return sorted({IsoWeek.of_day(day) for day in days})


def comparisons(given: Sequence[Period], *, cases: Mapping[IsoWeek, int]) -> tuple[Comparison, ...]:
    """Count both sides; weeks that ``cases`` does not name lie before the shop's data."""
    return tuple(_comparison(period, cases) for period in given)


def _comparison(period: Period, cases: Mapping[IsoWeek, int]) -> Comparison:
    known = [week for week in period.before if week in cases]
    now = sum(cases.get(week, 0) for week in period.now)
    before = sum(cases[week] for week in known)
    change = compare(now, before, exposure_now=len(period.now), exposure_before=len(known))
    return Comparison(period, now, before, change)
