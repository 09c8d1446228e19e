from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compensation.domain.money import (
    LARGEST_FEN,
    LedgerAccount,
    LedgerEvent,
    NotAnAmountError,
    Posting,
    balances,
    format_yuan,
    is_balanced,
    parse_yuan,
    postings,
)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (500, "5.00"),
        (123456, "1,234.56"),
        (-123456, "-1,234.56"),
        (LARGEST_FEN, "100,000,000.00"),
    ],
)
def test_format_yuan_has_two_decimals_and_groups(fen, text):
    assert format_yuan(fen) == text


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("5", 500),
        ("￥1,280.00", 128000),
        ("¥ 12.5", 1250),
        ("129元", 12900),
        ("3块", 300),
        ("1.2万", 1_200_000),
        ("１２．３０元", 1230),
        ("0.01", 1),
        ("-3.00", -300),
        ("RMB 8", 800),
        ("cny8", 800),
        ("5.000", 500),
    ],
)
def test_parse_yuan_reads_what_people_write(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "yuan_unreadable"),
        ("五元", "yuan_unreadable"),
        ("5元左右", "yuan_unreadable"),
        ("1,28.00", "yuan_unreadable"),
        ("1e5", "yuan_unreadable"),
        ("nan", "yuan_unreadable"),
        ("0.001", "yuan_below_a_fen"),
        ("1.23456789万", "yuan_below_a_fen"),
        ("100000001", "yuan_too_large"),
        ("-100000001", "yuan_too_large"),
        ("9" * 400, "yuan_too_large"),
    ],
)
def test_parse_yuan_refuses_and_says_why(text, code):
    with pytest.raises(NotAnAmountError) as refused:
        parse_yuan(text)
    assert (refused.value.reason.code, refused.value.reason.params["text"]) == (code, text[:40])


@given(st.integers(min_value=-LARGEST_FEN, max_value=LARGEST_FEN))
def test_parse_yuan_undoes_format_yuan(fen):
    assert parse_yuan(format_yuan(fen)) == fen


@pytest.mark.parametrize(
    ("event", "leaves", "reaches"),
    [
        (LedgerEvent.PROMISE, LedgerAccount.AVAILABLE, LedgerAccount.PROMISED),
        (LedgerEvent.RELEASE, LedgerAccount.PROMISED, LedgerAccount.AVAILABLE),
        (LedgerEvent.ACCEPT, LedgerAccount.PROMISED, LedgerAccount.PAYABLE),
        (LedgerEvent.PAY, LedgerAccount.PAYABLE, LedgerAccount.PAID),
        (LedgerEvent.REVERSE, LedgerAccount.PAID, LedgerAccount.REVERSED),
    ],
)
def test_postings_move_the_amount_from_one_account_to_another(event, leaves, reaches):
    assert postings(event=event, amount_fen=500) == (
        Posting(event, leaves, -500),
        Posting(event, reaches, 500),
    )


@pytest.mark.parametrize("amount_fen", [0, -1, LARGEST_FEN + 1])
def test_postings_refuse_an_amount_that_is_none(amount_fen):
    with pytest.raises(ValueError, match="a posting needs an amount"):
        postings(event=LedgerEvent.PAY, amount_fen=amount_fen)


def test_balances_name_every_account():
    pair = postings(event=LedgerEvent.PROMISE, amount_fen=700)
    assert balances((side.account, side.amount_fen) for side in pair) == {
        LedgerAccount.AVAILABLE: -700,
        LedgerAccount.PROMISED: 700,
        LedgerAccount.PAYABLE: 0,
        LedgerAccount.PAID: 0,
        LedgerAccount.REVERSED: 0,
    }


@given(st.lists(st.integers(min_value=1, max_value=10_000), max_size=20))
def test_the_ledger_balances_after_any_offers_paid_in_turn(amounts):
    course = (LedgerEvent.PROMISE, LedgerEvent.ACCEPT, LedgerEvent.PAY)
    sides = chain.from_iterable(
        postings(event=event, amount_fen=fen) for fen in amounts for event in course
    )
    assert is_balanced(balances((side.account, side.amount_fen) for side in sides))


@pytest.mark.parametrize(
    "entries",
    [
        [(LedgerAccount.PAID, 1)],
        [(LedgerAccount.PAID, -5), (LedgerAccount.PAYABLE, 5)],
    ],
)
def test_the_ledger_is_out_of_balance_when_a_side_is_missing_or_an_account_overdrawn(entries):
    assert not is_balanced(balances(entries))
