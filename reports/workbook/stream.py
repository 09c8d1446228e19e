"""Table rows written straight as XML: a fraction of the time that cell objects take.

A week of 20,000 cases has 600,000 cells, and openpyxl makes an object, an element and a string of
each. Here a cell becomes its string at once; texts pass the same `sheet_text`, styles come from the
same cells of the house, so the file holds what it held before (measured in tests/benchmarks).
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

from reports.domain.weeks import DESK_ZONE
from reports.workbook.page import LEFT, Column, Kind, Row, Value, value_cell
from reviews.workbook.cells import sheet_text

#: Stands in for a text that Excel would take for a formula: its cell gets the quote prefix.
FORMULA = "="
#: Texts of a column that are kept as written: names come again and again, words do not.
MOST_KEPT = 500
STEP_IN = Alignment(horizontal="left", indent=1)


class StreamedSheet(WriteOnlyWorksheet):  # type: ignore[misc]  # openpyxl carries no types
    """A write-only sheet that also takes a row as finished XML."""

    def append_xml(self, row: str) -> None:
        """Append one ``<row>`` below what is there; heads come first, by `append`."""
        self._rows.send(row)

    def _write_rows(self) -> Generator[None, Any, None]:
        xf = self._writer.xf.send(True)  # noqa: FBT003  # as openpyxl's own class asks for it
        with xf.element("sheetData"):
            number = 1
            try:
                while True:
                    row = yield
                    if isinstance(row, str):
                        _write_raw(xf, row)
                    else:
                        self._writer.write_row(xf, self._values_to_row(row, number), number)
                    number += 1
            except GeneratorExit:
                pass
        self._writer.xf.send(None)


def _write_raw(xf: Any, row: str) -> None:
    if hasattr(xf, "_file"):
        xf._file(row)  # noqa: SLF001  # et_xmlfile's stream; lxml's has another way in
    else:
        xf.write(fromstring(row.replace("<row ", f'<row xmlns="{SHEET_MAIN_NS}" ', 1)))


def streamed_sheet(book: Workbook, name: str) -> StreamedSheet:
    """A new last sheet of the book."""
    sheet = StreamedSheet(book, name)
    book._add_sheet(sheet)  # noqa: SLF001  # create_sheet knows only its own class
    return sheet


def stream_rows(
    sheet: StreamedSheet, columns: Sequence[Column[Row]], rows: Iterable[Row], *, first: int
) -> int:
    """Write the rows from number ``first`` on; returns the number of the last one written."""
    writers = [
        (column.value, _writer(sheet, column.kind), get_column_letter(place))
        for place, column in enumerate(columns, start=1)
    ]
    number = first - 1
    for number, row in enumerate(rows, start=first):
        cells = [
            write(value, f"{letter}{number}")
            for get, write, letter in writers
            if (value := get(row)) is not None and value != ""
        ]
        sheet.append_xml(f'<row r="{number}">{"".join(cells)}</row>')
    return number


def _writer(sheet: StreamedSheet, kind: Kind) -> Callable[[Any, str], str]:
    """What makes a value and its place a cell; its style is that of the kind's usual cell."""
    if kind in {Kind.TEXT, Kind.LONG}:
        return _text_writer(_style(sheet, kind, "x"), _style(sheet, kind, FORMULA))
    style = _style(sheet, kind, None)
    shown = _SHOWN[kind]

    def write(value: Value, place: str) -> str:
        return f'<c r="{place}" s="{style}" t="n"><v>{shown(value)}</v></c>'

    return write


def _style(sheet: StreamedSheet, kind: Kind, value: Value) -> int:
    """The style of such a cell; what stands left is one step in, off the figures before it."""
    cell = value_cell(sheet, kind, value)
    if kind in LEFT:
        cell.alignment = STEP_IN
    style: int = cell.style_id
    return style


def _text_writer(plain: int, quoted: int) -> Callable[[Value, str], str]:
    written: dict[Value, str] = {}

    def write(value: Value, place: str) -> str:
        if (rest := written.get(value)) is None:
            text = sheet_text(value)
            style = quoted if text[:1] in _FORMULA_STARTS else plain
            space = ' xml:space="preserve"' if text != text.strip() else ""
            rest = f' s="{style}" t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'
            if len(written) < MOST_KEPT:
                written[value] = rest
        return f'<c r="{place}"{rest}'

    return write


_FORMULA_STARTS = frozenset("=+-@\t\r")


def _number(value: Value) -> str:
    return str(value)


def _yuan(fen: Any) -> str:
    return str(Decimal(fen) / 100)


def _time(moment: datetime) -> str:
    return repr(to_excel(moment.astimezone(DESK_ZONE).replace(tzinfo=None)))


_SHOWN: dict[Kind, Callable[[Any], str]] = {
    Kind.COUNT: _number,
    Kind.DECIMAL: repr,
    Kind.YUAN: _yuan,
    Kind.PERCENT: repr,
    Kind.TIME: _time,
}
