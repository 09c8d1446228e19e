import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from reviews.models import PlanRun
from reviews.operations.attempts import record_attempt
from reviews.operations.calls import start_call
from reviews.operations.plan_requests import request_plan
from reviews.operations.planning import plan_shop
from reviews.queries.plan import block_name
from tests.factories import CallbackFactory, CaseFactory, ShiftFactory

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def url(shop):
    return reverse("reviews:plan", args=(shop.code,))


def planned(shop, at, number):
    for _ in range(number):
        case = CaseFactory.create(shop=shop)
        CallbackFactory.create(case=case, starts_at=at, ends_at=at + HOUR / 2)


def plan_run(shop, now, **values):
    known = {"cases": 3, "planned": 2, "value": 1, "upper_bound": 2, "version": "1"}
    return PlanRun.objects.create(shop=shop, made_at=now, **{**known, **values})


@pytest.mark.parametrize(
    ("load", "capacity", "shade"),
    [
        (0, 0, "away"),
        (0, 4, "l0"),
        (1, 0, "l2"),
        (1, 4, "l1"),
        (2, 4, "l2"),
        (3, 4, "l3"),
        (4, 4, "l4"),
        (5, 4, "full"),
    ],
)
def test_a_cell_is_darker_the_less_room_is_left(sit, agent, shop, now, url, load, capacity, shade):
    at = now.replace(hour=9) + 24 * HOUR
    planned(shop, at, load)
    slot = {"starts_at": at.isoformat(), "capacity": capacity, "load": load, "price": 0}
    plan_run(shop, now, slots=[slot])
    grid = sit(agent).get(url).context["grid"]
    cell = grid.days[1].cells[0]
    assert (cell.cell.load, cell.cell.fullness) == (load, shade)


def test_a_week_has_seven_days_of_24_half_hours(sit, agent, url):
    grid = sit(agent).get(url).context["grid"]
    assert [len(day.cells) for day in grid.days] == [24] * 7


def test_left_out_cases_are_counted_by_reason(sit, agent, shop, now, url):
    plan_run(shop, now, blocked={"contact.quiet_hours": 1, "contact.do_not_contact": 4})
    blocked = sit(agent).get(url).context["week"].blocked
    assert [(one.sentence, one.cases) for one in blocked] == [
        ("Wants no contact", 4),
        ("Quiet hours", 1),
    ]


@pytest.mark.parametrize(
    ("code", "name"),
    [("contact.held_complaint_until", "Held: complaint"), ("new.code", "new.code")],
)
def test_a_block_is_named_by_the_last_part_of_its_code(code, name):
    with translation.override("en"):
        assert block_name(code) == name


def test_without_a_plan_and_shifts_the_page_says_what_to_do(sit, lead, url):
    page = sit(lead).get(url).content.decode()
    assert "The first plan is made within a minute" in page
    assert "Add shifts" in page


def test_shifts_behind_the_plan_are_named(sit, agent, url):
    ShiftFactory.create(member=agent)
    assert len(sit(agent).get(url).context["week"].shifts) == 1


def test_a_half_hour_opens_its_cases(sit, agent, shop, now):
    planned(shop, now, 2)
    planned(shop, now + HOUR, 1)
    address = reverse("reviews:plan_slot", args=(shop.code,))
    response = sit(agent).get(address, {"at": now.isoformat()})
    assert len(response.context["rows"]) == 2


def test_each_call_of_the_day_has_its_reason(sit, agent, shop, now, url):
    CaseFactory.create_batch(4, shop=shop)
    plan_shop(shop=shop, now=now)
    context = sit(agent).get(url).context
    calls = [call for half in context["day"].halves for call in half.calls]
    assert context["day"].calls == len(calls) == 4
    assert all(call.why and call.percent > 0 for call in calls)
    assert {half.price.code for half in context["day"].halves} == {"price.room_left"}


def test_tomorrow_is_shown_once_today_has_no_call_ahead(sit, agent, shop, now, url):
    planned(shop, now + 24 * HOUR, 2)
    day = sit(agent).get(url).context["day"]
    assert (day.day, day.calls) == (now.date() + dt.timedelta(days=1), 2)


def test_a_day_is_chosen_by_its_tab(sit, agent, shop, now, url):
    planned(shop, now, 1)
    planned(shop, now + 49 * HOUR, 3)
    context = sit(agent).get(url, {"day": "2026-11-20"}).context
    assert (context["day"].calls, len(context["day"].days)) == (3, 4)


def test_a_promised_time_stands_in_its_half_hour(sit, agent, shop, now, url):
    at = now.replace(hour=15, minute=40)
    CallbackFactory.create(
        case=CaseFactory.create(shop=shop), starts_at=at, ends_at=at + HOUR / 2, is_promised=True
    )
    page = sit(agent).get(url)
    assert [half.starts_at for half in page.context["day"].halves] == [at.replace(minute=30)]
    assert "promised 15:40" in page.content.decode()


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "2026-11"])
def test_a_day_that_is_none_is_not_found(sit, agent, url, day):
    assert sit(agent).get(url, {"day": day}).status_code == 404


@pytest.mark.parametrize(("minutes", "stale"), [(20, False), (21, True)])
def test_an_old_plan_says_that_no_worker_runs(sit, agent, shop, now, url, minutes, stale):
    plan_run(shop, now - dt.timedelta(minutes=minutes))
    page = sit(agent).get(url).content.decode()
    assert ("no worker seems to run" in page) is stale


def test_a_plan_that_is_asked_for_says_so(sit, agent, shop, now, url):
    plan_run(shop, now - HOUR / 6)
    request_plan(shop_id=shop.pk, now=now)
    assert "a new plan is on its way" in sit(agent).get(url).content.decode()


def test_minutes_a_call_are_measured_from_the_number_to_the_report(sit, agent, shop, now, url):
    for minutes in (3, 5, 12):
        case = CaseFactory.create(shop=shop)
        start_call(case=case, member=agent, now=now - HOUR)
        record_attempt(
            case=case,
            member=agent,
            channel="phone",
            outcome="busy",
            now=now - HOUR + dt.timedelta(minutes=minutes),
            idempotency_key=str(minutes),
        )
    handling = sit(agent).get(url).context["handling"]
    assert (handling.set_minutes, handling.measured_minutes, handling.calls) == (8, 5.0, 3)


@pytest.mark.parametrize("size", [1, 5])
def test_a_day_of_many_calls_takes_the_same_queries(
    sit, agent, shop, now, url, size, django_assert_num_queries
):
    planned(shop, now, size)
    plan_run(shop, now)
    browser = sit(agent)
    with django_assert_num_queries(15):
        browser.get(url)


@pytest.mark.parametrize("at", ["", "noon", "2026-11-18T09:00", "2026-19-99T09:00:00+08:00"])
def test_a_half_hour_that_is_none_is_not_found(sit, agent, shop, at):
    address = reverse("reviews:plan_slot", args=(shop.code,))
    assert sit(agent).get(address, {"at": at}).status_code == 404
