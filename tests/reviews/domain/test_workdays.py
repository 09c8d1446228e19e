import datetime as dt

import pytest

from reviews.domain.workdays import Calendar, DayKind

NO_NOTICE = 2027


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (dt.date(2026, 11, 18), DayKind.WORKDAY),
        (dt.date(2026, 11, 21), DayKind.WEEKEND),
        (dt.date(2026, 2, 14), DayKind.MADE_UP),
        (dt.date(2026, 9, 20), DayKind.MADE_UP),
        (dt.date(2026, 2, 17), DayKind.HOLIDAY),
        (dt.date(2026, 2, 20), DayKind.HOLIDAY),
        (dt.date(2026, 10, 1), DayKind.HOLIDAY),
    ],
)
def test_a_day_is_what_the_state_council_made_it(day, kind):
    assert Calendar().day(day).kind == kind


def test_a_make_up_saturday_is_a_workday():
    assert Calendar().is_off(dt.date(2026, 2, 28)) is False


@pytest.mark.parametrize("day", [dt.date(2026, 11, 22), dt.date(2026, 10, 7)])
def test_weekends_and_holidays_are_off(day):
    assert Calendar().is_off(day) is True


def test_the_first_days_of_the_holidays_of_a_year_are_known():
    days = (dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(365))
    starts = [day for day in days if Calendar().day(day).is_holiday_start]
    assert starts == [
        dt.date(2026, 1, 1),
        dt.date(2026, 2, 15),
        dt.date(2026, 4, 4),
        dt.date(2026, 5, 1),
        dt.date(2026, 6, 19),
        dt.date(2026, 9, 25),
        dt.date(2026, 10, 1),
    ]


def test_a_holiday_that_comes_over_from_december_does_not_start_in_january():
    # 2023-01-01 was a Sunday; the run of days off began on Saturday, 31 December.
    assert Calendar().day(dt.date(2023, 1, 1)).is_holiday_start is False
    assert Calendar().day(dt.date(2023, 1, 2)).is_holiday_start is False


@pytest.mark.parametrize(("year", "provisional"), [(2025, False), (2026, False), (NO_NOTICE, True)])
def test_a_year_without_notice_is_provisional(year, provisional):
    assert Calendar().is_provisional(year) is provisional
    assert Calendar().day(dt.date(year, 3, 3)).provisional is provisional


def test_a_year_without_notice_still_has_its_statutory_holidays_and_weekends():
    calendar = Calendar()
    assert calendar.day(dt.date(NO_NOTICE, 10, 1)).kind == DayKind.HOLIDAY
    assert calendar.day(dt.date(NO_NOTICE, 3, 6)).kind == DayKind.WEEKEND


def test_an_override_corrects_a_day_and_announces_its_year():
    calendar = Calendar(overrides=((dt.date(NO_NOTICE, 3, 6), DayKind.MADE_UP),))
    assert calendar.is_off(dt.date(NO_NOTICE, 3, 6)) is False
    assert calendar.is_provisional(NO_NOTICE) is False
    assert calendar.is_provisional(NO_NOTICE + 1) is True


def test_a_single_day_off_by_hand_does_not_announce_its_year():
    calendar = Calendar(overrides=((dt.date(NO_NOTICE, 3, 3), DayKind.HOLIDAY),))
    assert calendar.is_off(dt.date(NO_NOTICE, 3, 3)) is True
    assert calendar.is_provisional(NO_NOTICE) is True


@pytest.mark.parametrize("year", [1, 1900, 2101, 9999])
def test_years_far_away_fall_back_to_weekdays(year):
    monday = next(day for day in (dt.date(year, 6, n) for n in range(1, 8)) if day.weekday() == 0)
    assert Calendar().is_off(monday) is False
    assert Calendar().is_off(monday + dt.timedelta(days=5)) is True
