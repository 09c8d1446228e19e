"""Learning from the shop's own calls, and being honest about it."""

import numpy as np
import pytest

from reviews.domain.outcomes import Outcome
from reviews.domain.places import PlaceType
from reviews.domain.reach import ReachModel
from reviews.domain.reach_learning import Calibration, PlacedDial, calibrate, learned
from reviews.domain.reach_prior import PLACES
from tests.reviews.domain.buyers import dial

OFFICE = PLACES.index(PlaceType.OFFICE)
AT_OFFICES = np.eye(len(PLACES))[OFFICE]


def taught(outcome: Outcome, calls: int) -> ReachModel:
    return learned(ReachModel.prior(), [PlacedDial(dial("10:30", outcome), AT_OFFICES)] * calls)


def test_many_answers_outweigh_the_prior_in_their_hour() -> None:
    assert taught(Outcome.ANSWERED, 200).curves()[OFFICE, 0, 21] > 0.9
    assert taught(Outcome.NO_ANSWER, 200).curves()[OFFICE, 0, 21] < 0.05


def test_one_answer_moves_the_rate_a_little() -> None:
    prior, after = ReachModel.prior().curves(), taught(Outcome.ANSWERED, 1).curves()
    gain = (after - prior)[OFFICE, 0]
    assert 0 < gain[21] < 0.06
    assert gain[21] > gain[22] > gain[23] > gain[24] == 0


def test_other_places_learn_nothing() -> None:
    prior, after = ReachModel.prior().curves(), taught(Outcome.ANSWERED, 9).curves()
    others = np.arange(len(PLACES)) != OFFICE
    assert (prior[others] == after[others]).all()


def test_wrong_number_teaches_nothing() -> None:
    assert (taught(Outcome.WRONG_NUMBER, 9).calls == 0).all()


def test_learning_leaves_the_old_model_alone() -> None:
    model = ReachModel.prior()
    learned(model, [PlacedDial(dial("10:30"), AT_OFFICES)])
    assert (model.calls == 0).all()


def test_model_that_knows_more_than_the_hour_helps() -> None:
    rng = np.random.default_rng(1)
    chance = rng.choice([0.1, 0.8], 400)
    answered = (rng.random(400) < chance).astype(float)
    hour = rng.integers(9, 21, 400)
    found = calibrate(chance, answered, hour)
    assert (found.calls, found.helps) == (400, True)
    assert [one.calls for one in found.bins] == [
        int((chance == 0.1).sum()),
        int((chance == 0.8).sum()),
    ]
    assert found.bins[1].answered == pytest.approx(0.8, abs=0.1)


def test_model_that_knows_nothing_is_shown_as_such() -> None:
    rng = np.random.default_rng(2)
    hour = rng.integers(9, 21, 2000)
    answered = (rng.random(2000) < np.where(hour < 15, 0.2, 0.6)).astype(float)
    found = calibrate(np.full(2000, 0.9), answered, hour)
    assert not found.helps
    assert found.brier_hourly < found.brier_constant < found.brier


def test_no_calls_no_claim() -> None:
    nothing = np.zeros(0)
    assert calibrate(nothing, nothing, nothing.astype(np.int64)) == Calibration(0, 0, 0, 0, ())
    assert not calibrate(nothing, nothing, nothing.astype(np.int64)).helps


def test_chance_of_one_falls_into_the_last_bin() -> None:
    found = calibrate(np.array([1.0]), np.array([1.0]), np.array([10]))
    assert [(one.predicted, one.calls) for one in found.bins] == [(1.0, 1)]
