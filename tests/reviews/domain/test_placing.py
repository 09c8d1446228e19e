import numpy as np
import pytest

from reviews.domain.placing import best_placed
from reviews.domain.planning import plan

FREE = [1, 1, 1]


def placed(value, *, price=(0, 0, 0), room=FREE, **kept):
    return best_placed(np.array(value), price=np.array(price, float), room=np.array(room), **kept)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"value": [1.0, 3.0, 2.0]}, 1),
        ({"value": [1.0, 3.0, 2.0], "price": [0, 2.5, 0]}, 2),
        ({"value": [1.0, 3.0, 2.0], "room": [1, 0, 0]}, 0),
        ({"value": [0.0, 3.0, -1.0], "room": [1, 0, 1]}, -1),
        ({"value": [0.0, 0.0, 0.0]}, -1),
        ({"value": [1.0, 1.0, 0.0], "price": [5, 4, 0]}, 1),
    ],
    ids=[
        "best",
        "dear",
        "full",
        "no room where it is worth it",
        "worth nothing",
        "a loss is filled",
    ],
)
def test_a_case_goes_where_it_is_worth_most_over_the_price(what, expected):
    assert placed(**what) == expected


def test_a_case_keeps_its_full_slot():
    assert placed([3.0, 2.0, 0.0], room=[0, 1, 1], kept=0) == 0


@pytest.mark.parametrize(("gain", "expected"), [(1.14, 0), (1.16, 1)])
def test_a_case_moves_only_for_a_clear_gain(gain, expected):
    assert placed([1.0, gain, 0.0], kept=0, threshold=0.15) == expected


def test_a_slot_that_is_no_longer_allowed_is_left():
    assert placed([0.0, 1.0, 0.0], kept=0, threshold=0.15) == 1


def test_one_case_taken_out_of_a_plan_goes_back_to_as_good_a_slot():
    rng = np.random.default_rng(4)
    value = rng.gamma(2.0, size=(60, 12))
    capacity = np.full(12, 4)
    whole = plan(value, capacity)
    for row in range(60):
        if whole.slot[row] < 0:
            continue
        room = capacity - np.bincount(whole.slot[whole.slot >= 0], minlength=12)
        room[whole.slot[row]] += 1
        slot = best_placed(value[row], price=whole.price, room=room)
        lost = value[row, whole.slot[row]] - value[row, slot]
        assert lost == pytest.approx(whole.price[whole.slot[row]] - whole.price[slot], abs=1e-6)
