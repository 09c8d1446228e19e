"""From evidence to beliefs."""

import datetime as dt

import numpy as np
import pytest

from reviews.domain.outcomes import Outcome
from reviews.domain.places import PlaceType
from reviews.domain.reach import ReachModel
from reviews.domain.reach_beliefs import around, believe
from reviews.domain.reach_evidence import ReachEvidence
from reviews.domain.reach_prior import PLACES
from tests.reviews.domain.buyers import NOW, dial, living_at, moment

MODEL = ReachModel.prior()


def chance_of(place: PlaceType, known: ReachEvidence) -> float:
    return float(believe(known, model=MODEL, now=NOW).places[0, PLACES.index(place)])


def test_places_are_probabilities() -> None:
    likely = believe(living_at(PlaceType.OFFICE), model=MODEL, now=NOW).places[0]
    assert likely.sum() == pytest.approx(1)
    assert (likely > 0).all()


def test_address_is_never_quite_believed() -> None:
    sure = ReachEvidence(places={PlaceType.OFFICE: 1.0})
    assert 0.7 < chance_of(PlaceType.OFFICE, sure) < 0.9


def test_late_orders_speak_for_a_student() -> None:
    late = tuple(moment(clock) for clock in ("12:10", "22:05", "22:40", "12:40"))
    assert chance_of(PlaceType.CAMPUS, ReachEvidence(active=late)) > chance_of(
        PlaceType.CAMPUS, ReachEvidence()
    )


def test_only_the_newest_twenty_hours_count() -> None:
    newest = tuple(moment("12:10", days_ago=day) for day in range(1, 21))
    older = tuple(moment("03:00", days_ago=day) for day in range(50, 60))
    with_older = ReachEvidence(active=(*older, *newest))
    assert chance_of(PlaceType.CAMPUS, with_older) == chance_of(
        PlaceType.CAMPUS, ReachEvidence(active=newest)
    )


@pytest.mark.parametrize(
    ("outcome", "sign"),
    [
        (Outcome.ANSWERED, 1),
        (Outcome.PROMISED_TIME, 1),
        (Outcome.HUNG_UP, 1),
        (Outcome.REFUSED_CONTACT, 1),
        (Outcome.ABUSIVE, 1),
        (Outcome.REJECTED, 1),
        (Outcome.BUSY, 1),
        (Outcome.WRONG_NUMBER, 0),
        (Outcome.NO_ANSWER, -1),
        (Outcome.SWITCHED_OFF, -1),
    ],
)
def test_outcome_moves_the_tilt(outcome: Outcome, sign: int) -> None:
    tilt = believe(ReachEvidence(dials=(dial("10:30", outcome),)), model=MODEL, now=NOW).tilt[0]
    assert np.sign(tilt) == sign


def test_old_call_says_less_than_a_new_one() -> None:
    new, old = (
        believe(ReachEvidence(dials=(dial("10:30", days_ago=day),)), model=MODEL, now=NOW).tilt[0]
        for day in (1, 181)
    )
    assert new < old < 0


def test_short_ring_says_less_than_a_full_one() -> None:
    full, unknown, short = (
        believe(ReachEvidence(dials=(dial("10:30", ring=ring),)), model=MODEL, now=NOW).tilt[0]
        for ring in (30, None, 8)
    )
    assert full < unknown < short < 0


def test_call_later_than_now_counts_as_fresh() -> None:
    known = ReachEvidence(dials=(dial("10:30", days_ago=0),))
    before = believe(known, model=MODEL, now=NOW - dt.timedelta(days=1))
    assert before.own_calls.max() == pytest.approx(1.0)


def test_call_speaks_for_its_neighbours_and_half_for_the_other_kind_of_day() -> None:
    cells = {(day, position): weight for day, position, weight in around(0, 0)}
    assert cells[0, 0] == 1.0
    assert (cells[0, 1], cells[0, 47], cells[0, 46]) == (0.6, 0.6, 0.25)
    assert cells[1, 0] == 0.5
    assert len(cells) == 10
