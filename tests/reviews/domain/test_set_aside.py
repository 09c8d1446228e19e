import dataclasses
import datetime as dt

import numpy as np
import pytest

from reviews.domain.outcomes import Outcome
from reviews.domain.places import PlaceType
from reviews.domain.reach import ReachModel, reach_curves
from reviews.domain.reach_beliefs import believe
from reviews.domain.reach_evidence import AgreedTime, EvidenceKind, ReachEvidence
from reviews.domain.reason import Reason
from reviews.domain.set_aside import NOTHING_ASIDE, Aside, in_words, left_of, newest_at, pieces_of
from tests.reviews.domain.buyers import HOUR, NOW, dial, living_at, moment, slots

DAY = dt.timedelta(days=1)
KNOWN = ReachEvidence(
    places={PlaceType.OFFICE: 0.8, PlaceType.UNKNOWN: 0.2},
    dials=(dial("19:30", Outcome.ANSWERED, days_ago=3), dial("10:00", days_ago=1)),
    active=(moment("22:10", days_ago=9), moment("22:40", days_ago=2), moment("08:00", days_ago=4)),
    seen_at=NOW - HOUR,
    agreed=AgreedTime(NOW + HOUR, NOW + 2 * HOUR),
)


def test_what_was_known_until_then_counts_no_more():
    left = left_of(KNOWN, Aside(dict.fromkeys(EvidenceKind, NOW)))
    assert (left.dials, left.active, left.seen_at) == ((), (), None)
    assert (left.places, left.agreed) == (KNOWN.places, KNOWN.agreed)


def test_what_came_later_counts_again():
    left = left_of(KNOWN, Aside(dict.fromkeys(EvidenceKind, NOW - 2 * DAY)))
    assert (left.dials, left.active, left.seen_at) == (
        KNOWN.dials[1:],
        KNOWN.active[1:2],
        NOW - HOUR,
    )


def test_nothing_set_aside_leaves_everything():
    assert left_of(KNOWN, NOTHING_ASIDE) is KNOWN
    everything = Aside(dict.fromkeys(EvidenceKind, NOW))
    assert left_of(ReachEvidence(), everything) == ReachEvidence()


@pytest.mark.parametrize(
    ("kind", "field", "at"),
    [
        (EvidenceKind.OWN_CALLS, "dials", KNOWN.dials[0].when.at),
        (EvidenceKind.OWN_HOURS, "active", KNOWN.active[0].at),
        (EvidenceKind.PRESENCE, "seen_at", KNOWN.seen_at),
    ],
)
def test_a_single_piece_goes_and_its_kind_stays(kind, field, at):
    left = left_of(KNOWN, Aside(pieces=frozenset({(kind, at)})))
    gone = None if kind is EvidenceKind.PRESENCE else getattr(KNOWN, field)[1:]
    assert left == dataclasses.replace(KNOWN, **{field: gone})


def test_single_pieces_are_told_by_their_moments_the_newest_first():
    first, last = (call.when.at for call in KNOWN.dials)
    assert pieces_of(EvidenceKind.OWN_CALLS, KNOWN) == (
        (last, Reason("fact.own_call", {"fact_at": last.isoformat(), "outcome": "no_answer"})),
        (first, Reason("fact.own_call", {"fact_at": first.isoformat(), "outcome": "answered"})),
    )
    hours = [at for at, _fact in pieces_of(EvidenceKind.OWN_HOURS, KNOWN)]
    assert hours == sorted((moment.at for moment in KNOWN.active), reverse=True)
    seen = Reason("fact.seen_online", {"seen_at": KNOWN.seen_at.isoformat()})
    assert pieces_of(EvidenceKind.PRESENCE, KNOWN) == ((KNOWN.seen_at, seen),)
    assert pieces_of(EvidenceKind.PRESENCE, ReachEvidence()) == ()
    assert pieces_of(EvidenceKind.PLACE, KNOWN) == ()


def test_a_buyer_whose_calls_are_set_aside_is_reached_like_a_stranger():
    model, some = ReachModel.prior(), slots()
    called = living_at(PlaceType.OFFICE, dials=KNOWN.dials)
    aside = left_of(called, Aside({EvidenceKind.OWN_CALLS: NOW}))
    curves = [
        reach_curves(believe(one, model=model, now=NOW), some, model=model, now=NOW)
        for one in (aside, living_at(PlaceType.OFFICE))
    ]
    assert np.allclose(*curves)


@pytest.mark.parametrize(
    ("kind", "at"),
    [
        (EvidenceKind.PRESENCE, NOW - HOUR),
        (EvidenceKind.OWN_CALLS, KNOWN.dials[1].when.at),
        (EvidenceKind.OWN_HOURS, KNOWN.active[1].at),
        (EvidenceKind.PLACE, None),
        (EvidenceKind.SHOP_RATES, None),
    ],
)
def test_a_piece_is_as_old_as_its_newest_fact(kind, at):
    assert newest_at(kind, KNOWN) == at


@pytest.mark.parametrize("kind", EvidenceKind)
def test_no_facts_have_no_age(kind):
    assert newest_at(kind, ReachEvidence()) is None


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (
            EvidenceKind.AGREED_TIME,
            Reason("timing.agreed_time", {"agreed_at": (NOW + HOUR).isoformat()}),
        ),
        (EvidenceKind.PRESENCE, Reason("fact.seen_online", {"seen_at": (NOW - HOUR).isoformat()})),
        (EvidenceKind.OWN_CALLS, Reason("fact.own_calls", {"answered": 1, "calls": 2})),
        (EvidenceKind.OWN_HOURS, Reason("fact.own_hours", {"count": 3, "clock": "22:00"})),
        (EvidenceKind.PLACE, Reason("fact.place", {"place_type": "office"})),
        (EvidenceKind.SHOP_RATES, None),
    ],
)
def test_a_piece_is_told_by_its_bare_facts(kind, reason):
    told = in_words(kind, KNOWN)
    assert told == reason
    assert reason is None or told.params == reason.params


@pytest.mark.parametrize("kind", [kind for kind in EvidenceKind if kind is not EvidenceKind.PLACE])
def test_where_nothing_is_known_there_is_nothing_to_tell(kind):
    assert in_words(kind, ReachEvidence()) is None


def test_a_place_nobody_knows_can_still_be_put_right():
    known = in_words(EvidenceKind.PLACE, ReachEvidence())
    assert known.params == {"place_type": "unknown"}
