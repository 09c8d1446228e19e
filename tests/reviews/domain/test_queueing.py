"""Who comes next: the value now, less what a better later half hour would bring."""

import numpy as np
import pytest

from reviews.domain.queueing import (
    BETTER_LATER_COUNTS,
    LEAST_SHARE,
    LOST_BY_WAITING_COUNTS,
    Outlook,
    Urgency,
    urgency,
)

Row = list[float]


def judged(*value: Row, price: Row | None = None, worth: Row | None = None) -> Urgency:
    """Cases with these values by slot."""
    values = np.array(value, dtype=np.float32)
    return urgency(
        Outlook(
            value=values,
            price=np.zeros(values.shape[1]) if price is None else np.array(price),
            worth=np.array(worth or [1.0] * len(values), dtype=np.float32),
        ),
    )


def test_advantage_is_now_against_the_best_later_slot_after_prices() -> None:
    found = judged([5, 7, 6], price=[1, 5, 3])
    assert (found.now.tolist(), found.advantage.tolist()) == ([5], [1])
    assert found.best_later.tolist() == [2]


def test_what_is_dear_everywhere_is_no_reason_to_call_now() -> None:
    cheap, dear = (judged([5, 7], price=[price, price]) for price in (0.0, 4.0))
    assert cheap.advantage.tolist() == dear.advantage.tolist() == [-2]


def test_case_without_a_later_slot_has_everything_to_lose() -> None:
    found = judged([5, 0], price=[0, -9])
    assert (found.advantage.tolist(), found.best_later.tolist()) == ([5], [-1])


def test_last_slot_of_all_loses_its_value() -> None:
    found = judged([5], [0])
    assert found.advantage.tolist() == [5, 0]
    assert (found.best_later.tolist(), found.worth_it.tolist()) == ([-1, -1], [True, False])
    assert found.rank[0] > found.rank[1]


@pytest.mark.parametrize(
    ("now", "worth_it"), [(0.0, False), (LEAST_SHARE * 10, True), (LEAST_SHARE * 9.9, False)]
)
def test_call_far_below_the_best_later_one_waits(now: float, *, worth_it: bool) -> None:
    assert judged([now, 10.0]).worth_it.tolist() == [worth_it]


def test_nothing_waits_for_a_later_slot_that_costs_what_it_brings() -> None:
    waits, goes = (judged([1, 10], price=[0, price]).worth_it[0] for price in (0, 9))
    assert (waits, goes) == (False, True)


def test_of_equal_calls_the_one_without_a_better_hour_comes_first() -> None:
    now_or_worse, alike, better_later = judged([8, 5], [8, 8], [8, 10]).rank
    assert now_or_worse > alike > better_later
    assert alike - better_later == pytest.approx(2 * BETTER_LATER_COUNTS)
    assert now_or_worse - alike == pytest.approx(3 * LOST_BY_WAITING_COUNTS)


def test_a_large_case_does_not_wait_for_a_little_more_behind_a_small_one_that_fades() -> None:
    """The better hour may never come: what loses most by waiting need not come first."""
    found = judged([20, 21], [6, 2])
    assert found.advantage[0] < found.advantage[1]
    assert found.rank[0] > found.rank[1]


def test_worth_counts_less_than_in_full() -> None:
    # Twice the worth, and a little less chance: the plainer value would put it far ahead.
    small, large, unlikely = judged([5, 5], [10, 10], [6, 6], worth=[50, 100, 100]).rank
    assert 1.5 < large / small < 2
    assert small > unlikely


def test_no_cases_are_no_trouble() -> None:
    nobody = Outlook(
        value=np.zeros((0, 3), dtype=np.float32),
        price=np.zeros(3),
        worth=np.zeros(0, dtype=np.float32),
    )
    assert urgency(nobody).rank.size == 0
