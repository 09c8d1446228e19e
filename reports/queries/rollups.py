"""Reads of the stored weeks; their cost depends on the weeks shown, not on the history."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db.models import Q, QuerySet, Sum

from reports.domain.cells import Cell, Facts
from reports.domain.rows import (
    NO_CAUSE,
    NO_PRODUCT,
    CauseMark,
    PartCount,
    ProductRef,
    ReviewCount,
    SalesRow,
    WeekCount,
)
from reports.domain.weeks import IsoWeek
from reports.models import RollupCell, RollupSale, WeekMark, WeekRollup
from reports.queries.narrowing import WHOLE_SHOP, Narrowing
from reports.queries.row_names import cause_mark, product_ref
from reviews.models import Cause, Product, Shop

FACTS = [f"{name}_fen" if name in {"promised", "paid"} else name for name in Facts._fields]


def stored_cells(
    *, shop: Shop, week: IsoWeek, narrowing: Narrowing = WHOLE_SHOP
) -> tuple[Cell, ...]:
    """The cells of one week, named in the active language."""
    found = list(_cells(shop, [week], narrowing).values_list("cause", "product", *FACTS))
    causes, products = cause_marks(shop), product_refs({line[1] for line in found})
    return tuple(
        Cell(causes[cause], products[product], Facts(*facts)) for cause, product, *facts in found
    )


def week_counts(
    *,
    shop: Shop,
    weeks: Iterable[IsoWeek],
    by_product: Collection[IsoWeek],
    narrowing: Narrowing = WHOLE_SHOP,
) -> Iterator[WeekCount]:
    """Cases by week and main cause, oldest first; by product too where the week is named."""
    causes = cause_marks(shop)
    weeks = list(weeks)
    whole = [week for week in weeks if week not in by_product]
    named = {week.monday: week for week in (*weeks, *by_product)}
    grouped = _cells(shop, whole, narrowing).values_list("rollup__monday", "cause")
    summed = grouped.annotate(sum_cases=Sum("cases")).order_by("rollup__monday", "cause")
    for monday, cause, cases in summed:
        yield WeekCount(named[monday], causes[cause], NO_PRODUCT, cases)
    single = _cells(shop, by_product, narrowing).values_list(
        "rollup__monday", "cause", "product", "cases"
    )
    found = list(single.order_by("rollup__monday", "cause", "product"))
    products = product_refs({line[2] for line in found})
    for monday, cause, product, cases in found:
        yield WeekCount(named[monday], causes[cause], products[product], cases)


def part_counts(
    *, shop: Shop, weeks: Sequence[IsoWeek], narrowing: Narrowing = WHOLE_SHOP
) -> Iterator[PartCount]:
    """Cases by main cause and product: of the last of the weeks, and of all, added up in SQL."""
    grouped = _cells(shop, weeks, narrowing).values_list("cause", "product")
    in_last = Q(rollup__monday=weeks[-1].monday)
    summed = grouped.annotate(
        previous=Sum("cases", filter=in_last, default=0), several=Sum("cases")
    ).order_by("cause", "product")
    found = list(summed)
    causes, products = cause_marks(shop), product_refs({line[1] for line in found})
    for cause, product, previous, several in found:
        yield PartCount(causes[cause], products[product], previous, several)


def review_counts(*, shop: Shop, weeks: Iterable[IsoWeek]) -> Iterator[ReviewCount]:
    """All reviews of each week, and those of them that opened a case as neutral or bad."""
    weeks = list(weeks)
    stored = {
        IsoWeek.of_day(monday): (reviews, low)
        for monday, reviews, low in _rollups(shop, weeks).values_list("monday", "reviews", "low")
    }
    for week in weeks:
        reviews, low = stored.get(week, (0, 0))
        yield ReviewCount(week=week, reviews=reviews, low=low)


def sales_rows(
    *, shop: Shop, weeks: Iterable[IsoWeek], narrowing: Narrowing = WHOLE_SHOP
) -> Iterator[SalesRow]:
    """Units ordered in each week, unpaid and closed orders left out."""
    sold = RollupSale.objects.filter(narrowing.of_product(), rollup__in=_rollups(shop, weeks))
    lines = sold.values_list("rollup__monday", "product__item_id", "units")
    for monday, code, units in lines.order_by("rollup__monday", "product__item_id"):
        yield SalesRow(week=IsoWeek.of_day(monday), product_code=code, units=units)


def weeks_being_counted(*, shop: Shop, weeks: Iterable[IsoWeek]) -> int:
    """How many of the weeks wait to be counted again."""
    marked = WeekMark.objects.filter(shop=shop, monday__in=[week.monday for week in weeks])
    return marked.values("monday").distinct().count()


def _rollups(shop: Shop, weeks: Iterable[IsoWeek]) -> QuerySet[WeekRollup]:
    return WeekRollup.objects.filter(shop=shop, monday__in=[week.monday for week in weeks])


def case_counts(
    *, shop: Shop, weeks: Collection[IsoWeek], narrowing: Narrowing = WHOLE_SHOP
) -> dict[IsoWeek, int]:
    """Cases of each week the shop has been counted in; other weeks are not named."""
    counted = dict.fromkeys(
        map(IsoWeek.of_day, _rollups(shop, weeks).values_list("monday", flat=True)), 0
    )
    summed = _cells(shop, weeks, narrowing).values_list("rollup__monday")
    for monday, cases in summed.annotate(sum_cases=Sum("cases")).order_by("rollup__monday"):
        counted[IsoWeek.of_day(monday)] = cases
    return counted


def _cells(
    shop: Shop, weeks: Iterable[IsoWeek], narrowing: Narrowing = WHOLE_SHOP
) -> QuerySet[RollupCell]:
    of_weeks = RollupCell.objects.filter(rollup__in=_rollups(shop, weeks))
    return of_weeks.filter(narrowing.condition())


def cause_marks(shop: Shop) -> dict[int | None, CauseMark]:
    """The shop's causes by their keys; None is a case without one."""
    named: dict[int | None, CauseMark] = {None: NO_CAUSE}
    return named | {cause.pk: cause_mark(cause) for cause in Cause.objects.filter(shop=shop)}


def product_refs(keys: Iterable[int | None]) -> dict[int | None, ProductRef]:
    """Products by their keys; None is a case whose product nobody knows."""
    named: dict[int | None, ProductRef] = {None: NO_PRODUCT}
    found = Product.objects.filter(pk__in={key for key in keys if key is not None})
    return named | {product.pk: product_ref(product) for product in found.iterator()}
