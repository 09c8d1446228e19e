"""Workbooks of old: written by a program, damaged by hand."""

import datetime as dt
import io
from pathlib import Path

import pytest
import xlwt
from python_calamine import CalamineWorkbook

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import FileFormat, RawRow, inspect, xls
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


class PanicException(BaseException):  # its name in the foreign library
    pass


def fails_with(error: BaseException) -> type:
    def fail(_path: str) -> None:
        raise error

    return type("Stub", (), {"from_path": fail})


def test_panic_of_the_library_is_a_broken_workbook(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(xls, "CalamineWorkbook", fails_with(PanicException("index out of bounds")))
    with pytest.raises(UnreadableFile) as caught:
        xls.open_sheets(tmp_path)
    assert caught.value.reason == Reason("workbook_broken")


def test_interrupt_while_reading_is_not_swallowed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(xls, "CalamineWorkbook", fails_with(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        xls.open_sheets(tmp_path)


@pytest.mark.parametrize(
    ("raised", "code"),
    [(PanicException("x"), "workbook_broken"), (ValueError("x"), "sheet_broken")],
)
def test_broken_sheet_is_named(raised: BaseException, code: str) -> None:
    class Stub:
        def get_sheet_by_name(self, _name: str) -> CalamineWorkbook:
            raise raised

    sheet = xls.XlsSheet(Stub(), "一", is_hidden=False)  # type: ignore[arg-type] # fails on demand
    with pytest.raises(UnreadableFile) as caught:
        next(sheet.rows())
    assert caught.value.reason.code == code


def test_text_of_what_the_library_gives() -> None:
    moment = dt.datetime(2026, 11, 18, 9, 0, 0, 123, tzinfo=dt.UTC)
    values = ["a\0b", 1.0, 1.5, None, True, moment, dt.date(2026, 11, 18)]
    assert [xls.text_of(value) for value in values] == [
        *("ab", "1", "1.5", "", "True"),
        *("2026-11-18 09:00:00", "2026-11-18"),
    ]
