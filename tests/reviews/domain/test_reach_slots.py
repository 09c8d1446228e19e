"""Half hours of the desk's day, and where they fall in the buyer's."""

import datetime as dt

import numpy as np
import pytest

from reviews.domain.places import PlaceType
from reviews.domain.reach_evidence import Moment
from reviews.domain.reach_prior import PLACES, prior_curves
from reviews.domain.reach_slots import (
    DESK_ZONE,
    HOME,
    SCHOOLED,
    Slots,
    at_moment,
    at_slots,
    half_hour,
    own_half_hours,
    shifted,
    upcoming_slots,
)
from reviews.domain.regions import BEIJING_HOURS, region_hours
from tests.reviews.domain.buyers import NOW, at_weekends

XINJIANG = region_hours("新疆")


@pytest.mark.parametrize(
    ("clock", "first", "count"),
    [
        ("00:00", "09:00", 24),
        ("09:00", "09:00", 24),
        ("09:29", "09:00", 24),
        ("09:30", "09:30", 23),
        ("20:59", "20:30", 1),
    ],
)
def test_day_starts_with_the_running_half_hour(clock: str, first: str, count: int) -> None:
    now = dt.datetime.combine(NOW.date(), dt.time.fromisoformat(clock), DESK_ZONE)
    some = upcoming_slots(now, days=1, is_off=at_weekends)
    assert some.starts_at[0].strftime("%H:%M") == first
    assert len(some) == count


def test_evening_after_closing_goes_on_with_the_next_day() -> None:
    some = upcoming_slots(NOW.replace(hour=21), days=2, is_off=at_weekends)
    assert some.starts_at[0] == NOW.replace(hour=9) + dt.timedelta(days=1)


def test_other_zones_are_read_by_the_desks_clock() -> None:
    utc = NOW.astimezone(dt.UTC)
    assert half_hour(utc) == half_hour(NOW) == 20
    assert upcoming_slots(utc, days=1, is_off=at_weekends).starts_at[0] == NOW


def test_days_off_are_asked_once_a_day() -> None:
    asked: list[dt.date] = []

    def is_off(day: dt.date) -> bool:
        asked.append(day)
        return day.weekday() == 3

    some = upcoming_slots(NOW, days=2, is_off=is_off)
    assert sorted(asked) == [NOW.date(), NOW.date() + dt.timedelta(days=1)]
    assert sorted(set(some.off.tolist())) == [0, 1]


def test_slots_count_minutes() -> None:
    some = Slots.of((NOW, NOW + dt.timedelta(hours=1)), is_off=at_weekends)
    assert np.diff(some.minute).tolist() == [60]


def test_east_is_not_shifted() -> None:
    curves = prior_curves()
    assert shifted(curves, BEIJING_HOURS) is curves


def test_work_keeps_its_shift_all_day_and_home_loses_it_towards_night() -> None:
    own = own_half_hours(XINJIANG)
    office, home = PLACES.index(PlaceType.OFFICE), PLACES.index(PlaceType.RESIDENTIAL)
    late = np.arange(48) - own
    assert late[office].tolist() == [2 * XINJIANG.work_hours] * 48
    assert late[home, 18] == 2 * XINJIANG.morning_hours
    assert late[home, 42] == 2 * XINJIANG.evening_hours


def test_shifted_curve_is_the_curve_of_two_hours_before() -> None:
    curves = prior_curves()
    office = PLACES.index(PlaceType.OFFICE)
    assert shifted(curves, XINJIANG)[office, 0, 28] == pytest.approx(curves[office, 0, 24])


def test_slots_know_the_school_holidays_of_their_days() -> None:
    some = upcoming_slots(
        NOW, days=2, is_off=at_weekends, in_school_break=lambda day: day > NOW.date()
    )
    assert some.school_break is not None
    assert some.school_break.tolist() == [start.date() > NOW.date() for start in some.starts_at]


def test_half_hours_in_the_school_holidays_find_pupils_at_home_and_others_as_ever() -> None:
    curves = prior_curves()
    half = upcoming_slots(
        NOW, days=2, is_off=at_weekends, in_school_break=lambda day: day > NOW.date()
    )
    found = at_slots(curves, half)
    usual = curves[:, half.off, half.half_hour]
    free = np.array([start.date() > NOW.date() for start in half.starts_at])
    pupils = list(SCHOOLED)
    assert (found[pupils][:, free] == curves[HOME, 1, half.half_hour[free]]).all()
    assert (found[pupils][:, ~free] == usual[pupils][:, ~free]).all()
    others = [place for place in range(len(PLACES)) if place not in SCHOOLED]
    assert (found[others] == usual[others]).all()


def test_moment_in_the_school_holidays_finds_pupils_at_home_and_others_as_ever() -> None:
    curves = prior_curves()
    term, holiday = Moment(NOW, off=False), Moment(NOW, off=False, school_break=True)
    found = at_moment(curves, holiday)
    assert found[list(SCHOOLED)].tolist() == [curves[HOME, 1, 20]] * 2
    others = [place for place in range(len(PLACES)) if place not in SCHOOLED]
    assert (found[others] == at_moment(curves, term)[others]).all()
    assert (at_moment(curves, term) == curves[:, 0, 20]).all()
