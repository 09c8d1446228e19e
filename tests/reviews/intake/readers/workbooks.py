"""Workbooks of every make for tests: built part by part, so that each can be made wrong."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile

import xlwt

from reviews.intake.readers import DEFAULT_LIMITS, RawRow, Table, inspect, read_rows
from reviews.intake.readers.spool import Spool

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADER = ("订单号", "评论内容", "评论时间")


def saved(tmp_path: Path, content: bytes) -> Path:
    """The file as an upload lies on disk: without an ending."""
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


def read(path: Path) -> tuple[Table, list[RawRow]]:
    """What a file holds, read from it and out of what was kept of it while looking."""
    with TemporaryFile() as file:
        spool = Spool(file)
        table = inspect(path, keep=spool.add)
        rows = list(read_rows(path, table))
        assert table.rows == len(rows)
        assert list(spool.rows(path, table, limits=DEFAULT_LIMITS)) == rows
    return table, rows


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def texts(*cells: str) -> str:
    """Cells of inline text."""
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)


def rows_xml(*rows: str, first: int = 1) -> str:
    return "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, first))


def sheet_xml(*rows: str, after: str = "", before: str = "") -> str:
    body = f"<sheetData>{rows_xml(texts(*HEADER), *rows)}</sheetData>"
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}">{body}{after}</worksheet>'


def book_parts(
    *sheets: str, names: Sequence[str] = (), options: str = "", states: Sequence[str] = ()
) -> dict[str, str | bytes]:
    """The parts of a workbook of these sheets' XML."""
    named = list(names) or [f"表{number}" for number in range(1, len(sheets) + 1)]
    shown = list(states) or ["visible"] * len(sheets)
    entries = "".join(
        f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
        for n, (name, state) in enumerate(zip(named, shown, strict=True), start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    book = f"{options}<sheets>{entries}</sheets>"
    return {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{book}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, start=1)},
    }


def styles_xml(*codes: str) -> str:
    """Cell styles 1, 2, ... with these number formats; style 0 is the plain one."""
    formats = "".join(
        f'<numFmt numFmtId="{164 + n}" formatCode="{code}"/>' for n, code in enumerate(codes)
    )
    styles = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(codes)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="14"/>'
        f'</cellStyleXfs><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'
    )


def old_workbook(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook of 1997 to 2003, as WPS still writes them."""
    book = xlwt.Workbook()
    for name, rows in sheets:
        sheet = book.add_sheet(name)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if value is not None:
                    sheet.write(y, x, value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
