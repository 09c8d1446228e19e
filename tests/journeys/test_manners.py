"""How the desk treats the person at it: breaks, mistakes, lost lines, cases given and put off."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reviews.models import Attempt, Callback, Case, Member, Shop, User
from reviews.operations.planning import plan_shop
from tests.factories import NOW, CaseFactory, MemberFactory, ReviewFactory, ShopFactory
from tests.journeys.conftest import Quiet, Sit
from tests.journeys.person import PASSWORD, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PEOPLE = (("agent", "小林"), ("agent2", "小赵"), ("lead", "周主管"))


@pytest.fixture
def at() -> dt.datetime:
    return NOW


@pytest.fixture
def shop(quiet: Quiet) -> Shop:
    """Three planned cases, two agents and their lead."""
    with quiet():
        shop = ShopFactory.create(code="hu", name="养生壶旗舰店")
        for username, name in PEOPLE:
            user = User.objects.create_user(username, password=PASSWORD)
            role = username.rstrip("2")
            MemberFactory.create(shop=shop, user=user, role=role, display_name=name)
        for number in range(3):
            rated = NOW - dt.timedelta(minutes=12 + number)
            CaseFactory.create(shop=shop, review=ReviewFactory.create(shop=shop, rated_at=rated))
        plan_shop(shop=shop, now=NOW)
        return shop


def owner_of(case_id: str) -> str:
    case = Case.objects.select_related("owner").get(public_id=case_id)
    return case.owner.display_name if case.owner is not None else ""


def test_the_break_after_an_abusive_call_is_respected(shop: Shop, sit: Sit, quiet: Quiet) -> None:
    agent = sit("agent")
    agent.next_case()
    agent.report("9", note="一接通就骂人")
    with agent.page.expect_navigation(url="**/s/hu/"):
        agent.press("b")
    with quiet():
        assert Member.objects.get(user__username="agent").paused_until > timezone.now()
    with agent.page.expect_navigation(url="**/s/hu/"):
        agent.press("n")
    expect(agent.find("#toasts")).to_contain_text("休息")
    with quiet():
        assert not Case.objects.filter(leased_by__isnull=False).exists()
    with agent.page.expect_navigation():
        agent.find('.bar button[name="pause"][value="end"]').click()
    assert agent.next_case()


def test_a_report_is_taken_back_from_the_next_case(shop: Shop, sit: Sit, quiet: Quiet) -> None:
    agent = sit("agent")
    case_id = agent.next_case()
    agent.report("2")
    assert agent.next_case() != case_id
    expect(agent.find(".toast button[data-key=u]")).to_be_visible()
    with agent.page.expect_navigation(url=f"**/cases/{case_id}/"):
        agent.press("u")
    with quiet():
        assert Attempt.objects.get().undone_at is not None


def test_a_lost_connection_is_shown_and_nothing_typed_is_lost(
    shop: Shop, sit: Sit, quiet: Quiet
) -> None:
    agent = sit("agent")
    case_id = agent.next_case()
    agent.context.set_offline(True)
    expect(agent.find("#connection")).to_be_visible()
    agent.page.fill("#note", "买家愿意等补发")
    agent.press("Escape", "1", "y")
    agent.press("Enter")
    expect(agent.find("#note")).to_have_value("买家愿意等补发")
    expect(agent.find("#connection")).to_be_visible()
    agent.context.set_offline(False)
    expect(agent.find("#connection")).to_be_hidden()
    with agent.page.expect_navigation(url="**/after/**"):
        agent.find('form[data-fields] button[data-key="enter"]').first.click()
    with quiet():
        assert Attempt.objects.get(case__public_id=case_id).note == "买家愿意等补发"
    # What the browser itself says of requests without a line.
    agent.faults[:] = [one for one in agent.faults if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_case_is_dragged_onto_a_colleague_and_given_by_a_key(
    shop: Shop, sit: Sit, quiet: Quiet
) -> None:
    with quiet():
        colleague = Member.objects.get(user__username="agent")
        case = Case.objects.order_by("pk")[0]
        Case.objects.filter(pk=case.pk).update(owner=colleague)
    lead = sit("lead")
    lead.go("/s/hu/team/")
    seat = lead.find("tr[data-drop]").filter(has_text="小赵")
    with lead.page.expect_navigation(url="**/team/"):
        lead.find("[data-drag]").first.drag_to(seat)
    with quiet():
        assert owner_of(case.public_id) == "小赵"
    lead.press("j", "g")
    expect(lead.find("#give")).to_be_visible()
    lead.page.select_option("#give-to", label="小林")
    with lead.page.expect_navigation(url="**/team/"):
        lead.press("Enter")
        lead.find('#give button[data-key="enter"]').click()
    with quiet():
        assert owner_of(case.public_id) == "小林"


def test_a_case_sleeps_with_a_reason_and_goes_to_nobody(shop: Shop, sit: Sit, quiet: Quiet) -> None:
    agent = sit("agent")
    case_id = agent.next_case()
    expect(agent.find("#snooze")).to_be_attached()
    agent.press("s")
    expect(agent.find("#snooze")).to_be_visible()
    agent.press("2")
    agent.page.fill("#snooze-reason", "买家在开会")
    with agent.page.expect_navigation(url="**/queue/"):
        agent.press("Enter")
    with quiet():
        case = Case.objects.get(public_id=case_id)
        assert case.snooze_reason == "买家在开会"
        assert case.snoozed_until is not None
        assert case.snoozed_until - NOW > dt.timedelta(hours=2, minutes=55)
    assert agent.next_case() != case_id


def test_a_blocked_call_says_why_and_from_when(shop: Shop, sit: Sit) -> None:
    agent = sit("agent")
    case_id = agent.next_case()
    agent.report("2")
    agent.go(f"/s/hu/cases/{case_id}/")
    notice = agent.find(".case .notice--warn").first
    expect(notice).to_contain_text("3")
    # Three hours after the dial the nap has begun.
    expect(notice.locator("time")).to_have_text("14:00")


def test_days_are_typed_as_one_likes_and_kept_in_one_notation(
    shop: Shop, sit: Sit, quiet: Quiet
) -> None:
    agent = sit("agent", language="en")
    case_id = agent.next_case()
    agent.press("7")
    typed(agent, "2026/11/18 16:30")
    expect(agent.find("#promised_at")).to_have_value("2026-11-18 16:30")
    expect(agent.find("#promised_at ~ .pick__open")).to_be_visible()
    with agent.page.expect_navigation(url="**/after/**"):
        agent.find('form[data-fields] button[data-key="enter"]').first.click()
    with quiet():
        booked = Callback.objects.get(case__public_id=case_id, is_promised=True)
        assert booked.starts_at == NOW.replace(hour=16, minute=30)


def typed(agent: Person, words: str) -> None:
    agent.find("#promised_at").press_sequentially(words)
    agent.press("Tab")
