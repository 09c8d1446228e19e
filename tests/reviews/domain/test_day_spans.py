"""School holidays and promotions: usual ones, a shop's own, and which of them counts."""

import datetime as dt

import pytest

from reviews.domain.day_spans import DaySpan, SpanKind, usual_spans
from reviews.domain.workdays import Calendar, DayKind, overrides_of

USUAL = frozenset({SpanKind.SCHOOL, SpanKind.PROMOTION})


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def own(starts_on: str, ends_on: str, name: str = "own") -> DaySpan:
    return DaySpan(day(starts_on), day(ends_on), name)


@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("2026-01-30", None),
        ("2026-01-31", "寒假"),
        ("2026-03-03", "寒假"),
        ("2026-03-04", None),
        ("2027-01-20", "寒假"),
        ("2026-07-10", "暑假"),
        ("2026-08-31", "暑假"),
        ("2026-09-01", None),
    ],
)
def test_usual_winter_holidays_move_with_the_chinese_new_year(on: str, name: str | None) -> None:
    found = Calendar(usual=USUAL).school_break(day(on))
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("on", "name"),
    [("2026-06-15", None), ("2026-06-18", "618"), ("2026-11-11", "双11"), ("2026-11-14", None)],
)
def test_usual_promotions_are_the_two_great_sales(on: str, name: str | None) -> None:
    found = Calendar(usual=USUAL).promotion(day(on))
    assert (found.name if found else None) == name


def test_own_dates_stand_in_the_place_of_the_usual_ones_they_overlap() -> None:
    calendar = Calendar(school=(own("2026-07-01", "2026-08-25"),), usual=USUAL)
    assert calendar.school_break(day("2026-07-02")) == own("2026-07-01", "2026-08-25")
    assert calendar.school_break(day("2026-08-28")) is None
    assert calendar.school_break(day("2026-02-10")) is not None


def test_own_promotion_beside_the_usual_ones_adds_to_them() -> None:
    calendar = Calendar(promotions=(own("2026-12-11", "2026-12-13", "双12"),), usual=USUAL)
    assert [span.name for span in calendar.promotion_spans(2026)] == ["618", "双11", "双12"]


def test_nothing_is_usual_where_the_shop_switched_it_off() -> None:
    calendar = Calendar()
    assert calendar.school_break(day("2026-07-20")) is None
    assert calendar.promotion(day("2026-11-11")) is None


def test_holidays_over_the_new_year_belong_to_both_years() -> None:
    calendar = Calendar(school=(own("2026-12-25", "2027-01-05"),))
    assert calendar.school_break(day("2026-12-31")) is not None
    assert calendar.school_break(day("2027-01-01")) is not None


@pytest.mark.parametrize("year", [1, 1900, 2101, 9999])
def test_years_nobody_has_a_new_year_for_have_summer_holidays_only(year: int) -> None:
    assert [span.name for span in usual_spans(SpanKind.SCHOOL, year)] == ["暑假"]


def test_nothing_is_usual_of_workdays() -> None:
    assert usual_spans(SpanKind.WORKDAY, 2026) == ()


def test_declared_weekend_that_is_worked_is_made_up_and_a_declared_free_day_a_holiday() -> None:
    friday_to_saturday = own("2026-11-20", "2026-11-21")
    assert overrides_of(friday_to_saturday, is_off=False) == (
        (day("2026-11-20"), DayKind.WORKDAY),
        (day("2026-11-21"), DayKind.MADE_UP),
    )
    assert overrides_of(own("2026-11-20", "2026-11-20"), is_off=True) == (
        (day("2026-11-20"), DayKind.HOLIDAY),
    )
