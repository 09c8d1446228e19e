"""Half hours drawn by chance, and what is logged of them."""

import numpy as np
import pytest

from reviews.domain.exploration import explore, pinned


def single(*rows: list[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array(rows, dtype=np.float32)


def test_no_exploring_leaves_the_plan_and_says_it_was_certain() -> None:
    slot = np.array([0, -1])
    found = explore(
        single([3, 2, 1], [0, 0, 0]),
        slot,
        share=0.0,
        room=np.array([1, 1, 1]),
        rng=np.random.default_rng(1),
    )
    assert (found.slot.tolist(), found.propensity.tolist()) == ([0, -1], [1.0, 1.0])


def test_share_of_choices_is_random_with_the_probability_logged() -> None:
    cases = 3000
    value = np.tile(single([4, 3, 2, 1]), (cases, 1))
    slot = np.zeros(cases, dtype=np.int64)
    found = explore(value, slot, share=0.3, room=np.full(4, cases), rng=np.random.default_rng(1))
    share = np.bincount(found.slot, minlength=4) / cases
    assert share[3] == 0
    assert share[1] == pytest.approx(0.1, abs=0.02)
    assert set(found.propensity[found.slot == 0].round(6)) == {0.8}
    assert set(found.propensity[found.slot != 0].round(6)) == {0.1}


def test_exploring_never_overfills_a_half_hour() -> None:
    cases = 50
    value = np.tile(single([3, 2, 1]), (cases, 1))
    found = explore(
        value,
        np.zeros(cases, dtype=np.int64),
        share=1.0,
        room=np.array([0, 3, 2]),
        rng=np.random.default_rng(1),
    )
    assert (np.bincount(found.slot, minlength=3)[1:] <= [3, 2]).all()


@pytest.mark.parametrize("room", [[0, 0, 0, 5], [0, 0, 0, 0]])
def test_case_that_gave_way_or_has_no_choice_stays(room: list[int]) -> None:
    found = explore(
        single([4, 3, 2, 1] if room[3] else [4, 0, 0, 0]),
        np.array([3 if room[3] else 0]),
        share=1.0,
        room=np.array([9, 9, 9, 0]) if room[3] else np.array(room),
        rng=np.random.default_rng(1),
    )
    assert found.slot.tolist() == [3 if room[3] else 0]
    assert found.propensity.tolist() == [1.0]


def test_draw_names_the_half_hours_that_were_equally_likely() -> None:
    cases = 400
    found = explore(
        np.tile(single([4, 3, 2, 1]), (cases, 1)),
        np.zeros(cases, dtype=np.int64),
        share=0.5,
        room=np.full(4, cases),
        rng=np.random.default_rng(1),
    )
    drawn = [row for row, columns in enumerate(found.draws) if columns]
    assert {found.draws[row] for row in drawn} == {(0, 1, 2)}
    assert np.flatnonzero(found.is_drawn).tolist() == drawn
    assert 160 < len(drawn) < 240
    assert set(found.own.tolist()) == {0}
    assert {int(column) for column in found.slot[drawn]} == {0, 1, 2}
    others = [row for row in range(cases) if row not in set(drawn)]
    assert set(found.slot[others].tolist()) == {0}


def test_drawn_half_hour_is_kept_while_it_is_open() -> None:
    value = single([5, 9], [5, 9], [0, 9], [5, 9])
    held = pinned(value, np.array([0, 0, 0, -1]), np.array([True, False, True, True]))
    assert held.tolist() == [[5, 0], [5, 9], [0, 9], [5, 9]]
