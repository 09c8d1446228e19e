"""Products: their cases, their rate per units sold, and what is wrong with each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.domain.cells import Cell, total_of
from reports.domain.intervals import Change, Interval, Proportion
from reports.domain.past import Past, PastCount, cell_name
from reports.domain.rows import CauseMark, ProductRef, SalesRow
from reports.domain.weeks import IsoWeek

#: Cases per unit sold from which a product is marked.
RATE_LIMIT = 0.02
#: Fewer cases than this never mark a product, whatever its rate.
FEWEST_CASES = 3


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One product in one week; ``units`` is None where sales are unknown.

    ``over_limit`` is claimed only where the whole 95 % interval lies above the limit.
    """

    product: ProductRef
    cases: int
    share: float
    previous: int
    mean: float
    to_mean: Change
    units: int | None
    rate: Proportion | None
    top: tuple[tuple[CauseMark, int], ...]
    over_limit: bool

    @property
    def interval(self) -> Interval | None:
        return self.rate.interval if self.rate else None


@dataclass(frozen=True, slots=True)
class ProductCause:
    """One cell of cause x product that has cases in the week."""

    product: ProductRef
    cause: CauseMark
    cases: int
    mean: float
    to_mean: Change


def product_lines(
    cells: Sequence[Cell],
    *,
    week: IsoWeek,
    past: Past,
    sales: Iterable[SalesRow],
    rate_limit: float = RATE_LIMIT,
) -> tuple[ProductLine, ...]:
    """Every product with a case this week, most cases first."""
    units = units_by_product(sales, week)
    grouped: dict[str, list[Cell]] = {}
    for cell in cells:
        grouped.setdefault(cell.product.key, []).append(cell)
    sums = {code: total_of(several).cases for code, several in grouped.items()}
    total = sum(sums.values())
    return tuple(
        _line(
            grouped[code],
            total=total,
            past=past.products.of(code),
            units=units.get(code),
            rate_limit=rate_limit,
        )
        for code in sorted(grouped, key=lambda code: (-sums[code], code))
    )


def units_by_product(sales: Iterable[SalesRow], week: IsoWeek) -> Mapping[str, int]:
    """Units sold in the week, by the product's code."""
    sold: Counter[str] = Counter()
    for row in sales:
        if row.week == week:
            sold[row.product_code] += row.units
    return sold


def _line(
    cells: Sequence[Cell],
    *,
    total: int,
    past: PastCount,
    units: int | None,
    rate_limit: float,
) -> ProductLine:
    cases = total_of(cells).cases
    # A case belongs to the review's week, its sale to an earlier one: thin weeks can pass 100 %.
    rate = Proportion(cases, max(units, cases)) if units else None
    low = rate.interval.low if rate and rate.interval else 0.0
    return ProductLine(
        product=cells[0].product,
        cases=cases,
        share=cases / total,
        previous=past.previous,
        mean=past.mean,
        to_mean=past.to_mean(cases),
        units=units,
        rate=rate,
        top=_top_causes(cells),
        over_limit=cases >= FEWEST_CASES and low > rate_limit,
    )


def _top_causes(cells: Sequence[Cell], *, most: int = 3) -> tuple[tuple[CauseMark, int], ...]:
    ordered = sorted(cells, key=lambda cell: (-cell.cases, cell.cause.code))
    return tuple((cell.cause, cell.cases) for cell in ordered[:most])


def product_causes(cells: Sequence[Cell], *, past: Past) -> tuple[ProductCause, ...]:
    """The cells of cause x product with their mean, most cases first."""
    ordered = sorted(cells, key=lambda cell: (-cell.cases, cell.product.key, cell.cause.code))
    return tuple(
        _product_cause(cell, past.cells.of(cell_name(cell.cause.code, cell.product.key)))
        for cell in ordered
    )


def _product_cause(cell: Cell, past: PastCount) -> ProductCause:
    return ProductCause(
        product=cell.product,
        cause=cell.cause,
        cases=cell.cases,
        mean=past.mean,
        to_mean=past.to_mean(cell.cases),
    )
