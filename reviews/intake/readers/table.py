"""What a reader finds in a file, and how much it accepts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from reviews.domain.reason import Reason
from reviews.intake.columns import clean_heading, known_headings
from reviews.intake.failures import UnreadableFile

#: Title rows a file may have above its header.
SEARCHED_ROWS = 30
_AROUND = " \t\r\n\ufeff\u200b\u3000'\""
#: The first rows of a file with their numbers, as they stand there.
Opening: TypeAlias = tuple[tuple[int, tuple[str, ...]], ...]
#: A row of a sheet with the number the program shows beside it.
GridRow: TypeAlias = tuple[int, list[str]]


class FileFormat(StrEnum):
    TEXT = "text"
    XLSX = "xlsx"
    XLS = "xls"
    XLSB = "xlsb"
    ODS = "ods"
    HTML = "html"
    XML = "xml"
    JSON = "json"
    JSON_LINES = "json_lines"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold; bytes, or counts."""

    size: int = 100 * 1024 * 1024
    rows: int = 2_000_000
    columns: int = 500
    cell: int = 50_000
    #: What a workbook may hold once it is unpacked.
    unpacked: int = 2 * 1024 * 1024 * 1024
    members: int = 2_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Span:
    """Cells merged into one over several rows; both ends included, columns from 0."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as text. ``number`` counts records from 1, header and title rows included.

    ``damage`` is set where the row can't be trusted as a whole.
    """

    number: int
    cells: tuple[str, ...]
    damage: Reason | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What was found by looking: enough to read the file again from the start.

    ``rows`` counts the data rows; blank rows and repeated header rows are not among them.
    ``opening`` and ``sheets`` are what a person can choose header and sheet from.
    """

    file_format: FileFormat
    header_number: int
    header: tuple[str, ...]
    rows: int = 0
    repeated_headers: int = 0
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    opening: Opening = ()
    merged: tuple[Span, ...] = ()


def choose_header(opening: Opening, *, asked: int = 0) -> tuple[int, tuple[str, ...]]:
    """Number and cells of the header row: the one asked for, or else the one that is found.

    Raises UnreadableFile where that row is empty or not among the first ones.
    """
    if not opening:
        raise UnreadableFile(Reason("file_empty"))
    if asked:
        number, cells = asked, dict(opening).get(asked, ())
    else:
        number, cells = opening[find_header([cells for _, cells in opening])]
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if not cells:
        raise UnreadableFile(Reason("header_row_empty", {"row": number}))
    return number, cells


def find_header(rows: Sequence[tuple[str, ...]]) -> int:
    """Index of the header among the first rows: the one with most headings we know.

    Where none is known, the first row with two filled cells. Raises UnreadableFile where no row
    has anything in it.
    """
    scores = [known_headings(row) for row in rows]
    if any(scores):
        return scores.index(max(scores))
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    if not any(filled):
        raise UnreadableFile(Reason("file_empty"))
    return next((i for i, count in enumerate(filled) if count > 1), filled.index(max(filled)))


class RowJudge:
    """Tells data rows from blank ones and repeated headers, and fits them to the header."""

    def __init__(self, header: tuple[str, ...], limits: Limits) -> None:
        self._header = header
        self._cleaned = [clean_heading(head) for head in header]
        self._width = len(header)
        self._limits = limits
        self.repeated_headers = 0

    def judge(self, number: int, cells: Sequence[str], damage: Reason | None) -> RawRow | None:
        """The row as it goes on, or None where it holds no data."""
        if not any(cells) or not any(map(str.strip, cells)):
            return None
        if self._repeats_header(cells):
            self.repeated_headers += 1
            return None
        width = len(cells)
        if width > self._width and any(map(str.strip, cells[self._width :])):
            damage = damage or Reason("row_too_long", {"cells": width, "headings": self._width})
        elif width != self._width:
            cells = [*cells[: self._width], *[""] * (self._width - width)]
        if max(map(len, cells)) > self._limits.cell:
            damage = damage or Reason("cell_too_long", {"most": self._limits.cell})
            cells = [cell[: self._limits.cell] for cell in cells]
        return RawRow(number, tuple(cells), damage)

    def _repeats_header(self, cells: Sequence[str]) -> bool:
        # The byte order mark of a file that was appended to another one stands before its header.
        if cells[0].strip(_AROUND) != self._header[0].strip(_AROUND) or len(cells) < self._width:
            return False
        return [clean_heading(cell) for cell in cells[: self._width]] == self._cleaned
