"""The plan: feasible, provably good, exact where it says so."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from reviews.domain import planning
from reviews.domain.planning import Plan, favour_kept, insert, plan, plan_value

Values = NDArray[np.float32]
Room = NDArray[np.int64]


def best_by_linear_program(value: Values, capacity: Room) -> float:
    rows, slots = np.nonzero(value > 0)
    if not rows.size:
        return 0.0
    arcs = np.arange(rows.size)
    ones = np.ones(rows.size)
    limits = coo_matrix(
        (
            np.concatenate([ones, ones]),
            (np.concatenate([rows, value.shape[0] + slots]), np.concatenate([arcs, arcs])),
        ),
        shape=(value.shape[0] + value.shape[1], rows.size),
    )
    at_most = np.concatenate([np.ones(value.shape[0]), capacity])
    worth = value[rows, slots].astype(np.float64)
    return -float(linprog(-worth, A_ub=limits, b_ub=at_most, bounds=(0, 1), method="highs").fun)


def best_by_trying_all(value: Values, capacity: Room) -> float:
    choices = range(-1, value.shape[1])
    plans = (np.array(slots) for slots in product(choices, repeat=value.shape[0]))
    return max(plan_value(value, slot) for slot in plans if is_feasible(value, capacity, slot))


def is_feasible(value: Values, capacity: Room, slot: Room) -> bool:
    rows = np.flatnonzero(slot >= 0)
    taken = np.bincount(slot[rows], minlength=capacity.size)
    return bool((taken <= capacity).all() and (value[rows, slot[rows]] > 0).all())


def bound(value: Values, capacity: Room, price: NDArray[np.float64]) -> float:
    allowed = np.where(value > 0, value, -np.inf)
    return float(price @ capacity + np.maximum(0.0, (allowed - price).max(axis=1)).sum())


def desk_like(cases: int, *, load: float, seed: int, slots: int = 96) -> tuple[Values, Room]:
    """Curves of two dozen kinds of place, ages, worths, blocked spans, 10 % individual noise."""
    rng = np.random.default_rng(seed)
    hour = np.arange(slots) % 24
    peaks = rng.uniform([0, 2], [24, 8], (24, 2))
    curves = np.array([0.15 + 0.25 * np.exp(-(((hour - at) / wide) ** 2)) for at, wide in peaks])
    value = curves[rng.integers(0, 24, cases)] * np.exp(rng.normal(2, 0.9, (cases, 1)))
    value *= np.exp(-np.arange(slots) / 192 * rng.uniform(0.5, 2, (cases, 1)))
    value *= np.exp(rng.normal(0, 0.1, (cases, slots)))
    blocked_until = np.where(rng.random(cases) < 0.3, rng.integers(0, 30, cases), 0)
    value[np.arange(slots)[None] < blocked_until[:, None]] = 0
    room = max(1, round(load * cases / slots))
    return (value - 0.3).astype(np.float32), np.full(slots, room)


@st.composite
def instances(draw: st.DrawFn) -> tuple[Values, Room]:
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    cases, slots = draw(st.integers(1, 25)), draw(st.integers(1, 8))
    value = rng.choice(
        [rng.normal(1, 2, (cases, slots)), rng.integers(-2, 4, (cases, slots))],
    ).astype(np.float32)
    return value, rng.integers(0, draw(st.integers(1, 6)), slots)


@settings(deadline=None, max_examples=150)
@given(instance=instances())
def test_plan_is_feasible_and_optimal(instance: tuple[Values, Room]) -> None:
    value, capacity = instance
    made = plan(value, capacity)
    assert is_feasible(value, capacity, made.slot)
    assert made.value == pytest.approx(plan_value(value, made.slot), abs=1e-9)
    assert made.value == pytest.approx(best_by_linear_program(value, capacity), abs=1e-6)


@settings(deadline=None, max_examples=150)
@given(instance=instances())
def test_one_case_inserted_makes_the_plan_that_planning_afresh_makes(
    instance: tuple[Values, Room],
) -> None:
    value, capacity = instance
    made = insert(value, capacity, plan(value[:-1], capacity))
    afresh = plan(value, capacity)
    assert is_feasible(value, capacity, made.slot)
    assert made.value == pytest.approx(afresh.value, abs=1e-6)
    assert made.upper_bound == pytest.approx(made.value, abs=1e-6)


def test_cases_inserted_one_by_one_stay_optimal() -> None:
    value, capacity = desk_like(60, load=0.6, seed=5)
    made = plan(value[:1], capacity)
    for cases in range(2, len(value) + 1):
        made = insert(value[:cases], capacity, made)
    assert made.value == pytest.approx(plan(value, capacity).value, abs=1e-6)


def test_inserted_case_must_be_the_only_new_one() -> None:
    value = np.ones((3, 2), dtype=np.float32)
    with pytest.raises(ValueError, match="all rows but the last"):
        insert(value, np.array([1, 1]), plan(value[:1], np.array([1, 1])))


@settings(deadline=None, max_examples=150)
@given(instance=instances())
def test_price_is_a_valid_and_tight_dual(instance: tuple[Values, Room]) -> None:
    value, capacity = instance
    made = plan(value, capacity)
    assert (made.price >= 0).all()
    assert made.upper_bound == pytest.approx(bound(value, capacity, made.price), abs=1e-9)
    assert made.upper_bound == pytest.approx(made.value, abs=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_tiny_plan_equals_trying_everything(seed: int) -> None:
    rng = np.random.default_rng(seed)
    value = rng.normal(0.5, 1, (5, 3)).astype(np.float32)
    capacity = rng.integers(0, 3, 3)
    assert plan(value, capacity).value == pytest.approx(best_by_trying_all(value, capacity))


@pytest.mark.parametrize("load", [0.2, 0.6, 1.2])
def test_plan_of_a_desk_is_exact(load: float) -> None:
    value, capacity = desk_like(400, load=load, seed=3)
    made = plan(value, capacity)
    assert made.value == pytest.approx(best_by_linear_program(value, capacity), rel=1e-6)


@pytest.mark.parametrize("load", [0.2, 0.6, 1.2])
def test_large_plan_is_within_a_hundredth_of_its_bound(load: float) -> None:
    value, capacity = desk_like(planning.EXACT_UP_TO + 1, load=load, seed=4)
    made = plan(value, capacity)
    assert is_feasible(value, capacity, made.slot)
    assert made.upper_bound == pytest.approx(bound(value, capacity, made.price), rel=1e-6)
    assert 0.99 <= made.share_of_bound <= 1.0


def test_large_plan_starts_from_given_prices() -> None:
    value, capacity = desk_like(planning.EXACT_UP_TO + 1, load=0.6, seed=4)
    first = plan(value, capacity)
    again = plan(value, capacity, start=first.price)
    assert again.share_of_bound >= 0.99


def test_new_case_is_placed_from_the_old_prices() -> None:
    value, capacity = desk_like(300, load=0.6, seed=5)
    before = plan(value[:-1], capacity)
    after = plan(value, capacity, start=before.price)
    assert after.value == pytest.approx(plan(value, capacity).value, rel=1e-9)
    assert (after.slot[:-1] != before.slot).sum() <= 5


@pytest.mark.parametrize(
    ("shape", "capacity"),
    [((0, 4), [1, 1, 1, 1]), ((3, 0), []), ((0, 0), []), ((2, 2), [0, 0])],
)
def test_nothing_to_place_gives_an_empty_plan(shape: tuple[int, int], capacity: list[int]) -> None:
    made = plan(np.ones(shape, dtype=np.float32), np.array(capacity, dtype=np.int64))
    assert made.slot.tolist() == [-1] * shape[0]
    assert made.value == 0.0
    assert made.share_of_bound == (1.0 if made.upper_bound == 0 else 0.0)


def test_all_blocked_places_nobody_at_no_price() -> None:
    made = plan(np.zeros((3, 2), dtype=np.float32), np.array([1, 1]))
    assert (made.slot.tolist(), made.price.tolist()) == ([-1, -1, -1], [0.0, 0.0])
    assert made.upper_bound == 0.0


def test_one_case_takes_its_best_slot() -> None:
    made = plan(np.array([[1.0, 3.0, 2.0]], dtype=np.float32), np.array([1, 1, 1]))
    assert (made.slot.tolist(), made.value) == ([1], 3.0)


def test_closed_slot_is_priced_at_what_it_would_be_worth() -> None:
    made = plan(np.array([[1.0, 3.0]], dtype=np.float32), np.array([1, 0]))
    assert (made.slot.tolist(), made.price.tolist()) == ([0], [0.0, 2.0])


def test_share_of_bound_is_one_without_value() -> None:
    empty = np.zeros(0)
    assert Plan(empty.astype(np.int64), 0.0, 0.0, empty).share_of_bound == 1.0


@pytest.mark.parametrize(
    ("value", "capacity", "says"),
    [
        (np.ones(3), [1, 1, 1], "value must be"),
        (np.ones((2, 3)), [1, 1], "value must be"),
        (np.ones((1, 2)), [1, -1], "must not be negative"),
        (np.array([[np.nan]]), [1], "must be finite"),
        (np.array([[np.inf]]), [1], "must be finite"),
    ],
)
def test_input_that_does_not_fit_is_refused(
    value: NDArray[np.float64], capacity: list[int], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        plan(value, np.array(capacity))


def test_kept_window_moves_only_for_more_than_the_threshold() -> None:
    value = np.array([[1.0, 1.15], [1.0, 1.25]], dtype=np.float32)
    favoured = favour_kept(value, np.array([0, 0]), threshold=0.2)
    assert plan(favoured, np.array([2, 2])).slot.tolist() == [0, 1]


def test_case_without_window_is_not_favoured() -> None:
    value = np.array([[1.0, 1.1]], dtype=np.float32)
    assert favour_kept(value, np.array([-1]), threshold=0.2).tolist() == value.tolist()
