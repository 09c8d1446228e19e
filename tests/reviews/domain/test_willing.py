"""Willing is apart from reach: who answers in the evening talks less gladly."""

from dataclasses import replace

import numpy as np
import pytest

from reviews.domain.places import PlaceType
from reviews.domain.reach import Beliefs, ReachModel
from reviews.domain.reach_beliefs import believe
from reviews.domain.reach_prior import PLACES
from reviews.domain.willing import Willingness, at_work, willing_curves
from tests.reviews.domain.buyers import NOW, column, living_at, slots

SLOTS = slots(days=4)
PUPILS = PLACES.index(PlaceType.SCHOOL)


def buyer(place: PlaceType) -> Beliefs:
    return believe(living_at(place), model=ReachModel.prior(), now=NOW)


def willing(beliefs: Beliefs) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.asarray(willing_curves(beliefs, SLOTS, at_work(beliefs, SLOTS))[0])


def test_clerk_talks_more_gladly_at_lunch_than_at_work() -> None:
    talks = willing(buyer(PlaceType.OFFICE))
    assert talks[column(SLOTS, "12:30")] > talks[column(SLOTS, "10:30")]


def test_evening_is_a_little_worse_than_a_free_morning() -> None:
    at_home = buyer(PlaceType.RESIDENTIAL)
    free = np.zeros((1, len(SLOTS)), dtype=np.float32)
    talks = willing_curves(at_home, SLOTS, free)[0]
    assert 0.9 < talks[column(SLOTS, "19:30")] / talks[column(SLOTS, "11:00")] < 1


def test_day_off_has_no_work() -> None:
    saturday = column(SLOTS, "10:30", day=3)
    assert at_work(buyer(PlaceType.SCHOOL), SLOTS)[0, saturday] < 0.2


def test_each_dial_makes_talking_less_likely() -> None:
    once = buyer(PlaceType.OFFICE)
    again = replace(once, dials=once.dials + 1)
    assert (willing(again) < willing(once)).all()


@pytest.mark.parametrize("place", list(PlaceType))
def test_willing_is_a_probability(place: PlaceType) -> None:
    talks = willing(buyer(place))
    assert ((talks > 0.3) & (talks < 0.95)).all()


def test_pupils_have_no_lessons_in_the_school_holidays() -> None:
    some = slots()
    holiday = replace(some, school_break=np.ones(len(some), dtype=bool))
    pupil = replace(buyer(PlaceType.SCHOOL), places=np.eye(12, dtype=np.float32)[[PUPILS]])
    assert at_work(pupil, some)[0].max() == 1
    assert (at_work(pupil, holiday) == 0).all()
    unknown = replace(some, school_break=None)
    assert (at_work(pupil, unknown) == at_work(pupil, some)).all()


def test_shop_whose_buyers_talk_less_gladly_is_believed() -> None:
    clerk, busy = buyer(PlaceType.OFFICE), at_work(buyer(PlaceType.OFFICE), SLOTS)
    glad = willing_curves(clerk, SLOTS, busy)
    assert (willing_curves(clerk, SLOTS, busy, Willingness(base=0.5)) < glad).all()
