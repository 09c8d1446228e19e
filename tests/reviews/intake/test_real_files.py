"""The real exports, where they are at hand: every count against one made independently.

Nothing of them is kept here but the counting.
"""

import csv
import os
from pathlib import Path

import pytest

from reviews.domain.levels import Level
from reviews.intake.columns import FileKind, recognise
from reviews.intake.normalise import normalise_all
from reviews.intake.readers import inspect, read_rows
from reviews.intake.rows import OrderRow, Rejected, ReviewRow, Row

BESIDE = Path(__file__).resolve().parents[3].parent / "shared" / "data"
FOLDER = Path(os.environ.get("REVIEWDESK_SHARED_DATA", BESIDE)) / "reviews"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no real exports in {FOLDER}")


def plainly(name: str, encoding: str) -> list[list[str]]:
    """The rows as Python's own reader sees them, the header first."""
    with (FOLDER / name).open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def understood(name: str, kind: str) -> tuple[list[Row], list[Rejected]]:
    path = FOLDER / name
    found = inspect(path)
    mapping = recognise(found.header, kind=FileKind(kind))
    rows = list(normalise_all(read_rows(path, found), mapping=mapping))
    rejected = [row for row in rows if isinstance(row, Rejected)]
    return [row for row in rows if not isinstance(row, Rejected)], rejected


def test_crawl_in_gb18030_is_understood_whole() -> None:
    rows, rejected = understood("jd_aircon_gb18030.csv", "reviews")
    header, *plain = plainly("jd_aircon_gb18030.csv", "gb18030")
    place = header.index("用户ID"), header.index("打分")
    levels = {"1": Level.BAD, "2": Level.NEUTRAL, "3": Level.NEUTRAL}
    expected = {row[place[0]].strip(): levels.get(row[place[1]], Level.GOOD) for row in plain}
    reviews = [row for row in rows if isinstance(row, ReviewRow)]
    assert (len(rows), len(rejected)) == (len(plain), 0)
    assert {row.review_id: row.level for row in reviews} == expected
    assert len({row.key for row in reviews}) == len(expected)


def test_malformed_crawl_loses_only_its_malformed_rows() -> None:
    rows, rejected = understood("jd_diapers_malformed.csv", "reviews")
    header, *plain = plainly("jd_diapers_malformed.csv", "utf-8-sig")
    data = [row for row in plain if row != header]
    malformed = [row for row in data if len(row) != len(header)]
    assert (len(rows), len(rejected)) == (len(data) - len(malformed), len(malformed))


def test_repeated_headers_and_blocks_are_seen_through() -> None:
    rows, rejected = understood("jd_lipstick_repeated_headers.csv", "reviews")
    header, *plain = plainly("jd_lipstick_repeated_headers.csv", "utf-8-sig")
    data = [tuple(row) for row in plain if row != header]
    keys = {row.key for row in rows if isinstance(row, ReviewRow)}
    assert (len(rows), len(rejected), len(keys)) == (len(data), 0, len(set(data)))


def test_orders_of_a_tmall_export_sum_up() -> None:
    rows, rejected = understood("tmall_orders_2020_02.csv", "orders")
    header, *plain = plainly("tmall_orders_2020_02.csv", "utf-8-sig")
    place = header.index("买家实际支付金额")
    paid = sum(row.paid_fen or 0 for row in rows if isinstance(row, OrderRow))
    assert (len(rows), len(rejected)) == (len(plain), 0)
    assert paid == sum(round(float(row[place]) * 100) for row in plain)
