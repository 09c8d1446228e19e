import datetime as dt

import pytest
from django.urls import reverse

from reviews.models import PlanRun, ReviewEvent
from tests.factories import CallbackFactory, CaseFactory, PromiseFactory

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def url(shop):
    return reverse("reviews:today", args=(shop.code,))


def calls(response):
    return [row.public_id for row in response.context["today"].calls]


@pytest.mark.parametrize("size", [1, 3])
def test_today_takes_the_same_queries_for_any_number(
    sit, agent, shop, url, size, django_assert_num_queries
):
    for _ in range(size):
        case = CaseFactory.create(shop=shop, owner=agent)
        CallbackFactory.create(case=case)
        PromiseFactory.create(case=case, due_at=case.opened_at)
    browser = sit(agent)
    browser.get(url)
    with django_assert_num_queries(20):
        response = browser.get(url)
    assert len(calls(response)) == size


def test_three_best_calls_free_for_me_come_first(sit, agent, lead, shop, now, url):
    best = [CaseFactory.create(shop=shop, advantage=9 - n) for n in range(4)]
    CaseFactory.create(shop=shop, advantage=99, owner=lead)
    CaseFactory.create(shop=shop, advantage=98, leased_by=lead, lease_until=now + HOUR)
    CaseFactory.create(shop=shop, advantage=97, callable_from=now + HOUR)
    CaseFactory.create(shop=shop, advantage=96, snoozed_until=now + HOUR)
    assert calls(sit(agent).get(url)) == [case.public_id for case in best[:3]]


def test_a_time_the_buyer_named_goes_before_everything(sit, agent, shop, now, url):
    best = CaseFactory.create(shop=shop, advantage=9)
    promised = CaseFactory.create(shop=shop, advantage=1, owner=agent)
    CallbackFactory.create(case=promised, is_promised=True, starts_at=now)
    assert calls(sit(agent).get(url)) == [promised.public_id, best.public_id]


def test_day_bars_hold_load_capacity_and_promises(sit, agent, shop, now, url):
    at_eleven = now.replace(hour=11)
    for promised in (True, False):
        case = CaseFactory.create(shop=shop)
        CallbackFactory.create(
            case=case,
            starts_at=at_eleven,
            ends_at=at_eleven + HOUR / 2,
            is_promised=promised,
        )
    PlanRun.objects.create(
        shop=shop,
        made_at=now,
        version="1",
        cases=2,
        planned=2,
        value=1,
        upper_bound=1,
        slots=[{"starts_at": at_eleven.isoformat(), "capacity": 1, "load": 2, "price": 0.5}],
    )
    day = sit(agent).get(url).context["day"]
    bar = day.bars[4]
    assert (bar.load, bar.capacity, bar.promised, bar.shade) == (2, 1.0, 1, "over")
    assert (day.load, day.capacity, day.promised, day.is_empty) == (2, 1.0, 1, False)
    assert day.now_x == 44.0


def test_slots_of_another_day_leave_the_bars_alone(sit, agent, shop, now, url):
    tomorrow = (now + 24 * HOUR).isoformat()
    PlanRun.objects.create(
        shop=shop,
        made_at=now,
        version="1",
        cases=0,
        planned=0,
        value=0,
        upper_bound=0,
        slots=[{"starts_at": tomorrow, "capacity": 3, "load": 0, "price": 0}],
    )
    assert sit(agent).get(url).context["day"].is_empty is True


def test_before_nine_there_is_no_line_of_now(sit, agent, url, now, time_machine):
    time_machine.move_to(now.replace(hour=8), tick=False)
    assert sit(agent).get(url).context["day"].now_x is None


def test_due_shows_my_open_promises_the_most_overdue_first(sit, agent, lead, shop, now, url):
    mine = CaseFactory.create(shop=shop, owner=agent)
    late = PromiseFactory.create(case=mine, due_at=now - HOUR)
    soon = PromiseFactory.create(case=CaseFactory.create(shop=shop), member=agent, due_at=now)
    PromiseFactory.create(case=mine, due_at=now + 48 * HOUR)
    PromiseFactory.create(case=CaseFactory.create(shop=shop), member=lead, due_at=now)
    PromiseFactory.create(case=mine, due_at=now, state="kept", ended_at=now)
    assert sit(agent).get(url).context["today"].promises == [late, soon]


def test_overnight_counts_cases_and_appends_since_nine_in_the_evening(sit, agent, shop, now, url):
    fresh = CaseFactory.create(shop=shop, opened_at=now - 12 * HOUR)
    CaseFactory.create(shop=shop, opened_at=now - 14 * HOUR)
    for _ in range(2):
        ReviewEvent.objects.create(review=fresh.review, kind="append_added", at=now - HOUR)
    news = sit(agent).get(url).context["today"].news
    assert (news.cases, news.appends, news.since) == (1, 1, now - 13 * HOUR)


def test_waiting_cases_of_mine_are_counted(sit, agent, shop, url):
    CaseFactory.create(shop=shop, owner=agent, status="waiting")
    CaseFactory.create(shop=shop, status="waiting")
    assert sit(agent).get(url).context["today"].waiting == 1


def test_ops_has_no_calls_to_make(sit, ops, url):
    assert sit(ops).get(url).status_code == 403


def test_a_break_starts_and_ends(sit, agent, shop, now):
    address = reverse("reviews:pause", args=(shop.code,))
    browser = sit(agent)
    browser.post(address, {"pause": "start"})
    agent.refresh_from_db()
    assert agent.paused_until == now + HOUR / 4
    browser.get(address)
    agent.refresh_from_db()
    assert agent.paused_until is not None
    browser.post(address, {"pause": "end"})
    agent.refresh_from_db()
    assert agent.paused_until is None


def test_a_shop_without_cases_is_told_to_import(sit, agent, lead, url):
    hint = 'href="/s/hu/import/">'
    assert hint in sit(lead).get(url).content.decode().split("data-list")[1]
    assert hint not in sit(agent).get(url).content.decode().split("data-list")[1]
