"""Text stays text, times lose their zone only after being brought to the desk's."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell

from reviews.intake.readers.xlsx_parts import unescaped
from reviews.workbook import cells
from reviews.workbook.cells import (
    count_cell,
    date_cell,
    percent_cell,
    safe_text,
    text_cell,
    time_cell,
    yuan_cell,
)

#: Workbooks know no zones.
NEXT_MORNING = datetime(2026, 11, 23, 4, 5, tzinfo=UTC).replace(tzinfo=None)
MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC).replace(tzinfo=None)
HOSTILE = ["=1+1", "=cmd|' /C calc'!A0", "+86138", "-1", "@SUM(A1)", "\tx", "#REF!", "#N/A", "1E5"]


Maker = Callable[..., WriteOnlyCell]


def saved(*make: tuple[Maker, object]) -> tuple[list[Cell], str]:
    """The cells as a reader finds them, and the sheet's XML."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("一")
    sheet.append([maker(sheet, value) for maker, value in make])
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    return list(load_workbook(file)["一"][1]), xml


@pytest.mark.parametrize("text", HOSTILE)
def test_text_cell_of_formula_or_error_stays_text(text: str) -> None:
    [cell], xml = saved((text_cell, text))
    assert (cell.value, cell.data_type) == (text, "s")
    assert "<f>" not in xml


@pytest.mark.parametrize(
    ("text", "prefixed"),
    [(text, text[0] in "=+-@\t\r") for text in HOSTILE] + [("很好", False), ("", False)],
)
def test_text_cell_quote_prefix_only_where_it_would_become_a_formula(
    text: str, prefixed: bool
) -> None:
    book = Workbook(write_only=True)
    assert bool(text_cell(book.create_sheet(), text).quotePrefix) is prefixed


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("_x0041_", "_x005F_x0041_"),
        ("货_x000d__x4E2D_", "货_x005F_x000d__x005F_x4E2D_"),
        ("_x005F_", "_x005F_x005F_"),
        ("_x41_ _xyzab_", "_x41_ _xyzab_"),
    ],
)
def test_what_looks_like_an_escape_is_read_as_it_was(text: str, written: str) -> None:
    [cell], xml = saved((text_cell, text))
    assert (cell.value, f">{written}<" in xml) == (written, True)
    assert unescaped(cell.value) == text


def test_text_cell_keeps_long_identifiers_whole() -> None:
    [cell], _ = saved((text_cell, "123456789012345678"))
    assert (cell.value, cell.data_type) == ("123456789012345678", "s")


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        (None, ""),
        (12, "12"),
        ("a\x00b\x0bc", "abc"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("半个\ud83d", "半个�"),
        ("无\uffff字\ufffe", "无�字�"),
        ("字" * 40_000, "字" * 32_767),
        ("a" + "😀" * 20_000, "a" + "😀" * 16_383),
        ("😀" * 20_000, "😀" * 16_383),
        ("字" * 32_767, "字" * 32_767),
    ],
)
def test_safe_text_holds_what_a_cell_can_hold(raw: object, safe: str) -> None:
    assert safe_text(raw) == safe


def test_time_cell_shows_the_moment_in_the_desks_zone() -> None:
    [cell], _ = saved((time_cell, datetime(2026, 11, 22, 20, 5, tzinfo=UTC)))
    assert (cell.value, cell.number_format) == (NEXT_MORNING, cells.TIME_FORMAT)


def test_number_cells_stay_numbers_with_their_formats() -> None:
    row, _ = saved(
        (yuan_cell, 128_005),
        (count_cell, 3),
        (percent_cell, 0.125),
        (date_cell, date(2026, 11, 22)),
    )
    assert [(cell.value, cell.number_format) for cell in row] == [
        (pytest.approx(float(Decimal("1280.05"))), cells.YUAN_FORMAT),
        (3, cells.COUNT_FORMAT),
        (0.125, cells.PERCENT_FORMAT),
        (MIDNIGHT, cells.DATE_FORMAT),
    ]


@pytest.mark.parametrize("maker", [time_cell, date_cell, yuan_cell, count_cell, percent_cell])
def test_empty_values_give_empty_cells(maker: Maker) -> None:
    row, _ = saved((maker, None), (text_cell, "x"))
    assert row[0].value is None
