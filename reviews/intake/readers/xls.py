"""Workbooks of old, as WPS and older programs write them; they are small by their format."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers.table import GridRow, Span

#: From here on a float has lost digits: shown in exponent form, which ids then refuse.
_EXACT_FLOAT = 1e15
_BROKEN = (CalamineError, OSError, ValueError)


class XlsSheet:
    """One sheet, loaded when its rows are asked for."""

    def __init__(self, workbook: CalamineWorkbook, name: str, *, is_hidden: bool) -> None:
        self.name, self.is_hidden = name, is_hidden
        self.merged: tuple[Span, ...] = ()
        self._workbook = workbook

    def rows(self) -> Iterator[GridRow]:
        """Every row with the number the program shows beside it."""
        sheet = _load(self._workbook, self.name)
        self.merged = tuple(_spans(sheet))
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield number, [text_of(value) for value in row]


def open_sheets(path: Path) -> list[XlsSheet]:
    """The sheets of cells; raises UnreadableFile where the file is encrypted or broken."""
    workbook = _open(path)
    return [
        XlsSheet(workbook, sheet.name, is_hidden=sheet.visible != SheetVisibleEnum.Visible)
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet
    ]


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


def _open(path: Path) -> CalamineWorkbook:
    try:
        with TemporaryDirectory() as folder:
            # Only by the ending does the library know what to try, and say what is wrong with it.
            named = Path(folder) / "file.xls"
            named.symlink_to(path.resolve())
            return CalamineWorkbook.from_path(str(named))
    except PasswordError:
        raise UnreadableFile(Reason("file_encrypted")) from None
    except _BROKEN:
        raise UnreadableFile(Reason("workbook_broken")) from None
    except BaseException as error:
        _raise_panic(error)


def _load(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except _BROKEN:
        raise UnreadableFile(Reason("sheet_broken", {"sheet": name})) from None
    except BaseException as error:
        _raise_panic(error)


def _spans(sheet: CalamineSheet) -> Iterator[Span]:
    """Cells merged over several rows; the library leaves out empty columns on the left."""
    _, shift = sheet.start or (0, 0)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            yield Span(top + 1, bottom + 1, left - shift, right - shift)


def _raise_panic(error: BaseException) -> NoReturn:
    # A Rust panic arrives as a BaseException whose class can't be imported.
    if type(error).__name__ == "PanicException":
        raise UnreadableFile(Reason("workbook_broken")) from None
    raise error
