"""The night's figures: asked for, claimed, measured, stored."""

import datetime as dt

import pytest

from reviews import tasks
from reviews.domain.reach_slots import DESK_ZONE
from reviews.models import Attempt, Forecast, Shop, TimingReport
from reviews.operations.timing_reports import (
    LEASE,
    make_timing_report,
    request_timing_report,
    request_timing_reports,
    sweep_timing_reports,
)
from reviews.queries.shop_reach import shop_habits, shop_model
from tests.factories import AttemptFactory, CaseFactory, ForecastFactory, ShopFactory, plan_asked_at

Now = dt.datetime
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
pytestmark = pytest.mark.django_db


def measured(shop: Shop, now: Now) -> TimingReport:
    report = request_timing_report(shop=shop, now=now)
    assert make_timing_report(report_id=report.pk, now=now)
    report.refresh_from_db()
    return report


def logged(shop: Shop, now: Now, outcomes: list[str], **values: object) -> None:
    """Calls of one case, one an hour back in time."""
    case = CaseFactory.create(shop=shop)
    for number, outcome in enumerate(outcomes):
        attempt = AttemptFactory.create(
            case=case,
            outcome=outcome,
            at=now - (number + 1) * 60 * MINUTE,
            promised_at=now if outcome == "promised_time" else None,
        )
        ForecastFactory.create(attempt=attempt, **values)


def test_shop_without_calls_is_measured_and_nothing_is_claimed(shop: Shop, now: Now) -> None:
    report = measured(shop, now)
    assert (report.state, report.finished_at, report.calls) == ("done", now, 0)
    assert report.figures["calibration"] is None
    assert {lift["reason"]["code"] for lift in report.figures["lifts"]} == {"forecast.lift_too_few"}
    assert {source["help"] for source in report.figures["sources"]} == {"too_few"}
    assert shop_habits(shop).dial_slope == pytest.approx(-0.2)


@pytest.mark.parametrize("outcome", ["answered", "no_answer"])
def test_one_call_is_too_few_to_say(shop: Shop, now: Now, outcome: str) -> None:
    logged(shop, now, [outcome])
    found = measured(shop, now).figures["calibration"]
    assert (found["calls"], found["reason"]["code"]) == (1, "forecast.too_few")


@pytest.mark.parametrize(("outcome", "share"), [("answered", 1.0), ("no_answer", 0.0)])
def test_all_answered_or_none_is_measured(shop: Shop, now: Now, outcome: str, share: float) -> None:
    logged(shop, now, [outcome] * 120)
    report = measured(shop, now)
    assert (report.calls, report.figures["calibration"]["answered"]) == (120, share)
    assert report.figures["calibration"]["reason"]["code"] in {
        "forecast.too_low",
        "forecast.too_high",
    }
    level = shop_model(shop, now=now).level
    assert (level == shop_habits(shop).level, level > 1.0, level < -0.5) == (
        True,
        share == 1.0,
        share == 0.0,
    )


def test_picked_up_is_a_person_on_the_line_and_a_wrong_number_says_nothing(
    shop: Shop, now: Now
) -> None:
    logged(
        shop,
        now,
        [
            *("answered", "promised_time", "hung_up", "refused_contact", "abusive"),
            *("no_answer", "busy", "rejected", "wrong_number"),
        ],
    )
    report = measured(shop, now)
    assert (report.calls, report.figures["calibration"]["answered"]) == (8, 5 / 8)
    assert report.figures["habits"]["answered"] == 5


def test_undone_old_and_other_shops_calls_do_not_count(shop: Shop, now: Now) -> None:
    logged(shop, now, ["answered"])
    Attempt.objects.update(undone_at=now)
    logged(shop, now - 200 * DAY, ["answered"])
    logged(ShopFactory.create(), now, ["answered"])
    assert measured(shop, now).calls == 0


def test_call_in_a_drawn_half_hour_is_counted_there(shop: Shop, now: Now) -> None:
    halves = [
        {"starts_at": (now - (2 * n + 1) * 30 * MINUTE).isoformat(), "own": n == 0}
        for n in range(3)
    ]
    logged(shop, now, ["answered"], draw=halves)
    assert measured(shop, now).figures["drawn"] == 0  # an hour ago lies in none of them
    Forecast.objects.update(at=now - 30 * MINUTE)
    assert measured(shop, now).figures["drawn"] == 1


def test_source_that_misled_is_reported(shop: Shop, now: Now) -> None:
    logged(shop, now, ["no_answer"] * 150, full=0.6, reach=0.6, without={"place": 0.2})
    sources = {one["kind"]: one for one in measured(shop, now).figures["sources"]}
    assert sources["place"]["help"] == "hurts"
    assert sources["place"]["reason"]["params"] == {"source": "place", "calls": 150}
    assert sources["presence"]["help"] == "too_few"


def test_measured_habits_count_at_once_and_the_shop_is_planned_again(shop: Shop, now: Now) -> None:
    logged(shop, now, ["no_answer"] * 300, dials=3, full=0.4)
    logged(shop, now, ["answered"] * 300, dials=0, full=0.4)
    measured(shop, now)
    assert shop_habits(shop).dial_slope < -0.25
    shop.refresh_from_db()
    assert plan_asked_at(shop) == now


def test_night_asks_once_a_day_and_shop_and_heals_later(shop: Shop, now: Now) -> None:
    night = now.replace(hour=2)
    assert request_timing_reports(now=night) == 0
    assert sweep_timing_reports(now=night + 61 * MINUTE) == [TimingReport.objects.get().pk]
    assert request_timing_reports(now=now) == 0
    assert request_timing_reports(now=now + DAY) == 1


def test_day_is_the_desks_day(shop: Shop) -> None:
    late = dt.datetime(2026, 11, 18, 20, tzinfo=dt.UTC)  # 04:00 of the 19th at the desk
    request_timing_reports(now=late)
    assert TimingReport.objects.get().for_day == late.astimezone(DESK_ZONE).date()


def test_second_worker_finds_nothing_to_do(shop: Shop, now: Now) -> None:
    report = request_timing_report(shop=shop, now=now)
    assert make_timing_report(report_id=report.pk, now=now)
    assert not make_timing_report(report_id=report.pk, now=now)


def test_report_of_a_worker_that_went_away_is_made_by_another(shop: Shop, now: Now) -> None:
    report = request_timing_report(shop=shop, now=now)
    assert TimingReport.objects.claim(pk=report.pk, now=now, lease=LEASE)
    assert sweep_timing_reports(now=now + MINUTE) == []
    assert sweep_timing_reports(now=now + LEASE + MINUTE) == [report.pk]
    assert make_timing_report(report_id=report.pk, now=now + LEASE + MINUTE)


def test_report_whose_workers_keep_dying_is_given_up(shop: Shop, now: Now) -> None:
    report = request_timing_report(shop=shop, now=now)
    TimingReport.objects.filter(pk=report.pk).update(tries=3)
    assert not make_timing_report(report_id=report.pk, now=now)
    report.refresh_from_db()
    assert (report.state, report.error["code"]) == ("failed", "forecast.gave_up")


def test_asking_again_measures_again(shop: Shop, now: Now) -> None:
    first = measured(shop, now)
    logged(shop, now, ["answered"])
    again = measured(shop, now + MINUTE)
    assert (again.pk, again.calls) == (first.pk, 1)


def test_asking_while_it_waits_changes_nothing(shop: Shop, now: Now) -> None:
    waiting = request_timing_report(shop=shop, now=now)
    assert request_timing_report(shop=shop, now=now + MINUTE).due_at == waiting.due_at


def test_sweep_wakes_a_worker_for_each_report(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, now: Now
) -> None:
    woken: list[int] = []
    report = request_timing_report(shop=shop, now=now - 60 * DAY)
    monkeypatch.setattr(tasks.measure_timing, "delay", lambda *, report_id: woken.append(report_id))
    tasks.sweep_timing()
    assert report.pk in woken
    tasks.measure_timing(report_id=report.pk)
    report.refresh_from_db()
    assert report.state == "done"
