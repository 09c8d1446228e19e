"""Who comes next: what is lost by waiting."""

import numpy as np
import pytest

from reviews.domain.queueing import LEAST_SHARE, explore, urgency


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


def test_no_exploring_leaves_the_plan_and_says_it_was_certain() -> None:
    slot = np.array([0, -1])
    chosen, chance = explore(
        single([3, 2, 1], [0, 0, 0]),
        slot,
        share=0.0,
        room=np.array([1, 1, 1]),
        rng=np.random.default_rng(1),
    )
    assert (chosen.tolist(), chance.tolist()) == ([0, -1], [1.0, 1.0])


def test_share_of_choices_is_random_with_the_probability_logged() -> None:
    cases = 3000
    value = np.tile(single([4, 3, 2, 1]), (cases, 1))
    slot = np.zeros(cases, dtype=np.int64)
    chosen, chance = explore(
        value, slot, share=0.3, room=np.full(4, cases), rng=np.random.default_rng(1)
    )
    share = np.bincount(chosen, minlength=4) / cases
    assert share[3] == 0
    assert share[1] == pytest.approx(0.1, abs=0.02)
    assert set(chance[chosen == 0].round(6)) == {0.8}
    assert set(chance[chosen != 0].round(6)) == {0.1}


def test_exploring_never_overfills_a_half_hour() -> None:
    cases = 50
    value = np.tile(single([3, 2, 1]), (cases, 1))
    chosen, _chance = explore(
        value,
        np.zeros(cases, dtype=np.int64),
        share=1.0,
        room=np.array([0, 3, 2]),
        rng=np.random.default_rng(1),
    )
    assert (np.bincount(chosen, minlength=3)[1:] <= [3, 2]).all()


@pytest.mark.parametrize("room", [[0, 0, 0, 5], [0, 0, 0, 0]])
def test_case_that_gave_way_or_has_no_choice_stays(room: list[int]) -> None:
    chosen, chance = explore(
        single([4, 3, 2, 1] if room[3] else [4, 0, 0, 0]),
        np.array([3 if room[3] else 0]),
        share=1.0,
        room=np.array([9, 9, 9, 0]) if room[3] else np.array(room),
        rng=np.random.default_rng(1),
    )
    assert chosen.tolist() == [3 if room[3] else 0]
    assert chance.tolist() == [1.0]
