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


def damaged(content: bytes, chance: random.Random) -> bytes:
    raw = bytearray(content)
    for _ in range(chance.choice([0, 1, 5, 50])):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw[: chance.choice([len(raw), chance.randrange(len(raw) + 1)])])


@pytest.mark.parametrize("make", [as_csv, as_json, as_xlsx])
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
