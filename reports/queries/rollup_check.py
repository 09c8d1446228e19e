"""Rollups held against the rows they were counted from."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Min

from reports.domain.cells import Cell, cells_of
from reports.domain.rows import SalesRow
from reports.domain.weeks import IsoWeek
from reports.models import WeekRollup
from reports.queries.case_rows import case_rows
from reports.queries.counting import count_reviews, count_sales
from reports.queries.rollups import review_counts, sales_rows, stored_cells
from reviews.models import Order, Product, Review, Shop


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that the rollup of a week has wrong."""

    shop: str
    week: str
    what: str
    stored: str
    counted: str

    def __str__(self) -> str:
        return f"{self.shop} {self.week} {self.what}: {self.stored} stored, {self.counted} counted"


def weeks_with_rows(*, shop: Shop) -> list[IsoWeek]:
    """Every week from the first to the last row or rollup of the shop, oldest first."""
    reviews = Review.objects.filter(shop=shop).aggregate(
        Min("rated_at"), Max("rated_at"), Min("append_at"), Max("append_at")
    )
    orders = Order.objects.filter(shop=shop).aggregate(Min("ordered_at"), Max("ordered_at"))
    stored = WeekRollup.objects.filter(shop=shop).aggregate(Min("monday"), Max("monday"))
    moments = [at for at in (*reviews.values(), *orders.values()) if at is not None]
    known = [IsoWeek.of(at) for at in moments]
    known += [IsoWeek.of_day(day) for day in stored.values() if day is not None]
    if not known:
        return []
    first, last = min(known), max(known)
    steps = (last.monday - first.monday) // dt.timedelta(weeks=1)
    return [first + step for step in range(steps + 1)]


def week_differences(*, shop: Shop, week: IsoWeek) -> list[Difference]:
    """What the stored week says otherwise than its rows, added up one by one."""
    stored = _cells(stored_cells(shop=shop, week=week))
    counted = _cells(cells_of(case_rows(shop=shop, week=week)))
    pairs = [
        (f"cell {key}", stored.get(key, "nothing"), counted.get(key, "nothing"))
        for key in sorted(stored.keys() | counted.keys())
    ]
    return [
        Difference(shop.code, str(week), what, old, new)
        for what, old, new in (*pairs, *_other(shop, week))
        if old != new
    ]


def _cells(cells: tuple[Cell, ...]) -> dict[tuple[str, str], str]:
    return {(cell.cause.code, cell.product.code): str(tuple(cell.facts)) for cell in cells}


def _other(shop: Shop, week: IsoWeek) -> list[tuple[str, str, str]]:
    (stored,) = review_counts(shop=shop, weeks=[week])
    sold = sales_rows(shop=shop, weeks=[week])
    counted = _sales_rows(week, count_sales(shop=shop, week=week))
    return [
        ("reviews", str(stored), str(count_reviews(shop=shop, week=week))),
        ("sales", str(sorted(map(str, sold))), str(sorted(map(str, counted)))),
    ]


def _sales_rows(week: IsoWeek, sold: dict[int, int]) -> list[SalesRow]:
    codes = dict(Product.objects.filter(pk__in=sold).values_list("pk", "item_id"))
    return [SalesRow(week, codes[product], units) for product, units in sold.items()]
