"""Learning the hours of places from the shop's own calls."""

from dataclasses import replace

import numpy as np

from reviews.domain.outcomes import Outcome
from reviews.domain.places import PlaceType
from reviews.domain.reach import ReachModel
from reviews.domain.reach_learning import PlacedDial, learned
from reviews.domain.reach_prior import PLACES
from reviews.domain.reach_slots import HOME
from tests.reviews.domain.buyers import dial

OFFICE, CAMPUS = PLACES.index(PlaceType.OFFICE), PLACES.index(PlaceType.CAMPUS)
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


def test_calls_at_midnight_speak_for_both_sides_of_it() -> None:
    model = learned(ReachModel.prior(), [PlacedDial(dial("00:00", Outcome.ANSWERED), AT_OFFICES)])
    assert model.calls[OFFICE, 0, [46, 47, 0, 1, 2]].tolist() == [0.25, 0.6, 1, 0.6, 0.25]
    assert model.calls[OFFICE, 1, 0] == 0.5


def test_call_counts_for_the_places_it_probably_went_to() -> None:
    halves = AT_OFFICES / 2 + np.eye(len(PLACES))[CAMPUS] / 2
    model = learned(ReachModel.prior(), [PlacedDial(dial("10:30"), halves)])
    assert model.calls[OFFICE, 0, 21] == model.calls[CAMPUS, 0, 21] == 0.5


def test_student_called_in_the_holidays_teaches_the_free_days_of_homes() -> None:
    call = dial("10:30")
    on_holiday = replace(call, when=replace(call.when, school_break=True))
    model = learned(ReachModel.prior(), [PlacedDial(on_holiday, np.eye(len(PLACES))[CAMPUS])])
    assert (model.calls[CAMPUS] == 0).all()
    assert model.calls[HOME, 1, 21] == 1


def test_clerk_called_in_the_school_holidays_teaches_the_office_as_ever() -> None:
    call = dial("10:30")
    on_holiday = replace(call, when=replace(call.when, school_break=True))
    model = learned(ReachModel.prior(), [PlacedDial(on_holiday, AT_OFFICES)])
    assert model.calls[OFFICE, 0, 21] == 1


def test_no_calls_teach_nothing() -> None:
    model = learned(ReachModel.prior(), [])
    assert (model.curves() == ReachModel.prior().curves()).all()
