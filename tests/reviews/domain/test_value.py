"""The value of a call: worth x reach x willing x solve - cost, and 0 where forbidden."""

import datetime as dt

import numpy as np

from reviews.domain.levels import Level
from reviews.domain.reach import ReachModel, stack
from reviews.domain.reach_beliefs import believe
from reviews.domain.reach_evidence import ReachEvidence
from reviews.domain.reach_slots import minutes
from reviews.domain.value import CallCases, CallValues, call_values, solvable, worth
from tests.reviews.domain.buyers import NOW, slots

SLOTS = slots(days=4)
MODEL = ReachModel.prior()
DAY = dt.timedelta(days=1)


def values(
    *rated: dt.datetime,
    known: ReachEvidence | None = None,
    level: Level = Level.BAD,
    window_until: dt.datetime | None = None,
    allowed: bool = True,
    worths: float | None = None,
) -> CallValues:
    count = len(rated)
    cases = CallCases(
        beliefs=stack([believe(known or ReachEvidence(), model=MODEL, now=NOW)] * count),
        worth=np.full(count, worth(level) if worths is None else worths, dtype=np.float32),
        solvable=np.full(count, solvable(level), dtype=np.float32),
        rated=np.array([minutes(at) for at in rated]),
        window_until=np.full(count, np.nan if window_until is None else minutes(window_until)),
    )
    mask = np.full((count, len(SLOTS)), allowed)
    return call_values(cases, SLOTS, model=MODEL, allowed=mask, now=NOW)


def test_forbidden_half_hours_have_no_value() -> None:
    assert (values(NOW, allowed=False).value == 0).all()


def test_value_falls_with_the_age_of_the_review_fast_at_first() -> None:
    ages = [NOW - age for age in (0 * DAY, DAY / 2, 7 * DAY, 7.5 * DAY)]
    now = values(*ages).value[:, 0]
    assert now[0] > now[1] > now[2] > now[3] > 0
    assert now[0] - now[1] > 2 * (now[2] - now[3])


def test_very_old_review_is_still_worth_an_attempt_at_good_hours() -> None:
    old = values(NOW - 1000 * DAY, window_until=NOW - 970 * DAY).value
    assert 0 < old.max() < values(NOW).value.max() / 5


def test_end_of_the_change_window_lowers_what_follows() -> None:
    until = SLOTS.starts_at[30]
    within, over = values(NOW).value[0], values(NOW, window_until=until).value[0]
    assert (within[:30] == over[:30]).all()
    assert (over[30:] < 0.5 * within[30:]).all()


def test_buyer_who_has_just_posted_outranks_the_best_hour_of_others() -> None:
    posted = values(NOW, known=ReachEvidence(seen_at=NOW)).value[0]
    assert posted[0] > 1.5 * values(NOW).value.max()


def test_worthless_case_has_no_value_rather_than_less() -> None:
    assert (values(NOW, worths=0.0).value == 0).all()


def test_bad_review_is_worth_more_than_a_neutral_one_and_good_nothing() -> None:
    order = [Level.BAD, Level.UNRATED, Level.NEUTRAL, Level.GOOD]
    worths = [worth(level) for level in order]
    assert worths == sorted(worths, reverse=True)
    assert worth(Level.GOOD) == solvable(Level.GOOD) == 0


def test_order_item_and_loyal_buyer_add_worth() -> None:
    plain = worth(Level.BAD)
    assert worth(Level.BAD, order_fen=50_000) > plain
    assert worth(Level.BAD, item_reviews=300) > plain
    assert worth(Level.BAD, orders_before=2) > plain


def test_loyalty_is_capped() -> None:
    assert worth(Level.BAD, orders_before=5) == worth(Level.BAD, orders_before=500)


def test_suspected_extortion_is_worth_nothing() -> None:
    assert worth(Level.BAD, order_fen=900_000, extortion=True) == 0
