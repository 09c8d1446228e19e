"""Workbooks of today, read in a stream: memory stays the same however long the sheet is.

Only cells are read, and only what the file itself holds: formulas give their stored value, links
to other files and macros are never looked at.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers.markup_stream import (
    DEEPEST,
    Attributes,
    Markup,
    read_pieces,
)
from reviews.intake.readers.sniff import BROKEN_ZIP
from reviews.intake.readers.table import GridRow, Limits, Span
from reviews.intake.readers.xlsx_parts import (
    BROKEN,
    SharedTexts,
    SheetPart,
    read_book,
    read_date_styles,
    shared_texts,
    unescaped,
)

#: From here on a number has lost digits: shown in exponent form, which ids then refuse.
EXACT_NUMBER = 1e15
_EXACT_DIGITS = 15
#: More rows than any program has; a number beyond is wrong.
_LOWEST = 16_777_216
_DAY_ZERO, _DAY_ZERO_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001  # a wall clock
_LAST_DAY = 2_958_466

_MERGED = re.compile(r"([A-Z]{1,3})(\d{1,8}):([A-Z]{1,3})(\d{1,8})")
_MOST_MERGED = 200_000


class XlsxSheet:
    """One sheet; every iteration reads it anew from its first row.

    ``merged`` is known once all rows have been read: it stands behind them.
    """

    def __init__(self, path: Path, part: SheetPart, *, since_1904: bool, widest: int) -> None:
        self.name, self.is_hidden = part.name, part.is_hidden
        self.merged: tuple[Span, ...] = ()
        self._path, self._part, self._widest = path, part.path, widest
        self._day_zero = _DAY_ZERO_1904 if since_1904 else _DAY_ZERO

    def rows(self) -> Iterator[GridRow]:
        """Every row that has a cell, with the number the program shows beside it.

        Raises UnreadableFile where the sheet breaks.
        """
        broken = Reason("sheet_broken", {"sheet": self.name})
        try:
            with ZipFile(self._path) as archive, shared_texts(archive) as shared:
                cells = _Cells(shared, read_date_styles(archive), self._day_zero)
                grid = _Grid(cells, widest=self._widest)
                with archive.open(self._part) as file:
                    yield from grid.rows(read_pieces(file), broken=broken)
                self.merged = tuple(grid.merged)
        except BROKEN_ZIP:
            raise UnreadableFile(broken) from None


def open_sheets(path: Path, *, limits: Limits) -> list[XlsxSheet]:
    """The sheets of the workbook; raises UnreadableFile where it is broken."""
    try:
        with ZipFile(path) as archive:
            book = read_book(archive)
    except BROKEN_ZIP:
        raise UnreadableFile(BROKEN) from None
    return [
        XlsxSheet(path, part, since_1904=book.since_1904, widest=limits.columns)
        for part in book.sheets
    ]


class _Cells:
    """Cells as the text a person sees."""

    def __init__(self, shared: SharedTexts, dates: frozenset[str], day_zero: datetime) -> None:
        self._shared, self._dates, self._day_zero = shared, dates, day_zero

    def text(self, attributes: Attributes, content: str, formula: str) -> str:
        kind = attributes.get("t", "n")
        if not content:
            return _written_text(formula) if formula else ""
        if kind == "s":
            return self._shared[int(content)]
        if kind == "n":
            if attributes.get("s") in self._dates:
                return date_text(float(content), day_zero=self._day_zero)
            return number_text(content)
        if kind == "b":
            return "True" if content == "1" else "False"
        return content.replace("T", " ") if kind == "d" else unescaped(content)


def _written_text(formula: str) -> str:
    """``="123"`` is no calculation but text in a formula's dress, stored value or not."""
    bare = formula.strip().removeprefix("=")
    is_text = len(bare) > 1 and bare[0] == bare[-1] == '"' and '"' not in bare[1:-1]
    return bare[1:-1] if is_text else ""


def number_text(content: str) -> str:
    """A number as the program shows it in a cell that is wide enough."""
    if content.isdigit() and len(content) <= _EXACT_DIGITS:
        return content
    number = float(content)
    if number.is_integer() and abs(number) < EXACT_NUMBER:
        return str(int(number))
    return format(number, ".15g")


def date_text(serial: float, *, day_zero: datetime = _DAY_ZERO) -> str:
    """A day, a time of day or both, out of a number of days; the number where it is none."""
    if not 0 <= serial < _LAST_DAY:
        return format(serial, ".15g")
    moment = day_zero + timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%Y-%m-%d" if serial.is_integer() else "%Y-%m-%d %H:%M:%S")


class _Grid:
    """Takes a sheet's XML in and gives its rows as they close."""

    def __init__(self, cells: _Cells, *, widest: int) -> None:
        self.markup = Markup(start=self._start, end=self._end)
        self.markup.handle_bare(start=self._start, end=self._end)
        self._texts = self.markup.texts
        self._cells, self._widest = cells, widest
        self.merged: list[Span] = []
        self._done: list[GridRow] = []
        self._row: list[str] = []
        self._columns: dict[str, int] = {}
        self._cell: Attributes = {}
        self._content = self._formula = ""
        self._number = self._depth = 0
        self._is_aid = False

    def rows(self, pieces: Iterator[bytes], *, broken: Reason) -> Iterator[GridRow]:
        """The rows; raises UnreadableFile with ``broken`` where the XML is no sheet."""
        for _ in self.markup.run(pieces, broken=broken):
            yield from self._done
            self._done.clear()

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableFile(Reason("markup_hostile"))
        match name if ":" not in name else name.rpartition(":")[2]:
            case "c":
                self._cell, self._content, self._formula = attributes, "", ""
            case "v" | "t" | "f":
                self._texts.clear()
            case "row":
                self._open_row(int(attributes.get("r", self._number + 1)))
            case "rPh":
                self._is_aid = True
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def _end(self, name: str) -> None:
        self._depth -= 1
        match name if ":" not in name else name.rpartition(":")[2]:
            case "v":
                self._content = "".join(self._texts)
            case "c":
                self._place(self._cells.text(self._cell, self._content, self._formula))
            case "t" if not self._is_aid:
                self._content += "".join(self._texts)
            case "f":
                self._formula = "".join(self._texts)
            case "row":
                self._done.append((self._number, self._row))
            case "rPh":
                self._is_aid = False

    def _merge(self, place: str) -> None:
        """Note cells merged over several rows; those beside one another lose nothing."""
        found = _MERGED.fullmatch(place)
        if found and found[2] != found[4] and len(self.merged) < _MOST_MERGED:
            column, width = self._column(found[1]), self._column(found[3])
            self.merged.append(Span(int(found[2]), int(found[4]), column, width))

    def _open_row(self, number: int) -> None:
        # A number that goes back or far away is a slip of the program that wrote it.
        follows = self._number < number <= _LOWEST
        self._number = number if follows else self._number + 1
        self._row = []

    def _place(self, text: str) -> None:
        """Put the text into its column; all beyond the widest table end in one more column."""
        row = self._row
        letters = self._cell.get("r", "").rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._column(letters) if letters else len(row)
        if column == len(row):
            row.append(text)
        elif text and column < len(row):
            row[column] = text
        elif text:
            row.extend([""] * (column - len(row)))
            row.append(text)

    def _column(self, letters: str) -> int:
        column = self._columns.get(letters)
        if column is None:
            column = min(column_number(letters) - 1, self._widest)
            self._columns[letters] = column
        return column


def column_number(letters: str) -> int:
    """The number of a column by its letters, from 1; raises ValueError for none."""
    number = 0
    for letter in letters[:4]:
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        number = number * 26 + ord(letter) - 64
    return number
