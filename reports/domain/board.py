"""What the reports page says of one week, worked out from its cells.

The cells come from stored rollups (the page, the interface) or from a week's rows (the workbook).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.domain.actions import ActionRow
from reports.domain.causes import CauseLine, UnitLine, cause_lines, unit_lines
from reports.domain.cells import Cell, total_of
from reports.domain.headline import headline, recovery_sentence
from reports.domain.intervals import Change, Proportion
from reports.domain.past import Past, past_of
from reports.domain.products import (
    ProductCause,
    ProductLine,
    product_causes,
    product_lines,
    units_by_product,
)
from reports.domain.recovery import Recovery, make_recovery
from reports.domain.rows import (
    NO_PLAN_FACTS,
    BudgetRow,
    DialCount,
    PartCount,
    PlanFacts,
    ReviewCount,
    SalesRow,
    WeekCount,
)
from reports.domain.trend import Trend, make_trend
from reports.domain.weeks import IsoWeek
from reviews.domain.reason import Reason


@dataclass(frozen=True, slots=True)
class Background:
    """What a week's rows are held against; weeks outside the trend are not needed.

    ``parts`` are products of the weeks of the mean added up; without them ``history`` names them.
    """

    history: Sequence[WeekCount] = ()
    parts: Sequence[PartCount] = ()
    reviews: Sequence[ReviewCount] = ()
    sales: Sequence[SalesRow] = ()
    dials: Sequence[DialCount] = ()
    budgets: Sequence[BudgetRow] = ()
    actions: Sequence[ActionRow] = ()
    plan: PlanFacts = NO_PLAN_FACTS


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
class Board:
    """One week of one shop; the sum of ``causes`` and of ``units`` is ``totals.cases``."""

    week: IsoWeek
    sentences: tuple[Reason, ...]
    totals: Totals
    causes: tuple[CauseLine, ...]
    units: tuple[UnitLine, ...]
    trend: Trend
    products: tuple[ProductLine, ...]
    cells: tuple[ProductCause, ...]
    recovery: Recovery
    recovery_sentence: Reason
    in_time: Proportion


def make_board(
    cells: Sequence[Cell],
    *,
    week: IsoWeek,
    background: Background,
    mentions: Mapping[str, int] | None = None,
) -> Board:
    """Work out a week from its cells; ``mentions`` by cause code where every cause was counted."""
    history = background.history
    past = past_of(history, week=week, parts=background.parts)
    totals = _totals(cells, week=week, background=background, past=past)
    causes = cause_lines(
        cells, past=past, history=history, units_sold=totals.units_sold, mentions=mentions
    )
    grown = product_causes(cells, past=past)
    recovery = make_recovery(total_of(cells))
    return Board(
        week=week,
        sentences=headline(cases=totals.cases, to_mean=totals.to_mean, causes=causes, cells=grown),
        totals=totals,
        causes=causes,
        units=unit_lines(cells, past=past),
        trend=make_trend(cells, week=week, history=history, reviews=background.reviews),
        products=product_lines(cells, week=week, past=past, sales=background.sales),
        cells=grown,
        recovery=recovery,
        recovery_sentence=recovery_sentence(recovery),
        in_time=Proportion(total_of(cells).in_time, totals.cases),
    )


def _totals(cells: Sequence[Cell], *, week: IsoWeek, background: Background, past: Past) -> Totals:
    facts, before, last_year = total_of(cells), past.total, week.year_before
    year_before = [count.cases for count in background.history if count.week == last_year]
    units = units_by_product(background.sales, week)
    return Totals(
        cases=facts.cases,
        bad=facts.bad,
        neutral=facts.neutral,
        appended=facts.cases - facts.bad - facts.neutral,
        previous=before.previous,
        to_previous=before.to_previous(facts.cases),
        mean=before.mean,
        mean_weeks=len(past.weeks),
        to_mean=before.to_mean(facts.cases),
        year_before=sum(year_before) if year_before else None,
        low=_low(background.reviews, week),
        units_sold=sum(units.values()) or None,
        promised=facts.promised,
        paid=facts.paid,
    )


def _low(reviews: Sequence[ReviewCount], week: IsoWeek) -> Proportion:
    for count in reviews:
        if count.week == week:
            return Proportion(count.low, count.reviews)
    return Proportion(0, 0)
