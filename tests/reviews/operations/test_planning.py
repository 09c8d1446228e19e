"""Planning a shop: what is stored, what stays, and what is said of the rest."""

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from reviews.domain.reach import REACH_VERSION
from reviews.domain.reason import Reason
from reviews.models import Callback, Case, Member, PlanRun, Shop
from reviews.operations.plan_requests import request_plan
from reviews.operations.plan_rows import write_plan
from reviews.operations.planning import (
    PlanSummary,
    expire_missed_callbacks,
    plan_shop,
    replan,
    replan_due,
)
from reviews.queries.contact import contact_index_of
from tests.factories import (
    AttemptFactory,
    BuyerFactory,
    CallbackFactory,
    CaseFactory,
    ClockFactory,
    MemberFactory,
    ReviewFactory,
    ShiftFactory,
    ShopFactory,
    plan_asked_at,
)

Now = dt.datetime
HOUR = dt.timedelta(hours=1)


def open_case(shop: Shop, **values: object) -> Case:
    buyer = BuyerFactory.create(shop=shop, place_type="office", place_confidence=0.8)
    review = ReviewFactory.create(shop=shop, buyer=buyer, rated_at=values.pop("rated_at"))
    return CaseFactory.create(shop=shop, review=review, buyer=buyer, **values)


@pytest.fixture
def cases(shop: Shop, now: Now) -> list[Case]:
    return [open_case(shop, rated_at=now - (5 + n) * HOUR) for n in range(6)]


@pytest.fixture
def shift(agent: Member, now: Now) -> None:
    for day in range(4):
        at = now.replace(hour=9) + dt.timedelta(days=day)
        ShiftFactory.create(member=agent, starts_at=at, ends_at=at + 12 * HOUR)


def planned(shop: Shop) -> list[Callback]:
    return list(Callback.objects.filter(shop=shop, status="planned").order_by("case_id"))


@pytest.mark.usefixtures("shift")
def test_every_open_case_gets_one_callback_with_its_reasons(
    shop: Shop, cases: list[Case], agent: Member, now: Now
) -> None:
    summary = plan_shop(shop=shop, now=now)
    rows = planned(shop)
    assert [row.case_id for row in rows] == [case.pk for case in cases]
    assert {row.owner_id for row in rows} == {agent.pk}
    assert all(row.reasons and 0 < row.reach < 1 and row.value > 0 for row in rows)
    assert all(row.ends_at - row.starts_at == dt.timedelta(minutes=30) for row in rows)
    assert (summary.planned, summary.blocked, summary.note) == (6, {}, None)
    assert 0 < summary.value <= summary.upper_bound


@pytest.mark.usefixtures("shift", "cases")
def test_plan_run_stores_slots_and_version(shop: Shop, now: Now) -> None:
    plan_shop(shop=shop, now=now)
    run = PlanRun.objects.get(shop=shop)
    assert (run.cases, run.planned, run.version, run.note) == (6, 6, REACH_VERSION, {})
    assert sum(slot["load"] for slot in run.slots) == 6
    assert all(slot["load"] <= slot["capacity"] for slot in run.slots)
    assert run.slots[0]["starts_at"] == now.isoformat()


def test_shop_without_shifts_is_planned_and_says_so(
    shop: Shop, cases: list[Case], now: Now
) -> None:
    summary = plan_shop(shop=shop, now=now)
    assert (summary.planned, summary.note) == (len(cases), Reason("timing.no_shifts"))
    assert PlanRun.objects.get().note == {"code": "timing.no_shifts", "params": {}}
    assert {row.owner_id for row in planned(shop)} == {None}


def test_shop_without_cases_gets_an_empty_plan(shop: Shop, now: Now) -> None:
    summary = plan_shop(shop=shop, now=now)
    assert (summary.cases, summary.planned, summary.value, summary.upper_bound) == (0, 0, 0.0, 0.0)


@pytest.mark.usefixtures("shift")
def test_buyer_without_any_data_is_still_planned(shop: Shop, now: Now) -> None:
    review = ReviewFactory.create(shop=shop, buyer=None, order=None, rated_at=now - HOUR)
    CaseFactory.create(shop=shop, review=review, buyer=None)
    assert plan_shop(shop=shop, now=now).planned == 1


def test_short_shift_leaves_cases_out_for_lack_of_room(
    shop: Shop, cases: list[Case], agent: Member, now: Now
) -> None:
    ShiftFactory.create(member=agent, starts_at=now, ends_at=now + dt.timedelta(minutes=30))
    summary = plan_shop(shop=shop, now=now)
    assert summary.planned == 3
    assert summary.blocked == {"timing.no_capacity": len(cases) - 3}


@pytest.mark.usefixtures("shift")
def test_snoozed_case_is_left_out_and_counted(shop: Shop, now: Now) -> None:
    open_case(shop, rated_at=now - HOUR, snoozed_until=now + HOUR)
    summary = plan_shop(shop=shop, now=now)
    assert (summary.cases, summary.blocked) == (0, {"timing.snoozed": 1})


@pytest.mark.usefixtures("shift")
def test_case_with_all_dials_used_is_blocked_by_name(shop: Shop, now: Now) -> None:
    case = open_case(shop, rated_at=now - HOUR, dials=5)
    summary = plan_shop(shop=shop, now=now)
    assert summary.blocked == {"contact.dials_used_up": 1}
    case.refresh_from_db()
    assert (case.call_value, case.callable_from, case.why[0]["code"]) == (
        0.0,
        None,
        "contact.dials_used_up",
    )


@pytest.mark.usefixtures("shift")
def test_old_neutral_review_after_four_dials_is_not_worth_a_fifth(shop: Shop, now: Now) -> None:
    case = open_case(shop, rated_at=now - 900 * HOUR, dials=4, level="neutral")
    ClockFactory.create(case=case, ends_at=now - HOUR, starts_at=now - 900 * HOUR)
    summary = plan_shop(shop=shop, now=now)
    assert (summary.planned, summary.blocked) == (0, {"timing.not_worth_it": 1})
    case.refresh_from_db()
    assert (case.call_value, [one["code"] for one in case.why][:1]) == (
        0.0,
        ["timing.not_worth_it"],
    )


@pytest.mark.usefixtures("shift")
def test_promised_time_never_moves(shop: Shop, cases: list[Case], now: Now) -> None:
    at = now + 5 * HOUR + dt.timedelta(minutes=10)
    promised = CallbackFactory.create(
        case=cases[0], shop=shop, starts_at=at, ends_at=at + HOUR / 2, is_promised=True
    )
    summary = plan_shop(shop=shop, now=now)
    promised.refresh_from_db()
    assert (promised.starts_at, promised.status) == (at, "planned")
    assert (summary.planned, summary.promised) == (5, 1)


@pytest.mark.usefixtures("shift", "cases")
def test_planning_again_moves_nothing(shop: Shop, now: Now) -> None:
    plan_shop(shop=shop, now=now)
    before = {row.pk: row.starts_at for row in planned(shop)}
    plan_shop(shop=shop, now=now + dt.timedelta(minutes=1))
    assert {row.pk: row.starts_at for row in planned(shop)} == before


@pytest.mark.usefixtures("shift")
def test_callback_of_a_case_that_may_no_longer_be_called_is_cancelled(
    shop: Shop, cases: list[Case], now: Now
) -> None:
    plan_shop(shop=shop, now=now)
    Case.objects.filter(pk=cases[0].pk).update(dials=5)
    plan_shop(shop=shop, now=now)
    row = Callback.objects.get(case=cases[0])
    assert (row.status, row.ended_at) == ("cancelled", now)


@pytest.mark.usefixtures("shift")
def test_case_closed_while_we_planned_gets_no_callback(
    shop: Shop, cases: list[Case], now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    def close_then_write(*given: Any, **more: Any) -> None:
        closed = {"status": "closed", "closed_at": now, "close_reason": "solved"}
        Case.objects.filter(pk=cases[0].pk).update(**closed)
        write_plan(*given, **more)

    monkeypatch.setattr("reviews.operations.planning.write_plan", close_then_write)
    plan_shop(shop=shop, now=now)
    assert [row.case_id for row in planned(shop)] == [case.pk for case in cases[1:]]


@pytest.mark.usefixtures("shift")
def test_call_under_way_is_left_alone(shop: Shop, cases: list[Case], now: Now) -> None:
    calling = CallbackFactory.create(
        case=cases[0],
        shop=shop,
        status="calling",
        starts_at=now,
        ends_at=now + HOUR,
        lease_until=now + HOUR,
    )
    plan_shop(shop=shop, now=now)
    calling.refresh_from_db()
    assert (calling.status, calling.starts_at) == ("calling", now)


@pytest.mark.usefixtures("shift")
def test_case_keeps_its_colleague_while_on_shift(
    shop: Shop, cases: list[Case], lead: Member, now: Now
) -> None:
    ShiftFactory.create(member=lead, starts_at=now, ends_at=now + 100 * HOUR)
    Case.objects.filter(pk=cases[0].pk).update(owner=lead)
    plan_shop(shop=shop, now=now)
    assert Callback.objects.get(case=cases[0]).owner == lead


@pytest.mark.usefixtures("shift", "cases")
def test_exploring_everything_logs_its_probability(shop: Shop, now: Now) -> None:
    shop.settings.explore_share = 50
    plan_shop(shop=shop, now=now)
    chances = {round(row.propensity, 4) for row in planned(shop)}
    assert chances <= {0.6667, 0.1667, 1.0}
    assert chances != {1.0}


@pytest.mark.usefixtures("shift", "cases")
def test_window_drawn_by_chance_is_kept_with_its_draw_and_says_so(shop: Shop, now: Now) -> None:
    shop.settings.explore_share = 50
    shop.settings.save()
    plan_shop(shop=shop, now=now)
    drawn = {row.pk: (row.starts_at, row.propensity, row.draw) for row in planned(shop) if row.draw}
    assert drawn
    plan_shop(shop=shop, now=now + dt.timedelta(minutes=1))
    for row in Callback.objects.filter(pk__in=drawn):
        assert (row.starts_at, row.propensity, row.draw) == drawn[row.pk]
        assert row.starts_at.isoformat() in {
            dt.datetime.fromisoformat(half["starts_at"]).astimezone(dt.UTC).isoformat()
            for half in row.draw
        }
        assert Reason("timing.explored").as_json() in row.reasons


@pytest.mark.usefixtures("shift")
def test_queue_index_says_value_time_and_why(shop: Shop, cases: list[Case], now: Now) -> None:
    plan_shop(shop=shop, now=now)
    case = Case.objects.get(pk=cases[0].pk)
    assert case.call_value > 0
    assert case.callable_from == now
    assert case.best_at is not None
    assert case.why[0]["code"] in {"timing.call_now", "timing.better_later"}


@pytest.mark.usefixtures("shift")
def test_buyer_just_seen_online_outranks_every_other_case(
    shop: Shop, cases: list[Case], now: Now
) -> None:
    fresh = open_case(shop, rated_at=now - dt.timedelta(minutes=3))
    plan_shop(shop=shop, now=now)
    first = Case.objects.filter(shop=shop).order_by("-advantage", "id")[0]
    assert (first.pk, first.why[1]["code"]) == (fresh.pk, "timing.seen_online")


@pytest.mark.usefixtures("shift")
def test_old_calls_of_the_buyer_are_named_as_evidence(shop: Shop, now: Now) -> None:
    case = open_case(shop, rated_at=now - 30 * HOUR, dials=1)
    AttemptFactory.create(
        case=case,
        contact_index=contact_index_of(case.buyer),
        outcome="no_answer",
        at=now - 20 * HOUR,
        ring_seconds=30,
    )
    plan_shop(shop=shop, now=now)
    codes = {reason["code"] for reason in Callback.objects.get(case=case).reasons}
    assert {"timing.own_calls", "timing.further_dial", "timing.chance"} <= codes


@pytest.mark.usefixtures("shift")
@pytest.mark.parametrize("more", [0, 12])
def test_planning_takes_as_many_queries_for_few_cases_as_for_many(
    shop: Shop,
    cases: list[Case],
    now: Now,
    more: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(more):
        open_case(shop, rated_at=now - (5 + n) * HOUR)
    with django_assert_max_num_queries(35):
        plan_shop(shop=shop, now=now)


@pytest.mark.usefixtures("shift", "cases")
def test_replan_claims_the_shop_and_clears_its_request(shop: Shop, now: Now) -> None:
    request_plan(shop_id=shop.pk, now=now)
    assert isinstance(replan(shop_id=shop.pk, now=now), PlanSummary)
    shop.refresh_from_db()
    assert (shop.planned_at, plan_asked_at(shop), shop.plan_lease_until) == (now, None, None)


def test_replan_leaves_a_shop_that_another_worker_plans(shop: Shop, now: Now) -> None:
    Shop.objects.filter(pk=shop.pk).update(plan_lease_until=now + HOUR)
    assert replan(shop_id=shop.pk, now=now) is None
    assert PlanRun.objects.count() == 0


@pytest.mark.parametrize(
    ("planned_ago", "requested", "leased", "due"),
    [
        (None, False, False, True),
        (5, False, False, False),
        (15, False, False, True),
        (5, True, False, True),
        (20, True, True, False),
    ],
)
def test_shop_is_due_when_asked_or_stale_and_free(
    now: Now, db: None, *, planned_ago: int | None, requested: bool, leased: bool, due: bool
) -> None:
    shop = ShopFactory.create(
        planned_at=None if planned_ago is None else now - dt.timedelta(minutes=planned_ago),
        plan_lease_until=now + HOUR if leased else None,
    )
    if requested:
        request_plan(shop_id=shop.pk, now=now)
    assert replan_due(now=now) == ([shop.pk] if due else [])


def test_window_that_has_passed_is_missed_and_asks_for_a_plan(
    shop: Shop, cases: list[Case], now: Now
) -> None:
    late = CallbackFactory.create(
        case=cases[0], shop=shop, starts_at=now - HOUR, ends_at=now - HOUR / 2
    )
    ahead = CallbackFactory.create(case=cases[1], shop=shop, starts_at=now, ends_at=now + HOUR / 2)
    assert expire_missed_callbacks(now=now) == 1
    late.refresh_from_db()
    ahead.refresh_from_db()
    shop.refresh_from_db()
    assert (late.status, ahead.status) == ("missed", "planned")
    assert plan_asked_at(shop) == now


@pytest.mark.parametrize("hour", [0, 7, 12, 20, 23])
def test_plan_at_any_hour_of_the_day_stays_inside_the_hours(
    shop: Shop, cases: list[Case], now: Now, hour: int
) -> None:
    plan_shop(shop=shop, now=now.replace(hour=hour) + dt.timedelta(days=1))
    zone = now.tzinfo
    clocks = [row.starts_at.astimezone(zone).time() for row in planned(shop)]
    assert len(clocks) == len(cases)
    assert all(dt.time(9) <= clock < dt.time(21) and clock.hour != 13 for clock in clocks)


def test_break_and_other_shops_do_not_count_as_capacity(shop: Shop, now: Now) -> None:
    resting = MemberFactory.create(shop=shop, paused_until=now + HOUR)
    ShiftFactory.create(member=resting, starts_at=now, ends_at=now + HOUR / 2)
    open_case(shop, rated_at=now - HOUR)
    assert plan_shop(shop=shop, now=now).blocked == {"timing.no_capacity": 1}
