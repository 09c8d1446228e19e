from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.weeks import DESK_ZONE, IsoWeek, weeks_up_to


def test_week_is_written_and_read_back():
    assert str(IsoWeek.parse("2026-W46")) == "2026-W46"
    assert IsoWeek.parse(" 2026W07 ") == IsoWeek(2026, 7)


@pytest.mark.parametrize(
    "written", ["", "46", "2026-46", "2026-W54", "2025-W53", "2026-W00", "W46"]
)
def test_week_that_names_none_is_refused(written):
    with pytest.raises(ValueError, match=r"week|Invalid"):
        IsoWeek.parse(written)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 11, 15, 15, 59, tzinfo=UTC), "2026-W46"),
        (datetime(2026, 11, 15, 16, 0, tzinfo=UTC), "2026-W47"),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 3, 15, 59, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 3, 16, 0, tzinfo=UTC), "2027-W01"),
        (datetime(2024, 12, 30, 0, 0, tzinfo=DESK_ZONE), "2025-W01"),
    ],
)
def test_moment_falls_into_the_week_of_the_desk(moment, week):
    assert str(IsoWeek.of(moment)) == week


def test_borders_are_mondays_at_midnight_in_the_desk_zone():
    week = IsoWeek(2026, 46)
    assert (week.monday, week.sunday) == (date(2026, 11, 9), date(2026, 11, 15))
    assert week.starts_at == datetime(2026, 11, 8, 16, 0, tzinfo=UTC)
    assert week.ends_at == datetime(2026, 11, 15, 16, 0, tzinfo=UTC)
    assert week.starts_at in week
    assert week.ends_at not in week


@given(st.dates(min_value=date(2001, 1, 1), max_value=date(2099, 1, 1)), st.integers(-60, 60))
def test_adding_and_taking_weeks_is_undone(day, weeks):
    week = IsoWeek.of_day(day)
    assert week + weeks - weeks == week
    assert week.monday <= day <= week.sunday


def test_year_before_of_a_week_53_is_52():
    assert str(IsoWeek(2026, 53).year_before) == "2025-W52"
    assert str(IsoWeek(2026, 46).year_before) == "2025-W46"


def test_weeks_up_to_cross_the_year():
    assert [str(week) for week in weeks_up_to(IsoWeek(2027, 1), count=3)] == [
        "2026-W52",
        "2026-W53",
        "2027-W01",
    ]
