"""Reach in words: what each piece of evidence does to the chance of an answer."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from reviews.domain.outcomes import Outcome
from reviews.domain.places import PlaceType
from reviews.domain.reach import (
    AGREED,
    Beliefs,
    ReachModel,
    presence,
    reach_curves,
    stack,
)
from reviews.domain.reach_beliefs import believe
from reviews.domain.reach_evidence import AgreedTime, EvidenceKind, ReachEvidence
from reviews.domain.reach_learning import PlacedDial, learned
from reviews.domain.reach_prior import PLACES
from reviews.domain.reach_slots import Slots
from reviews.domain.regions import region_hours
from tests.reviews.domain.buyers import NOW, column, dial, living_at, slots

MODEL = ReachModel.prior()
OFFICE, CAMPUS = PlaceType.OFFICE, PlaceType.CAMPUS


def curve(
    known: ReachEvidence, *, model: ReachModel = MODEL, some: Slots | None = None
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    beliefs = believe(known, model=model, now=NOW)
    return np.asarray(reach_curves(beliefs, some or slots(), model=model, now=NOW)[0])


def one(beliefs: Beliefs) -> Beliefs:
    return beliefs.take(np.array([0]))


def test_knowing_nothing_is_legal_and_gives_the_hours_of_all_buyers() -> None:
    usual = curve(ReachEvidence())
    assert usual.shape == (len(slots()),)
    assert ((usual > 0.1) & (usual < 0.6)).all()


def test_student_is_reached_at_noon_rather_than_in_class() -> None:
    student, some = curve(living_at(CAMPUS)), slots()
    assert student[column(some, "12:00")] > 1.5 * student[column(some, "10:00")]


def test_after_no_answer_the_same_kind_of_hour_falls_against_others() -> None:
    some = slots(days=3)
    before = curve(living_at(OFFICE), some=some)
    after = curve(living_at(OFFICE, dials=(dial("19:30"),), dials_before=1), some=some)
    evening, morning = column(some, "19:30", day=1), column(some, "11:00", day=1)
    assert after[evening] / before[evening] < after[morning] / before[morning] < 1


def test_answer_at_eight_lifts_its_neighbours_a_little() -> None:
    some = slots()
    before = curve(living_at(OFFICE), some=some)
    after = curve(living_at(OFFICE, dials=(dial("20:00", Outcome.ANSWERED),)), some=some)
    gain = after - before
    same, beside, far = (column(some, clock, day=1) for clock in ("20:00", "20:30", "11:00"))
    assert gain[same] > gain[beside] > gain[far] > 0


def test_good_hour_comes_first_and_is_not_saved_for_a_later_dial() -> None:
    # Value of a first call in the good hour and a second in the poor one, against the other way.
    some = slots(days=2)
    good, poor = column(some, "19:30", day=1), column(some, "10:30", day=1)
    first = curve(living_at(OFFICE), some=some)
    second = curve(living_at(OFFICE, dials_before=1), some=some)
    good_first = first[good] + (1 - first[good]) * second[poor]
    poor_first = first[poor] + (1 - first[poor]) * second[good]
    assert first[good] > first[poor]
    assert good_first > poor_first


@pytest.mark.parametrize("place", [CAMPUS, OFFICE, PlaceType.UNKNOWN])
def test_chance_never_rises_with_further_dials(place: PlaceType) -> None:
    curves = [curve(living_at(place, dials_before=dials)) for dials in range(5)]
    assert all((later < earlier).all() for earlier, later in pairwise(curves))


def test_slope_fits_the_published_fall_of_success_with_each_contact() -> None:
    # Success by contact of 45,211 clients of a bank, in percent (UCI Bank Marketing).
    published = np.array([5.66, 5.06, 4.08, 3.29, 2.27, 2.11])
    first = believe(ReachEvidence(), model=MODEL, now=NOW)
    six = replace(stack([first] * 6), dials=np.arange(6))
    tilts = np.linspace(-3, 0, 301, dtype=np.float32)
    some = Slots.of((NOW,), is_off=lambda _day: False)
    fits = [
        100
        * reach_curves(
            replace(six, tilt=np.full(6, tilt, dtype=np.float32)), some, model=MODEL, now=NOW
        )[:, 0]
        for tilt in tilts
    ]
    assert min(np.abs(fit - published).max() for fit in fits) <= 0.5


def test_presence_lifts_now_and_fades() -> None:
    some = slots()
    gain = curve(ReachEvidence(seen_at=NOW), some=some) - curve(ReachEvidence(), some=some)
    assert gain[0] > 0.3
    assert gain[0] > gain[1] > gain[2] > gain[6] >= 0
    assert gain[12] == pytest.approx(0, abs=1e-3)


def test_presence_halves_every_twenty_minutes() -> None:
    some = Slots.of((NOW,), is_off=lambda _day: False)
    seen = np.array([some.minute[0], some.minute[0] - 20, np.nan])
    assert presence(seen, some, now=some.minute[0])[:, 0].tolist() == pytest.approx([0.8, 0.4, 0])


def test_agreed_time_stands_above_everything_and_lowers_the_rest() -> None:
    some = slots()
    at = NOW + dt.timedelta(hours=5)
    known = living_at(CAMPUS, agreed=AgreedTime(at, at + dt.timedelta(minutes=30)))
    agreed, usual = curve(known, some=some), curve(living_at(CAMPUS), some=some)
    there = some.starts_at.index(at)
    assert agreed[there] == pytest.approx(AGREED)
    others = np.arange(len(some)) != there
    assert agreed[others] == pytest.approx(usual[others] / 2)


def test_wrong_kind_of_place_is_overruled_by_five_answered_calls() -> None:
    some = slots()
    soldier = living_at(PlaceType.MILITARY)
    answered = tuple(dial("10:30", Outcome.ANSWERED, days_ago=day) for day in (1, 2, 5, 6, 7))
    at = column(some, "10:30", day=1)
    assert curve(soldier, some=some)[at] < 0.2
    assert curve(replace(soldier, dials=answered), some=some)[at] > 0.5


def test_five_answered_calls_overrule_the_place_itself() -> None:
    answered = tuple(dial("10:30", Outcome.ANSWERED, days_ago=day) for day in (1, 2, 5, 6, 7))
    known = replace(living_at(PlaceType.MILITARY), dials=answered)
    likely = believe(known, model=MODEL, now=NOW).places[0]
    assert PLACES[int(likely.argmax())] is not PlaceType.MILITARY


def test_made_up_saturday_has_the_hours_of_a_workday() -> None:
    saturday = NOW + dt.timedelta(days=3)
    workday = Slots.of((saturday,), is_off=lambda _day: False)
    off = Slots.of((saturday,), is_off=lambda _day: True)
    wednesday = Slots.of((NOW,), is_off=lambda _day: False)
    known = living_at(OFFICE)
    assert curve(known, some=workday) == curve(known, some=wednesday)
    assert curve(known, some=off) != curve(known, some=wednesday)


@pytest.mark.parametrize("place", [CAMPUS, PlaceType.SCHOOL])
def test_pupils_are_at_home_in_the_school_holidays(place: PlaceType) -> None:
    start = (NOW,)
    holiday = Slots.of(start, is_off=lambda _d: False, in_school_break=lambda _d: True)
    term = Slots.of(start, is_off=lambda _d: False)
    sunday = Slots.of(start, is_off=lambda _d: True)
    sure = ReachEvidence(places={place: 1.0})
    at_home = ReachEvidence(places={PlaceType.RESIDENTIAL: 1.0})
    in_class = curve(sure, some=term)[0]
    assert in_class < curve(sure, some=holiday)[0] <= curve(at_home, some=sunday)[0]


@pytest.mark.parametrize("place", list(PlaceType))
def test_nobody_in_xinjiang_before_half_past_ten(place: PlaceType) -> None:
    some = slots(days=2)
    west = curve(living_at(place, region=region_hours("新疆维吾尔自治区")), some=some)
    early = [column(some, clock, day=1) for clock in ("09:00", "09:30", "10:00")]
    assert west[early].tolist() == [0, 0, 0]
    assert west[column(some, "10:30", day=1)] > 0


def test_lunch_in_xinjiang_is_two_hours_later() -> None:
    some = slots()
    east, west = (
        curve(living_at(OFFICE, region=region_hours(name)), some=some) for name in ("浙江", "新疆")
    )
    assert column(some, "12:00") in {int(east[:10].argmax()), int(east[:10].argmax()) - 1}
    assert west[column(some, "14:00")] > west[column(some, "12:00")]


def test_stacked_buyers_keep_their_own_curves() -> None:
    known = [living_at(CAMPUS), living_at(OFFICE, region=region_hours("新疆")), ReachEvidence()]
    beliefs = stack([believe(each, model=MODEL, now=NOW) for each in known])
    together = reach_curves(beliefs, slots(), model=MODEL, now=NOW)
    assert len(beliefs) == 3
    for row, each in enumerate(known):
        assert together[row] == pytest.approx(curve(each))


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        (EvidenceKind.PRESENCE, ReachEvidence(seen_at=NOW)),
        (EvidenceKind.AGREED_TIME, ReachEvidence(agreed=AgreedTime(NOW, NOW))),
        (EvidenceKind.OWN_CALLS, ReachEvidence(dials=(dial("10:30"),))),
        (EvidenceKind.OWN_HOURS, ReachEvidence(active=(dial("22:00").when,))),
        (EvidenceKind.PLACE, living_at(CAMPUS)),
    ],
)
def test_kind_of_evidence_switched_off_changes_nothing(
    kind: EvidenceKind, known: ReachEvidence
) -> None:
    off = MODEL.without(kind)
    assert curve(known, model=off) == pytest.approx(curve(ReachEvidence(), model=MODEL))


def test_shop_rates_switched_off_are_the_prior() -> None:
    places = np.full(len(PLACES), 1 / len(PLACES))
    taught = learned(MODEL, [PlacedDial(dial("10:30", Outcome.ANSWERED), places)] * 50)
    assert curve(ReachEvidence(), model=taught) != pytest.approx(curve(ReachEvidence()))
    off = taught.without(EvidenceKind.SHOP_RATES)
    assert curve(ReachEvidence(), model=off) == pytest.approx(curve(ReachEvidence()))


def test_shop_that_is_answered_more_often_is_so_at_every_hour_until_its_rates_are_off() -> None:
    model = ReachModel.prior()
    often = replace(model, level=0.5)
    odds = [curves / (1 - curves) for curves in (often.curves(), model.curves())]
    assert np.allclose(odds[0], np.exp(0.5) * odds[1])
    assert np.allclose(often.without(EvidenceKind.SHOP_RATES).curves(), model.curves())


def test_no_buyers_give_an_empty_table() -> None:
    nobody = believe(ReachEvidence(), model=MODEL, now=NOW).take(slice(0, 0))
    assert reach_curves(nobody, slots(), model=MODEL, now=NOW).shape == (0, len(slots()))
