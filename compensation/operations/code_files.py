"""Codes in a file: text is read line by line, a table by the house's safe reader."""

from collections.abc import Iterator
from pathlib import Path

from compensation.operations.errors import OfferRefusedError
from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import FileFormat, inspect, read_rows
from reviews.intake.readers.encoding import find_encoding
from reviews.intake.readers.sniff import sniff
from reviews.intake.readers.table import Limits

_LIMITS = Limits(size=10 * 1024 * 1024, rows=50_000, columns=50, cell=2_000)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding=find_encoding(path))
    except UnicodeDecodeError:
        raise OfferRefusedError(Reason("code_list_empty")) from None


def code_lines(path: Path) -> Iterator[str]:
    """The lines of a list of codes, a table's cells joined by tabs. Raises UnreadableFile."""
    if sniff(path, limits=_LIMITS) == FileFormat.TEXT:
        yield from _text(path).splitlines()
        return
    try:
        table = inspect(path, limits=_LIMITS)
    except UnreadableFile as failure:
        if failure.reason.code != "no_data_rows":
            raise
        return
    yield "\t".join(table.header)
    for row in read_rows(path, table, limits=_LIMITS):
        yield "\t".join(row.cells)
