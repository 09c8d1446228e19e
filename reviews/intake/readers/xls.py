"""Workbooks in other forms: of old, binary, OpenDocument; see `xls_child` for who reads them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers.table import GridRow, Span

_CHILD = Path(__file__).with_name("xls_child.py")
_END, _PASSWORD = "end", "password"


class XlsSheet:
    """One sheet; its rows are read by another process, anew for every iteration."""

    def __init__(self, path: Path, ending: str, name: str, *, is_hidden: bool) -> None:
        self.name, self.is_hidden = name, is_hidden
        self.merged: tuple[Span, ...] = ()
        self._path, self._ending = path, ending

    def rows(self) -> Iterator[GridRow]:
        """Every row with the number the program shows beside it."""
        broken = Reason("sheet_broken", {"sheet": self.name})
        lines = _told(self._path, self._ending, self.name, broken=broken)
        self.merged = tuple(
            Span(top, bottom, left, right) for top, left, bottom, right in next(lines)
        )
        yield from enumerate(lines, start=1)


def open_sheets(path: Path, *, ending: str) -> list[XlsSheet]:
    """The sheets of cells of a file with such an ending: xls, xlsb or ods.

    Raises UnreadableFile where it is encrypted or broken.
    """
    [sheets] = _told(path, ending, broken=Reason("workbook_broken"))
    return [XlsSheet(path, ending, name, is_hidden=hidden) for name, hidden in sheets]


def _told(path: Path, ending: str, *sheet: str, broken: Reason) -> Iterator[Any]:
    """What the other process tells, line by line; raises UnreadableFile where it breaks off."""
    command = [sys.executable, str(_CHILD), str(path), ending, *sheet]
    with subprocess.Popen(  # noqa: S603  # our own script; the path is ours, the sheet an argument
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as child:
        assert child.stdout is not None  # noqa: S101  # asked for above
        try:
            for line in child.stdout:
                told = json.loads(line)
                if told == _PASSWORD:
                    raise UnreadableFile(Reason("file_encrypted"))
                if told == _END:
                    return
                yield told
            raise UnreadableFile(broken)
        finally:
            child.kill()
