"""Cause x product as a map; every field leads to its cases."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.scale import wrapped
from reports.domain.intervals import Verdict
from reports.domain.products import ProductCause
from reports.domain.rows import CauseMark, ProductRef

WIDTH = 960
GAP = 1.5
NAMES_WIDE, HEAD_HIGH, ROW_HIGH = 208, 46, 30
#: Half-width characters of a product's name and of a line above a column that fit.
NAME_FITS, HEAD_FITS = 28, 12
MOST = 8
STEPS = 5


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A field with cases; ``step`` from 1 (few) to `STEPS`."""

    x: float
    y: float
    cause: CauseMark
    cases: int
    step: int
    href: str
    is_rising: bool


@dataclass(frozen=True, slots=True)
class HeatHead:
    """A cause above its column, in short lines."""

    middle: float
    cause: CauseMark
    label: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A product with its fields, from left to right."""

    y: float
    middle: float
    product: ProductRef
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Products down, causes across; a field without a case is left empty."""

    heads: tuple[HeatHead, ...]
    rows: tuple[HeatRow, ...]
    cell_width: float
    width: int = WIDTH
    names: int = NAMES_WIDE
    cell_high: float = ROW_HIGH - 2 * GAP

    @property
    def height(self) -> int:
        return HEAD_HIGH + ROW_HIGH * len(self.rows)


def heat_map(
    cells: Sequence[ProductCause], *, link: Callable[[CauseMark, ProductRef], str]
) -> HeatMap | None:
    """The products and causes with most cases; None where there is no case."""
    if not cells:
        return None
    causes = _most(cells, lambda cell: cell.cause.code)
    drawn = [cell for cell in cells if cell.cause.code in causes]
    products = _most(drawn, lambda cell: cell.product.key)
    step = (WIDTH - NAMES_WIDE) / len(causes)
    marks = {cell.cause.code: cell.cause for cell in drawn}
    top = max(cell.cases for cell in drawn)
    rows = []
    for place, product in enumerate(products):
        of_row = {cell.cause.code: cell for cell in drawn if cell.product.key == product}
        y = HEAD_HIGH + ROW_HIGH * place
        fields = tuple(
            _heat_cell(
                of_row[code], x=NAMES_WIDE + step * column + GAP, y=y + GAP, top=top, link=link
            )
            for column, code in enumerate(causes)
            if code in of_row
        )
        ref = next(iter(of_row.values())).product
        rows.append(HeatRow(y, y + ROW_HIGH / 2, ref, fields))
    heads = tuple(
        HeatHead(
            round(NAMES_WIDE + step * (column + 0.5), 1),
            marks[code],
            wrapped(marks[code].name, width=HEAD_FITS),
        )
        for column, code in enumerate(causes)
    )
    return HeatMap(heads=heads, rows=tuple(rows), cell_width=round(step - 2 * GAP, 1))


def _heat_cell(
    cell: ProductCause,
    *,
    x: float,
    y: float,
    top: int,
    link: Callable[[CauseMark, ProductRef], str],
) -> HeatCell:
    return HeatCell(
        x=round(x, 1),
        y=y,
        cause=cell.cause,
        cases=cell.cases,
        step=math.ceil(STEPS * cell.cases / top),
        href=link(cell.cause, cell.product),
        is_rising=cell.to_mean.verdict is Verdict.UP,
    )


def _most(cells: Sequence[ProductCause], key: Callable[[ProductCause], str]) -> list[str]:
    sums: dict[str, int] = {}
    for cell in cells:
        sums[key(cell)] = sums.get(key(cell), 0) + cell.cases
    return sorted(sums, key=lambda name: (-sums[name], name))[:MOST]
