"""Files as rows of text: format, encoding, delimiter, sheet and header are found by looking."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import records, sheets, text
from reviews.intake.readers.sniff import sniff
from reviews.intake.readers.table import (
    DEFAULT_LIMITS,
    FileFormat,
    Limits,
    RawRow,
    RowJudge,
    Table,
)

__all__ = [
    "DEFAULT_LIMITS",
    "FileFormat",
    "Limits",
    "RawRow",
    "Table",
    "UnreadableFile",
    "inspect",
    "read_rows",
]


def inspect(path: Path, *, limits: Limits = DEFAULT_LIMITS, sheet: str = "") -> Table:
    """Look at the whole file once: how it is read, where its header is, how many rows it has.

    Raises UnreadableFile, so that nothing is written from a file that breaks in the middle.
    """
    table = _shape(path, limits=limits, sheet=sheet)
    if len(table.header) > limits.columns:
        raise UnreadableFile(Reason("too_many_columns", {"most": limits.columns}))
    judge = RowJudge(table.header, limits)
    rows = sum(1 for _ in _rows(path, table, judge, limits))
    if not rows:
        raise UnreadableFile(Reason("no_data_rows"))
    return replace(table, rows=rows, repeated_headers=judge.repeated_headers)


def read_rows(path: Path, table: Table, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[RawRow]:
    """The data rows of a file `inspect` has looked at, one by one, in their order."""
    return _rows(path, table, RowJudge(table.header, limits), limits)


def _shape(path: Path, *, limits: Limits, sheet: str) -> Table:
    file_format = sniff(path, limits=limits)
    match file_format:
        case FileFormat.TEXT:
            encoding = text.find_encoding(path)
            delimiter = text.find_delimiter(text.read_start(path, encoding))
            number, header = text.header_of(path, encoding=encoding, delimiter=delimiter)
            return Table(file_format, number, header, encoding=encoding, delimiter=delimiter)
        case FileFormat.XLSX | FileFormat.XLS:
            workbook = sheets.open_workbook(path, file_format=file_format, limits=limits)
            name = sheets.choose_sheet(workbook, asked=sheet)
            number, header = sheets.header_of(sheets.load_sheet(workbook, name))
            return Table(file_format, number, header, sheet=name)
        case FileFormat.JSON | FileFormat.JSON_LINES:
            header = records.header_of(path, file_format=file_format, limits=limits)
            return Table(file_format, 0, header)


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
        case FileFormat.XLSX | FileFormat.XLS:
            workbook = sheets.open_workbook(path, file_format=table.file_format, limits=limits)
            loaded = sheets.load_sheet(workbook, table.sheet)
            return sheets.data_rows(
                loaded, header_number=table.header_number, judge=judge, limits=limits
            )
        case FileFormat.JSON | FileFormat.JSON_LINES:
            return records.data_rows(
                path,
                file_format=table.file_format,
                header=table.header,
                judge=judge,
                limits=limits,
            )
