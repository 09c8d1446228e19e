"""Products: their cases, their rate per units sold, and what is wrong with each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.domain.causes import earlier_weeks
from reports.domain.cells import Cell, total_of
from reports.domain.intervals import Change, Interval, Proportion, compare
from reports.domain.rows import CauseMark, ProductRef, SalesRow, WeekCount
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
    history: Sequence[WeekCount],
    sales: Iterable[SalesRow],
    rate_limit: float = RATE_LIMIT,
) -> tuple[ProductLine, ...]:
    """Every product with a case this week, most cases first."""
    units = units_by_product(sales, week)
    grouped: dict[str, list[Cell]] = {}
    for cell in cells:
        grouped.setdefault(cell.product.key, []).append(cell)
    sums = {code: total_of(several).cases for code, several in grouped.items()}
    before: dict[str, list[WeekCount]] = {code: [] for code in grouped}
    for count in history:
        if count.product.key in before:
            before[count.product.key].append(count)
    weeks = earlier_weeks(history, week)
    return tuple(
        _line(
            grouped[code],
            total=sum(sums.values()),
            before=before[code],
            week=week,
            weeks=weeks,
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
    before: Sequence[WeekCount],
    week: IsoWeek,
    weeks: tuple[IsoWeek, ...],
    units: int | None,
    rate_limit: float,
) -> ProductLine:
    cases = total_of(cells).cases
    several = sum(count.cases for count in before if count.week in weeks)
    last = week - 1
    # A case belongs to the review's week, its sale to an earlier one: thin weeks can pass 100 %.
    rate = Proportion(cases, max(units, cases)) if units else None
    low = rate.interval.low if rate and rate.interval else 0.0
    return ProductLine(
        product=cells[0].product,
        cases=cases,
        share=cases / total,
        previous=sum(count.cases for count in before if count.week == last),
        mean=several / len(weeks) if weeks else 0.0,
        to_mean=compare(cases, several, exposure_before=len(weeks)),
        units=units,
        rate=rate,
        top=_top_causes(cells),
        over_limit=cases >= FEWEST_CASES and low > rate_limit,
    )


def _top_causes(cells: Sequence[Cell], *, most: int = 3) -> tuple[tuple[CauseMark, int], ...]:
    ordered = sorted(cells, key=lambda cell: (-cell.cases, cell.cause.code))
    return tuple((cell.cause, cell.cases) for cell in ordered[:most])


def product_causes(
    cells: Sequence[Cell], *, week: IsoWeek, history: Sequence[WeekCount]
) -> tuple[ProductCause, ...]:
    """The cells of cause x product with their mean, most cases first."""
    weeks = earlier_weeks(history, week)
    several: Counter[tuple[str, str]] = Counter()
    for count in history:
        if count.week in weeks:
            several[count.product.key, count.cause.code] += count.cases
    return tuple(
        ProductCause(
            product=cell.product,
            cause=cell.cause,
            cases=cell.cases,
            mean=several[_key(cell)] / len(weeks) if weeks else 0.0,
            to_mean=compare(cell.cases, several[_key(cell)], exposure_before=len(weeks)),
        )
        for cell in sorted(cells, key=lambda cell: (-cell.cases, *_key(cell)))
    )


def _key(cell: Cell) -> tuple[str, str]:
    return cell.product.key, cell.cause.code
