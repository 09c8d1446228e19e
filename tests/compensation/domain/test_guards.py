from dataclasses import replace

import pytest

from compensation.domain.guards import OfferFacts, check_offer
from compensation.domain.policy import Limits
from reviews.domain.reason import Reason

LIMITS = Limits(
    repeat_claims=2,
    repeat_days=90,
    offer_valid_days=7,
    pay_within_days=3,
)
FINE = OfferFacts(
    amount_fen=500,
    same_kind_open=False,
    order_paid_fen=10_000,
    order_given_fen=0,
    claims=0,
    has_pending_refund=False,
    order_is_cancelled_unshipped=False,
    case_is_open=True,
    suspected_extortion=False,
    daily_fen=0,
    daily_limit_fen=2_000,
    needs_approval=False,
)


def check(*, moves_money=True, **changed):
    return check_offer(replace(FINE, **changed), limits=LIMITS, moves_money=moves_money)


def test_an_ordinary_offer_may_be_made():
    assert check() == ()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"suspected_extortion": True}, Reason("offer_held")),
        ({"case_is_open": False}, Reason("offer_case_closed")),
        ({"amount_fen": 0}, Reason("amount_must_be_positive")),
        ({"amount_fen": -1}, Reason("amount_must_be_positive")),
        (
            {"amount_fen": 10_000_000_001, "order_paid_fen": None},
            Reason("yuan_too_large", {"text": "10000000001"}),
        ),
        ({"same_kind_open": True}, Reason("offer_duplicate")),
        ({"has_pending_refund": True}, Reason("refund_pending")),
        ({"order_is_cancelled_unshipped": True}, Reason("order_cancelled_unshipped")),
        (
            {"order_given_fen": 9_600},
            Reason("offers_over_order", {"paid_fen": 10_000, "left_fen": 400}),
        ),
        (
            {"order_given_fen": 12_000},
            Reason("offers_over_order", {"paid_fen": 10_000, "left_fen": 0}),
        ),
        ({"claims": 2}, Reason("repeat_claimant", {"claims": 2, "days": 90})),
        ({"daily_fen": 1_501}, Reason("agent_daily_limit", {"left_fen": 499})),
        ({"daily_fen": 2_100}, Reason("agent_daily_limit", {"left_fen": 0})),
    ],
)
def test_a_guard_names_its_reason(changed, reason):
    assert check(**changed) == (reason,)


@pytest.mark.parametrize(
    "changed",
    [{"claims": 1}, {"daily_fen": 1_500}, {"order_given_fen": 9_500}, {"order_paid_fen": None}],
)
def test_a_guard_lets_the_last_allowed_value_pass(changed):
    assert check(**changed) == ()


def test_a_gesture_may_cost_nothing():
    assert check(amount_fen=0, moves_money=False) == ()


def test_an_approval_opens_what_an_agent_may_not_promise_alone():
    assert check(claims=5, daily_fen=9_000, needs_approval=True) == ()


def test_no_approval_opens_a_hard_guard():
    assert check(same_kind_open=True, case_is_open=False, needs_approval=True) == (
        Reason("offer_case_closed"),
        Reason("offer_duplicate"),
    )
