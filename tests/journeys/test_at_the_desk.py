"""What happens at the desk all day: no answer, refusal, agreed times, two people at once."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from reviews.models import Attempt, Buyer, Callback, Case, Member, Shop, User
from reviews.operations.causes import classify_reviews
from reviews.operations.planning import plan_shop
from tests.factories import (
    NOW,
    BuyerFactory,
    CaseFactory,
    CauseFactory,
    MemberFactory,
    ProductFactory,
    ReviewFactory,
    ShopFactory,
)
from tests.journeys.conftest import Quiet, Sit
from tests.journeys.person import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def at() -> dt.datetime:
    return NOW


@pytest.fixture
def shop(quiet: Quiet) -> Shop:
    """Three planned cases of three buyers, and two agents."""
    with quiet():
        shop = ShopFactory.create(code="hu", name="养生壶旗舰店")
        for username in ("agent", "agent2", "lead"):
            user = User.objects.create_user(username, password=PASSWORD)
            role = username.rstrip("2")
            MemberFactory.create(shop=shop, user=user, role=role, display_name=username)
        CauseFactory.create(shop=shop)
        CauseFactory.create(shop=shop, code="odor", name="异味", name_en="Odour")
        product = ProductFactory.create(shop=shop)
        for number in range(3):
            review = ReviewFactory.create(
                shop=shop,
                product=product,
                rated_at=NOW - dt.timedelta(minutes=12 + number),
            )
            CaseFactory.create(shop=shop, review=review)
        classify_reviews(shop=shop, now=NOW)
        plan_shop(shop=shop, now=NOW)
        return shop


def test_two_agents_who_press_next_at_once_get_two_cases(shop: Shop, sit: Sit) -> None:
    agents = [sit("agent"), sit("agent2")]
    for agent in agents:
        agent.page.evaluate("document.querySelector('form[action$=\"queue/next/\"]').submit()")
    for agent in agents:
        agent.page.wait_for_url("**/cases/*/")
    assert len({agent.case_id() for agent in agents}) == 2


def test_nobody_answers_and_the_next_window_is_proposed(
    shop: Shop,
    sit: Sit,
    quiet: Quiet,
) -> None:
    agent = sit("agent")
    case_id = agent.next_case()
    agent.report("2")
    expect(agent.find(".after h1")).not_to_be_empty()
    with quiet():
        attempt = Attempt.objects.get(case__public_id=case_id)
        assert attempt.outcome == "no_answer"
        plan_shop(shop=shop, now=timezone.now())
        case = Case.objects.get(public_id=case_id)
        planned = Callback.objects.get(case=case, status="planned")
        assert planned.starts_at - attempt.at >= dt.timedelta(hours=3)
    # Two seconds later the next case comes by itself.
    agent.page.wait_for_url("**/cases/*/")
    assert agent.case_id() != case_id


def test_a_refusal_ends_contact_with_the_buyer_in_every_shop(
    shop: Shop,
    sit: Sit,
    quiet: Quiet,
) -> None:
    agent = sit("agent")
    case_id = agent.next_case()
    with quiet():
        phone = Buyer.objects.get(cases__public_id=case_id).phone
        elsewhere = ShopFactory.create()
        same_person = BuyerFactory.create(shop=elsewhere, plain_phone=phone)
        other = CaseFactory.create(
            shop=elsewhere,
            review=ReviewFactory.create(shop=elsewhere, buyer=same_person),
        )
        plan_shop(shop=elsewhere, now=NOW)
        assert Callback.objects.filter(case=other, status="planned").exists()
    agent.report("8", note="请不要再打来")
    with quiet():
        case = Case.objects.get(public_id=case_id)
        assert (case.status, case.close_reason) == ("closed", "refused_contact")
        assert not Callback.objects.filter(case=other, status="planned").exists()
        plan_shop(shop=elsewhere, now=NOW)
        assert not Callback.objects.filter(case=other, status="planned").exists()


def test_a_time_the_buyer_names_is_booked(shop: Shop, sit: Sit, quiet: Quiet) -> None:
    agent = sit("agent")
    case_id = agent.next_case()
    agent.report("7", note="下午四点以后方便", promised_at="2026-11-18T16:30")
    expect(agent.find(".after time")).to_have_text("16:30")
    with quiet():
        booked = Callback.objects.get(case__public_id=case_id, is_promised=True)
        assert booked.starts_at == NOW.replace(hour=16, minute=30)


def test_an_outcome_is_taken_back_by_one_key(shop: Shop, sit: Sit, quiet: Quiet) -> None:
    agent = sit("agent")
    case_id = agent.next_case()
    agent.report("2")
    with agent.page.expect_navigation(url=f"**/cases/{case_id}/"):
        agent.press("u")
    with quiet():
        attempt = Attempt.objects.get()
        assert attempt.undone_at is not None


def test_what_was_typed_outlives_a_lost_session(shop: Shop, sit: Sit, quiet: Quiet) -> None:
    agent = sit("agent")
    agent.next_case()
    agent.page.locator("#note").press_sequentially("客户在开车，让晚点打")
    agent.context.clear_cookies(name="sessionid")
    agent.page.reload()
    agent.page.fill("#id_username", "agent")
    agent.page.fill("#id_password", PASSWORD)
    agent.page.click("form button.btn--primary")
    agent.page.wait_for_url("**/cases/*/")
    expect(agent.find("#note")).to_have_value("客户在开车，让晚点打")


def test_a_claim_that_was_left_goes_to_a_colleague(shop: Shop, sit: Sit, quiet: Quiet) -> None:
    agent = sit("agent")
    left = agent.next_case()
    with quiet():
        Case.objects.exclude(public_id=left).update(status="held", hold="complaint")
        Case.objects.filter(public_id=left).update(lease_until=NOW - dt.timedelta(minutes=1))
    assert sit("agent2").next_case() == left


def test_the_language_changes_and_stays(shop: Shop, sit: Sit) -> None:
    agent = sit("agent")
    agent.find('.bar button[name="language"]').click()
    expect(agent.find("html")).to_have_attribute("lang", "en")
    agent.go("/s/hu/queue/")
    expect(agent.find("html")).to_have_attribute("lang", "en")
    expect(agent.find('.rail a[href="/s/hu/queue/"]')).to_contain_text("Queue")


def test_causes_are_corrected_by_keys(shop: Shop, sit: Sit, quiet: Quiet) -> None:
    agent = sit("agent")
    case_id = agent.next_case()
    expect(agent.find("#causes-dialog")).to_be_attached()
    agent.press("c")
    expect(agent.find("#causes-dialog")).to_be_visible()
    agent.press("1", "2")
    with agent.page.expect_navigation(url=f"**/cases/{case_id}/"):
        agent.find('#causes-dialog button[type="submit"]').click()
    with quiet():
        review = Case.objects.get(public_id=case_id).review
        assert review.causes_confirmed_at is not None
        current = review.review_causes.filter(is_current=True)
        assert [found.cause.code for found in current] == ["odor"]


def test_a_person_of_no_shop_and_an_unknown_case_get_a_page(
    shop: Shop,
    sit: Sit,
    live_server: LiveServer,
) -> None:
    agent = sit("agent")
    answer = agent.page.goto("/s/hu/cases/nobody/")
    assert answer is not None
    assert answer.status == 404
    expect(agent.find("a").first).to_be_visible()
    agent.faults.clear()  # the browser itself reports the 404


def test_members_see_only_what_their_role_may_use(shop: Shop, sit: Sit) -> None:
    agent = sit("agent")
    assert Member.objects.count() == 3
    expect(agent.find('.rail a[href="/s/hu/settings/"]')).to_have_count(0)
    lead = sit("lead")
    expect(lead.find('.rail__link[href="/s/hu/settings/"]')).to_have_count(1)
