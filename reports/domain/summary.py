"""Everything a weekly workbook says: the board of the page, and what only its rows can tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.domain.actions import ActionRow
from reports.domain.board import Background, Totals, make_board
from reports.domain.causes import CauseLine, UnitLine, count_mentions
from reports.domain.cells import cells_of
from reports.domain.places import PlaceLine, carrier_lines, region_lines
from reports.domain.products import ProductCause, ProductLine
from reports.domain.quotes import Quote, best_quotes
from reports.domain.recovery import Recovery
from reports.domain.remedies import Remedies, make_remedies
from reports.domain.rows import BudgetRow, CaseRow
from reports.domain.team import TeamLine, team_lines
from reports.domain.timing import Timing, make_timing
from reports.domain.trend import Trend
from reports.domain.weeks import IsoWeek
from reviews.domain.reason import Reason

#: Raised whenever the same rows would give other figures than before.
VERSION = "report-1"


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
    board = make_board(
        cells_of(rows), week=week, background=background, mentions=count_mentions(rows)
    )
    return WeekSummary(
        week=week,
        made_at=now,
        version=VERSION,
        sentences=board.sentences,
        totals=board.totals,
        causes=board.causes,
        units=board.units,
        trend=board.trend,
        products=board.products,
        cells=board.cells,
        regions=region_lines(rows),
        carriers=carrier_lines(rows),
        timing=make_timing(rows, dials=background.dials, plan=background.plan),
        recovery=board.recovery,
        recovery_sentence=board.recovery_sentence,
        remedies=make_remedies(rows, now=now),
        budgets=tuple(background.budgets),
        team=team_lines(rows),
        quotes=best_quotes(rows),
        actions=tuple(background.actions),
        left_out=_left_out(rows, week),
    )


def _left_out(rows: Sequence[CaseRow], week: IsoWeek) -> LeftOut:
    return LeftOut(
        late=sum(row.came_late(week) for row in rows),
        without_product=sum(not row.product.code for row in rows),
        without_cause=sum(not row.causes for row in rows),
        without_order=sum(row.order_fen is None for row in rows),
    )
