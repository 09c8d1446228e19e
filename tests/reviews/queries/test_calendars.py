"""A shop's calendar from its rows."""

import datetime as dt

import pytest

from reviews.domain.places import PlaceType
from reviews.domain.reach_evidence import ReachEvidence
from reviews.domain.reach_slots import DESK_ZONE
from reviews.models import Shop
from reviews.queries.calendars import calendar_of, day_reasons, slots_of
from tests.factories import CalendarSpanFactory

pytestmark = pytest.mark.django_db


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def declare(shop: Shop, kind: str, first: str, last: str, name: str = "") -> None:
    CalendarSpanFactory.create(
        shop=shop, kind=kind, starts_on=day(first), ends_on=day(last), name=name
    )


def test_shop_without_rows_has_the_countrys_calendar_and_the_usual_spans(shop: Shop) -> None:
    calendar = calendar_of(shop)
    assert calendar.is_off(day("2026-11-21"))
    assert calendar.promotion(day("2026-11-11")) is not None
    assert calendar.school_break(day("2026-07-20")) is not None


def test_declared_days_are_the_shops(shop: Shop) -> None:
    declare(shop, "workday", "2026-11-21", "2026-11-21")
    declare(shop, "off", "2026-11-23", "2026-11-24")
    calendar = calendar_of(Shop.objects.get(pk=shop.pk))
    assert not calendar.is_off(day("2026-11-21"))
    assert calendar.is_off(day("2026-11-24"))
    assert calendar.day(day("2026-11-22")).is_holiday_start  # the Sunday that begins the run


def test_another_shops_days_are_not_ours(shop: Shop) -> None:
    CalendarSpanFactory.create(kind="off", starts_on=day("2026-11-18"), ends_on=day("2026-11-18"))
    assert not calendar_of(shop).is_off(day("2026-11-18"))


def test_usual_spans_can_be_switched_off(shop: Shop) -> None:
    shop.settings.usual_promotions = False
    shop.settings.usual_school_holidays = False
    declare(shop, "promotion", "2026-12-12", "2026-12-12", "双12")
    calendar = calendar_of(shop)
    assert calendar.school_break(day("2026-07-20")) is None
    assert [span.name for span in calendar.promotion_spans(2026)] == ["双12"]


@pytest.mark.parametrize(
    ("date", "off"), [("2026-02-28", 0), ("2026-11-21", 1), ("2026-02-17", 1), ("2026-11-20", 0)]
)
def test_plan_takes_a_made_up_saturday_for_a_workday(shop: Shop, date: str, off: int) -> None:
    morning = dt.datetime.combine(day(date), dt.time(9), DESK_ZONE)
    assert set(slots_of(calendar_of(shop), now=morning, days=1).off.tolist()) == {off}


@pytest.mark.parametrize(
    ("date", "place", "codes"),
    [
        ("2026-11-18", "campus", []),
        ("2026-02-14", "office", ["calendar.made_up"]),
        ("2026-02-18", "office", ["calendar.holiday"]),
        ("2026-02-18", "school", ["calendar.holiday", "calendar.school"]),
        ("2026-07-22", "campus", ["calendar.school"]),
        ("2026-07-22", "residential", []),
    ],
)
def test_what_is_unusual_of_a_day_is_told(
    shop: Shop, date: str, place: str, codes: list[str]
) -> None:
    known = ReachEvidence(places={PlaceType(place): 0.9, PlaceType.UNKNOWN: 0.1})
    told = day_reasons(calendar_of(shop), day(date), known)
    assert [reason.code for reason in told] == codes


def test_rows_are_read_once_an_instance(shop: Shop, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]  # pytest-django's
    declare(shop, "school", "2026-07-01", "2026-08-31")
    fresh = Shop.objects.select_related("settings").get(pk=shop.pk)
    with django_assert_num_queries(1):
        calendar_of(fresh)
        calendar_of(fresh)
