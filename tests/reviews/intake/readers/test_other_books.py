"""Binary and OpenDocument workbooks: read as any other, refused by name."""

from pathlib import Path

import pytest

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import FileFormat, RawRow, inspect
from tests.reviews.intake.readers.other_books import (
    binary_book,
    ods_row,
    open_document,
)
from tests.reviews.intake.readers.workbooks import HEADER, packed, read, saved

ROW = ("1001", "壶漏水 &amp; 破", "2026-11-18 09:00")
#: What office programs put below the last row.
TAIL = (
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
ENCRYPTED = (
    '<manifest:file-entry manifest:full-path="content.xml">'
    '<manifest:encryption-data manifest:checksum-type="x"/></manifest:file-entry>'
)


def refusal(path: Path) -> Reason:
    with pytest.raises(UnreadableFile) as caught:
        inspect(path)
    return caught.value.reason


def test_binary_workbook_is_read(tmp_path: Path) -> None:
    book = binary_book(HEADER, ("1001", "壶漏水", 46344.375), (123456789012345678.0, "破", 1.0))
    table, rows = read(saved(tmp_path, book))
    assert (table.file_format, table.sheet, table.header) == (FileFormat.XLSB, "评价", HEADER)
    assert rows == [
        RawRow(2, ("1001", "壶漏水", "46344.375")),
        RawRow(3, ("1.23456789012346e+17", "破", "1")),
    ]


def test_open_document_is_read_whatever_stands_below(tmp_path: Path) -> None:
    table, rows = read(saved(tmp_path, open_document(ods_row(*HEADER) + ods_row(*ROW) + TAIL)))
    assert (table.file_format, table.sheet, table.header) == (FileFormat.ODS, "评价", HEADER)
    assert rows == [RawRow(2, ("1001", "壶漏水 & 破", "2026-11-18 09:00"))]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (open_document(ods_row(*ROW), manifest=ENCRYPTED), Reason("file_encrypted")),
        (
            open_document("", mimetype="application/vnd.oasis.opendocument.text"),
            Reason("workbook_kind_unsupported"),
        ),
        (packed({"content.xml": "<x/>"}), Reason("workbook_broken")),
        (packed({"xl/workbook.bin": b"1"}), Reason("workbook_broken")),
        (
            open_document(
                ods_row(
                    *ROW,
                    cell='table:number-columns-repeated="1000000"',
                    row='table:number-rows-repeated="1000000"',
                )
            ),
            Reason("workbook_broken"),
        ),
    ],
    ids=["encrypted", "a text", "no kind", "cut off", "a trillion cells"],
)
def test_other_workbook_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, reason: Reason
) -> None:
    assert refusal(saved(tmp_path, content)) == reason
