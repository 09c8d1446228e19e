"""Cells in which text stays text, for every workbook of the house.

Text from outside is written by strangers: left alone, openpyxl turns ``=1+1`` into a formula and
``#REF!`` into an error, fails on control characters and aware datetimes, and writes cells that
Excel then calls damaged because they are too long.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

DESK_ZONE = ZoneInfo("Asia/Shanghai")
LONGEST_TEXT = 32_767
YUAN_FORMAT = "#,##0.00"
COUNT_FORMAT = "#,##0"
PERCENT_FORMAT = "0.0%"
TIME_FORMAT = "yyyy-mm-dd hh:mm"
DATE_FORMAT = "yyyy-mm-dd"
#: A cell that starts like this is a formula once somebody presses F2 and Enter in it.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
#: Halves of characters, and the two that XML forbids: Excel calls a file with one damaged.
_NO_CHARACTERS = dict.fromkeys(
    (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}"
)


def safe_text(value: object) -> str:
    """``value`` as text a cell can hold: no control characters, no half emoji, 32,767 at most.

    Excel counts UTF-16 units, so an emoji counts twice.
    """
    text = "" if value is None else str(value)
    # No printable character is a control character or half of one; most texts are only such.
    if text.isprintable() and 2 * len(text) <= LONGEST_TEXT:
        return text
    text = str(ILLEGAL_CHARACTERS_RE.sub("", text)).translate(_NO_CHARACTERS)
    if 2 * len(text) <= LONGEST_TEXT:
        return text
    units = text.encode("utf-16-le")[: 2 * LONGEST_TEXT]
    return units.decode("utf-16-le", errors="ignore")


def sheet_text(value: object) -> str:
    """The same as a sheet's XML has to write it.

    Programs read ``_x0041_`` there as the letter A: where a text itself holds such signs, its
    underscore is written so.
    """
    text = safe_text(value)
    return _LIKE_AN_ESCAPE.sub("_x005F_", text) if "_x" in text else text


def text_cell(sheet: Worksheet, value: object) -> WriteOnlyCell:
    """A text cell, whatever ``value`` looks like: never a formula, an error or a number."""
    text = sheet_text(value)
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    if text.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True
    return cell


def time_cell(sheet: Worksheet, moment: datetime | None) -> WriteOnlyCell:
    """An aware moment in the desk's zone, to the minute; empty for None."""
    local = None if moment is None else moment.astimezone(DESK_ZONE).replace(tzinfo=None)
    return _formatted(sheet, local, TIME_FORMAT)


def date_cell(sheet: Worksheet, day: date | None) -> WriteOnlyCell:
    """A day without time; empty for None."""
    return _formatted(sheet, day, DATE_FORMAT)


def yuan_cell(sheet: Worksheet, fen: int | None) -> WriteOnlyCell:
    """Integer fen shown as yuan, a number that can be summed; empty for None."""
    yuan = None if fen is None else Decimal(fen) / 100
    return _formatted(sheet, yuan, YUAN_FORMAT)


def count_cell(sheet: Worksheet, count: int | None) -> WriteOnlyCell:
    """A whole number with thousands marked; empty for None."""
    return _formatted(sheet, count, COUNT_FORMAT)


def percent_cell(sheet: Worksheet, share: float | None) -> WriteOnlyCell:
    """A share of 1 shown as a percentage; empty for None."""
    return _formatted(sheet, share, PERCENT_FORMAT)


def _formatted(
    sheet: Worksheet, value: datetime | date | Decimal | float | None, number_format: str
) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = number_format
    return cell
