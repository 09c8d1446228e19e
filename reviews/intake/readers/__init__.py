"""Files as rows of text: format, encoding, delimiter, sheet and header are found by looking."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from reviews.domain.reason import Reason
from reviews.intake.asked import NOTHING_ASKED, Asked
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import records, sheets, text
from reviews.intake.readers.encoding import find_encoding
from reviews.intake.readers.sniff import sniff
from reviews.intake.readers.table import (
    DEFAULT_LIMITS,
    FileFormat,
    Limits,
    RawRow,
    RowJudge,
    Table,
    choose_header,
)

__all__ = [
    "DEFAULT_LIMITS",
    "FileFormat",
    "Limits",
    "RawRow",
    "Table",
    "UnreadableFile",
    "inspect",
    "look",
    "read_rows",
]
_SHEETS = frozenset(FileFormat) - {FileFormat.TEXT, FileFormat.JSON, FileFormat.JSON_LINES}


def inspect(
    path: Path,
    *,
    limits: Limits = DEFAULT_LIMITS,
    asked: Asked = NOTHING_ASKED,
    keep: Callable[[RawRow], None] = lambda _row: None,
) -> Table:
    """Look at the whole file once: how it is read, where its header is, how many rows it has.

    ``keep`` gets each data row, what cells merged over several say not yet filled in. Raises
    UnreadableFile, so that nothing is written from a file that breaks in the middle.
    """
    table = look(path, limits=limits, asked=asked)
    judge = RowJudge(table.header, limits)
    if table.file_format in _SHEETS:
        sheet = _sheet(path, table, limits)
        rows = _count(_sheet_rows(sheet, table, judge, limits), keep)
        # Where cells are merged stands behind the rows, so that it is known only now.
        table = replace(table, merged=sheet.merged)
    else:
        rows = _count(_rows(path, table, judge, limits), keep)
    if not rows:
        raise UnreadableFile(Reason("no_data_rows"))
    return replace(table, rows=rows, repeated_headers=judge.repeated_headers)


def _count(rows: Iterator[RawRow], keep: Callable[[RawRow], None]) -> int:
    count = 0
    for row in rows:
        keep(row)
        count += 1
    return count


def read_rows(path: Path, table: Table, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRow]:
    """The data rows of a file `inspect` has looked at, one by one, in their order."""
    return _rows(path, table, RowJudge(table.header, limits), limits)


def look(path: Path, *, limits: Limits = DEFAULT_LIMITS, asked: Asked = NOTHING_ASKED) -> Table:
    """How the file is read and where its header is, without counting its rows.

    Raises UnreadableFile.
    """
    table = _shape(path, limits=limits, asked=asked)
    if len(table.header) > limits.columns:
        raise UnreadableFile(Reason("too_many_columns", {"most": limits.columns}))
    return table


def _shape(path: Path, *, limits: Limits, asked: Asked) -> Table:
    file_format = sniff(path, limits=limits)
    match file_format:
        case FileFormat.TEXT:
            return _text_shape(path, asked=asked)
        case FileFormat.JSON | FileFormat.JSON_LINES:
            header = records.header_of(path, file_format=file_format, limits=limits)
            return Table(file_format, 0, header)
        case _:
            return _sheet_shape(path, file_format=file_format, limits=limits, asked=asked)


def _sheet_shape(path: Path, *, file_format: FileFormat, limits: Limits, asked: Asked) -> Table:
    found = sheets.open_sheets(path, file_format=file_format, limits=limits)
    sheet = sheets.choose_sheet(found, asked=asked.sheet)
    opening = sheets.opening_of(sheet)
    number, header = choose_header(opening, asked=asked.header_row)
    names = tuple(one.name for one in sheets.shown(found, asked=sheet.name))
    return Table(file_format, number, header, sheet=sheet.name, sheets=names, opening=opening)


def _sheet(path: Path, table: Table, limits: Limits) -> sheets.Sheet:
    found = sheets.open_sheets(path, file_format=table.file_format, limits=limits)
    return sheets.choose_sheet(found, asked=table.sheet)


def _sheet_rows(
    sheet: sheets.Sheet, table: Table, judge: RowJudge, limits: Limits
) -> Iterator[RawRow]:
    return sheets.data_rows(
        sheet,
        header_number=table.header_number,
        merged=table.merged,
        judge=judge,
        limits=limits,
    )


def _text_shape(path: Path, *, asked: Asked) -> Table:
    encoding = find_encoding(path, asked=asked.encoding)
    delimiter = asked.delimiter or text.find_delimiter(text.read_start(path, encoding))
    opening = text.opening_of(path, encoding=encoding, delimiter=delimiter)
    number, header = choose_header(opening, asked=asked.header_row)
    return Table(
        FileFormat.TEXT, number, header, encoding=encoding, delimiter=delimiter, opening=opening
    )


def _rows(path: Path, table: Table, judge: RowJudge, limits: Limits) -> Iterator[RawRow]:
    match table.file_format:
        case FileFormat.TEXT:
            return text.data_rows(
                path,
                encoding=table.encoding,
                delimiter=table.delimiter,
                header_number=table.header_number,
                judge=judge,
                limits=limits,
            )
        case FileFormat.JSON | FileFormat.JSON_LINES:
            return records.data_rows(
                path,
                file_format=table.file_format,
                header=table.header,
                judge=judge,
                limits=limits,
            )
        case _:
            return _sheet_rows(_sheet(path, table, limits), table, judge, limits)
