"""A batch as the rows of a payment page's file, and what stands in the way of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from compensation.domain.money import format_yuan
from compensation.domain.payout_layout import (
    Column,
    Field,
    Layout,
    Total,
    TotalField,
    TotalsPlace,
)
from reviews.domain.reason import Reason


@dataclass(frozen=True, slots=True)
class Yuan:
    """An amount cell: a number in a workbook, two decimals in a text file."""

    fen: int

    def __str__(self) -> str:
        return format_yuan(self.fen).replace(",", "")


Cell: TypeAlias = str | int | Yuan


@dataclass(frozen=True, slots=True)
class PayLine:
    """One payout as the file needs it; what the desk does not have is empty."""

    position: int
    key: str
    amount_fen: int
    order: str = ""
    payee_account: str = ""
    payee_name: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """Why one line can't go out as it is."""

    position: int
    reason: Reason


def line_key(payout_key: str, *, earlier: int) -> str:
    """The key a line carries outside: the payout's, and which try it is from the second on.

    A later try has a key of its own, so that an old answer can't settle a new payment.
    """
    own = payout_key.removeprefix("payout-")
    return f"{own}-{earlier + 1}" if earlier else own


def remark_with_key(remark: str, key: str, *, most: int) -> str:
    """The remark, cut where needed, and the whole key behind it."""
    room = most - len(key) - 1 if most else len(remark)
    return f"{remark[: max(room, 0)]} {key}".strip()


def problems(layout: Layout, lines: Sequence[PayLine]) -> list[LineProblem]:
    """What the page would refuse, line by line; position 0 is about the whole file."""
    found = [LineProblem(line.position, reason) for line in lines for reason in _of(layout, line)]
    if not lines:
        return [LineProblem(0, Reason("batch_is_empty"))]
    if 0 < layout.most_lines < len(lines):
        params = {"most": layout.most_lines, "lines": len(lines)}
        found.insert(0, LineProblem(0, Reason("batch_has_too_many_lines", params)))
    return found


def _of(layout: Layout, line: PayLine) -> Iterable[Reason]:
    if 0 < layout.most_fen < line.amount_fen:
        yield Reason("line_over_page_limit", {"limit_fen": layout.most_fen})
    if line.amount_fen <= 0:
        yield Reason("line_of_nothing")
    for column in layout.columns:
        if column.field in _NEEDED and not str(_CELLS[column.field](column, line)):
            yield _NEEDED[column.field]
        elif 0 < column.most < len(str(_CELLS[column.field](column, line))):
            yield Reason("line_is_too_long", {"heading": column.heading, "most": column.most})


def sheet_rows(
    layout: Layout, lines: Sequence[PayLine], *, batch: str, day: date
) -> list[list[Cell]]:
    """The whole file, title and totals included, in the order of the layout."""
    rows: list[list[Cell]] = [[layout.title]] if layout.title else []
    totals = _totals(layout.totals, lines, batch=batch, day=day)
    if layout.totals_place == TotalsPlace.HEAD:
        rows += totals
    rows.append([column.heading for column in layout.columns])
    rows += [[_CELLS[column.field](column, line) for column in layout.columns] for line in lines]
    if layout.totals_place == TotalsPlace.FOOT:
        rows += totals
    return rows


def _totals(
    totals: Sequence[Total], lines: Sequence[PayLine], *, batch: str, day: date
) -> list[list[Cell]]:
    values: dict[TotalField, Cell] = {
        TotalField.BATCH: batch,
        TotalField.DAY: f"{day:%Y%m%d}",
        TotalField.TOTAL: Yuan(sum(line.amount_fen for line in lines)),
        TotalField.COUNT: len(lines),
    }
    return [
        [total.heading for total in totals],
        [values.get(total.field, total.value) for total in totals],
    ]


_NEEDED = {
    Field.ORDER: Reason("line_without_order"),
    Field.PAYEE_ACCOUNT: Reason("line_without_account"),
    Field.PAYEE_NAME: Reason("line_without_name"),
}
_CELLS: dict[Field, Callable[[Column, PayLine], Cell]] = {
    Field.POSITION: lambda _column, line: line.position,
    Field.KEY: lambda _column, line: line.key,
    Field.ORDER: lambda _column, line: line.order,
    Field.PAYEE_ACCOUNT: lambda _column, line: line.payee_account,
    Field.PAYEE_NAME: lambda _column, line: line.payee_name,
    Field.AMOUNT: lambda _column, line: Yuan(line.amount_fen),
    Field.REMARK: lambda column, line: line.remark[: column.most or None],
    Field.REMARK_AND_KEY: lambda column, line: remark_with_key(
        line.remark, line.key, most=column.most
    ),
    Field.CONSTANT: lambda column, _line: column.value,
}
