"""Workbooks of old: written by a program, damaged by hand."""

import datetime as dt
import io
import random
from contextlib import suppress
from pathlib import Path

import pytest
import xlwt

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import FileFormat, RawRow, inspect, xls, xls_child
from tests.reviews.intake.readers.workbooks import HEADER, old_workbook, read, saved

ROWS = [HEADER, ("1001", "壶漏水", "2026-11-18 09:00"), (1002, "很好", 46344.375)]
#: Where the first stream of a small file begins, and the length of its first record.
STREAM, FIRST_RECORD = 512, 20


def refusal(path: Path) -> Reason:
    with pytest.raises(UnreadableFile) as caught:
        inspect(path)
    return caught.value.reason


def test_old_workbook_is_read(tmp_path: Path) -> None:
    table, rows = read(saved(tmp_path, old_workbook(("评价", ROWS))))
    assert (table.file_format, table.sheet, table.header) == (FileFormat.XLS, "评价", HEADER)
    assert rows == [
        RawRow(2, ("1001", "壶漏水", "2026-11-18 09:00")),
        RawRow(3, ("1002", "很好", "46344.375")),
    ]


def test_long_number_of_an_old_workbook_shows_that_it_is_ruined(tmp_path: Path) -> None:
    row = (123456789012345678, "漏", "x")
    _, rows = read(saved(tmp_path, old_workbook(("一", [HEADER, row]))))
    assert rows[0].cells[0] == "1.23456789012346e+17"


def test_formats_and_formulas_of_an_old_workbook_are_understood(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    for column, heading in enumerate(HEADER):
        sheet.write(0, column, heading)
    sheet.write(1, 0, True)
    sheet.write(1, 1, 0.05, xlwt.easyxf(num_format_str="0%"))
    when = dt.datetime(2026, 11, 18, 9)  # noqa: DTZ001  # a wall clock
    sheet.write(1, 2, when, xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm"))
    file = io.BytesIO()
    book.save(file)
    _, rows = read(saved(tmp_path, file.getvalue()))
    assert rows[0].cells == ("True", "0.05", "2026-11-18 09:00:00")


def test_header_below_titles_and_merged_numbers_are_found(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一")
    sheet.write_merge(0, 0, 1, 3, "店铺导出")
    for column, heading in enumerate(HEADER, start=1):
        sheet.write(2, column, heading)
    sheet.write_merge(3, 4, 1, 1, "1001")
    for row, text in ((3, "壶"), (4, "盖")):
        sheet.write(row, 2, text)
    file = io.BytesIO()
    book.save(file)
    table, rows = read(saved(tmp_path, file.getvalue()))
    assert table.header_number == 3
    assert rows == [RawRow(4, ("1001", "壶", "")), RawRow(5, ("1001", "盖", ""))]


def test_hidden_sheet_is_not_chosen(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("看得见").write(0, 0, "x")
    hidden = book.add_sheet("隐藏")
    hidden.visibility = 1
    for column, heading in enumerate(HEADER):
        hidden.write(0, column, heading)
    file = io.BytesIO()
    book.save(file)
    assert refusal(saved(tmp_path, file.getvalue())) == Reason("no_data_rows")


def test_password_of_an_old_workbook_is_named(tmp_path: Path) -> None:
    content = bytearray(old_workbook(("一", ROWS)))
    second = STREAM + FIRST_RECORD
    content[second : second + 2] = b"\x2f\x00"  # the record that says "encrypted from here"
    content[second + 4 : second + 6] = b"\x01\x00"
    assert refusal(saved(tmp_path, bytes(content))) == Reason("file_encrypted")


@pytest.mark.parametrize("length", [100, 600, 1500, 3000])
def test_old_workbook_that_was_cut_off_is_broken(tmp_path: Path, length: int) -> None:
    content = old_workbook(("一", ROWS))[:length]
    assert refusal(saved(tmp_path, content)) == Reason("workbook_broken")


def test_file_that_ends_the_reading_process_is_broken(tmp_path: Path) -> None:
    """A cell said to lie far away makes the library ask for a terabyte and end its process."""
    chance = random.Random(0)
    content = old_workbook(("一", ROWS))
    cell = content.index(b"\x03\x02\x0e\x00")  # the record of a number
    far = bytearray(content)
    far[cell + 4 : cell + 8] = b"\xff\xff\xff\xff"
    path = saved(tmp_path, bytes(far))
    with suppress(UnreadableFile):
        read(path)
    for _ in range(12):
        spoilt = bytearray(content)
        for _ in range(40):
            spoilt[chance.randrange(512, len(spoilt))] = chance.randrange(256)
        with suppress(UnreadableFile):
            read(saved(tmp_path, bytes(spoilt)))


def child_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    script = tmp_path / "child.py"
    script.write_text(f"import os\nprint({lines!r}, flush=True)\nos.abort()\n")
    monkeypatch.setattr(xls, "_CHILD", script)


@pytest.mark.parametrize("lines", ["", '[["一", false]]'])
def test_process_that_aborts_is_a_broken_workbook(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: str
) -> None:
    child_that(tmp_path, monkeypatch, lines or "[]")
    assert refusal(saved(tmp_path, old_workbook(("一", ROWS)))) == Reason("workbook_broken")


def test_process_that_aborts_within_a_sheet_breaks_the_sheet(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = saved(tmp_path, old_workbook(("一", ROWS)))
    [sheet] = xls.open_sheets(path, ending="xls")
    child_that(tmp_path, monkeypatch, "[]")
    with pytest.raises(UnreadableFile) as caught:
        list(sheet.rows())
    assert caught.value.reason == Reason("sheet_broken", {"sheet": "一"})


def test_lines_tell_the_sheets_and_then_the_rows(tmp_path: Path) -> None:
    path = str(saved(tmp_path, old_workbook(("一", ROWS))))
    assert list(xls_child.lines_of(path, "xls", None)) == [[["一", False]], "end"]
    assert list(xls_child.lines_of(path, "xls", "一"))[:2] == [[], list(HEADER)]


def test_text_of_what_the_library_gives() -> None:
    moment = dt.datetime(2026, 11, 18, 9, 0, 0, 123, tzinfo=dt.UTC)
    values = ["a\0b", 1.0, 1.5, None, True, moment, dt.date(2026, 11, 18)]
    assert [xls_child.text_of(value) for value in values] == [
        *("ab", "1", "1.5", "", "True"),
        *("2026-11-18 09:00:00", "2026-11-18"),
    ]
