"""Who comes next: what is lost by waiting, counting the dials that could follow."""

import numpy as np
import pytest

from reviews.domain.queueing import (
    BETWEEN_DIALS,
    KEPT_AFTER_A_MISS,
    LEAST_SHARE,
    Outlook,
    Urgency,
    urgency,
)

Row = list[float]


def judged(
    *value: Row, price: Row | None = None, left: int = 1, reach: float = 0.0, apart: float = 30.0
) -> Urgency:
    """Cases with these values by slot, ``apart`` minutes from each other."""
    values = np.array(value, dtype=np.float32)
    slots = values.shape[1]
    return urgency(
        Outlook(
            value=values,
            reach=np.full(values.shape, reach, dtype=np.float32),
            price=np.zeros(slots) if price is None else np.array(price),
            minute=apart * np.arange(slots),
            left=np.full(len(values), left),
        ),
    )


def test_advantage_is_now_against_the_best_later_slot_at_its_price() -> None:
    found = judged([5, 7, 6], price=[0, 4, 2])
    assert (found.now.tolist(), found.advantage.tolist()) == ([5], [1])
    assert found.best_later.tolist() == [2]


def test_dear_later_slots_count_as_nothing() -> None:
    assert judged([5, 7], price=[0, 9]).advantage.tolist() == [5]


def test_case_without_a_later_slot_has_everything_to_lose() -> None:
    found = judged([5, 0])
    assert (found.advantage.tolist(), found.best_later.tolist()) == ([5], [-1])


def test_last_slot_of_all_loses_its_value() -> None:
    found = judged([5], [0])
    assert found.advantage.tolist() == [5, 0]
    assert (found.best_later.tolist(), found.worth_it.tolist()) == ([-1, -1], [True, False])


@pytest.mark.parametrize(
    ("now", "worth_it"), [(0.0, False), (LEAST_SHARE * 10, True), (LEAST_SHARE * 9.9, False)]
)
def test_call_far_below_the_best_later_one_waits(now: float, *, worth_it: bool) -> None:
    assert judged([now, 10.0]).worth_it.tolist() == [worth_it]


def test_call_now_loses_little_where_the_good_slot_can_still_follow_a_miss() -> None:
    last, further = (
        judged([5, 8], left=1, apart=BETWEEN_DIALS),
        judged([5, 8], left=2, apart=BETWEEN_DIALS),
    )
    assert last.advantage[0] == -3
    assert further.advantage[0] == pytest.approx(-3 + KEPT_AFTER_A_MISS * 8)


def test_dial_too_soon_after_a_miss_does_not_follow() -> None:
    soon = judged([5, 8], left=2, apart=BETWEEN_DIALS - 1)
    assert soon.advantage[0] == -3


def test_who_answers_for_sure_needs_no_further_dial() -> None:
    assert judged([5, 8], left=3, reach=1.0, apart=BETWEEN_DIALS).advantage[0] == -3


def test_good_slot_is_used_first_and_the_plain_one_kept() -> None:
    # Waiting for the plain slot and dialling the good one later is worth less than the reverse.
    good, plain = judged([8, 5], [5, 8], left=2, apart=BETWEEN_DIALS).advantage
    assert good > plain


def test_each_further_dial_is_worth_less() -> None:
    rows = [judged([1] * 6, left=left, apart=BETWEEN_DIALS).advantage[0] for left in (1, 2, 3, 5)]
    assert rows == sorted(rows)
    assert rows[-1] <= 1


def test_case_without_dials_left_waits_for_nothing() -> None:
    assert judged([0, 4], left=0).advantage.tolist() == [0]


def test_no_cases_are_no_trouble() -> None:
    nobody = Outlook(
        value=np.zeros((0, 3), dtype=np.float32),
        reach=np.zeros((0, 3), dtype=np.float32),
        price=np.zeros(3),
        minute=30.0 * np.arange(3),
        left=np.zeros(0, dtype=np.int64),
    )
    assert urgency(nobody).advantage.size == 0
