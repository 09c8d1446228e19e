"""A list of the desk as a workbook: what the page shows under its filters."""

import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from compensation.domain.payout_sheet import Yuan
from reviews.workbook.cells import count_cell, date_cell, text_cell, time_cell, yuan_cell

Value = str | int | Yuan | dt.datetime | dt.date | None
_BOLD = Font(bold=True)


def write_list(
    *, name: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Value]]
) -> bytes:
    """One sheet with frozen, filterable headings given with their widths; rows are streamed."""
    book = Workbook(write_only=True)
    add_list(book, name=name, heads=heads, rows=rows)
    return saved(book)


def add_list(
    book: Workbook,
    *,
    name: str,
    heads: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Value]],
) -> None:
    """Add such a sheet to a book; it prints on A4 landscape, headings repeated."""
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for position, (_head, width) in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.append([_bold(sheet, head) for head, _width in heads])
    last = 1
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{last}"


def add_notes(book: Workbook, *, name: str, lines: Iterable[tuple[str, Value]]) -> None:
    """A first sheet of terms and their values or sentences."""
    sheet = book.create_sheet(name[:31])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 100
    for head, value in lines:
        sheet.append([_bold(sheet, head), _cell(sheet, value)])


def saved(book: Workbook) -> bytes:
    """The book as bytes."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def new_book() -> Workbook:
    """An empty book that streams its rows."""
    return Workbook(write_only=True)


def _bold(sheet: Worksheet, text: str) -> WriteOnlyCell:
    cell = text_cell(sheet, text)
    cell.font = _BOLD
    return cell


def _cell(sheet: Worksheet, value: Value) -> WriteOnlyCell:
    match value:
        case Yuan(fen):
            return yuan_cell(sheet, fen)
        case dt.datetime():
            return time_cell(sheet, value)
        case dt.date():
            return date_cell(sheet, value)
        case int():
            return count_cell(sheet, value)
        case _:
            return text_cell(sheet, value)
