"""The page on timing: honest figures, switches that count at once, hours of every place."""

import datetime as dt

import numpy as np
import pytest
from django.urls import reverse

from reviews.models import Attempt, CalendarSpan, Forecast, Shop, TimingReport
from reviews.operations.timing_reports import make_timing_report, request_timing_report
from reviews.queries.shop_reach import shop_model
from tests.factories import CalendarSpanFactory, CaseFactory, plan_asked_at

MINUTE = dt.timedelta(minutes=1)
SOURCES = {
    "uses_presence": "on",
    "uses_own_calls": "on",
    "uses_own_hours": "on",
    "uses_shop_rates": "on",
    "uses_place": "on",
    "explore_share": 5,
}


def address(shop, name="timing"):
    return reverse(f"reviews:{name}", args=(shop.code,))


def log_calls(shop: Shop, now: dt.datetime, calls: int, *, misled_by: str = "") -> None:
    case = CaseFactory.create(shop=shop)
    chance = np.random.default_rng(1).uniform(0.1, 0.7, calls)
    hits = np.random.default_rng(2).random(calls) < chance
    attempts = Attempt.objects.bulk_create(
        Attempt(
            case=case,
            contact_index=f"person {row}",
            outcome="answered" if hits[row] else "no_answer",
            at=now - (row + 1) * MINUTE,
            idempotency_key=f"log {row}",
        )
        for row in range(calls)
    )
    Forecast.objects.bulk_create(
        Forecast(
            attempt=attempt,
            shop=shop,
            at=attempt.at,
            half_hour=20,
            is_off=False,
            dials=row % 3,
            dial_slope=-0.2,
            reach=chance[row],
            full=1 - chance[row] if misled_by else chance[row],
            without={misled_by or "place": chance[row] if misled_by else 0.4},
            willing=0.8,
            busy=0.1,
            version="test",
        )
        for row, attempt in enumerate(attempts)
    )


def measure(shop: Shop, now: dt.datetime) -> None:
    report = request_timing_report(shop=shop, now=now)
    make_timing_report(report_id=report.pk, now=now)


def test_shop_without_calls_says_what_is_missing(sit, owner, shop):
    page = sit(owner).get(address(shop)).content.decode()
    assert "Nothing has been measured yet" in page
    assert "This shop has no calls yet" not in page  # it shows the hours it starts from
    measure(shop, dt.datetime.now(dt.UTC))
    assert "No telephone call has been logged yet" in sit(owner).get(address(shop)).content.decode()


def test_measured_calls_are_told_in_words_and_numbers(sit, lead, shop, now):
    log_calls(shop, now, 600)
    measure(shop, now)
    answer = sit(lead).get(address(shop))
    page = answer.content.decode()
    assert "The predictions come true: over 600 calls" in page
    assert "Helps here, over" in page
    assert "(usually 0.82; 400 further dials so far)" in page
    assert "Too few to say" in page  # nothing was drawn by chance
    assert len(answer.context["truth_chart"].dots) == 6


def test_source_that_does_not_help_is_named_until_it_is_switched_off(sit, owner, shop, now):
    log_calls(shop, now, 400, misled_by="own_hours")
    measure(shop, now)
    page = sit(owner).get(address(shop))
    assert page.context["doubtful"] == ["Hours of the buyer's orders and reviews"]
    assert "Does not help here: it misled over" in page.content.decode()
    off = {name: value for name, value in SOURCES.items() if name != "uses_own_hours"}
    sit(owner).post(address(shop, "switch_sources"), off)
    assert sit(owner).get(address(shop)).context["doubtful"] == []


def test_switched_source_counts_no_more_at_once_and_says_who_did_it(sit, owner, shop):
    off = {name: value for name, value in SOURCES.items() if name != "uses_place"}
    assert sit(owner).post(address(shop, "switch_sources"), off).status_code == 302
    fresh = Shop.objects.get(pk=shop.pk)
    assert plan_asked_at(fresh) is not None
    assert "place" not in shop_model(fresh, now=dt.datetime.now(dt.UTC)).uses
    page = sit(owner).get(address(shop))
    assert "switched off · 陈店主 ·" in " ".join(page.content.decode().split())
    sit(owner).post(address(shop, "switch_sources"), SOURCES)
    page = sit(owner).get(address(shop))
    assert "switched on · 陈店主 ·" in " ".join(page.content.decode().split())
    assert "place" in shop_model(Shop.objects.get(pk=shop.pk), now=dt.datetime.now(dt.UTC)).uses


@pytest.mark.parametrize("share", ["-1", "31", "many", ""])
def test_share_left_to_chance_stays_sensible(sit, owner, shop, share):
    answer = sit(owner).post(address(shop, "switch_sources"), {**SOURCES, "explore_share": share})
    assert answer.status_code == 422
    shop.settings.refresh_from_db()
    assert shop.settings.explore_share == 5


def test_lead_sees_the_switches_and_leaves_them(sit, lead, shop):
    assert "disabled" in sit(lead).get(address(shop)).content.decode()
    assert sit(lead).post(address(shop, "switch_sources"), SOURCES).status_code == 403


def test_measuring_can_be_asked_for(sit, lead, shop):
    assert sit(lead).post(address(shop, "measure_timing")).status_code == 302
    assert TimingReport.objects.get(shop=shop).state == "queued"
    assert "Being measured" in sit(lead).get(address(shop)).content.decode()


@pytest.mark.parametrize("show", ["prior", "learned", "calls", "nonsense"])
@pytest.mark.parametrize("place", ["campus", "unknown", "nonsense"])
def test_every_view_of_the_hours_has_all_places_on_both_kinds_of_day(sit, owner, shop, show, place):
    answer = sit(owner).get(address(shop), {"show": show, "place": place})
    assert answer.status_code == 200
    for drawn in answer.context["maps"]:
        assert [len(row.cells) for row in drawn.rows] == [32] * 12
    assert answer.context["chosen"] == (place if place != "nonsense" else "residential")


def test_hours_quote_their_sources_and_hold_no_inline_style(sit, owner, shop):
    page = sit(owner).get(address(shop)).content.decode()
    assert "14,776 dated JD reviews" in page
    assert " style=" not in page
    assert "新疆" in page


@pytest.mark.parametrize("name", ["switch_sources", "measure_timing", "usual_days"])
def test_reading_changes_nothing(sit, owner, shop, name):
    assert sit(owner).get(address(shop, name)).status_code == 302
    assert not TimingReport.objects.exists()


def declared(**values):
    return {"kind": "school", "starts_on": "2026-07-01", "ends_on": "2026-08-31"} | values


def test_days_are_declared_and_taken_away_with_history(sit, lead, shop):
    assert sit(lead).post(address(shop, "calendar"), declared(name="暑假")).status_code == 302
    span = CalendarSpan.objects.get(shop=shop)
    assert (span.kind, span.name, str(span.ends_on)) == ("school", "暑假", "2026-08-31")
    shop.refresh_from_db()
    assert plan_asked_at(shop) is not None
    sit(lead).post(address(shop, "calendar"), {"remove": span.pk})
    assert not CalendarSpan.objects.exists()
    kinds = CalendarSpan.history.order_by("history_id").values_list("history_type", flat=True)
    assert list(kinds) == ["+", "-"]


def test_single_day_needs_no_last_one(sit, lead, shop):
    sit(lead).post(address(shop, "calendar"), declared(kind="off", ends_on=""))
    assert str(CalendarSpan.objects.get().ends_on) == "2026-07-01"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": "2026-06-01"},
        {"starts_on": "1900-01-01", "ends_on": "1900-01-02"},
        {"starts_on": "2150-01-01", "ends_on": "2150-01-02"},
        {"ends_on": "2027-07-01"},
        {"kind": "promotion"},
        {"kind": "nonsense"},
        {"starts_on": "soon"},
        {"starts_on": "2026-02-30"},
        {"ends_on": "never"},
        {"name": "x" * 41},
    ],
)
def test_days_that_cannot_be_are_refused_with_a_word(sit, lead, shop, wrong):
    answer = sit(lead).post(address(shop, "calendar"), declared(**wrong))
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not CalendarSpan.objects.exists()


@pytest.mark.parametrize(
    ("there", "asked", "taken"),
    [
        ("school", "school", False),
        ("off", "workday", False),
        ("promotion", "school", True),
    ],
)
def test_days_overlap_only_where_they_may(sit, lead, shop, there, asked, taken):
    CalendarSpanFactory.create(
        shop=shop, kind=there, starts_on=dt.date(2026, 7, 20), ends_on=dt.date(2026, 7, 25)
    )
    days = {"kind": asked, "starts_on": "2026-07-10", "ends_on": "2026-07-20"}
    answer = sit(lead).post(address(shop, "calendar"), days)
    assert answer.status_code == (302 if taken else 422)
    assert CalendarSpan.objects.count() == 1 + taken


def test_another_shops_days_are_not_taken_away(sit, lead, shop):
    other = CalendarSpanFactory.create()
    sit(lead).post(address(shop, "calendar"), {"remove": other.pk})
    assert CalendarSpan.objects.filter(pk=other.pk).exists()


def test_usual_days_are_the_owners(sit, owner, lead, shop):
    values = {"promotion_share_kept_free": 55, "usual_promotions": "on"}
    assert sit(lead).post(address(shop, "usual_days"), values).status_code == 403
    assert sit(owner).post(address(shop, "usual_days"), values).status_code == 302
    shop.settings.refresh_from_db()
    settings = shop.settings
    assert settings.promotion_share_kept_free == 55
    assert (settings.usual_promotions, settings.usual_school_holidays) == (True, False)
    wrong = {"promotion_share_kept_free": 91}
    assert sit(owner).post(address(shop, "usual_days"), wrong).status_code == 422


def test_calendar_names_days_ahead(sit, owner, shop):
    page = sit(owner).get(address(shop, "calendar")).content.decode()
    assert "Unusual days of the next four months" in page
    assert "新疆" in page
