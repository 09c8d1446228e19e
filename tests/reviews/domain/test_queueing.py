"""Who comes next: what is lost by waiting."""

import numpy as np
import pytest

from reviews.domain.queueing import LEAST_SHARE, urgency


def single(*rows: list[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array(rows, dtype=np.float32)


def test_advantage_is_now_against_the_best_later_slot_at_its_price() -> None:
    found = urgency(single([5, 7, 6]), np.array([0.0, 4.0, 2.0]))
    assert (found.now.tolist(), found.advantage.tolist()) == ([5], [1])
    assert found.best_later.tolist() == [2]


def test_dear_later_slots_count_as_nothing() -> None:
    found = urgency(single([5, 7]), np.array([0.0, 9.0]))
    assert found.advantage.tolist() == [5]


def test_case_without_a_later_slot_has_everything_to_lose() -> None:
    found = urgency(single([5, 0]), np.array([0.0, 0.0]))
    assert (found.advantage.tolist(), found.best_later.tolist()) == ([5], [-1])


def test_last_slot_of_all_loses_its_value() -> None:
    found = urgency(single([5], [0]), np.zeros(1))
    assert found.advantage.tolist() == [5, 0]
    assert (found.best_later.tolist(), found.worth_it.tolist()) == ([-1, -1], [True, False])


@pytest.mark.parametrize(
    ("now", "worth_it"), [(0.0, False), (LEAST_SHARE * 10, True), (LEAST_SHARE * 9.9, False)]
)
def test_call_far_below_the_best_later_one_waits(now: float, *, worth_it: bool) -> None:
    found = urgency(np.array([[now, 10.0]]), np.zeros(2))
    assert found.worth_it.tolist() == [worth_it]
