"""The simulation is fair: same worlds, same luck, rules kept, truth out of the planner's sight."""

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import reviews.simulation
from reviews.domain.outcomes import Outcome
from reviews.domain.places import PlaceType
from reviews.domain.reach_prior import PLACES
from reviews.simulation.comparison import (
    Difference,
    Figures,
    compare,
    difference,
    figures,
    gap_closed,
)
from reviews.simulation.desk import Record, run
from reviews.simulation.planner import Planner, planners
from reviews.simulation.policies import RandomSlot, plain_policies
from reviews.simulation.shifts import roster
from reviews.simulation.sight import (
    DAY,
    DIALS_A_CASE,
    GAP,
    Policy,
    State,
    in_hours,
    is_day_off,
)
from reviews.simulation.truth import Assumptions, World, make_world

SMALL = Assumptions(seed=1, buyers=24, days=4)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(SMALL)


def every_policy(world: World) -> list[Policy]:
    planned = [Planner(options, world.sight) for options in planners(world.chances)]
    return [*plain_policies(world.sight, seed=1), *planned]


def test_all_policies_keep_the_contact_rules(world: World) -> None:
    records = [run(world, policy, days=2) for policy in every_policy(world)]
    assert [record.rules_broken for record in records] == [0] * len(records)
    assert max(int(record.dials.max()) for record in records) <= DIALS_A_CASE


def test_same_assumptions_give_the_same_world_and_outcome(world: World) -> None:
    again = make_world(SMALL)
    assert (again.luck == world.luck).all()
    first, second = (
        run(some, plain_policies(some.sight, seed=1)[0], days=4) for some in (world, again)
    )
    assert (first.solved == second.solved).all()


def test_reviews_are_known_only_from_the_next_import(world: World) -> None:
    waits = world.sight.known - world.sight.arrived
    assert ((waits >= 0) & (waits <= 120)).all()


def test_shifted_world_has_later_habits() -> None:
    truth, late = (
        make_world(replace(SMALL, buyers=400, shift_hours=shift)).answers.mean(axis=(0, 1))
        for shift in (0.0, 1.5)
    )
    assert np.abs(late[3:] - truth[:-3]).mean() < np.abs(late - truth).mean()


def test_relabelled_world_names_wrong_places_and_keeps_the_truth() -> None:
    right, wrong = (
        make_world(replace(SMALL, buyers=400, relabelled=flag)) for flag in (False, True)
    )
    assert (right.answers == wrong.answers).all()
    named = right.sight.hint != PLACES.index(PlaceType.UNKNOWN)
    assert (right.sight.hint[named] != wrong.sight.hint[named]).all()


class Careless:
    """Calls one buyer too many, the same one twice, in the first half hour of all."""

    name = "careless"

    def __init__(self) -> None:
        self.calls: list[list[int]] = [[0, 0, 1]]

    def choose(self, _state: State, _now: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(self.calls.pop() if self.calls else [], dtype=np.int64)

    def learn(self, case: int, at: float, outcome: Outcome) -> None:
        """Nothing."""


def test_policy_that_breaks_rules_is_counted(world: World) -> None:
    # Three calls to reviews not known yet, in the first half hour with room, which is for one.
    assert run(world, Careless(), days=1).rules_broken == 3 + 2


class Hasty:
    """Calls the first known buyer again and again."""

    name = "hasty"

    def choose(self, state: State, now: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.flatnonzero(state.sight.known <= now)[:1]

    def learn(self, case: int, at: float, outcome: Outcome) -> None:
        """Nothing."""


def test_call_that_the_products_own_rules_forbid_is_counted_and_not_made(world: World) -> None:
    record = run(world, Hasty(), days=4)
    assert record.rules_broken > 10
    assert record.dials.max() <= DIALS_A_CASE


@pytest.mark.parametrize(
    ("clock", "open_"), [(539, False), (540, True), (779, True), (780, False), (1260, False)]
)
def test_hours_are_nine_to_nine_without_the_nap(clock: int, *, open_: bool) -> None:
    assert in_hours(DAY + clock) is open_


def test_nobody_may_be_called_outside_the_hours_or_too_soon(world: World) -> None:
    state = State(world.sight)
    noon = 2 * DAY + 12 * 60.0
    everyone = state.callable(noon)
    assert state.callable(2 * DAY + 100.0).size == 0
    state.last[everyone[0]] = noon - GAP + 1
    assert state.callable(noon).tolist() == everyone[1:].tolist()


def test_evening_block_calls_in_the_evening_only(world: World) -> None:
    state = State(world.sight)
    evening = plain_policies(world.sight, seed=1)[3]
    assert evening.choose(state, 2 * DAY + 12 * 60.0).size == 0
    chosen = evening.choose(state, 2 * DAY + 20 * 60.0)
    assert chosen.size == state.room(2 * DAY + 20 * 60.0)


def test_random_slot_draws_again_after_each_dial() -> None:
    policy = RandomSlot(3, seed=1)
    policy.waits[:] = -5
    policy.learn(1, 0.0, Outcome.NO_ANSWER)
    assert policy.waits.tolist()[::2] == [-5, -5]
    assert policy.waits[1] >= 0


def test_planner_hears_and_remembers(world: World) -> None:
    policy = Planner(planners(world.chances)[-2], world.sight)
    for _call in range(100):
        policy.learn(0, DAY + 600.0, Outcome.ANSWERED)
    assert policy.model.calls.sum() > 0
    assert policy.beliefs.tilt[0] > 0


def test_planner_knows_nothing_of_the_truth() -> None:
    folder = Path(reviews.simulation.__path__[0])
    for module in ("planner", "policies", "sight"):
        tree = ast.parse((folder / f"{module}.py").read_text("utf-8"))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert imported & {"reviews.simulation.truth", "reviews.simulation.desk"} == set()


def test_figures_count_judged_cases_only(world: World) -> None:
    record = run(world, plain_policies(world.sight, seed=1)[0], days=4)
    done = figures(record)
    assert done.never_called == pytest.approx(100 * np.isnan(record.first[record.judged]).mean())
    nobody = figures(replace(record, judged=np.zeros_like(record.judged)))
    assert (nobody.first_reach, nobody.solved, nobody.median_hours) == (0, 0, 0)


def test_comparison_holds_the_same_policies_in_every_world_in_one_process_or_two() -> None:
    worlds = [replace(SMALL, buyers=8, days=1, seed=seed) for seed in (1, 2)]
    named = ["newest first", "ours"]
    found = compare(worlds, only=named)
    assert [(name, len(row)) for name, row in found.items()] == [(name, 2) for name in named]
    assert compare(worlds, only=named, workers=2) == found


def test_gap_is_closed_from_oldest_first_to_the_oracle() -> None:
    def valued(value: float) -> list[Figures]:
        return [Figures(0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0)]

    found = {"oldest first": valued(10), "oracle": valued(30), "ours": valued(15)}
    assert [gap_closed(found, name) for name in found] == [0, 100, 25]
    found["oracle"] = valued(10)
    assert gap_closed(found, "ours") == 0


def test_difference_is_paired_and_needs_two_worlds() -> None:
    apart = difference([3.0, 4.0, 5.0], [1.0, 2.0, 3.0])
    assert (apart, apart.is_clear) == (Difference(2.0, 0.0), True)
    assert difference([1.0], [0.0]) == Difference(1.0, float("inf"))
    assert not difference([1.0], [0.0]).is_clear


def test_staff_make_three_calls_a_buyer_whatever_the_load() -> None:
    light = make_world(replace(SMALL, buyers=350, days=7))
    heavy = make_world(replace(SMALL, buyers=350, days=7, load=2.0))
    assert (light.sight.room == heavy.sight.room).all()
    assert light.sight.room[: 7 * 48].sum() == pytest.approx(3 * 350, abs=1)
    assert (len(light.sight), len(heavy.sight)) == (350, 700)


def test_roster_is_empty_outside_the_hours_and_thinner_on_sundays() -> None:
    by_day = roster(days=7, calls_a_day=140)[: 7 * 48].reshape(7, 48)
    assert by_day[:, :18].sum() == by_day[:, 26:28].sum() == by_day[:, 42:].sum() == 0
    assert by_day.sum(axis=1).argmin() == 6


def test_holidays_first_day_is_quiet_and_off() -> None:
    dragon_boat = 18 * DAY + 600.0
    assert is_day_off(dragon_boat)
    assert not in_hours(dragon_boat)


def test_promotions_bring_more_reviews() -> None:
    arrived = make_world(Assumptions(seed=3, buyers=3000, days=9)).sight.arrived
    by_day = np.bincount((arrived // DAY).astype(int), minlength=9)
    assert set(np.argsort(by_day)[-2:]) == {3, 6}


def test_complaints_are_some_of_the_refusals(world: World) -> None:
    record: Record = run(world, plain_policies(world.sight, seed=1)[0], days=4)
    assert record.complained <= record.refused <= record.answered


def test_oracle_knows_what_the_desk_will_meet(world: World) -> None:
    rows, number = np.arange(len(world.sight)), np.zeros(len(world.sight), dtype=np.int64)
    answers, talks = world.chances(rows, np.array([0]), np.array([20]), number)
    assert (answers[:, 0] == world.answers[:, 0, 20]).all()
    expected = [1 - world.refuses(int(case), 0, 20, number=0) for case in rows]
    assert talks[:, 0] == pytest.approx(expected)
