"""Comma, tab and semicolon files in the encodings shops' computers write."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from reviews.domain.reason import Reason
from reviews.intake.columns import known_headings
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers.table import SEARCHED_ROWS, Limits, Opening, RawRow, RowJudge

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 256 * 1024
#: More control characters than this share of the start: no text at all.
_CONTROL_SHARE = 0.05
#: The longest cell Python's reader takes; longer ones mean a quote that is never closed.
_HARD_CELL = 4 * 1024 * 1024
csv.field_size_limit(_HARD_CELL)


def find_delimiter(sample: str) -> str:
    """The delimiter under which the start of the file has most known headings, then columns."""

    def score(delimiter: str) -> tuple[int, int]:
        rows = list(
            islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), SEARCHED_ROWS)
        )
        return max(map(known_headings, rows), default=0), max(map(len, rows), default=0)

    return max(DELIMITERS, key=score)


def read_start(path: Path, encoding: str) -> str:
    """The first characters of the file.

    Raises UnreadableFile where they are no text.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
    control = sum(1 for sign in sample if sign < " " and sign not in "\t\r\n\0")
    if control > len(sample) * _CONTROL_SHARE or sample.count("\0") > len(sample) // 4:
        raise UnreadableFile(Reason("file_not_a_table"))
    return sample


class _Lines:
    """Lines of the file, knowing when the last one has been taken."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.exhausted = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            return next(self._lines)
        except StopIteration:
            self.exhausted = True
            raise


def records(
    path: Path, *, encoding: str, delimiter: str
) -> Iterator[tuple[int, list[str], Reason | None]]:
    """Every record with its number from 1; a quote left open to the end is marked as damage."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = _Lines(iter(file))
        reader = csv.reader(lines, delimiter=delimiter)
        number = before = 0
        try:
            for number, cells in enumerate(reader, start=1):
                damage = None
                if lines.exhausted:
                    damage = Reason("quote_not_closed", {"lines": reader.line_num - before})
                before = reader.line_num
                yield number, _without_nuls(cells), damage
        except csv.Error:
            raise UnreadableFile(Reason("quote_runs_away", {"row": number + 1})) from None


def _without_nuls(cells: list[str]) -> list[str]:
    if any("\0" in cell for cell in cells):
        return [cell.replace("\0", "") for cell in cells]
    return cells


def opening_of(path: Path, *, encoding: str, delimiter: str) -> Opening:
    """The first records with their numbers, among which the header is."""
    start = islice(records(path, encoding=encoding, delimiter=delimiter), SEARCHED_ROWS)
    return tuple((number, tuple(cells)) for number, cells, _ in start)


def data_rows(
    path: Path,
    *,
    encoding: str,
    delimiter: str,
    header_number: int,
    judge: RowJudge,
    limits: Limits,
) -> Iterator[RawRow]:
    """The rows below the header, judged."""
    taken = 0
    for number, cells, damage in records(path, encoding=encoding, delimiter=delimiter):
        if number <= header_number:
            continue
        row = judge.judge(number, cells, damage)
        if row is None:
            continue
        taken += 1
        if taken > limits.rows:
            raise UnreadableFile(Reason("too_many_rows", {"most": limits.rows}))
        yield row
