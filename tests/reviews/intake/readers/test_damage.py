"""Files damaged at random come out as rows or as a named reason, never as anything else."""

import io
import json
import random
from contextlib import suppress
from pathlib import Path

import pytest
from openpyxl import Workbook

from reviews.intake.columns import FileKind, recognise
from reviews.intake.failures import UnreadableFile
from reviews.intake.normalise import normalise
from reviews.intake.readers import inspect, read_rows
from tests.reviews.intake.readers.workbooks import old_workbook

HEADER = ["评价ID", "订单号", "评价内容", "评价时间", "评分", "手机号", "退款金额", "退款状态"]
CELLS = [
    "1",
    "1.2E+17",
    '="12"',
    "'13800138000",
    '"',
    '坏"了',
    "a\0b",
    "😀",
    "2026-11-11",
    "\r",
    "★",
]
VALUES: list[object] = [
    None,
    True,
    1.5e18,
    10**400,
    "\ud83d",
    "好",
    [],
    {},
    [1, "a"],
    [{"content": "x"}],
]


def as_csv(chance: random.Random) -> bytes:
    delimiter = chance.choice(",\t;|")
    rows = [[chance.choice(CELLS) for _ in range(chance.randint(0, 10))] for _ in range(20)]
    text = "\n".join(delimiter.join(row) for row in [HEADER, *rows])
    return text.encode(chance.choice(["utf-8", "gb18030", "utf-16", "utf-8-sig"]))


def as_json(chance: random.Random) -> bytes:
    names = ["oid", "content", "created", "result", "nick", "tid", "评论时间", "评论内容"]
    rows = [{name: chance.choice(VALUES) for name in names} for _ in range(10)]
    lines = "\n".join(map(json.dumps, rows))
    return chance.choice([lines, json.dumps(rows), json.dumps({"a": {"b": rows}})]).encode()


def as_xlsx(chance: random.Random) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADER)
    for _ in range(5):
        sheet.append([chance.choice([None, 1, 1.5, "=1/0", "好", True, 1e17]) for _ in HEADER])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_xls(chance: random.Random) -> bytes:
    rows = [[chance.choice(["1", 1, 1.5, "好", True, 1e17]) for _ in HEADER] for _ in range(5)]
    return old_workbook(("一", [HEADER, *rows]))


def as_page(chance: random.Random) -> bytes:
    rows = [[chance.choice(CELLS) for _ in HEADER] for _ in range(10)]
    cells = "".join("<tr><td>" + "<td>".join(row) + "</tr>" for row in [HEADER, *rows])
    return f"<html><table>{cells}</table>".encode(chance.choice(["utf-8", "gb18030", "utf-16"]))


def as_xml(chance: random.Random) -> bytes:
    cells = "".join(f"<Cell><Data>{heading}</Data></Cell>" for heading in HEADER)
    rows = "".join(f"<Row><Cell><Data>{chance.random()}</Data></Cell></Row>" for _ in range(9))
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="一"><Table><Row>{cells}</Row>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def as_noise(chance: random.Random) -> bytes:
    start = chance.choice(
        [
            b"",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\xff\xfe",
            b"<table",
            b"[{",
            b"a,b\n",
        ]
    )
    return start + chance.randbytes(chance.choice([1, 100, 5_000]))


def damaged(content: bytes, chance: random.Random) -> bytes:
    raw = bytearray(content)
    for _ in range(chance.choice([0, 1, 5, 50])):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw[: chance.choice([len(raw), chance.randrange(len(raw) + 1)])])


@pytest.mark.parametrize("make", [as_csv, as_json, as_xlsx, as_xls, as_page, as_xml, as_noise])
@pytest.mark.parametrize("seed", range(40))
def test_damaged_file_is_read_or_refused_by_name(tmp_path: Path, make: object, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "file"
    path.write_bytes(damaged(make(chance), chance))  # type: ignore[operator] # parametrised
    with suppress(UnreadableFile):
        table = inspect(path)
        rows = list(read_rows(path, table))
        assert len(rows) == table.rows
        for kind in FileKind:
            with suppress(UnreadableFile):
                mapping = recognise(table.header, kind=kind)
                assert len([normalise(row, mapping=mapping) for row in rows]) == table.rows


def test_half_an_emoji_in_json_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(json.dumps([{"oid": "1\ud83d", "content": "\ud83d\ude00好"}]))
    [row] = read_rows(path, inspect(path))
    assert row.cells == ("1�", "😀好")


def test_old_line_ends_are_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes("评价时间,评价内容\r2026-11-11,好\r".encode())
    [row] = read_rows(path, inspect(path))
    assert row.cells == ("2026-11-11", "好")
