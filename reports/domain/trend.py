"""Twelve weeks by cause, and the share of low reviews among all."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.domain.cells import Cell
from reports.domain.intervals import Proportion
from reports.domain.rows import CauseMark, ReviewCount, WeekCount
from reports.domain.weeks import IsoWeek, weeks_up_to

TREND_WEEKS = 12


@dataclass(frozen=True, slots=True)
class TrendSeries:
    """The cases of one cause in each week of the trend, oldest first."""

    cause: CauseMark
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Cases by cause and week; ``low`` is neutral and bad out of all reviews of each week."""

    weeks: tuple[IsoWeek, ...]
    series: tuple[TrendSeries, ...]
    low: tuple[Proportion, ...]

    @property
    def totals(self) -> tuple[int, ...]:
        columns = zip(*(one.counts for one in self.series), strict=True)
        return tuple(map(sum, columns)) if self.series else (0,) * len(self.weeks)


def make_trend(
    cells: Iterable[Cell],
    *,
    week: IsoWeek,
    history: Sequence[WeekCount],
    reviews: Iterable[ReviewCount],
    count: int = TREND_WEEKS,
) -> Trend:
    """Join this week's cells to the ``count`` weeks up to it; most cases over all weeks first."""
    weeks = weeks_up_to(week, count=count)
    counted: Counter[tuple[str, IsoWeek]] = Counter()
    marks: dict[str, CauseMark] = {}
    for past in history:
        if past.week in weeks[:-1]:
            counted[past.cause.code, past.week] += past.cases
            marks[past.cause.code] = past.cause
    for cell in cells:
        counted[cell.cause.code, week] += cell.cases
        marks[cell.cause.code] = cell.cause
    series = [
        TrendSeries(mark, tuple(counted[code, known] for known in weeks))
        for code, mark in marks.items()
    ]
    series.sort(key=lambda one: (-sum(one.counts), one.cause.code))
    by_week = {one.week: Proportion(one.low, one.reviews) for one in reviews}
    return Trend(
        weeks=weeks,
        series=tuple(series),
        low=tuple(by_week.get(known, Proportion(0, 0)) for known in weeks),
    )
