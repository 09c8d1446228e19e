"""Rows of a file that has been looked through once, kept so that nobody need take it apart again.

Reading a workbook's XML costs more than all else an unchanged row needs; the rows themselves,
written down as they were found, come back twenty times as fast.
"""

import marshal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from reviews.domain.reason import Reason
from reviews.intake.readers import read_rows
from reviews.intake.readers.table import Limits, RawRow, Table

_PIECE = 256
_LENGTH = 8


class Spool:
    """Rows on disk, in their order; ``heard`` is called after each piece of them.

    ``file`` is an empty file of this process alone: what it gives back is what was put in.
    """

    def __init__(self, file: IO[bytes], *, heard: Callable[[], None] = lambda: None) -> None:
        self._file, self._heard = file, heard
        self._piece: list[tuple[Any, ...]] = []

    def add(self, row: RawRow) -> None:
        damage = row.damage and (row.damage.code, dict(row.damage.params))
        self._piece.append((row.number, row.cells, damage))
        if len(self._piece) == _PIECE:
            self._write()

    def _write(self) -> None:
        content = marshal.dumps(self._piece)
        self._file.write(len(content).to_bytes(_LENGTH, "big"))
        self._file.write(content)
        self._piece.clear()
        self._heard()

    def rows(self, path: Path, table: Table, *, limits: Limits) -> Iterator[RawRow]:
        """The data rows of the file at ``path``, of which ``table`` is what looking has found.

        Where cells are merged it is read again: their texts belong to rows that were put in before.
        """
        return read_rows(path, table, limits=limits) if table.merged else self.kept()

    def kept(self) -> Iterator[RawRow]:
        """The rows as they were put in; none can be added any more."""
        self._write()
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            content = self._file.read(int.from_bytes(length, "big"))
            for number, cells, damage in marshal.loads(content):  # noqa: S302  # our own bytes
                yield RawRow(number, cells, Reason(*damage) if damage else None)
