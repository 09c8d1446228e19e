"""Why a half hour: the pieces, by weight."""

import datetime as dt

import numpy as np
import pytest

from reviews.domain.outcomes import Outcome
from reviews.domain.places import PlaceType
from reviews.domain.reach import ReachModel, reach_curves, stack
from reviews.domain.reach_beliefs import believe
from reviews.domain.reach_evidence import AgreedTime, EvidenceKind, ReachEvidence
from reviews.domain.reach_learning import PlacedDial, learned
from reviews.domain.reach_prior import PLACES
from reviews.domain.reach_why import Piece, explain, most_likely_place
from tests.reviews.domain.buyers import NOW, column, dial, living_at, slots

SLOTS = slots()


def pieces_of(
    known: ReachEvidence, clock: str, *, day: int = 0, model: ReachModel | None = None
) -> tuple[Piece, ...]:
    model = model or ReachModel.prior()
    chosen = np.array([column(SLOTS, clock, day=day)])
    beliefs = stack([believe(known, model=model, now=NOW)])
    reach = reach_curves(beliefs, SLOTS, model=model, now=NOW)[:, chosen[0]]
    return explain([known], SLOTS, chosen=chosen, reach=reach, model=model, now=NOW)[0]


def test_nothing_known_gives_no_pieces() -> None:
    assert pieces_of(ReachEvidence(), "12:00") == ()


@pytest.mark.parametrize(
    ("clock", "code"),
    [("12:00", "timing.place_good_hour"), ("10:30", "timing.place_poor_hour")],
)
def test_place_speaks_for_good_hours_and_against_poor_ones(clock: str, code: str) -> None:
    (piece,) = pieces_of(living_at(PlaceType.CAMPUS), clock)
    assert (piece.kind, piece.reason.code) == (EvidenceKind.PLACE, code)
    assert piece.reason.params["place_type"] == "campus"
    assert piece.reason.params["effect_share"] == piece.effect


def test_pieces_come_in_order_of_weight() -> None:
    known = living_at(
        PlaceType.CAMPUS,
        seen_at=NOW,
        dials=(dial("10:00", Outcome.ANSWERED), dial("20:00")),
        active=(dial("22:00").when, dial("22:30").when),
    )
    found = pieces_of(known, "10:00")
    weights = [abs(piece.effect) for piece in found]
    assert weights == sorted(weights, reverse=True)
    assert found[0].reason.code == "timing.seen_online"
    called = next(piece for piece in found if piece.kind is EvidenceKind.OWN_CALLS)
    assert (called.reason.params["answered"], called.reason.params["calls"]) == (1, 2)


def test_agreed_time_names_the_time() -> None:
    at = NOW + dt.timedelta(hours=5)
    known = ReachEvidence(agreed=AgreedTime(at, at + dt.timedelta(minutes=30)))
    (piece,) = pieces_of(known, "15:00")
    assert piece.reason.params["agreed_at"] == at.isoformat()


def test_hours_of_activity_name_the_most_frequent() -> None:
    active = (dial("22:00").when, dial("22:30").when, dial("09:00").when)
    found = pieces_of(ReachEvidence(active=active * 3), "20:00")
    params = [piece.reason.params for piece in found if piece.kind is EvidenceKind.OWN_HOURS]
    assert [(one["count"], one["clock"]) for one in params] == [(9, "22:00")]


def test_shops_own_calls_are_named_once_there_are_some() -> None:
    places = np.full(len(PLACES), 1 / len(PLACES))
    model = learned(ReachModel.prior(), [PlacedDial(dial("10:30", Outcome.ANSWERED), places)] * 200)
    codes = [piece.reason.code for piece in pieces_of(ReachEvidence(), "10:30", model=model)]
    assert codes == ["timing.shop_rates"]


def test_what_is_known_of_the_buyer_stands_before_the_shops_rates() -> None:
    places = np.full(len(PLACES), 1 / len(PLACES))
    model = learned(ReachModel.prior(), [PlacedDial(dial("10:30", Outcome.ANSWERED), places)] * 200)
    found = pieces_of(living_at(PlaceType.CAMPUS), "10:30", model=model)
    assert [piece.kind for piece in found] == [EvidenceKind.PLACE, EvidenceKind.SHOP_RATES]
    assert abs(found[0].effect) < abs(found[1].effect)


def test_no_buyers_need_no_words() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    reach = np.zeros(0, dtype=np.float32)
    model = ReachModel.prior()
    assert explain([], SLOTS, chosen=nothing, reach=reach, model=model, now=NOW) == []


@pytest.mark.parametrize(
    ("places", "likely"),
    [
        ({}, PlaceType.UNKNOWN),
        ({PlaceType.UNKNOWN: 1.0}, PlaceType.UNKNOWN),
        ({PlaceType.UNKNOWN: 0.7, PlaceType.OFFICE: 0.3}, PlaceType.OFFICE),
        ({PlaceType.UNKNOWN: 1.0, PlaceType.OFFICE: 0.0}, PlaceType.UNKNOWN),
    ],
)
def test_place_named_by_the_address(places: dict[PlaceType, float], likely: PlaceType) -> None:
    assert most_likely_place(ReachEvidence(places=places)) is likely
