import pytest
from hypothesis import given
from hypothesis import strategies as st

from compensation.domain.batch_states import LineState
from compensation.domain.payout_layout_json import shipped_layouts
from compensation.domain.payout_results import (
    KnownLine,
    ResultCells,
    Verdict,
    find_headings,
    judge_rows,
    keys_of,
    read_key,
)
from reviews.domain.reason import Reason

HEADINGS = shipped_layouts()["alipay_batch"].result
KEY, OTHER = "abcdefghij234567", "zzzzzzzzzzzzzzzz"


def known(state=LineState.SENT, batch=1):
    return {KEY: KnownLine(KEY, batch, 300, state)}


def cells(number=2, key=KEY, outcome="成功", amount="3.00", **more):
    return ResultCells(number, key, outcome, amount, **more)


def judge(*rows, lines=None):
    judged = judge_rows(rows, batch=1, known=lines or known(), headings=HEADINGS)
    return [(row.verdict, row.because.code if row.because else None) for row in judged]


@pytest.mark.parametrize(
    ("header", "places", "missing"),
    [
        (["商户流水号", "状态", "付款金额"], {"key": 0, "outcome": 1, "amount": 2}, []),
        (
            ["备注", "商户流水号", " 状 态 ".replace(" ", ""), "金额", "失败原因", "支付宝流水号"],
            {"key": 1, "outcome": 2, "amount": 3, "failure": 4, "reference": 5},
            [],
        ),
        (["ＡＢＣ", "状态"], {"outcome": 1}, ["key", "amount"]),
    ],
)
def test_needed_columns_are_found_in_the_presets_order(header, places, missing):
    found, reasons = find_headings(header, HEADINGS)
    assert (found, [reason.params["column"] for reason in reasons]) == (places, missing)


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        (KEY, KEY),
        (f"{KEY}-2", f"{KEY}-2"),
        (f"售后补偿 {KEY.upper()}", KEY),
        (f'="{KEY}"', KEY),
        (f"x{KEY}", ""),
        (f"{OTHER} {KEY}", KEY),
        ("1.23E+17", ""),
        ("", ""),
    ],
)
def test_a_key_is_read_whole_or_not_at_all(cell, key):
    assert read_key(cell) == key
    assert keys_of([cells(key=cell)]) == ({key} if key else set())


@pytest.mark.parametrize(
    ("row", "lines", "verdict"),
    [
        (cells(), known(), (Verdict.PAY, None)),
        (cells(outcome="S"), known(), (Verdict.PAY, None)),
        (cells(outcome="失败"), known(), (Verdict.FAIL, None)),
        (cells(), known(LineState.PAID), (Verdict.ALREADY, "result_booked_already")),
        (cells(), known(LineState.FAILED), (Verdict.HELD, "result_against_booking")),
        (cells(), known(LineState.RECALLED), (Verdict.HELD, "result_against_booking")),
        (cells(), known(batch=2), (Verdict.UNKNOWN, "result_of_another_batch")),
        (cells(key=OTHER), known(), (Verdict.UNKNOWN, "result_key_unknown")),
        (cells(key="1.23E+17"), known(), (Verdict.UNREADABLE, "result_key_rounded")),
        (cells(key=" "), known(), (Verdict.UNREADABLE, "result_key_missing")),
        (cells(key="99"), known(), (Verdict.UNREADABLE, "result_key_unreadable")),
        (cells(damage=Reason("x")), known(), (Verdict.UNREADABLE, "x")),
        (cells(outcome="处理中"), known(), (Verdict.HELD, "result_outcome_unknown")),
        (cells(amount="3.01"), known(), (Verdict.HELD, "result_amount_differs")),
        (cells(amount=""), known(), (Verdict.HELD, "yuan_unreadable")),
    ],
)
def test_a_row_is_judged_by_its_key_then_outcome_then_amount(row, lines, verdict):
    assert judge(row, lines=lines) == [verdict]


def test_a_repeated_row_counts_once_and_a_contradiction_not_at_all():
    assert judge(cells(2), cells(3)) == [
        (Verdict.PAY, None),
        (Verdict.ALREADY, "result_says_it_twice"),
    ]
    assert (
        judge(cells(2), cells(3, outcome="失败"))
        == [(Verdict.HELD, "result_contradicts_itself")] * 2
    )


def test_a_failure_keeps_the_pages_words():
    rows = judge_rows(
        [cells(outcome="失败", failure=" 账号不存在 ", reference=" 9 ")],
        batch=1,
        known=known(),
        headings=HEADINGS,
    )
    assert (rows[0].failure, rows[0].reference) == ("账号不存在", "9")


@given(
    rows=st.lists(
        st.builds(
            cells,
            st.integers(2, 99),
            key=st.sampled_from([KEY, OTHER, "", "1.2E+17"]),
            outcome=st.sampled_from(["成功", "失败", "?"]),
            amount=st.sampled_from(["3", "3.00", "4", "x", "-3"]),
        ),
    ),
    state=st.sampled_from(LineState),
)
def test_at_most_one_row_of_a_line_ever_moves_money(rows, state):
    judged = judge_rows(rows, batch=1, known=known(state), headings=HEADINGS)
    moving = [row for row in judged if row.verdict in {Verdict.PAY, Verdict.FAIL}]
    assert len(moving) <= (state == LineState.SENT)
    assert all(row.amount_fen == 300 for row in moving)


def test_a_phone_number_in_the_column_of_the_key_is_masked_in_the_reason():
    (row,) = judge_rows([cells(key="打给13812342100")], batch=1, known={}, headings=HEADINGS)
    assert row.because is not None
    assert "13812342100" not in row.because.params["said"]
