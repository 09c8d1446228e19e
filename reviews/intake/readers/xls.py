"""Workbooks of old, as WPS and older programs write them; see `xls_child` for who reads them."""

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

    def __init__(self, path: Path, name: str, *, is_hidden: bool) -> None:
        self.name, self.is_hidden = name, is_hidden
        self.merged: tuple[Span, ...] = ()
        self._path = path

    def rows(self) -> Iterator[GridRow]:
        """Every row with the number the program shows beside it."""
        broken = Reason("sheet_broken", {"sheet": self.name})
        lines = _told(self._path, self.name, broken=broken)
        self.merged = tuple(
            Span(top, bottom, left, right) for top, left, bottom, right in next(lines)
        )
        yield from enumerate(lines, start=1)


def open_sheets(path: Path) -> list[XlsSheet]:
    """The sheets of cells; raises UnreadableFile where the file is encrypted or broken."""
    [sheets] = _told(path, broken=Reason("workbook_broken"))
    return [XlsSheet(path, name, is_hidden=hidden) for name, hidden in sheets]


def _told(path: Path, *sheet: str, broken: Reason) -> Iterator[Any]:
    """What the other process tells, line by line; raises UnreadableFile where it breaks off."""
    command = [sys.executable, str(_CHILD), str(path), *sheet]
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
