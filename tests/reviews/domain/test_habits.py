"""What a shop's calls teach of further dials and of who talks gladly."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from reviews.domain.habits import AnsweredCalls, DialedCalls, Habits, learn_habits
from reviews.domain.reach import DIAL_SLOPE
from reviews.domain.willing import USUAL, Willingness

BESIDE = Path(__file__).resolve().parents[4] / "shared/data"
FATIGUE = Path(os.environ.get("REVIEWDESK_SHARED_DATA", BESIDE)) / "rhythm/bank_contact_fatigue.csv"
RNG = np.random.default_rng(7)
NOTHING = np.zeros(0)
NO_DIALS = DialedCalls(NOTHING, NOTHING, NOTHING, NOTHING)
NO_ANSWERS = AnsweredCalls(NOTHING, NOTHING, NOTHING, NOTHING)


def chance(logit: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray:  # type: ignore[type-arg]  # of any length
    return np.asarray(1 / (1 + np.exp(-logit)))


def dialed(calls: int, *, slope: float, level: float = 0.0, age: float = 0.0) -> DialedCalls:
    first = RNG.normal(-0.8, 0.4, calls)
    dials = RNG.integers(0, 5, calls).astype(float)
    happened = RNG.random(calls) < chance(first + level + slope * dials)
    return DialedCalls(first, dials, happened.astype(float), np.full(calls, age))


def answered(calls: int, truth: Willingness) -> AnsweredCalls:
    part, dials, busy = np.zeros(calls), RNG.integers(0, 4, calls).astype(float), RNG.random(calls)
    logit = truth.base + truth.per_dial * dials + truth.at_work * busy
    return AnsweredCalls(part, dials, busy, (RNG.random(calls) < chance(logit)).astype(float))


def test_no_calls_leave_the_usual_habits() -> None:
    found = learn_habits(NO_DIALS, NO_ANSWERS)
    assert found.dial_slope == pytest.approx(DIAL_SLOPE)
    assert found.willing.base == pytest.approx(USUAL.base)
    assert found.level == 0.0
    assert (found.further_dials, found.answered) == (0, 0)


@pytest.mark.parametrize("happened", [0.0, 1.0])
def test_one_call_moves_next_to_nothing(happened: float) -> None:
    one = np.array([happened])
    found = learn_habits(
        DialedCalls(np.array([-0.8]), np.ones(1), one, np.zeros(1)),
        AnsweredCalls(np.zeros(1), np.ones(1), np.ones(1), one),
    )
    assert found.dial_slope == pytest.approx(DIAL_SLOPE, abs=0.01)
    assert found.willing.per_dial == pytest.approx(USUAL.per_dial, abs=0.01)


def test_fifty_calls_hardly_move_a_strong_prior() -> None:
    assert learn_habits(dialed(50, slope=-1.0), NO_ANSWERS).dial_slope > -0.3


def test_many_calls_of_a_shop_outweigh_the_published_slope() -> None:
    found = learn_habits(dialed(20_000, slope=-0.6), NO_ANSWERS)
    assert found.dial_slope == pytest.approx(-0.6, abs=0.05)
    assert 15_000 < found.further_dials < 17_000


def test_shop_reached_more_often_than_predicted_has_no_milder_slope_for_it() -> None:
    found = learn_habits(dialed(20_000, slope=-0.2, level=0.8), NO_ANSWERS)
    assert found.dial_slope == pytest.approx(-0.2, abs=0.05)


def test_a_shop_that_is_answered_more_often_than_its_hours_say_learns_by_how_much() -> None:
    assert learn_habits(dialed(5_000, slope=-0.2, level=0.4), NO_ANSWERS).level == pytest.approx(
        0.4, abs=0.1
    )
    assert learn_habits(dialed(5_000, slope=-0.2, level=-0.6), NO_ANSWERS).level == pytest.approx(
        -0.6, abs=0.1
    )


def test_fifty_calls_move_the_level_half_way() -> None:
    # Forty of fifty answered at even odds are a logit of 1.4; half of it may be luck.
    first, ages = np.zeros(50), np.zeros(50)
    happened = (np.arange(50) < 40).astype(float)
    found = learn_habits(DialedCalls(first, np.zeros(50), happened, ages), NO_ANSWERS)
    assert found.level == pytest.approx(0.7, abs=0.1)


def test_calls_of_long_ago_hardly_count_for_the_level() -> None:
    old, new = (
        learn_habits(dialed(200, slope=-0.2, level=1.0, age=age), NO_ANSWERS).level
        for age in (150.0, 0.0)
    )
    assert 0 < old < 0.25 < 0.6 < new


def test_a_level_in_force_is_not_counted_twice() -> None:
    """Told 50 % at level 0.4 and half of them answered: it stays, for without it 40 % were told."""
    calls = 4_000
    raw = np.full(calls, -0.4)  # what the hours said; the level made it an even chance
    happened = np.tile([0.0, 1.0], calls // 2)
    found = learn_habits(DialedCalls(raw, np.zeros(calls), happened, np.zeros(calls)), NO_ANSWERS)
    assert found.level == pytest.approx(0.4, abs=0.01)


def test_predictions_far_too_low_teach_no_steep_slope() -> None:
    # Most of the calls predicted at 3 % were answered: a log of successes alone looks like this.
    first, dials = np.full(3_000, -3.5), RNG.integers(0, 3, 3_000).astype(float)
    happened = RNG.random(3_000) < chance(first + 4.0 + DIAL_SLOPE * dials)
    calls = DialedCalls(first, dials, happened.astype(float), np.zeros(3_000))
    found = learn_habits(calls, NO_ANSWERS)
    assert found.dial_slope == pytest.approx(DIAL_SLOPE, abs=0.1)


def test_success_never_rises_with_further_dials_whatever_the_log_says() -> None:
    found = learn_habits(
        dialed(20_000, slope=0.5), answered(20_000, Willingness(1.5, per_dial=0.4, at_work=0.6))
    )
    assert (found.dial_slope, found.willing.per_dial, found.willing.at_work) == (0.0, 0.0, 0.0)


def test_buyers_who_talk_less_gladly_than_usual_are_believed() -> None:
    truth = Willingness(base=0.4, per_dial=-0.5, at_work=-1.0)
    found = learn_habits(NO_DIALS, answered(30_000, truth)).willing
    assert found.base == pytest.approx(truth.base, abs=0.1)
    assert found.per_dial == pytest.approx(truth.per_dial, abs=0.1)
    assert found.at_work == pytest.approx(truth.at_work, abs=0.2)


@pytest.mark.parametrize("happened", [0.0, 1.0])
def test_all_answered_or_none_gives_finite_habits(happened: float) -> None:
    calls = 5000
    same = np.full(calls, happened)
    dials = np.tile([0.0, 1.0, 2.0, 3.0, 4.0], calls // 5)
    found = learn_habits(
        DialedCalls(np.zeros(calls), dials, same, np.zeros(calls)),
        AnsweredCalls(np.zeros(calls), dials, np.zeros(calls), same),
    )
    assert -1.0 < found.dial_slope <= 0.0
    assert np.isfinite(found.willing.base)


@pytest.mark.skipif(not FATIGUE.exists(), reason="the real counts are not beside the repository")
def test_slope_learned_from_real_counts_fits_the_first_six_contacts() -> None:
    # Clients reaching the k-th contact of a bank's campaign, and successes at it.
    with FATIGUE.open() as file:
        rows = [
            (int(row["clients_reaching_k"]), int(row["success_at_k"]))
            for row in csv.DictReader(file)
        ]
    reached, won = np.array(rows[:10]).T
    dials = np.repeat(np.arange(10.0), reached)
    happened = np.concatenate([np.arange(n) < k for n, k in zip(reached, won, strict=True)])
    start = float(np.log(won[0] / (reached[0] - won[0])))
    found = learn_habits(
        DialedCalls(
            np.full(len(dials), start), dials, happened.astype(float), np.zeros(len(dials))
        ),
        NO_ANSWERS,
    )
    shares = won / reached
    for slope in (found.dial_slope, DIAL_SLOPE):
        fits = [chance(level + slope * np.arange(6.0)) for level in np.linspace(-4, -1, 301)]
        assert min(np.abs(fit - shares[:6]).max() for fit in fits) <= 0.005
    assert found.dial_slope == pytest.approx(DIAL_SLOPE, abs=0.05)


def test_usual_habits_in_words() -> None:
    assert Habits().odds_kept == pytest.approx(0.82, abs=0.005)
    assert Habits().talk_percent == 82
    assert (Habits().odds_of_level, Habits(level=0.4).odds_of_level) == (
        1.0,
        pytest.approx(1.49, abs=0.01),
    )


def test_habits_come_back_from_json_as_they_were() -> None:
    habits = Habits(0.2, -0.3, Willingness(1.0, -0.2, -0.5), further_dials=7, answered=9)
    assert Habits.from_json(habits.as_json()) == habits
    assert Habits.from_json({}) == Habits()
    before = habits.as_json()
    del before["level"]
    assert Habits.from_json(before).level == 0.0  # a report of an earlier version
