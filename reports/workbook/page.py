"""A sheet of the report, written from top to bottom: title, sentences, tables.

Sheets are write-only (a few megabytes for any number of rows), so widths, the frozen head and the
print set-up are given before the first line.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from reviews.workbook.cells import (
    count_cell,
    date_cell,
    percent_cell,
    text_cell,
    time_cell,
    yuan_cell,
)

Value = str | int | float | date | datetime | None
Row = TypeVar("Row")

FACE = "Microsoft YaHei"
INK, SOFT, ACCENT, BAD, GOOD = "1A1D21", "535B66", "1F5FBF", "B3261E", "1E7F4F"
SHADE = "7FA8E0"
BODY = Font(name=FACE, size=10, color=INK)
HEAD = Font(name=FACE, size=10, bold=True, color=INK)
TITLE = Font(name=FACE, size=16, bold=True, color=INK)
SECTION = Font(name=FACE, size=12, bold=True, color=ACCENT)
SENTENCE = Font(name=FACE, size=11, color=INK)
HINT = Font(name=FACE, size=9, color=SOFT)
LINK = Font(name=FACE, size=10, color=ACCENT, underline="single")
ALARM = Font(name=FACE, size=10, bold=True, color=BAD)
RELIEF = Font(name=FACE, size=10, color=GOOD)
SUNKEN = PatternFill("solid", fgColor="F0F2F5")
RULE = Border(bottom=Side("thin", color="E2E5EA"))
HEAD_RULE = Border(bottom=Side("medium", color="A9B1BD"))
MIDDLE = Alignment(vertical="center")
# Text columns stand one step in, or they touch the figures of the column before.
INDENTED = Alignment(horizontal="left", vertical="center", indent=1)
WRAPPED = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
HEAD_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
HEAD_RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)
DECIMAL_FORMAT = "#,##0.0"
HEAD_HEIGHT, ROW_HEIGHT, LINE_HEIGHT = 34, 19, 20
MOST_LINES = 20


class Kind(StrEnum):
    """How a column's values are written."""

    TEXT = "text"
    LONG = "long"
    COUNT = "count"
    DECIMAL = "decimal"
    YUAN = "yuan"
    PERCENT = "percent"
    TIME = "time"
    DAY = "day"
    LINK = "link"


LEFT = frozenset({Kind.TEXT, Kind.LONG, Kind.TIME, Kind.DAY, Kind.LINK})


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A heading, the value of a row, and how it is shown; ``font`` may depend on the row."""

    head: str
    width: int
    value: Callable[[Row], Value]
    kind: Kind = Kind.TEXT
    font: Callable[[Row], Font] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table came to stand: rows of the sheet, counted from 1."""

    head: int
    first: int
    last: int


class Page:
    """One sheet; every method appends below what is there."""

    def __init__(
        self,
        book: Workbook,
        *,
        name: str,
        widths: Sequence[int],
        frozen: int = 0,
        one_printed: bool = False,
        repeats_head: bool = True,
        pages_wide: int = 1,
        sheet: Worksheet | None = None,
    ) -> None:
        self.sheet: Worksheet = sheet if sheet is not None else book.create_sheet(name)
        self.row = 0
        # A style is looked up by its whole content, field by field: once for each that is used.
        self._styles: dict[tuple[Kind, int, bool], StyleArray] = {}
        for position, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(position)].width = width
        if frozen:
            self.sheet.freeze_panes = f"A{frozen + 1}"
        self.sheet.sheet_view.showGridLines = False
        _prepare_print(self.sheet, pages_wide=pages_wide, pages_high=int(one_printed))
        if frozen and repeats_head:
            self.sheet.print_title_rows = f"{frozen}:{frozen}"

    def append(self, cells: Sequence[WriteOnlyCell], *, height: float = ROW_HEIGHT) -> int:
        """Write one row and return its number."""
        self.row += 1
        self.sheet.row_dimensions[self.row].height = height
        self.sheet.append(list(cells))
        return self.row

    def skip(self, rows: int = 1) -> None:
        """Leave rows free, for air or for a chart."""
        for _row in range(rows):
            self.append([], height=ROW_HEIGHT)

    def line(self, text: str, *, font: Font = SENTENCE, height: float = LINE_HEIGHT) -> None:
        """A sentence across the sheet."""
        self.append([self.styled(text, font)], height=height)

    def title(self, text: str, *, hint: str = "") -> None:
        """The sheet's title, and below it what it counts."""
        self.line(text, font=TITLE, height=30)
        self.line(hint, font=HINT)

    def break_page(self) -> None:
        """Print what follows on a new page."""
        self.sheet.row_breaks.append(Break(id=self.row))

    def section(self, text: str) -> None:
        self.skip()
        self.line(text, font=SECTION, height=24)

    def wrapped(self, text: str, *, font: Font = BODY) -> None:
        """A sentence that wraps inside the first column."""
        cell = self._body(Kind.LONG, text, font)
        self.append([cell], height=_text_height(text, self.sheet.column_dimensions["A"].width))

    def styled(self, text: str, font: Font) -> WriteOnlyCell:
        cell = text_cell(self.sheet, text)
        cell.font = font
        cell.alignment = MIDDLE
        return cell

    def heads(self, heads: Sequence[str], *, left: Collection[int] = frozenset()) -> int:
        """A head row by hand; positions in ``left`` (from 0) stand left, the others right."""
        cells = [self._head(head, left=place in left) for place, head in enumerate(heads)]
        return self.append(cells, height=HEAD_HEIGHT)

    def cells(self, *given: tuple[Kind, Value, Font]) -> int:
        """One row by hand, each cell with its kind, value and font."""
        return self.append([self._body(kind, value, font) for kind, value, font in given])

    def table(
        self,
        columns: Sequence[Column[Row]],
        rows: Iterable[Row],
        *,
        filters: bool = False,
        empty: str = "",
    ) -> Table:
        """Headings, then a row each, or what ``empty`` says where there is none.

        With ``filters`` there are drop-down arrows (one table a sheet).
        """
        left = [place for place, column in enumerate(columns) if column.kind in LEFT]
        head = self.heads([column.head for column in columns], left=left)
        for row in rows:
            self.append(
                [
                    self._body(
                        column.kind, column.value(row), column.font(row) if column.font else BODY
                    )
                    for column in columns
                ],
                height=_height(columns, row),
            )
        last = self.row
        if filters:
            self.sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(columns))}{last}"
        if last == head and empty:
            self.line(empty, font=HINT)
        return Table(head=head, first=head + 1, last=last)

    def shade(self, cells: str) -> None:
        """Colour a range of figures from white (least) to blue (most)."""
        scale = ColorScaleRule(
            start_type="min", start_color="FFFFFF", end_type="max", end_color=SHADE
        )
        self.sheet.conditional_formatting.add(cells, scale)

    def filter_to(self, last: int, columns: int) -> None:
        """Drop-down arrows over a table that starts in the first row and was streamed."""
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{last}"

    def note(self, name: str, meaning: str) -> None:
        """A term in the first column, its meaning in the second, both wrapped."""
        texts = ((name, "A", HEAD), (meaning, "B", BODY))
        widths = self.sheet.column_dimensions
        self.append(
            [self._body(Kind.LONG, text, font) for text, _letter, font in texts],
            height=max(_text_height(text, widths[letter].width) for text, letter, _font in texts),
        )

    def _head(self, head: str, *, left: bool) -> WriteOnlyCell:
        cell = text_cell(self.sheet, head)
        cell.font = HEAD
        cell.fill = SUNKEN
        cell.border = HEAD_RULE
        cell.alignment = HEAD_LEFT if left else HEAD_RIGHT
        return cell

    def _body(self, kind: Kind, value: Value, font: Font) -> WriteOnlyCell:
        cell = value_cell(self.sheet, kind, value)
        # Fonts are constants of the house, so that each is itself and no other.
        name = (kind, id(font), bool(cell.quotePrefix))
        if (known := self._styles.get(name)) is not None:
            cell._style = known  # noqa: SLF001  # openpyxl's own place of a cell's style
            return cell
        cell.font = font
        cell.border = RULE
        if kind is Kind.LONG:
            cell.alignment = WRAPPED
        else:
            cell.alignment = INDENTED if kind in LEFT else MIDDLE
        self._styles[name] = cell._style  # noqa: SLF001  # as above
        return cell


def value_cell(sheet: Worksheet, kind: Kind, value: Value) -> WriteOnlyCell:
    """A cell of the kind; None stays empty."""
    return _WRITERS[kind](sheet, value)


def _decimal_cell(sheet: Worksheet, value: float | None) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = DECIMAL_FORMAT
    return cell


def _link_cell(sheet: Worksheet, value: str | None) -> WriteOnlyCell:
    cell = text_cell(sheet, value)
    if value:
        cell.hyperlink = value
    return cell


# A column's getter and its kind are written side by side; the kind says what the getter gives.
_WRITERS: dict[Kind, Callable[[Worksheet, Any], WriteOnlyCell]] = {
    Kind.TEXT: text_cell,
    Kind.LONG: text_cell,
    Kind.COUNT: count_cell,
    Kind.DECIMAL: _decimal_cell,
    Kind.YUAN: yuan_cell,
    Kind.PERCENT: percent_cell,
    Kind.TIME: time_cell,
    Kind.DAY: date_cell,
    Kind.LINK: _link_cell,
}


def _height(columns: Sequence[Column[Row]], row: Row) -> float:
    """Room for the longest wrapped text of a row."""
    return max(
        (
            _text_height(str(column.value(row) or ""), column.width)
            for column in columns
            if column.kind is Kind.LONG
        ),
        default=ROW_HEIGHT,
    )


def _text_height(text: str, width: float) -> float:
    """Points for a wrapped text of one line or several."""
    lines = min(sum(_lines(line, width) for line in text.splitlines()), MOST_LINES)
    return ROW_HEIGHT if lines <= 1 else 4 + 15 * lines


def _lines(line: str, width: float) -> int:
    """How often a line is broken; a Chinese character is about two widths wide."""
    wide = sum(1 if sign < "\u2e80" else 1.9 for sign in line)
    return max(-int(-wide // width), 1)


def _prepare_print(sheet: Worksheet, *, pages_wide: int, pages_high: int) -> None:
    """A4 landscape, so many pages wide (and any number high: 0), with page numbers."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = pages_high
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.oddFooter.center.text = "&A · &P / &N"
    if pages_wide > 1:
        sheet.page_setup.pageOrder = "overThenDown"
        sheet.print_title_cols = "A:A"
