"""Workbooks of today: what the cells show comes out, and nothing else in the file matters."""

import datetime as dt
import io
import string
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import Workbook

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import Limits, RawRow, inspect, xlsx
from tests.reviews.intake.readers.workbooks import (
    LINKS,
    MAIN,
    book_parts,
    packed,
    read,
    saved,
    sheet_xml,
    styles_xml,
    texts,
)

HOSTILE = Reason("markup_hostile")


def cells_of(tmp_path: Path, *cells: str, **parts: str) -> tuple[str, ...]:
    """The first cells of the first data row of a sheet whose row holds this XML."""
    book = book_parts(sheet_xml("".join(cells))) | {
        name.replace("__", "/") + ".xml": content for name, content in parts.items()
    }
    _, rows = read(saved(tmp_path, packed(book)))
    return rows[0].cells


def refusal(tmp_path: Path, content: bytes, **limits: int) -> Reason:
    with pytest.raises(UnreadableFile) as caught:
        inspect(saved(tmp_path, content), limits=Limits(**limits))
    return caught.value.reason


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c><v>13800138000</v></c>", "13800138000"),
        ("<c><v>100123.0</v></c>", "100123"),
        ("<c><v>0.1</v></c>", "0.1"),
        ("<c><v>0.10000000000000001</v></c>", "0.1"),
        ("<c><v>1.2345678901234499E+17</v></c>", "1.23456789012345e+17"),
        ("<c><v>123456789012345678</v></c>", "1.23456789012346e+17"),
        ('<c t="b"><v>1</v></c>', "True"),
        ('<c t="b"><v>0</v></c>', "False"),
        ('<c t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c t="d"><v>2026-11-18T09:00:00</v></c>', "2026-11-18 09:00:00"),
        ('<c t="str"><f>A1&amp;"x"</f><v>漏水</v></c>', "漏水"),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
        (
            '<c t="str"><f>"123456789012345678"</f><v>123456789012345678</v></c>',
            "123456789012345678",
        ),
        ('<c><f>"123456789012345678"</f></c>', "123456789012345678"),
        ("<c><f>1+1</f></c>", ""),
        (
            '<c t="inlineStr"><is><r><t>壶</t></r><r><t xml:space="preserve"> 漏</t></r></is></c>',
            "壶 漏",
        ),
        ('<c t="inlineStr"><is><t>壶</t><rPh sb="0" eb="1"><t>hu</t></rPh></is></c>', "壶"),
        ('<c t="inlineStr"><is><t>a_x000D_b_x0000__xD83D__xDE00_</t></is></c>', "a\rb😀"),
        ('<c t="inlineStr"><is><t>&amp;lt;b&gt;</t></is></c>', "&lt;b>"),
        ("<c/>", ""),
    ],
)
def test_cell_is_read_as_it_is_shown(tmp_path: Path, cell: str, text: str) -> None:
    assert cells_of(tmp_path, cell, texts("x", "y")) == (text, "x", "y")


@pytest.mark.parametrize(
    ("serial", "code", "text"),
    [
        ("46344.375", "yyyy-mm-dd hh:mm", "2026-11-18 09:00:00"),
        ("46344", "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "2026-11-18"),
        ("46344.999994", "[$-804]yyyy/m/d h:mm", "2026-11-18 23:59:59"),
        ("0.375", "h:mm", "09:00:00"),
        ("46344.5", "0.00", "46344.5"),
        ("12", "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "12"),
        ("0.05", "0%", "0.05"),
        ("12", "&quot;days&quot; 0", "12"),
        ("-1", "yyyy-mm-dd", "-1"),
    ],
)
def test_number_under_a_format_of_dates_is_a_date(
    tmp_path: Path, serial: str, code: str, text: str
) -> None:
    cell = f'<c s="1"><v>{serial}</v></c>'
    cells = cells_of(tmp_path, cell, texts("x", "y"), xl__styles=styles_xml(code))
    assert cells == (text, "x", "y")


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    book = book_parts(
        sheet_xml('<c s="1"><v>44882</v></c>' + texts("x", "y")),
        options='<workbookPr date1904="1"/>',
    )
    _, rows = read(saved(tmp_path, packed(book | {"xl/styles.xml": styles_xml("yyyy-mm-dd")})))
    assert rows[0].cells[0] == "2026-11-18"


def test_cells_stand_where_their_place_says(tmp_path: Path) -> None:
    cells = '<c r="C2" t="inlineStr"><is><t>丙</t></is></c><c r="A2"><v>1</v></c>'
    assert cells_of(tmp_path, cells) == ("1", "", "丙")


def test_shared_texts_are_looked_up_by_number(tmp_path: Path) -> None:
    shared = (
        f'<sst xmlns="{MAIN}"><si><t>零</t></si><si><r><t>一</t></r><r><t>1</t></r></si>'
        "<si><t>二</t><rPh><t>er</t></rPh></si><si/></sst>"
    )
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in (2, 1, 0))
    assert cells_of(tmp_path, cells, xl__sharedStrings=shared) == ("二", "一1", "零")


def test_prefixed_names_are_names_all_the_same(tmp_path: Path) -> None:
    def prefixed(xml: str) -> str:
        return xml.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")

    sheet = prefixed(
        sheet_xml(texts("1", "漏", "2026-11-18")).removeprefix('<?xml version="1.0"?>')
    )
    parts = book_parts(sheet.replace("xmlns=", "xmlns:x="))
    book = str(parts["xl/workbook.xml"])
    parts["xl/workbook.xml"] = prefixed(book).replace("xmlns=", "xmlns:x=")
    _, rows = read(saved(tmp_path, packed(parts)))
    assert rows == [RawRow(2, ("1", "漏", "2026-11-18"))]


def test_order_number_merged_over_its_lines_is_read_in_each(tmp_path: Path) -> None:
    lines = [
        texts("1001", "壶", "a"),
        texts("", "盖", "b"),
        texts("1002", "", "c"),
        texts("", "", "d"),
    ]
    merged = '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A1:C1"/></mergeCells>'
    _, rows = read(saved(tmp_path, packed(book_parts(sheet_xml(*lines, after=merged)))))
    assert [row.cells for row in rows] == [
        ("1001", "壶", "a"),
        ("1001", "盖", "b"),
        ("1002", "", "c"),
        ("", "", "d"),
    ]


@pytest.mark.parametrize("rows", ['<row r="0">', '<row r="99999999999">', "<row>"])
def test_row_without_a_sane_number_follows_the_one_before(tmp_path: Path, rows: str) -> None:
    sheet = sheet_xml(texts("1", "漏", "x")).replace('<row r="2">', rows)
    _, found = read(saved(tmp_path, packed(book_parts(sheet))))
    assert found == [RawRow(2, ("1", "漏", "x"))]


def test_row_wider_than_any_table_is_damaged_and_not_lost(tmp_path: Path) -> None:
    far = '<c r="XFD2"><v>1</v></c><c r="XFC2"><v>2</v></c>'
    _, rows = read(saved(tmp_path, packed(book_parts(sheet_xml(texts("1", "漏", "x") + far)))))
    assert rows[0].damage == Reason("row_too_long", {"cells": 501, "headings": 3})


def test_sheet_with_the_best_header_is_chosen_among_the_visible(tmp_path: Path) -> None:
    other = sheet_xml().replace("订单号", "关于").replace("评论", "说明")
    parts = book_parts(
        other,
        sheet_xml(texts("1", "漏", "x")),
        sheet_xml(),
        states=["visible", "visible", "hidden"],
    )
    table, _ = read(saved(tmp_path, packed(parts)))
    assert (table.sheet, table.sheets) == ("表2", ("表1", "表2"))


@pytest.mark.parametrize(
    "target", ["/xl/worksheets/sheet1.xml", "./worksheets/../worksheets/sheet1.xml"]
)
def test_links_to_sheets_are_followed_within_the_file(tmp_path: Path, target: str) -> None:
    parts = book_parts(sheet_xml(texts("1", "漏", "x")))
    links = str(parts["xl/_rels/workbook.xml.rels"])
    parts["xl/_rels/workbook.xml.rels"] = links.replace("worksheets/sheet1.xml", target)
    assert len(read(saved(tmp_path, packed(parts)))[1]) == 1


@pytest.mark.parametrize(
    "link",
    [
        'Target="https://example.test/sheet1.xml" TargetMode="External"',
        'Target="../../../etc/passwd"',
        'Target="worksheets/missing.xml"',
    ],
)
def test_links_out_of_the_file_are_not_followed(tmp_path: Path, link: str) -> None:
    parts = book_parts(sheet_xml())
    links = f'<Relationship Id="rId1" Type="{LINKS}/worksheet" {link}/>'
    parts["xl/_rels/workbook.xml.rels"] = f"<Relationships>{links}</Relationships>"
    assert refusal(tmp_path, packed(parts)) == Reason("file_empty")


def test_macros_and_external_books_are_passed_over(tmp_path: Path) -> None:
    parts = book_parts(sheet_xml("<c><f>[1]表!A1</f><v>7</v></c>" + texts("漏", "x")))
    parts |= {"xl/vbaProject.bin": b"\xd0\xcf", "xl/externalLinks/externalLink1.xml": "<broken"}
    assert read(saved(tmp_path, packed(parts)))[1] == [RawRow(2, ("7", "漏", "x"))]


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"
LEAK = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"


@pytest.mark.parametrize("declared", [LAUGHS, LEAK, "<!DOCTYPE x>"])
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]
)
def test_document_types_are_refused_in_every_part(tmp_path: Path, declared: str, part: str) -> None:
    parts = book_parts(sheet_xml(texts("1", "漏", "x")))
    parts["xl/sharedStrings.xml"] = parts["xl/styles.xml"] = "<x/>"
    parts[part] = declared + str(parts[part]).removeprefix('<?xml version="1.0"?>')
    assert refusal(tmp_path, packed(parts)) == HOSTILE


@pytest.mark.parametrize(
    "inside",
    ["<a>" * 200, "<c>" * 200, "<!--" + "x" * 9_000_000, f"<c><v>{'1' * 9_000_000}</v></c>"],
    ids=["deep", "deep cells", "endless remark", "endless value"],
)
def test_markup_made_to_fill_the_memory_is_refused(tmp_path: Path, inside: str) -> None:
    assert refusal(tmp_path, packed(book_parts(sheet_xml(inside)))) == HOSTILE


def test_shared_text_of_endless_pieces_is_refused(tmp_path: Path) -> None:
    parts = book_parts(sheet_xml(texts("1", "漏", "x")))
    parts["xl/sharedStrings.xml"] = "<sst><si>" + "<r><t>x</t></r>" * 50_000
    assert refusal(tmp_path, packed(parts)) == HOSTILE


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet><sheetData>",
        "<worksheet><row r='x'/></worksheet>",
        "<worksheet><row><c t='s'><v>5</v></c></row></worksheet>",
        "<worksheet><row><c t='s'><v>-1</v></c></row></worksheet>",
        "<worksheet><row><c><v>abc</v></c></row></worksheet>",
        "<worksheet><row><c r='a1'><v>1</v></c></row></worksheet>",
        "no markup",
    ],
)
def test_broken_sheet_is_named(tmp_path: Path, sheet: str) -> None:
    reason = refusal(tmp_path, packed(book_parts(sheet)))
    assert reason == Reason("sheet_broken", {"sheet": "表1"})


def test_member_that_is_longer_than_it_says_is_broken(tmp_path: Path) -> None:
    content = bytearray(packed(book_parts(sheet_xml(texts("1", "漏", "x" * 10_000)))))
    name = b"xl/worksheets/sheet1.xml"
    central = content.rindex(name) - 46
    content[central + 24 : central + 28] = (300).to_bytes(4, "little")
    assert refusal(tmp_path, bytes(content)).code in {"sheet_broken", "workbook_broken"}


def test_member_in_an_unknown_packing_is_broken(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in book_parts(sheet_xml()).items():
            archive.writestr(name, content)
    content = bytearray(file.getvalue())
    for at in (content.index(b"PK\x03\x04") + 8, content.index(b"PK\x01\x02") + 10):
        content[at] = 99
    assert refusal(tmp_path, bytes(content)) == Reason("workbook_broken")


#: A wall clock, as spreadsheets have it.
SINCE = dt.datetime(2000, 1, 2)  # noqa: DTZ001
CELLS = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-(10**14), 10**14),
    some.floats(-1e9, 1e9).map(lambda number: round(number, 6)),
    some.integers(0, 3 * 10**9).map(lambda second: SINCE + dt.timedelta(seconds=second)),
    some.text(
        string.printable.replace("\x0b", "").replace("\x0c", "") + "壶漏😀", max_size=20
    ).filter(lambda text: not text.startswith("=") and "\r" not in text),
)


def shown(value: object) -> str:
    if isinstance(value, dt.datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool) or not isinstance(value, float):
        return "" if value is None else str(value)
    return str(int(value)) if value.is_integer() else format(value, ".15g")


@given(some.lists(some.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=8))
def test_whatever_a_program_writes_is_read_back(rows: list[list[object]]) -> None:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    file = io.BytesIO()
    book.save(file)
    [sheet] = xlsx.open_sheets(file, limits=Limits())  # type: ignore[arg-type]  # zipfile reads it
    read_back = {number: trimmed(cells) for number, cells in sheet.rows()}
    written = {n: trimmed(list(map(shown, row))) for n, row in enumerate(rows, start=1)}
    assert {n: cells for n, cells in read_back.items() if cells} == {
        n: cells for n, cells in written.items() if cells
    }


def trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end: programs leave them out or not."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells
