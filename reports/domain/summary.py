"""Everything a weekly report says, worked out once, for screen, workbook and command alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.domain.actions import ActionRow
from reports.domain.causes import (
    CauseLine,
    UnitLine,
    cause_lines,
    earlier_weeks,
    unit_lines,
)
from reports.domain.headline import headline, recovery_sentence
from reports.domain.intervals import Change, Proportion, compare
from reports.domain.places import PlaceLine, carrier_lines, region_lines
from reports.domain.products import (
    ProductCause,
    ProductLine,
    product_causes,
    product_lines,
    units_by_product,
)
from reports.domain.quotes import Quote, best_quotes
from reports.domain.recovery import Recovery, make_recovery
from reports.domain.remedies import Remedies, make_remedies
from reports.domain.rows import (
    BudgetRow,
    CaseRow,
    DialCount,
    ReviewCount,
    SalesRow,
    WeekCount,
)
from reports.domain.team import TeamLine, team_lines
from reports.domain.timing import Timing, make_timing
from reports.domain.trend import Trend, make_trend
from reports.domain.weeks import IsoWeek
from reviews.domain.levels import Level
from reviews.domain.reason import Reason

#: Raised whenever the same rows would give other figures than before.
VERSION = "report-1"


@dataclass(frozen=True, slots=True)
class Background:
    """What a week's rows are held against; weeks outside the trend are not needed."""

    history: Sequence[WeekCount] = ()
    reviews: Sequence[ReviewCount] = ()
    sales: Sequence[SalesRow] = ()
    dials: Sequence[DialCount] = ()
    budgets: Sequence[BudgetRow] = ()
    actions: Sequence[ActionRow] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """The week in one line; ``low`` is neutral and bad out of all reviews of the week."""

    cases: int
    bad: int
    neutral: int
    appended: int
    previous: int
    to_previous: Change
    mean: float
    mean_weeks: int
    to_mean: Change
    year_before: int | None
    low: Proportion
    units_sold: int | None
    promised: int
    paid: int

    @property
    def low_share(self) -> float | None:
        """None also where only neutral and bad reviews are known: their share says nothing."""
        return None if self.low.count == self.low.of else self.low.share


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a reader must know before trusting the figures."""

    late: int
    without_product: int
    without_cause: int
    without_order: int


@dataclass(frozen=True, slots=True)
class WeekSummary:
    """One week of one shop; the sum of ``causes`` and of ``units`` is ``totals.cases``."""

    week: IsoWeek
    made_at: datetime
    version: str
    sentences: tuple[Reason, ...]
    totals: Totals
    causes: tuple[CauseLine, ...]
    units: tuple[UnitLine, ...]
    trend: Trend
    products: tuple[ProductLine, ...]
    cells: tuple[ProductCause, ...]
    regions: tuple[PlaceLine, ...]
    carriers: tuple[PlaceLine, ...]
    timing: Timing
    recovery: Recovery
    recovery_sentence: Reason
    remedies: Remedies
    budgets: tuple[BudgetRow, ...]
    team: tuple[TeamLine, ...]
    quotes: Mapping[str, tuple[Quote, ...]]
    actions: tuple[ActionRow, ...]
    left_out: LeftOut


def summarise(
    rows: Sequence[CaseRow],
    *,
    week: IsoWeek,
    background: Background,
    now: datetime,
) -> WeekSummary:
    """Work out a week from its case rows. Raises ValueError for a row of another week."""
    for row in rows:
        if row.rated_at not in week:
            message = f"case {row.case_id} was rated outside {week}"
            raise ValueError(message)
    history, sales = background.history, background.sales
    totals = _totals(rows, week=week, background=background)
    causes = cause_lines(rows, week=week, history=history, units_sold=totals.units_sold)
    cells = product_causes(rows, week=week, history=history)
    recovery = make_recovery(rows)
    return WeekSummary(
        week=week,
        made_at=now,
        version=VERSION,
        sentences=headline(cases=len(rows), to_mean=totals.to_mean, causes=causes, cells=cells),
        totals=totals,
        causes=causes,
        units=unit_lines(rows, week=week, history=history),
        trend=make_trend(rows, week=week, history=history, reviews=background.reviews),
        products=product_lines(rows, week=week, history=history, sales=sales),
        cells=cells,
        regions=region_lines(rows),
        carriers=carrier_lines(rows),
        timing=make_timing(rows, dials=background.dials),
        recovery=recovery,
        recovery_sentence=recovery_sentence(recovery),
        remedies=make_remedies(rows, now=now),
        budgets=tuple(background.budgets),
        team=team_lines(rows),
        quotes=best_quotes(rows),
        actions=tuple(background.actions),
        left_out=_left_out(rows, week),
    )


def _totals(rows: Sequence[CaseRow], *, week: IsoWeek, background: Background) -> Totals:
    history = background.history
    weeks = earlier_weeks(history, week)
    previous = sum(count.cases for count in history if count.week == week - 1)
    several = sum(count.cases for count in history if count.week in weeks)
    year_before = [count.cases for count in history if count.week == week.year_before]
    units = units_by_product(background.sales, week)
    bad = sum(row.level is Level.BAD for row in rows)
    neutral = sum(row.level is Level.NEUTRAL for row in rows)
    return Totals(
        cases=len(rows),
        bad=bad,
        neutral=neutral,
        appended=len(rows) - bad - neutral,
        previous=previous,
        to_previous=compare(len(rows), previous, exposure_before=min(len(weeks), 1)),
        mean=several / len(weeks) if weeks else 0.0,
        mean_weeks=len(weeks),
        to_mean=compare(len(rows), several, exposure_before=len(weeks)),
        year_before=sum(year_before) if year_before else None,
        low=_low(background.reviews, week),
        units_sold=sum(units.values()) or None,
        promised=sum(row.promised for row in rows),
        paid=sum(row.paid for row in rows),
    )


def _low(reviews: Sequence[ReviewCount], week: IsoWeek) -> Proportion:
    for count in reviews:
        if count.week == week:
            return Proportion(count.low, count.reviews)
    return Proportion(0, 0)


def _left_out(rows: Sequence[CaseRow], week: IsoWeek) -> LeftOut:
    return LeftOut(
        late=sum(row.came_late(week) for row in rows),
        without_product=sum(not row.product.code for row in rows),
        without_cause=sum(not row.causes for row in rows),
        without_order=sum(row.order_fen is None for row in rows),
    )
