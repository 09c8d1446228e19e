"""The board of several weeks, from the same rollups as that of one.

Their sum is held against the sum of as many weeks before, so nothing of a board has to know how
long its period is. Only the trend keeps the single weeks.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from django.db.models import QuerySet, Sum

from reports.domain.board import Background, Board, make_board
from reports.domain.cells import Cell, Facts
from reports.domain.comparison import Period, comparisons, periods
from reports.domain.rows import ReviewCount, SalesRow, WeekCount
from reports.domain.spans import Span
from reports.domain.trend import TREND_WEEKS, make_trend
from reports.domain.weeks import IsoWeek, weeks_up_to
from reports.models import RollupCell, RollupSale, WeekRollup
from reports.queries.narrowing import WHOLE_SHOP, Narrowing
from reports.queries.rollups import (
    FACTS,
    case_counts,
    cause_marks,
    product_refs,
    review_counts,
    stored_cells,
    week_counts,
    weeks_being_counted,
)
from reports.queries.weeks import LoadedBoard, load_board
from reviews.domain.reason import Reason
from reviews.models import Shop
from reviews.queries.calendars import calendar_of


def load_span(*, shop: Shop, span: Span, narrowing: Narrowing = WHOLE_SHOP) -> LoadedBoard:
    """The page of one week or several, named in the active language."""
    if len(span) == 1:
        return load_board(shop=shop, week=span.last, narrowing=narrowing)
    board = _board(shop, span, narrowing)
    against = span_periods(span, shop=shop)
    needed = {week for period in against for week in (*period.now, *period.before)}
    counts = case_counts(shop=shop, weeks=needed, narrowing=narrowing)
    waiting = weeks_being_counted(shop=shop, weeks={*board.trend.weeks, *span.before.weeks})
    return LoadedBoard(board, comparisons(against, cases=counts), waiting)


def _board(shop: Shop, span: Span, narrowing: Narrowing) -> Board:
    board = make_board(
        _summed_cells(shop, span, narrowing),
        week=span.last,
        background=Background(
            history=tuple(_before(shop, span, narrowing)),
            reviews=() if narrowing else (_all_reviews(shop, span),),
            sales=tuple(_sales(shop, span, narrowing)),
        ),
    )
    weeks = weeks_up_to(span.last, count=max(len(span), TREND_WEEKS))
    trend = make_trend(
        stored_cells(shop=shop, week=span.last, narrowing=narrowing),
        week=span.last,
        history=tuple(week_counts(shop=shop, weeks=weeks[:-1], by_product=(), narrowing=narrowing)),
        reviews=() if narrowing else tuple(review_counts(shop=shop, weeks=weeks)),
        count=len(weeks),
    )
    sentences = tuple(_of_span(sentence, span) for sentence in board.sentences)
    return replace(board, trend=trend, sentences=sentences)


def _of_span(sentence: Reason, span: Span) -> Reason:
    """A sentence about "this week" as one about these weeks."""
    said = {"week_up", "week_down", "week_same", "week_too_few", "week_without_history"}
    if sentence.code == "week_without_cases":
        return Reason("span_without_cases")
    if sentence.code not in said:
        return sentence
    code = sentence.code.replace("week_", "span_", 1)
    return Reason(code, {**sentence.params, "weeks": len(span)})


def _summed_cells(shop: Shop, span: Span, narrowing: Narrowing) -> tuple[Cell, ...]:
    found = RollupCell.objects.filter(narrowing.condition(), rollup__in=_rollups(shop, span.weeks))
    grouped = found.values_list("cause", "product").order_by("cause", "product")
    summed = list(grouped.annotate(**{f"sum_{name}": Sum(name) for name in FACTS}))
    causes, products = cause_marks(shop), product_refs({line[1] for line in summed})
    return tuple(
        Cell(causes[cause], products[product], Facts(*facts)) for cause, product, *facts in summed
    )


def _before(shop: Shop, span: Span, narrowing: Narrowing) -> Iterator[WeekCount]:
    """The weeks before as one; none where the shop's data do not reach back that far."""
    rollups = _rollups(shop, span.before.weeks)
    if rollups.count() < len(span):
        return
    found = RollupCell.objects.filter(narrowing.condition(), rollup__in=rollups)
    grouped = found.values_list("cause", "product").order_by("cause", "product")
    summed = list(grouped.annotate(sum_cases=Sum("cases")))
    causes, products = cause_marks(shop), product_refs({line[1] for line in summed})
    for cause, product, cases in summed:
        yield WeekCount(span.last - 1, causes[cause], products[product], cases)


def _all_reviews(shop: Shop, span: Span) -> ReviewCount:
    counted = tuple(review_counts(shop=shop, weeks=span.weeks))
    return ReviewCount(
        span.last, sum(one.reviews for one in counted), sum(one.low for one in counted)
    )


def _sales(shop: Shop, span: Span, narrowing: Narrowing) -> Iterator[SalesRow]:
    rollups = _rollups(shop, span.weeks)
    sold = RollupSale.objects.filter(narrowing.of_product(), rollup__in=rollups)
    grouped = sold.values_list("product__item_id").order_by("product__item_id")
    for code, units in grouped.annotate(sum_units=Sum("units")):
        yield SalesRow(week=span.last, product_code=code, units=units)


def span_periods(span: Span, *, shop: Shop) -> tuple[Period, ...]:
    """What several weeks are held against; of each promotion the longest part inside them."""
    promotions: dict[str, Period] = {}
    spans = calendar_of(shop).promotion_spans
    for week in span.weeks:
        for period in periods(week, spans=spans):
            if period.kind == "promotion":
                promotions[f"{period.name} {period.before[-1].year}"] = period
    return (
        Period("previous", span.weeks, span.before.weeks),
        Period("year", span.weeks, tuple(week.year_before for week in span.weeks)),
        *promotions.values(),
    )


def _rollups(shop: Shop, weeks: Collection[IsoWeek]) -> QuerySet[WeekRollup]:
    return WeekRollup.objects.filter(shop=shop, monday__in=[week.monday for week in weeks])
