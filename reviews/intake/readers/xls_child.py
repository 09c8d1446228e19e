"""Reads a workbook (xls, xlsb, ods) in a process of its own, as lines of JSON.

The library may end its whole process over a damaged file (a cell said to lie a million columns
away makes it ask for a terabyte), which no exception can catch. Here only this process ends, and
memory and time are bounded. Run as a script; it knows nothing of the project.

    xls_child.py FILE ENDING         the sheets: [name, hidden]
    xls_child.py FILE ENDING SHEET   merged cells: [top, left, bottom, right]; then each row

The last line is "end"; anything else there means that the file could not be read whole.
"""

import json
import resource
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

END = "end"
_MEMORY, _SECONDS = 2 * 1024**3, 120
#: From here on a float has lost digits: shown in exponent form, which ids then refuse.
_EXACT_FLOAT = 1e15


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


def lines_of(path: str, ending: str, sheet: str | None) -> Iterator[object]:
    """What is told of the file, line by line."""
    workbook = _opened(path, ending)
    if sheet is None:
        yield [
            [one.name, one.visible != SheetVisibleEnum.Visible]
            for one in workbook.sheets_metadata
            if one.typ == SheetTypeEnum.WorkSheet
        ]
    else:
        loaded = workbook.get_sheet_by_name(sheet)
        yield list(_merged(loaded))
        for row in loaded.iter_rows():
            yield [text_of(value) for value in row]
    yield END


def _opened(path: str, ending: str) -> CalamineWorkbook:
    with TemporaryDirectory() as folder:
        # Only by the ending does the library know what to try, and say what is wrong with it.
        named = Path(folder) / f"file.{ending}"
        named.symlink_to(Path(path).resolve())
        return CalamineWorkbook.from_path(str(named))


def _merged(sheet: CalamineSheet) -> Iterator[tuple[int, int, int, int]]:
    """Cells merged over several rows; the library leaves out empty columns on the left."""
    _, shift = sheet.start or (0, 0)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            yield top + 1, left - shift, bottom + 1, right - shift


def main(arguments: list[str]) -> None:
    """Write the lines; a password is told as such."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    path, ending, *sheet = arguments
    try:
        for line in lines_of(path, ending, sheet[0] if sheet else None):
            sys.stdout.write(json.dumps(line) + "\n")
    except PasswordError:
        sys.stdout.write(json.dumps("password") + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
