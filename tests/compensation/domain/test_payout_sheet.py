import datetime as dt
from dataclasses import replace

import pytest

from compensation.domain.payout_layout import TotalsPlace
from compensation.domain.payout_layout_json import shipped_layouts
from compensation.domain.payout_sheet import (
    PayLine,
    Yuan,
    line_key,
    problems,
    remark_with_key,
    sheet_rows,
)

LINE = PayLine(1, "k" * 16, 300, "70001", "a@b.c", "张三", "售后补偿")
DAY = dt.date(2026, 11, 18)


@pytest.mark.parametrize(("earlier", "key"), [(0, "abc"), (1, "abc-2"), (9, "abc-10")])
def test_a_later_try_has_a_key_of_its_own(earlier, key):
    assert line_key("payout-abc", earlier=earlier) == key


@pytest.mark.parametrize(
    ("remark", "most", "written"),
    [
        ("售后补偿", 0, "售后补偿 KEY"),
        ("售后补偿", 6, "售后 KEY"),
        ("售后补偿", 3, "KEY"),
        ("", 20, "KEY"),
    ],
)
def test_a_remark_is_cut_and_the_key_never(remark, most, written):
    assert remark_with_key(remark, "KEY", most=most) == written


def codes(layout, *lines):
    return [(problem.position, problem.reason.code) for problem in problems(layout, lines)]


@pytest.mark.parametrize(
    ("key", "changes", "found"),
    [
        ("small_payment", {}, []),
        ("small_payment", {"order": ""}, [(1, "line_without_order")]),
        ("small_payment", {"amount_fen": 50_001}, [(1, "line_over_page_limit")]),
        ("small_payment", {"amount_fen": 0}, [(1, "line_of_nothing")]),
        ("alipay_batch", {"payee_account": ""}, [(1, "line_without_account")]),
        ("alipay_batch", {"payee_name": ""}, [(1, "line_without_name")]),
        ("alipay_batch", {"payee_name": "张" * 129}, [(1, "line_is_too_long")]),
        ("alipay_batch", {"remark": "补" * 200}, []),
    ],
)
def test_what_the_page_would_refuse_is_named_by_line(key, changes, found):
    assert codes(shipped_layouts()[key], replace(LINE, **changes)) == found


def test_a_file_of_nothing_or_too_much_is_named():
    layout = replace(shipped_layouts()["small_payment"], most_lines=1)
    assert codes(layout) == [(0, "batch_is_empty")]
    assert codes(layout, LINE, replace(LINE, position=2)) == [(0, "batch_has_too_many_lines")]


@pytest.mark.parametrize(
    ("place", "heads"),
    [(TotalsPlace.HEAD, 0), (TotalsPlace.FOOT, 3), (TotalsPlace.NONE, None)],
)
def test_total_and_count_stand_where_the_page_wants_them(place, heads):
    layout = replace(shipped_layouts()["alipay_batch"], totals_place=place)
    rows = sheet_rows(layout, [LINE, replace(LINE, position=2)], batch="B1", day=DAY)
    totals = ["批次号", "付款日期", "付款人email", "账户名称", "总金额（元）", "总笔数"]
    if heads is None:
        assert totals not in rows
    else:
        assert rows[heads : heads + 2] == [totals, ["B1", "20261118", "", "", Yuan(600), 2]]


def test_a_title_stands_first():
    rows = sheet_rows(shipped_layouts()["alipay_transfer"], [LINE], batch="", day=DAY)
    assert rows[0] == ["支付宝批量付款文件模板（前面两行请勿删除）"]
    assert rows[2] == [1, "a@b.c", "张三", Yuan(300), f"售后补偿 {'k' * 16}"]


def test_an_amount_is_written_without_thousands():
    assert str(Yuan(123_456_789)) == "1234567.89"
