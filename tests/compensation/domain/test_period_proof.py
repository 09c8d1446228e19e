import pytest

from compensation.domain.period_proof import (
    CHANGED,
    UNCHANGED,
    UNSEEN,
    RemedyFact,
    StandingThen,
    compared,
    count_period,
)

BAD, GOOD, NONE = StandingThen("bad", "live"), StandingThen("good", "changed"), StandingThen()


@pytest.mark.parametrize(
    ("then", "at_payment", "found"),
    [
        (BAD, BAD, UNCHANGED),
        (BAD, GOOD, CHANGED),
        (NONE, BAD, UNSEEN),
        (BAD, NONE, UNSEEN),
    ],
)
def test_a_review_is_compared_as_it_was_seen(then, at_payment, found):
    assert compared(then, at_payment) == found


def test_payments_are_counted_by_standing_and_offers_by_state():
    count = count_period(
        [
            RemedyFact("paid", 500, BAD, BAD),
            RemedyFact("reversed", 300, BAD, GOOD),
            RemedyFact("declined", 0, BAD, NONE),
        ],
    )
    assert (count.offers, dict(count.by_state)) == (3, {"paid": 1, "reversed": 1, "declined": 1})
    assert (dict(count.paid), dict(count.paid_fen)) == (
        {UNCHANGED: 1, CHANGED: 1},
        {UNCHANGED: 500, CHANGED: 300},
    )
