"""Do predictions come true? The answer on logs whose truth is known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from reviews.domain.calibration import calibrate
from reviews.domain.forecast_log import (
    Interval,
    hourly_rates,
    interval,
    log_score,
    mean_interval,
    resampled,
)
from tests.reviews.domain.forecast_logs import log_of

RNG = np.random.default_rng(3)


def spread(calls: int) -> NDArray[np.float64]:
    return RNG.uniform(0.05, 0.75, calls)


def test_true_predictions_come_true_in_every_bin() -> None:
    found = calibrate(log_of(spread(5000)))
    assert found is not None
    assert found.reason.code == "forecast.comes_true"
    assert [one.calls for one in found.bins] == [one.calls for one in found.bins if one.calls]
    assert len(found.bins) == 8
    assert all(one.answered == pytest.approx(one.predicted, abs=0.06) for one in found.bins)
    assert found.off_by_interval.low <= found.off_by <= found.off_by_interval.high


@pytest.mark.parametrize(
    ("shift", "code"), [(0.2, "forecast.too_low"), (-0.2, "forecast.too_high")]
)
def test_predictions_that_are_off_on_one_side_are_named(shift: float, code: str) -> None:
    predicted = RNG.uniform(0.3, 0.6, 2000)
    found = calibrate(log_of(predicted, predicted + shift))
    assert found is not None
    assert found.reason.code == code
    assert found.off_by == pytest.approx(0.2, abs=0.03)


def test_predictions_that_are_off_on_both_sides_are_uneven() -> None:
    predicted = np.tile([0.2, 0.8], 2000)
    found = calibrate(log_of(predicted, np.full(4000, 0.5)))
    assert found is not None
    assert found.reason.code == "forecast.uneven"


def test_ten_bins_and_a_chance_of_one_falls_into_the_last() -> None:
    found = calibrate(log_of(np.array([0.0, 0.1, 0.95, 1.0])))
    assert found is not None
    assert [(one.predicted, one.calls) for one in found.bins] == [
        (0.0, 1),
        (pytest.approx(0.1), 1),
        (pytest.approx(0.975), 2),
    ]


def test_scores_are_those_of_the_books() -> None:
    log = log_of(np.array([0.8, 0.3]), np.array([1.0, 0.0]))
    found = calibrate(log)
    assert found is not None
    assert found.brier == pytest.approx((0.2**2 + 0.3**2) / 2)
    assert found.log_score == pytest.approx((np.log(0.8) + np.log(0.7)) / 2)
    assert found.brier_constant == pytest.approx(0.25)


def test_model_that_knows_who_answers_beats_the_hours() -> None:
    found = calibrate(log_of(np.tile([0.1, 0.7], 500)))
    assert found is not None
    assert found.against_hours.code == "forecast.beats_hours"
    assert found.log_score > found.log_score_hourly
    assert found.thirds.params["best_share"] == pytest.approx(0.7, abs=0.06)
    assert found.thirds.params["worst_share"] == pytest.approx(0.1, abs=0.06)


def test_model_that_knows_nothing_is_shown_as_such() -> None:
    same = np.full(3000, 0.9)
    found = calibrate(log_of(same, np.full(3000, 0.4)))
    assert found is not None
    assert found.against_hours.code == "forecast.worse_than_hours"
    assert found.brier_hourly < found.brier


def test_model_no_better_than_the_shops_mean_is_no_better_than_the_hours() -> None:
    found = calibrate(log_of(np.full(150, 0.3)))
    assert found is not None
    assert found.against_hours.code == "forecast.no_better_than_hours"


@pytest.mark.parametrize("calls", [1, 99])
def test_few_calls_say_how_many_are_missing(calls: int) -> None:
    found = calibrate(log_of(spread(calls)))
    assert found is not None
    assert {found.reason.code, found.against_hours.code, found.thirds.code} == {"forecast.too_few"}
    assert found.reason.params == {"calls": calls, "needed": 100}


def test_no_calls_no_claim() -> None:
    assert calibrate(log_of(np.zeros(0))) is None


@pytest.mark.parametrize("answered", [0.0, 1.0])
def test_all_answered_or_none_gives_finite_figures(answered: float) -> None:
    found = calibrate(log_of(spread(500), np.full(500, answered)))
    assert found is not None
    assert found.answered == answered
    figures = (found.log_score, found.log_score_hourly, found.off_by, found.brier_hourly)
    assert np.isfinite(figures).all()
    assert found.reason.code == ("forecast.too_low" if answered else "forecast.too_high")


def test_calls_of_one_person_count_together() -> None:
    values = np.repeat(np.random.default_rng(1).normal(size=200), 50)
    alone = mean_interval(values, np.arange(10_000))
    together = mean_interval(values, np.arange(10_000) // 50)
    assert together.high - together.low > 4 * (alone.high - alone.low)


def test_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    covered = 0
    for seed in range(100):
        values = np.random.default_rng(seed).normal(size=300)
        sure = mean_interval(values, np.arange(300))
        covered += sure.low <= 0 <= sure.high
    assert 88 <= covered <= 100


@pytest.mark.parametrize(("low", "high", "side"), [(0.1, 0.2, 1), (-0.2, -0.1, -1), (-0.1, 0.1, 0)])
def test_interval_is_on_a_side_only_where_it_is_clear(low: float, high: float, side: int) -> None:
    assert Interval(low, high).side == side


def test_nothing_known_leaves_everything_open() -> None:
    assert interval(np.array([np.nan])) == Interval(-np.inf, np.inf)


def test_sums_of_people_drawn_anew_keep_their_mean() -> None:
    sums = resampled(np.ones((5000, 1)), np.arange(5000))
    assert sums.mean() == pytest.approx(5000, rel=0.01)


def test_judged_call_does_not_know_its_own_answer() -> None:
    assert hourly_rates(np.array([1.0, 0.0]), np.array([9, 9])).tolist() == [
        pytest.approx(5 / 11),
        pytest.approx(6 / 11),
    ]
    assert hourly_rates(np.zeros(0), np.zeros(0, dtype=np.int64)).tolist() == []


def test_certain_prediction_that_fails_costs_much_but_not_everything() -> None:
    assert log_score(np.array([1.0]), np.array([0.0])) == pytest.approx(np.log(0.01))
