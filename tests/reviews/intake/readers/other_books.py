"""Binary and OpenDocument workbooks for tests, built record by record and tag by tag."""

import struct
from collections.abc import Sequence

from tests.reviews.intake.readers.workbooks import LINKS, PACKAGE, packed

SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_BEGIN_BOOK, _END_BOOK, _BEGIN_SHEETS, _SHEET, _END_SHEETS = 131, 132, 143, 156, 144
_BEGIN_SHEET, _END_SHEET, _SIZE, _BEGIN_DATA, _END_DATA = 129, 130, 148, 145, 146
_ROW, _NUMBER, _TEXT = 0, 5, 6


def _record(kind: int, data: bytes = b"") -> bytes:
    """Kind and length in groups of seven bits, then the data."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    length, size = len(data), b""
    while True:
        size += bytes([length & 127 | (128 if length > 127 else 0)])
        length >>= 7
        if not length:
            return head + size + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_book(*rows: Sequence[str | float]) -> bytes:
    """An xlsb of one sheet, named 评价."""
    cells = b""
    for y, row in enumerate(rows):
        cells += _record(_ROW, struct.pack("<IIHBBBI", y, 0, 300, 0, 0, 0, 0))
        for x, value in enumerate(row):
            place = struct.pack("<II", x, 0)
            if isinstance(value, str):
                cells += _record(_TEXT, place + _wide(value))
            else:
                cells += _record(_NUMBER, place + struct.pack("<d", value))
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1)
    data = _record(_SIZE, size) + _record(_BEGIN_DATA) + cells + _record(_END_DATA)
    entry = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("评价")
    sheets = _record(_BEGIN_SHEETS) + _record(_SHEET, entry) + _record(_END_SHEETS)
    link = f'<Relationship Id="rId1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.bin"/>'
    links = f'<Relationships xmlns="{PACKAGE}">{link}</Relationships>'
    return packed(
        {
            "xl/workbook.bin": _record(_BEGIN_BOOK) + sheets + _record(_END_BOOK),
            "xl/_rels/workbook.bin.rels": links,
            "xl/worksheets/sheet1.bin": _record(_BEGIN_SHEET) + data + _record(_END_SHEET),
        }
    )


def ods_row(*cells: str, cell: str = "", row: str = "") -> str:
    """A row of texts; ``cell`` and ``row`` are more attributes."""
    inside = "".join(
        f'<table:table-cell office:value-type="string" {cell}><text:p>{text}</text:p>'
        "</table:table-cell>"
        for text in cells
    )
    return f"<table:table-row {row}>{inside}</table:table-row>"


def open_document(rows: str, *, manifest: str = "", mimetype: str = SPREADSHEET) -> bytes:
    """An ods of one table, named 评价."""
    table = f'<table:table table:name="评价">{rows}</table:table>'
    spaces = " ".join(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
    return packed(
        {
            "mimetype": mimetype,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0">'
            f"{manifest}</manifest:manifest>",
            "content.xml": f'<?xml version="1.0"?><office:document-content {spaces}><office:body>'
            f"<office:spreadsheet>{table}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )
