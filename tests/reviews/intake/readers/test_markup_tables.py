"""Web pages and XML that platforms hand out under the name .xls."""

from pathlib import Path

import pytest

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import FileFormat, Limits, RawRow, inspect
from tests.reviews.intake.readers.workbooks import HEADER, read, saved

HEAD_ROW = "<tr>" + "".join(f"<th>{heading}</th>" for heading in HEADER) + "</tr>"


def page(rows: str) -> bytes:
    """A page as download pages write it: GB2312 by its own word, tags unclosed here and there."""
    head = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><style>td{}</style>'
    return f"<html><head>{head}</head><body><table>{HEAD_ROW}{rows}</table></body></html>".encode(
        "gb18030"
    )


def refusal(path: Path, **limits: int) -> Reason:
    with pytest.raises(UnreadableFile) as caught:
        inspect(path, limits=Limits(**limits))
    return caught.value.reason


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("<tr><td>1001</td><td>壶&amp;漏</td><td>x</td></tr>", ("1001", "壶&漏", "x")),
        ("<tr><td>1001<td>壶漏<td>x", ("1001", "壶漏", "x")),
        ("<TR><TD>1001</TD><TD> 壶<BR>漏\n</TD><TD>&nbsp;</TD></TR>", ("1001", "壶\n漏", "")),
        ('<tr><td colspan="2">1001</td><td>x</td></tr>', ("1001", "", "x")),
        (
            "<tr><td>1001<td>壶<table><tr><td>漏</td></tr></table></td><td>x</tr>",
            ("1001", "壶漏", "x"),
        ),
        (
            "<tr><td>1001</td><td><script>1<2</script>壶<b>漏</b></td><td>x</td>",
            ("1001", "壶漏", "x"),
        ),
        ('<tr><td>="1001"</td><td>&lt;b&gt;</td><td>x</td></tr>', ('="1001"', "<b>", "x")),
        ("<td>1001</td><td>壶</td><td>x</td>", ("1001", "壶", "x")),
        ('<tr><td colspan="x">1</td><td rowspan="">壶</td><td>x</td></tr>', ("1", "壶", "x")),
    ],
)
def test_row_of_a_page_is_read(tmp_path: Path, row: str, cells: tuple[str, ...]) -> None:
    table, rows = read(saved(tmp_path, page(row)))
    assert (table.file_format, table.header, rows) == (FileFormat.HTML, HEADER, [RawRow(2, cells)])


def test_cell_over_several_rows_says_so_in_each(tmp_path: Path) -> None:
    lines = '<tr><td rowspan="3">1001<td>壶<td rowspan="2">x<tr><td>盖<tr><td>碗<td>y'
    _, rows = read(saved(tmp_path, page(lines)))
    assert [row.cells for row in rows] == [
        ("1001", "壶", "x"),
        ("1001", "盖", "x"),
        ("1001", "碗", "y"),
    ]


def test_rows_keep_their_numbers_across_pieces(tmp_path: Path) -> None:
    lines = "".join(f"<tr><td>{n}</td><td>漏水</td><td>x</td></tr>" for n in range(2, 3002))
    _, rows = read(saved(tmp_path, page(lines)))
    assert [str(row.number) for row in rows] == [row.cells[0] for row in rows]
    assert len(rows) == 3000


def test_cells_beyond_the_widest_table_are_not_kept(tmp_path: Path) -> None:
    cells = "<td colspan=60000>1</td>" * 30
    _, rows = read(saved(tmp_path, page(f"<tr>{cells}</tr><tr><td>1<td>壶<td>x")))
    assert rows[1].cells == ("1", "壶", "x")


@pytest.mark.parametrize("body", ["<html><p>请先登录</p></html>", "<!DOCTYPE html><html></html>"])
def test_page_without_a_table_is_named(tmp_path: Path, body: str) -> None:
    assert refusal(saved(tmp_path, body.encode())) == Reason("file_is_markup")


@pytest.mark.parametrize(
    "rows",
    ["<tr><td " + "x" * 2_000_000, "<tr><td>" + "壶" * 1_200_000, "<!--" + "x" * 2_000_000],
    ids=["tag", "cell", "remark"],
)
def test_page_that_never_ends_is_refused(tmp_path: Path, rows: str) -> None:
    assert refusal(saved(tmp_path, page(rows))) == Reason("markup_hostile")


def xml(rows: str, *, encoding: str = "UTF-8", declared: str = "", name: str = "评价") -> str:
    """An XML spreadsheet with a page of remarks before the sheet of the rows."""
    head = "".join(f'<Cell><Data ss:Type="String">{heading}</Data></Cell>' for heading in HEADER)
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>{declared}'
        '<?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Worksheet ss:Name="说明"><Table><Row><Cell><Data>只是说明</Data></Cell></Row></Table>'
        f'</Worksheet><Worksheet ss:Name="{name}"><Table><Row>{head}</Row>{rows}</Table>'
        "</Worksheet></Workbook>"
    )


def cell(text: str, *, kind: str = "String", place: str = "") -> str:
    return f'<Cell {place}><Data ss:Type="{kind}">{text}</Data></Cell>'


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_xml_spreadsheet_is_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    when = cell("2026-11-18T09:00:00.000", kind="DateTime")
    rows = f"<Row>{cell('1001')}{cell('壶&lt;漏')}{when}</Row>"
    content = xml(rows, encoding="gb2312" if encoding == "gb18030" else encoding).encode(encoding)
    table, found = read(saved(tmp_path, content))
    assert (table.file_format, table.sheet, table.sheets) == (
        FileFormat.XML,
        "评价",
        ("说明", "评价"),
    )
    assert found == [RawRow(2, ("1001", "壶<漏", "2026-11-18 09:00:00"))]


def test_places_and_merged_cells_of_an_xml_spreadsheet_are_kept(tmp_path: Path) -> None:
    rows = (
        f'<Row ss:Index="5">{cell("1001", place="""ss:MergeDown="1" """)}{cell("壶")}</Row>'
        f'<Row>{cell("盖", place="""ss:Index="2" """)}<Cell/></Row>'
        f'<Row>{cell("1002", place="""ss:MergeAcross="1" """)}{cell("x")}</Row>'
        f'<Row ss:Index="1">{cell("1003", kind="Number")}</Row>'
    )
    _, found = read(saved(tmp_path, xml(rows).encode()))
    assert found == [
        RawRow(5, ("1001", "壶", "")),
        RawRow(6, ("1001", "盖", "")),
        RawRow(7, ("1002", "", "x")),
        RawRow(8, ("1003", "", "")),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (xml("<Row>", declared=""), Reason("workbook_broken")),
        (xml("<Row ss:Index='x'/>"), Reason("workbook_broken")),
        (xml("", declared="<!DOCTYPE x [<!ENTITY a 'ha'>]>"), Reason("markup_hostile")),
        (xml("<a>" * 100), Reason("markup_hostile")),
    ],
)
def test_broken_or_hostile_xml_spreadsheet_is_named(
    tmp_path: Path, content: str, reason: Reason
) -> None:
    assert refusal(saved(tmp_path, content.encode())) == reason


@pytest.mark.parametrize(
    "content",
    [
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html><table>",
        b'<?xml version="1.0"?><svg/>',
    ],
)
def test_other_markup_is_no_table(tmp_path: Path, content: bytes) -> None:
    assert refusal(saved(tmp_path, content)) == Reason("file_is_markup")
