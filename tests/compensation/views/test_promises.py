import datetime as dt

import pytest
from django.urls import reverse

from tests.factories import CaseFactory, PromiseFactory


def url(shop, name, *args):
    return reverse(f"compensation:{name}", args=(shop.code, *args))


@pytest.fixture
def many(shop, agent, lead, now):
    """Sixty overdue, one due soon, one later, of two people."""
    case = CaseFactory.create(shop=shop)
    late = {"case": case, "due_at": now - dt.timedelta(hours=1)}
    PromiseFactory.create_batch(60, **late, member=agent)
    PromiseFactory.create(case=case, due_at=now + dt.timedelta(hours=3), member=lead)
    PromiseFactory.create(case=case, due_at=now + dt.timedelta(days=3), member=lead)
    PromiseFactory.create(**late, state="kept", ended_at=now)


def test_all_are_counted_whatever_a_page_shows(sit, lead, shop, many):
    page = sit(lead).get(url(shop, "promises"))
    assert [number for _name, _label, number in page.context["groups"]] == [60, 1, 1]
    assert (page.context["open"], len(page.context["page"])) == (62, 50)
    second = sit(lead).get(url(shop, "promises"), {"page": 2})
    assert [one.urgency for one in second.context["page"]][-2:] == ["soon", "later"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"when": "soon"}, 1),
        ({"when": "never"}, 50),
        ({"source": "offer"}, 0),
        ({"source": "talk", "when": "later"}, 1),
    ],
)
def test_urgency_and_source_narrow(sit, agent, shop, many, asked, shown):
    assert len(sit(agent).get(url(shop, "promises"), asked).context["page"]) == shown


def test_a_person_narrows_and_the_counts_follow(sit, agent, lead, shop, many):
    page = sit(agent).get(url(shop, "promises"), {"person": lead.public_id})
    assert [number for _name, _label, number in page.context["groups"]] == [0, 1, 1]


def test_the_page_takes_as_many_queries_for_many(
    sit, lead, shop, many, django_assert_max_num_queries
):
    browser = sit(lead)
    with django_assert_max_num_queries(14):
        browser.get(url(shop, "promises"))


@pytest.mark.parametrize(
    ("typed", "due"), [("", "2026-11-23 18:00"), ("2026-11-19T09:30", "2026-11-19T09:30")]
)
def test_a_spoken_promise_is_given_a_date_with_its_reason(sit, agent, shop, typed, due):
    case = CaseFactory.create(shop=shop)
    page = sit(agent).get(url(shop, "promise_date", case.public_id), {"promise_due": typed})
    said = page.content.decode()
    assert f'value="{due}"' in said
    assert "2 days to do it, one of slack" in said


def test_the_date_learns_from_spoken_promises_that_were_kept(sit, agent, shop, accepted, now):
    """A payment's promise says nothing of how long a replacement takes."""
    paid = accepted.promise
    paid.state, paid.ended_at = "kept", now
    paid.save()
    kept = {"case": accepted.case, "state": "kept", "ended_at": now}
    PromiseFactory.create_batch(10, **kept, made_at=now - dt.timedelta(days=5))
    page = sit(agent).get(url(shop, "promise_date", accepted.case.public_id))
    assert page.context["because"].params == {"days": 5, "kept": 10}
    assert 'value="2026-11-24 18:00"' in page.content.decode()


def test_the_card_asks_for_the_date_when_a_promise_is_begun(sit, agent, shop):
    case = CaseFactory.create(shop=shop)
    card = sit(agent).get(reverse("reviews:case", args=(shop.code, case.public_id)))
    asked = url(shop, "promise_date", case.public_id)
    assert f'hx-get="{asked}" hx-trigger="focus once"' in card.content.decode()


def test_a_case_of_another_shop_has_no_date(sit, agent, shop):
    stranger = CaseFactory.create()
    assert sit(agent).get(url(shop, "promise_date", stranger.public_id)).status_code == 404
