"""The file a payment page takes, as a workbook and as text."""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from compensation.domain.payout_sheet import Cell, Yuan
from reviews.workbook.cells import safe_text, text_cell

_WIDTH = 26
#: What a spreadsheet would take for a formula when it opens a text file.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_payment_workbook(rows: Iterable[Sequence[Cell]], *, sheet_name: str) -> bytes:
    """The rows as one sheet: amounts are numbers with two decimals, all else is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name[:31])
    for column in range(1, 9):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def write_payment_text(rows: Iterable[Sequence[Cell]], *, encoding: str) -> bytes:
    """The rows as comma-separated text in the page's encoding; signs it lacks become "?"."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return text.getvalue().encode(encoding, errors="replace")


def _cell(sheet: object, value: Cell) -> WriteOnlyCell:
    if isinstance(value, Yuan):
        cell = WriteOnlyCell(sheet, Decimal(value.fen) / 100)
        cell.number_format = "0.00"
        return cell
    return WriteOnlyCell(sheet, value) if isinstance(value, int) else text_cell(sheet, value)


def _plain(value: Cell) -> str:
    if isinstance(value, str):
        text = safe_text(value)
        return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
    return str(value)
