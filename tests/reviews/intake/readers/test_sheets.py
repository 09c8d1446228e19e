"""What a workbook does to its reader stays a finding about the file."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from python_calamine import PasswordError

from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import FileFormat, Limits, sheets


class PanicException(BaseException):  # its name in the foreign library
    pass


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (PanicException("index out of bounds"), "workbook_broken"),
        (PasswordError("x"), "file_encrypted"),
    ],
)
def test_failure_of_the_library_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, raised: BaseException, code: str
) -> None:
    def fail(_path: str) -> None:
        raise raised

    monkeypatch.setattr(sheets, "CalamineWorkbook", type("Stub", (), {"from_path": fail}))
    with pytest.raises(UnreadableFile) as caught:
        sheets.open_workbook(tmp_path, file_format=FileFormat.XLS, limits=Limits())
    assert caught.value.reason.code == code


def test_interrupt_while_reading_is_not_swallowed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(_path: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sheets, "CalamineWorkbook", type("Stub", (), {"from_path": fail}))
    with pytest.raises(KeyboardInterrupt):
        sheets.open_workbook(tmp_path, file_format=FileFormat.XLS, limits=Limits())


@pytest.mark.parametrize(
    ("raised", "code"),
    [(PanicException("x"), "workbook_broken"), (ValueError("x"), "sheet_broken")],
)
def test_broken_sheet_is_named(raised: BaseException, code: str) -> None:
    class Stub:
        def get_sheet_by_name(self, _name: str) -> None:
            raise raised

    with pytest.raises(UnreadableFile) as caught:
        sheets.load_sheet(Stub(), "一")  # type: ignore[arg-type] # a stub fails on demand
    assert caught.value.reason.code == code


def test_hidden_sheets_are_not_chosen(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("隐藏").append(["订单号", "评论内容", "评论时间"])
    book["隐藏"].sheet_state = "hidden"
    path = tmp_path / "x.xlsx"
    file = io.BytesIO()
    book.save(file)
    path.write_bytes(file.getvalue())
    opened = sheets.open_workbook(path, file_format=FileFormat.XLSX, limits=Limits())
    assert sheets.choose_sheet(opened) == "Sheet"


def test_workbook_of_charts_alone_has_no_sheet_to_read() -> None:
    with pytest.raises(UnreadableFile) as caught:
        sheets.choose_sheet(type("Stub", (), {"sheets_metadata": []})())
    assert caught.value.reason.code == "file_empty"
