"""The weeks of several shops as one: what a group's workbook is made from.

A cause of the same code is the same cause; its name and unit are those of the first shop that has
it, so that units add up. Products, people and rules belong to their shop.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reports.domain.board import Background
from reports.domain.rows import (
    CaseRow,
    CauseMark,
    DialCount,
    PlanFacts,
    ProductRef,
    ReviewCount,
    SalesRow,
)
from reports.domain.weeks import IsoWeek


@dataclass(frozen=True, slots=True)
class ShopWeek:
    """One shop's week, before it is merged."""

    code: str
    name: str
    rows: tuple[CaseRow, ...]
    background: Background


class _Causes:
    """The first mark of each code speaks for it in every shop."""

    def __init__(self) -> None:
        self._first: dict[str, CauseMark] = {}

    def of(self, mark: CauseMark) -> CauseMark:
        first = self._first.setdefault(mark.code, mark)
        return replace(mark, name=first.name, unit=first.unit)


def merge_weeks(shops: Sequence[ShopWeek]) -> tuple[tuple[CaseRow, ...], Background]:
    """Rows and background of all shops together, in the order of the shops."""
    causes = _Causes()
    rows = tuple(_row(row, shop, causes) for shop in shops for row in shop.rows)
    parts = [_background(shop, causes) for shop in shops]
    return rows, Background(
        history=tuple(count for one in parts for count in one.history),
        parts=tuple(part for one in parts for part in one.parts),
        reviews=_reviews(count for one in parts for count in one.reviews),
        sales=tuple(row for one in parts for row in one.sales),
        dials=_dials(count for one in parts for count in one.dials),
        budgets=tuple(budget for one in parts for budget in one.budgets),
        actions=tuple(action for one in parts for action in one.actions),
        plan=_plan(one.plan for one in parts),
    )


def _row(row: CaseRow, shop: ShopWeek, causes: _Causes) -> CaseRow:
    attempts = (replace(one, agent=_of_shop(one.agent, shop)) for one in row.attempts)
    offers = (replace(one, rule=_of_shop(one.rule, shop)) for one in row.offers)
    return replace(
        row,
        product=_product(row.product, shop),
        causes=tuple(map(causes.of, row.causes)),
        attempts=tuple(attempts),
        offers=tuple(offers),
        owner=_of_shop(row.owner, shop),
    )


def _background(shop: ShopWeek, causes: _Causes) -> Background:
    known = shop.background
    return replace(
        known,
        history=[replace(one, cause=causes.of(one.cause)) for one in known.history],
        parts=[
            replace(one, cause=causes.of(one.cause), product=_product(one.product, shop))
            for one in known.parts
        ],
        sales=[_sale(one, shop) for one in known.sales],
        budgets=[replace(one, name=_of_shop(one.name, shop)) for one in known.budgets],
        actions=[
            replace(
                one,
                cause=causes.of(one.cause),
                product=_product(one.product, shop),
                owner=_of_shop(one.owner, shop),
            )
            for one in known.actions
        ],
    )


def _of_shop(name: str, shop: ShopWeek) -> str:
    return f"{name} · {shop.name}" if name else ""


def _product(product: ProductRef, shop: ShopWeek) -> ProductRef:
    return replace(product, shop=shop.code) if product.code else product


def _sale(row: SalesRow, shop: ShopWeek) -> SalesRow:
    return replace(row, product_code=ProductRef(row.product_code, shop=shop.code).key)


def _reviews(counts: Iterable[ReviewCount]) -> tuple[ReviewCount, ...]:
    reviews: Counter[IsoWeek] = Counter()
    low: Counter[IsoWeek] = Counter()
    for count in counts:
        reviews[count.week] += count.reviews
        low[count.week] += count.low
    return tuple(ReviewCount(week, reviews[week], low[week]) for week in sorted(reviews))


def _dials(counts: Iterable[DialCount]) -> tuple[DialCount, ...]:
    dials: Counter[tuple[int, int]] = Counter()
    connected: Counter[tuple[int, int]] = Counter()
    for count in counts:
        dials[count.weekday, count.hour] += count.dials
        connected[count.weekday, count.hour] += count.connected
    return tuple(DialCount(*cell, dials[cell], connected[cell]) for cell in sorted(dials))


def _plan(plans: Iterable[PlanFacts]) -> PlanFacts:
    windows: Counter[str] = Counter()
    dials: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for plan in plans:
        windows.update(dict(plan.windows))
        for kind, made, connected in plan.dials:
            dials[kind] += made
            answered[kind] += connected
    return PlanFacts(
        windows=tuple(windows.items()),
        dials=tuple((kind, dials[kind], answered[kind]) for kind in dials),
    )
