"""Which encoding a file has is found by reading it, spoilt places included."""

from pathlib import Path

import pytest

from reviews.intake.readers import inspect, read_rows
from reviews.intake.readers.encoding import find_encoding

TABLE = "订单号,评论内容,评论时间\n1001,壶漏水,2026-11-18\n"


def saved(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("written_as", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_encoding_is_found(tmp_path: Path, written_as: str, found: str) -> None:
    path = saved(tmp_path, TABLE.encode(written_as))
    assert find_encoding(path) == found
    [row] = read_rows(path, inspect(path))
    assert row.cells == ("1001", "壶漏水", "2026-11-18")


def test_two_byte_text_with_the_high_byte_first_keeps_its_mark(tmp_path: Path) -> None:
    path = saved(tmp_path, b"\xfe\xff" + TABLE.encode("utf-16-be"))
    assert find_encoding(path) == "utf-16"


@pytest.mark.parametrize("text", ["联通", '[{"content":"漏水"}]'])
def test_short_chinese_that_is_legal_utf_8_by_chance_is_chinese(tmp_path: Path, text: str) -> None:
    assert find_encoding(saved(tmp_path, text.encode("gb18030"))) == "gb18030"


@pytest.mark.parametrize("text", ["café,5", "5 °C · 220 V"])
def test_single_letters_of_europe_are_utf_8(tmp_path: Path, text: str) -> None:
    assert find_encoding(saved(tmp_path, text.encode())) == "utf-8-sig"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_file_cut_off_within_a_character_is_read_to_there(tmp_path: Path, encoding: str) -> None:
    path = saved(tmp_path, (TABLE + "1002,碎").encode(encoding)[:-1])
    rows = list(read_rows(path, inspect(path)))
    assert [row.cells[1] for row in rows] == ["壶漏水", "\ufffd"]


def test_one_spoilt_character_in_many_does_not_refuse_the_file(tmp_path: Path) -> None:
    content = TABLE.encode("gb18030") + b"1002,\xff,2026-11-18\n" + b"1003,x,2026-11-18\n" * 200
    rows = list(read_rows(path := saved(tmp_path, content), inspect(path)))
    assert (len(rows), rows[1].cells) == (202, ("1002", "\ufffd", "2026-11-18"))
