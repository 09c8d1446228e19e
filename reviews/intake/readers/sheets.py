"""Workbooks, old and new; nothing in them is ever run or followed."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, NoReturn
from zipfile import ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from reviews.domain.reason import Reason
from reviews.intake.columns import known_headings
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers.sniff import BROKEN_ZIP
from reviews.intake.readers.table import (
    SEARCHED_ROWS,
    FileFormat,
    Limits,
    Opening,
    RawRow,
    RowJudge,
)

_CELL_PLACE = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")
_CHUNK = 1024 * 1024
#: From here on a float has lost digits: shown in exponent form, which ids then refuse.
_EXACT_FLOAT = 1e15
_BROKEN = (CalamineError, OSError, ValueError)


def text_of(value: object) -> str:
    """A cell's value as the text a person sees; whole floats lose their point."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _EXACT_FLOAT:
            return str(int(value))
        return format(value, ".15g")
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None, microsecond=0)
    return "" if value is None else str(value)


def check_extent(path: Path, *, limits: Limits) -> None:
    """Refuse a small workbook that claims a giant grid: it would be held whole in memory.

    Raises UnreadableFile.
    """
    try:
        with ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    with archive.open(name) as part:
                        _check_sheet_extent(part, limits=limits)
    except BROKEN_ZIP:
        raise UnreadableFile(Reason("workbook_broken")) from None


def _check_sheet_extent(part: IO[bytes], *, limits: Limits) -> None:
    widest, lowest, tail = 1, 1, b""
    while chunk := part.read(_CHUNK):
        places = _CELL_PLACE.findall(tail + chunk)
        if places:
            widest = max(widest, *map(_column_number, {letters for letters, _ in places}))
            lowest = max(lowest, *map(int, {row for _, row in places}))
        tail = chunk[-40:]
    if widest > 16_384 or widest * lowest > limits.cells:
        params = {"rows": lowest, "columns": widest}
        raise UnreadableFile(Reason("sheet_too_large", params))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def open_workbook(path: Path, *, file_format: FileFormat, limits: Limits) -> CalamineWorkbook:
    """The workbook, checked.

    Raises UnreadableFile where it is encrypted, broken or larger than the limits.
    """
    if file_format is FileFormat.XLSX:
        check_extent(path, limits=limits)
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise UnreadableFile(Reason("file_encrypted")) from None
    except _BROKEN:
        raise UnreadableFile(Reason("workbook_broken")) from None
    except BaseException as error:
        _raise_panic(error)


def load_sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    """One sheet of the workbook; raises UnreadableFile where it is broken or missing."""
    try:
        return workbook.get_sheet_by_name(name)
    except _BROKEN:
        raise UnreadableFile(Reason("sheet_broken", {"sheet": name})) from None
    except BaseException as error:
        _raise_panic(error)


def _raise_panic(error: BaseException) -> NoReturn:
    # A Rust panic arrives as a BaseException whose class can't be imported.
    if type(error).__name__ == "PanicException":
        raise UnreadableFile(Reason("workbook_broken")) from None
    raise error


def sheet_names(workbook: CalamineWorkbook, *, asked: str = "") -> list[str]:
    """The visible sheets that hold cells, and a hidden one where it is asked for."""
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
        and (sheet.visible == SheetVisibleEnum.Visible or sheet.name == asked)
    ]


def choose_sheet(workbook: CalamineWorkbook, *, asked: str = "") -> str:
    """The visible sheet with the best header, or the one asked for."""
    names = sheet_names(workbook, asked=asked)
    if asked:
        if asked not in names:
            params = {"sheet": asked, "known": ", ".join(names)}
            raise UnreadableFile(Reason("sheet_unknown", params))
        return asked
    if not names:
        raise UnreadableFile(Reason("file_empty"))
    if len(names) == 1:
        return names[0]
    return max(names, key=lambda name: _header_score(load_sheet(workbook, name)))


def _header_score(sheet: CalamineSheet) -> int:
    start = islice(grid(sheet), SEARCHED_ROWS)
    return max((known_headings(cells) for _, cells in start), default=0)


def grid(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """Every row with the number the program shows beside it."""
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [text_of(value) for value in row]


def opening_of(sheet: CalamineSheet) -> Opening:
    """The first rows with their numbers, among which the header is."""
    return tuple((number, tuple(cells)) for number, cells in islice(grid(sheet), SEARCHED_ROWS))


def data_rows(
    sheet: CalamineSheet, *, header_number: int, judge: RowJudge, limits: Limits
) -> Iterator[RawRow]:
    """The rows below the header, judged."""
    taken = 0
    for number, cells in grid(sheet):
        row = judge.judge(number, cells, None) if number > header_number else None
        if row is None:
            continue
        taken += 1
        if taken > limits.rows:
            raise UnreadableFile(Reason("too_many_rows", {"most": limits.rows}))
        yield row
