"""Whatever way a table was saved, the same rows come out, or the reason why not."""

import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from reviews.domain.reason import Reason
from reviews.intake.asked import Asked
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import FileFormat, Limits, RawRow, Table, inspect, read_rows

HEADER = ("订单号", "评论内容", "评论时间")
ROWS = [("1001", "壶漏水", "2026-11-18 09:00"), ("1002", "很好,\n会再来", "2026-11-18 10:00")]


def saved(tmp_path: Path, content: bytes, name: str = "file") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def as_text(
    rows: list[tuple[str, ...]], *, delimiter: str = ",", encoding: str = "utf-8", above: str = ""
) -> bytes:
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    return (above + "\r\n".join(lines) + "\r\n").encode(encoding)


def as_workbook(*sheets: tuple[str, Sequence[tuple[object, ...]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def looked_at(path: Path, **options: object) -> tuple[Table, list[RawRow]]:
    table = inspect(path, **options)  # type: ignore[arg-type] # a test's shorthand
    rows = list(read_rows(path, table))
    assert table.rows == len(rows)
    return table, rows


def refusal(path: Path, **options: object) -> Reason:
    with pytest.raises(UnreadableFile) as caught:
        inspect(path, **options)  # type: ignore[arg-type] # a test's shorthand
    return caught.value.reason


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_file_is_read_in_every_encoding_and_delimiter(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    content = as_text([HEADER, *ROWS], delimiter=delimiter, encoding=encoding)
    table, rows = looked_at(saved(tmp_path, content))
    read_as = "utf-8-sig" if encoding == "utf-8" else encoding
    assert (table.encoding, table.delimiter, table.header) == (read_as, delimiter, HEADER)
    assert [row.cells for row in rows] == ROWS


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        ('="1001",漏水,2026-11-18', ("=" + '"1001"', "漏水", "2026-11-18")),
        ("1001,漏\0水,2026-11-18", ("1001", "漏水", "2026-11-18")),
        ("1001,漏水,2026-11-18,,", ("1001", "漏水", "2026-11-18")),
        ("1001,漏水", ("1001", "漏水", "")),
    ],
    ids=["formula", "nul", "trailing delimiters", "short row"],
)
def test_quirky_row_keeps_its_cells(tmp_path: Path, content: str, cells: tuple[str, ...]) -> None:
    path = saved(tmp_path, f"{','.join(HEADER)}\n{content}\n".encode())
    _, rows = looked_at(path)
    assert rows == [RawRow(2, cells)]


@pytest.mark.parametrize(
    ("content", "damage"),
    [
        ("1,漏水,2026-11-18,多一格", Reason("row_too_long", {"cells": 4, "headings": 3})),
        ('1,"漏水,2026-11-18\n2,好,2026-11-18', Reason("quote_not_closed", {"lines": 2})),
        (f"1,{'水' * 50_001},2026-11-18", Reason("cell_too_long", {"most": 50_000})),
    ],
    ids=["row too long", "open quote", "cell too long"],
)
def test_damaged_row_is_named_and_not_lost(tmp_path: Path, content: str, damage: Reason) -> None:
    path = saved(tmp_path, f"{','.join(HEADER)}\n{content}\n".encode())
    _, rows = looked_at(path)
    assert [(row.number, row.damage) for row in rows] == [(2, damage)]


def test_header_is_found_below_title_rows_and_repeats_are_counted(tmp_path: Path) -> None:
    content = as_text([HEADER, ROWS[0], HEADER, ("", " ", ""), ROWS[1]], above="店铺评价导出\n\n")
    table, rows = looked_at(saved(tmp_path, content))
    assert (table.header_number, table.repeated_headers) == (3, 1)
    assert [(row.number, row.cells) for row in rows] == [(4, ROWS[0]), (7, ROWS[1])]


def test_header_of_a_file_that_was_appended_is_no_row(tmp_path: Path) -> None:
    one = as_text([HEADER, ROWS[0]], encoding="utf-8-sig")
    table, rows = looked_at(saved(tmp_path, one + as_text([HEADER, ROWS[1]], encoding="utf-8-sig")))
    assert (table.repeated_headers, [row.cells for row in rows]) == (1, ROWS)


def test_header_without_a_known_heading_is_the_first_row_with_two_cells(tmp_path: Path) -> None:
    table, _ = looked_at(saved(tmp_path, "甲方\n甲,乙\n1,2\n".encode()))
    assert (table.header_number, table.header) == (2, ("甲", "乙"))


def test_workbook_is_read_with_numbers_as_the_program_shows_them(tmp_path: Path) -> None:
    sheet = [(), ("说明",), HEADER, (1001, "壶漏水", "2026-11-18"), (None, "好", 1.5)]
    path = saved(tmp_path, as_workbook(("评价", sheet)))
    table, rows = looked_at(path)
    assert (table.file_format, table.sheet, table.header_number) == (FileFormat.XLSX, "评价", 3)
    assert rows == [
        RawRow(4, ("1001", "壶漏水", "2026-11-18")),
        RawRow(5, ("", "好", "1.5")),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800138000, "13800138000"),
        (123456789012345678, "1.23456789012346e+17"),
        (True, "True"),
        ("=1+1", ""),
    ],
)
def test_workbook_cell_as_text(tmp_path: Path, value: object, text: str) -> None:
    path = saved(tmp_path, as_workbook(("一", [HEADER, (value, "好", "x")])))
    _, rows = looked_at(path)
    assert rows[0].cells == (text, "好", "x")


def test_workbook_sheet_with_the_best_header_is_taken_unless_one_is_asked_for(
    tmp_path: Path,
) -> None:
    sheets = (("封面", [("关于", "本表")]), ("评价", [HEADER, *ROWS]))
    path = saved(tmp_path, as_workbook(*sheets))
    assert inspect(path).sheet == "评价"
    assert refusal(path, asked=Asked(sheet="没有")) == Reason(
        "sheet_unknown", {"sheet": "没有", "known": "封面, 评价"}
    )
    assert refusal(path, asked=Asked(sheet="封面")) == Reason("no_data_rows")


@pytest.mark.parametrize(
    "wrap",
    [
        lambda items: items,
        lambda items: {"traderates_get_response": {"trade_rates": {"trade_rate": items}}},
        lambda items: {"rateDetail": {"rateList": items, "paginator": {"page": 1}}},
    ],
)
def test_json_answers_are_unwrapped_and_flattened(tmp_path: Path, wrap: object) -> None:
    items = [
        {"id": 123456789012345678, "replies": [{"content": "抱歉"}, {"content": "再见"}]},
        {"id": None, "pics": ["a.jpg", "b.jpg"], "ok": True, "price": 1.50},
    ]
    content = json.dumps(wrap(items)).encode()  # type: ignore[operator] # parametrised
    table, rows = looked_at(saved(tmp_path, content))
    assert table.header == ("id", "replies.content", "pics", "ok", "price")
    assert [row.cells for row in rows] == [
        ("123456789012345678", "抱歉", "", "", ""),
        ("", "", "a.jpg\nb.jpg", "true", "1.5"),
    ]


def test_json_within_a_function_call_and_a_lone_object_are_read(tmp_path: Path) -> None:
    path = saved(tmp_path, b'jsonp128({"oid": "1", "content": "x"});')
    table, rows = looked_at(path)
    assert (table.file_format, rows) == (FileFormat.JSON, [RawRow(1, ("1", "x"))])


def test_json_lines_with_a_broken_line_keeps_the_others(tmp_path: Path) -> None:
    path = saved(tmp_path, b'{"oid": 1}\n{"oid": 2}\n\n{"oid": \n[1]\n')
    table, rows = looked_at(path)
    damage = Reason("line_not_an_object")
    assert table.file_format == FileFormat.JSON_LINES
    assert rows == [
        RawRow(1, ("1",)),
        RawRow(2, ("2",)),
        RawRow(4, ("",), damage),
        RawRow(5, ("",), damage),
    ]


SMALL = Limits(size=200, rows=2, columns=3, unpacked=100, members=2)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason("file_empty")),
        (b"\xef\xbb\xbf \r\n\0", Reason("file_empty")),
        (b",,\n,,\n" * 3, Reason("file_empty")),
        (b"%PDF-1.7", Reason("file_foreign", {"format": "PDF"})),
        (b"Rar!\x1a", Reason("file_foreign", {"format": "RAR"})),
        (b"<html><table>", Reason("file_is_markup")),
        (b'<?xml version="1.0"?><!DOCTYPE x>', Reason("file_is_markup")),
        (b"a,b\n1,\xff\xff\n", Reason("encoding_unknown", {"byte": 6})),
        (
            "订单号,评论\n".encode("utf-16") + b"\x00\xd8" * 9,
            Reason("encoding_unknown", {"byte": 16}),
        ),
        (b"a,b\n\x01\x02\x03\x04\x05", Reason("file_not_a_table")),
        (",".join(HEADER).encode(), Reason("no_data_rows")),
        (b"[1, 2", Reason("json_broken", {"line": 1})),
        (b"[1, 2]", Reason("json_without_rows")),
        (b"{}", Reason("json_without_rows")),
        (b"[{}]", Reason("json_without_rows")),
        (b"[" * 200_000, Reason("json_too_deep")),
        (b"PK\x03\x04rest", Reason("workbook_broken")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, Reason("workbook_broken")),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            Reason("file_encrypted"),
        ),
        (as_zip({"a.csv": b"1"}), Reason("file_is_archive")),
        (as_zip({"xl/workbook.xml": b"<x/>"}), Reason("file_empty")),
        (as_zip({"xl/workbook.xml": b"x"}), Reason("workbook_broken")),
        (
            b'a,b\n1,"' + b"x" * (5 * 2**20),
            Reason("quote_runs_away", {"row": 2}),
        ),
    ],
)
def test_unreadable_file_is_named(tmp_path: Path, content: bytes, reason: Reason) -> None:
    assert refusal(saved(tmp_path, content, "壶.csv")) == reason


def test_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有.csv") == Reason("file_missing", {"file": "没有.csv"})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"x" * 201, Reason("file_too_large", {"megabytes": 1, "most": 0})),
        (b"a,b\n1,2\n3,4\n5,6\n", Reason("too_many_rows", {"most": 2})),
        (b"a,b,c,d\n1,2,3,4\n", Reason("too_many_columns", {"most": 3})),
        (b'[{"a":1},{"a":2},{"a":3}]', Reason("too_many_rows", {"most": 2})),
        (b'{"a":1,"b":1,"c":1,"d":1}', Reason("too_many_columns", {"most": 3})),
        (
            as_zip({"xl/workbook.xml": b"x" * 101}),
            Reason("workbook_bomb", {"megabytes": 0}),
        ),
        (
            as_zip({"a": b"", "b": b"", "c": b""})[:0]
            + as_zip({"xl/workbook.xml": b"0" * 10**6})[:190],
            Reason("workbook_broken"),
        ),
    ],
    ids=["size", "rows", "columns", "json rows", "json columns", "unpacked", "cut off"],
)
def test_limits_are_kept(tmp_path: Path, content: bytes, reason: Reason) -> None:
    assert refusal(saved(tmp_path, content), limits=SMALL) == reason


def test_workbook_limits_are_kept(tmp_path: Path) -> None:
    path = saved(tmp_path, as_workbook(("一", [HEADER, *ROWS])))
    assert refusal(path, limits=Limits(rows=1)) == Reason("too_many_rows", {"most": 1})


def test_workbook_without_a_sheet_or_a_cell_is_empty(tmp_path: Path) -> None:
    assert refusal(saved(tmp_path, as_workbook(("一", [])))) == Reason("file_empty")


def test_encrypted_zip_member_is_named(tmp_path: Path) -> None:
    content = bytearray(as_zip({"xl/workbook.xml": b"<x/>"}))
    central = content.rindex(b"PK\x01\x02")
    content[central + 8] |= 1
    assert refusal(saved(tmp_path, bytes(content))) == Reason("file_encrypted")


FEED = {"content": "好", "comment_time": "2026-11-18 09:00:00", "append_content": "坏了"}
TAGS = {"tmall_rate_tag_detail": [{"tag_name": "很漂亮", "posi": True}, {"tag_name": "物流快"}]}


@pytest.mark.parametrize(
    "content",
    [
        {"tmall_traderate_feeds_get_response": {"tmall_rate_info": FEED | {"tags": TAGS}}},
        [{"tmall_rate_info": FEED | {"tags": TAGS}}],
        {"code": "0", "result": {"comments": [FEED], "pics": [{"url": "a"}, {"url": "b"}]}},
        FEED,
    ],
    ids=["one review of the open platform", "a list of answers", "beside a longer list", "bare"],
)
def test_record_is_found_by_its_names_wherever_it_lies(tmp_path: Path, content: object) -> None:
    table, rows = looked_at(saved(tmp_path, json.dumps(content).encode()))
    assert [row.cells[:3] for row in rows] == [tuple(FEED.values())]
    assert table.header[:3] == tuple(FEED)


@pytest.mark.parametrize("as_lines", [True, False])
def test_answers_of_several_pages_give_all_their_records(tmp_path: Path, as_lines: bool) -> None:
    def answer(*numbers: int) -> dict[str, object]:
        rates = [{"oid": n, "content": "x", "replies": [{"content": "y"}]} for n in numbers]
        return {"traderates_get_response": {"trade_rates": {"trade_rate": rates}}}

    pages = [answer(1, 2), answer(3)]
    content = "\n".join(map(json.dumps, pages)) if as_lines else json.dumps(pages)
    _, rows = looked_at(saved(tmp_path, content.encode()))
    assert [(row.number, row.cells[0]) for row in rows] == [(1, "1"), (2, "2"), (3, "3")]


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8-sig"])
def test_json_is_read_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    content = json.dumps([FEED], ensure_ascii=False).encode(encoding)
    _, rows = looked_at(saved(tmp_path, content))
    assert rows[0].cells == tuple(FEED.values())


def test_names_of_json_records_hold_nothing_that_cannot_be_stored(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"评\0价内容": "漏水", "n\ud83d": 1}) + "\n")
    table = inspect(path, limits=Limits())
    assert table.header == ("评价内容", "n\ufffd")
    [row] = read_rows(path, table, limits=Limits())
    assert row.cells == ("漏水", "1")
