import pytest

from compensation.domain.offer_states import (
    FINAL,
    MOVES,
    PROMISED,
    RESERVED,
    OfferState,
    PayoutState,
    may_move,
    states_before,
    why_not,
)
from reviews.domain.reason import Reason

S = OfferState
ALLOWED = {
    (S.DRAFT, S.WAITING_APPROVAL),
    (S.DRAFT, S.APPROVED),
    (S.DRAFT, S.EXPIRED),
    (S.WAITING_APPROVAL, S.APPROVED),
    (S.WAITING_APPROVAL, S.REJECTED),
    (S.WAITING_APPROVAL, S.EXPIRED),
    (S.APPROVED, S.OFFERED),
    (S.APPROVED, S.EXPIRED),
    (S.OFFERED, S.ACCEPTED),
    (S.OFFERED, S.DECLINED),
    (S.OFFERED, S.EXPIRED),
    (S.ACCEPTED, S.PAYABLE),
    (S.PAYABLE, S.PAYING),
    (S.PAYING, S.PAID),
    (S.PAYING, S.FAILED),
    (S.PAYING, S.PAYABLE),
    (S.FAILED, S.PAYABLE),
    (S.PAID, S.REVERSED),
}


@pytest.mark.parametrize("before", OfferState)
@pytest.mark.parametrize("after", OfferState)
def test_an_offer_moves_only_along_the_table(before, after):
    assert may_move(before, after) == ((before, after) in ALLOWED)


def test_every_state_has_its_row():
    assert set(MOVES) == set(OfferState)


def test_nothing_leaves_a_final_state():
    assert {S.REJECTED, S.DECLINED, S.EXPIRED, S.REVERSED} == FINAL


def test_an_offer_is_never_spoken_before_it_is_approved():
    assert states_before(S.OFFERED) == {S.APPROVED}


def test_money_is_reserved_from_approval_until_payment():
    assert {
        S.APPROVED,
        S.OFFERED,
        S.ACCEPTED,
        S.PAYABLE,
        S.PAYING,
        S.FAILED,
    } == RESERVED
    assert {S.WAITING_APPROVAL, S.PAID} == PROMISED - RESERVED


def test_a_payout_takes_the_last_states_of_its_offer():
    assert {state.value for state in PayoutState} == {
        S.PAYABLE,
        S.PAYING,
        S.PAID,
        S.FAILED,
        S.REVERSED,
    }


def test_why_not_names_both_states():
    assert why_not(S.PAID, S.PAYING) == Reason(
        "offer_move_refused",
        {"state": "paid", "wanted": "paying"},
    )


def test_why_not_is_silent_for_a_move_of_the_table():
    assert why_not(S.PAID, S.REVERSED) is None
