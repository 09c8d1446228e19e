import datetime as dt

import pytest
from django.urls import reverse

from reviews.models import CaseDraft, ShiftHandover
from reviews.operations.drafts import keep_draft
from tests.factories import CallbackFactory, CaseFactory, MemberFactory, PromiseFactory
from tests.reviews.views.case_forms import outcome

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def url(shop):
    return reverse("reviews:shift_handover", args=(shop.code,))


@pytest.fixture
def colleague(shop):
    return MemberFactory.create(shop=shop, role="agent", display_name="小陈", user__username="chen")


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    sit, agent, shop, now, url, size, django_assert_num_queries
):
    for _ in range(size):
        case = CaseFactory.create(shop=shop, owner=agent)
        CallbackFactory.create(case=case, owner=agent, is_promised=True)
        PromiseFactory.create(case=case, member=agent)
    browser = sit(agent)
    browser.get(url)
    with django_assert_num_queries(14):
        response = browser.get(url)
    assert len(response.context["lines"]) == size


def test_who_has_nothing_is_told_so(sit, agent, url):
    assert "Nothing is in your name" in sit(agent).get(url).content.decode()


def test_the_receiver_finds_it_on_the_first_page_until_it_is_read(
    sit, agent, colleague, case, url, shop
):
    case.owner = agent
    case.save()
    data = {"to": colleague.public_id, "word": "先打给李女士", "case": [case.public_id]}
    answer = sit(agent).post(url, data, follow=True)
    assert "1 case went to 小陈." in answer.content.decode()
    today = reverse("reviews:today", args=(shop.code,))
    page = sit(colleague).get(today).content.decode()
    assert "先打给李女士" in page
    assert case.public_id in page
    seen = reverse("reviews:handover_seen", args=(shop.code, ShiftHandover.objects.get().public_id))
    assert "先打给李女士" not in sit(colleague).post(seen, follow=True).content.decode()


def test_a_collision_is_shown(sit, agent, colleague, lead, case, now, url):
    case.owner, case.leased_by, case.lease_until = agent, lead, now + HOUR
    case.save()
    page = sit(agent).get(url).content.decode()
    assert "周主管 is on this case right now and keeps it in hand." in page
    data = {"to": colleague.public_id, "case": [case.public_id]}
    told = sit(agent).post(url, data, follow=True).content.decode()
    assert "周主管 is on this case right now and keeps it in hand." in told


@pytest.mark.parametrize("to", ["nobody", "self"])
def test_a_wrong_receiver_changes_nothing(sit, agent, case, url, to):
    case.owner = agent
    case.save()
    sent = agent.public_id if to == "self" else to
    assert sit(agent).post(url, {"to": sent}).status_code == 422
    case.refresh_from_db()
    assert case.owner == agent


def test_what_is_typed_is_kept_and_offered_to_whoever_opens_the_case(
    sit, agent, colleague, case, shop
):
    keep = reverse("reviews:draft", args=(shop.code, case.public_id))
    assert sit(agent).post(keep, {"note": "客户在开车"}).status_code == 204
    dialogs = reverse("reviews:case_dialogs", args=(shop.code, case.public_id))
    mine = f'data-kept="case-{case.public_id}">客户在开车'
    assert mine in sit(agent).get(dialogs).content.decode()
    theirs = sit(colleague).get(dialogs).content.decode()
    assert mine not in theirs
    assert "客户在开车" in theirs


def test_a_reported_contact_forgets_the_draft(sit, agent, case, shop, now):
    keep_draft(case=case, member=agent, text="没打完", now=now)
    url = reverse("reviews:attempt", args=(shop.code, case.public_id))
    assert sit(agent).post(url, outcome("no_answer")).status_code == 302
    assert not CaseDraft.objects.exists()
