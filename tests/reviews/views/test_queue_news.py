"""The queue follows what happens elsewhere, without a reload and without moving rows."""

import datetime as dt

import pytest
from django.urls import reverse

from reviews.models import Buyer, Case, Clock, PresenceObservation
from tests.factories import (
    CallbackFactory,
    CaseFactory,
    CauseFactory,
    ReviewCauseFactory,
)

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def listen(sit, agent, shop, now):
    """Ask for the news of a page drawn an hour ago that showed these rows."""
    browser = sit(agent)

    def ask(rows=(), told="0,0", **asked):
        address = reverse("reviews:queue_news", args=(shop.code,), query=since(now, asked))
        seen = ",".join(f"{row.public_id}:{row.mark}" for row in rows)
        return browser.post(address, {"rows": seen, "told": told})

    ask.browser = browser
    return ask


def since(now, asked):
    return {"since": (now - HOUR).isoformat(), **asked}


def shown(listen, shop):
    return listen.browser.get(reverse("reviews:queue", args=(shop.code,))).context["page"].rows


def older_case(shop, now, **values):
    return CaseFactory.create(shop=shop, opened_at=now - 2 * HOUR, **values)


def full_case(shop, now):
    case = older_case(shop, now)
    cause = CauseFactory.create(shop=shop, code=f"cause-{case.pk}")
    ReviewCauseFactory.create(review=case.review, cause=cause)
    CallbackFactory.create(case=case, reasons=[{"code": "no_such_code", "params": {}}])
    return case


def test_where_nothing_happened_nothing_is_sent(listen, shop, now):
    full_case(shop, now)
    answer = listen(shown(listen, shop))
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize("size", [1, 3])
def test_asking_costs_the_same_queries_for_any_number_of_rows(
    listen, shop, now, size, django_assert_num_queries
):
    for _ in range(size):
        full_case(shop, now)
    rows = shown(listen, shop)
    with django_assert_num_queries(9):
        assert listen(rows).status_code == 204


@pytest.mark.parametrize(
    "change",
    [
        {"dials": 3},
        {"level": "neutral"},
        {"owner": "agent"},
        {"leased_by": "agent", "lease_until": HOUR},
        {"callable_from": 2 * HOUR},
        {"why": [{"code": "contact.do_not_contact", "params": {}}]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_row_is_drawn_anew_in_its_place(listen, shop, agent, now, change):
    case, same = older_case(shop, now), older_case(shop, now)
    rows = shown(listen, shop)
    given = {"agent": agent}
    values = {
        name: now + value if isinstance(value, dt.timedelta) else given.get(str(value), value)
        for name, value in change.items()
    }
    Case.objects.filter(pk=case.pk).update(**values)
    told = listen(rows).content.decode()
    assert f'<tr id="case-{case.public_id}"' in told
    assert 'hx-swap-oob="true" class="is-fresh"' in told
    assert same.public_id not in told


def test_a_corrected_cause_and_a_planned_call_change_the_row(listen, shop, now):
    case, planned = older_case(shop, now), older_case(shop, now)
    rows = shown(listen, shop)
    ReviewCauseFactory.create(review=case.review, cause=CauseFactory.create(shop=shop))
    CallbackFactory.create(case=planned, is_promised=True)
    told = listen(rows).content.decode()
    assert case.public_id in told
    assert planned.public_id in told


def test_another_end_of_a_clock_and_another_name_change_the_row(listen, shop, now):
    case, named, same = (older_case(shop, now) for _ in range(3))
    for one in (case, same):
        Clock.objects.create(
            case=one, kind="number_expiry", starts_at=now, ends_at=now + HOUR, source="s"
        )
    rows = shown(listen, shop)
    assert listen(rows).status_code == 204
    Clock.objects.filter(case=case).update(ends_at=now + 2 * HOUR)
    Buyer.objects.filter(cases=named).update(nick_masked="新***名")
    told = listen(rows).content.decode()
    assert f'<tr id="case-{case.public_id}"' in told
    assert "新***名" in told
    assert same.public_id not in told


def test_a_row_that_left_the_view_says_so(listen, shop, now):
    case = older_case(shop, now)
    rows = shown(listen, shop)
    Case.objects.filter(pk=case.pk).update(status="closed", close_reason="solved", closed_at=now)
    assert 'class="is-fresh is-gone"' in listen(rows).content.decode()


def test_a_row_that_goes_on_saying_the_same_is_left_alone(listen, shop, now, time_machine):
    older_case(shop, now, lease_until=None)
    rows = shown(listen, shop)
    Case.objects.update(advantage=7.5)
    time_machine.move_to(now + dt.timedelta(seconds=5), tick=False)
    assert listen(rows).status_code == 204


def test_what_came_in_is_counted_once_told_no_more(listen, shop, now):
    CaseFactory.create(shop=shop, opened_at=now)
    assert "1 new case" in listen().content.decode()
    assert listen(told="1,0").status_code == 204


def test_a_buyer_seen_online_lifts_the_case_on_every_page(listen, shop, now):
    case = older_case(shop, now)
    PresenceObservation.objects.create(buyer=case.buyer, source="wangwang", seen_at=now)
    assert "1 buyer was just seen online" in listen().content.decode()


def test_another_shops_presence_is_nobodys_business(listen, now):
    case = CaseFactory.create(opened_at=now - 2 * HOUR)
    PresenceObservation.objects.create(buyer=case.buyer, source="wangwang", seen_at=now)
    assert listen().status_code == 204


def test_rows_of_another_shop_are_not_told(listen, shop, now):
    stranger = CaseFactory.create(opened_at=now - 2 * HOUR)
    address = reverse("reviews:queue_news", args=(shop.code,))
    assert listen.browser.post(address, {"rows": f"{stranger.public_id}:x"}).status_code == 204


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-11-18T01:00", "2026-99-18T01:00+08:00"])
def test_news_without_a_moment_has_nothing_new(listen, shop, now, moment):
    CaseFactory.create(shop=shop, opened_at=now)
    assert listen(since=moment).status_code == 204


def test_what_came_in_is_put_above_the_rows(listen, shop, now):
    old, new = older_case(shop, now, advantage=99.0), CaseFactory.create(shop=shop, opened_at=now)
    online = older_case(shop, now)
    PresenceObservation.objects.create(buyer=online.buyer, source="wangwang", seen_at=now)
    address = reverse("reviews:fresh_rows", args=(shop.code,), query=since(now, {}))
    page = listen.browser.get(address)
    assert [row.public_id for row in page.context["rows"]] == [online.public_id, new.public_id]
    body = page.content.decode()
    assert old.public_id not in body
    assert 'id="news" hx-swap-oob="true"' in body


def test_news_is_no_page(listen, shop):
    assert listen.browser.get(reverse("reviews:queue_news", args=(shop.code,))).status_code == 405
