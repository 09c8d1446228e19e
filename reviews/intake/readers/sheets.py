"""Sheets of cells, whatever program wrote them: which one is taken, and its rows."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

from reviews.domain.reason import Reason
from reviews.intake.columns import known_headings
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import html_tables, xls, xlsx, xml_sheets
from reviews.intake.readers.table import (
    SEARCHED_ROWS,
    FileFormat,
    GridRow,
    Limits,
    Opening,
    RawRow,
    RowJudge,
    Span,
)


class Sheet(Protocol):
    """A sheet; ``merged`` is known once its rows have been read."""

    name: str
    is_hidden: bool
    merged: tuple[Span, ...]

    def rows(self) -> Iterator[GridRow]: ...


def open_sheets(path: Path, *, file_format: FileFormat, limits: Limits) -> Sequence[Sheet]:
    """The sheets of a file, in its order.

    Raises UnreadableFile where it is encrypted, broken or hostile.
    """
    if file_format is FileFormat.XLSX:
        return xlsx.open_sheets(path, limits=limits)
    if file_format is FileFormat.HTML:
        return html_tables.open_sheets(path, limits=limits)
    if file_format is FileFormat.XML:
        return xml_sheets.open_sheets(path, limits=limits)
    return xls.open_sheets(path, ending=file_format.value)


def shown(sheets: Sequence[Sheet], *, asked: str = "") -> list[Sheet]:
    """The visible sheets, and a hidden one where it is asked for."""
    return [sheet for sheet in sheets if not sheet.is_hidden or sheet.name == asked]


def choose_sheet(sheets: Sequence[Sheet], *, asked: str = "") -> Sheet:
    """The visible sheet with the best header, or the one asked for."""
    visible = shown(sheets, asked=asked)
    names = [sheet.name for sheet in visible]
    if asked and asked not in names:
        params = {"sheet": asked, "known": ", ".join(names)}
        raise UnreadableFile(Reason("sheet_unknown", params))
    if asked:
        return visible[names.index(asked)]
    if not visible:
        raise UnreadableFile(Reason("file_empty"))
    return visible[0] if len(visible) == 1 else max(visible, key=_header_score)


def _header_score(sheet: Sheet) -> int:
    start = islice(sheet.rows(), SEARCHED_ROWS)
    return max((known_headings(cells) for _, cells in start), default=0)


def opening_of(sheet: Sheet) -> Opening:
    """The first rows with their numbers, among which the header is."""
    return tuple((number, tuple(cells)) for number, cells in islice(sheet.rows(), SEARCHED_ROWS))


def filled(rows: Iterable[GridRow], merged: Sequence[Span]) -> Iterator[GridRow]:
    """The rows with what a cell merged over several of them says in each."""
    waiting = sorted(merged, key=lambda span: span.first_row, reverse=True)
    open_spans: list[tuple[Span, str]] = []
    for number, cells in rows:
        open_spans = [(span, text) for span, text in open_spans if span.last_row >= number]
        for span, text in open_spans:
            cells.extend([""] * (span.first_column + 1 - len(cells)))
            cells[span.first_column] = cells[span.first_column] or text
        while waiting and waiting[-1].first_row <= number:
            span = waiting.pop()
            if span.first_row == number and span.first_column < len(cells):
                open_spans.append((span, cells[span.first_column]))
        yield number, cells


def data_rows(
    sheet: Sheet,
    *,
    header_number: int,
    merged: Sequence[Span],
    judge: RowJudge,
    limits: Limits,
) -> Iterator[RawRow]:
    """The rows below the header, judged."""
    taken = 0
    below = [span for span in merged if span.first_row > header_number]
    for number, cells in filled(sheet.rows(), below) if below else sheet.rows():
        row = judge.judge(number, cells, None) if number > header_number else None
        if row is None:
            continue
        taken += 1
        if taken > limits.rows:
            raise UnreadableFile(Reason("too_many_rows", {"most": limits.rows}))
        yield row
