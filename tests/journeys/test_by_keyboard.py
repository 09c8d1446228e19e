"""A new after-sales person reads one page, then works ten cases without touching the mouse."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from reviews.models import Attempt, Case, Shop, User
from reviews.operations.planning import plan_shop
from tests.factories import (
    NOW,
    CaseFactory,
    MemberFactory,
    ReviewFactory,
    ShopFactory,
)
from tests.journeys.conftest import Quiet, Sit
from tests.journeys.person import PASSWORD, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
#: The key of each outcome, in the order in which the ten calls end.
CALLS = (
    ("1", "answered"),
    ("2", "no_answer"),
    ("3", "busy"),
    ("4", "rejected"),
    ("5", "hung_up"),
    ("6", "wrong_number"),
    ("1", "answered"),
    ("8", "refused_contact"),
    ("2", "no_answer"),
    ("9", "abusive"),
)
AFTER = 2_100  # milliseconds: the next case comes by itself


@pytest.fixture
def at() -> dt.datetime:
    return NOW


@pytest.fixture
def shop(quiet: Quiet) -> Shop:
    """Ten planned cases of ten buyers."""
    with quiet():
        shop = ShopFactory.create(code="hu", name="养生壶旗舰店")
        user = User.objects.create_user("agent", password=PASSWORD)
        MemberFactory.create(shop=shop, user=user, role="agent", display_name="小新")
        for number in range(len(CALLS)):
            rated = NOW - dt.timedelta(minutes=12 + number)
            CaseFactory.create(shop=shop, review=ReviewFactory.create(shop=shop, rated_at=rated))
        plan_shop(shop=shop, now=NOW)
        return shop


def test_ten_cases_are_worked_by_keys_after_one_page(shop: Shop, sit: Sit, quiet: Quiet) -> None:
    agent = sit("agent")
    agent.press("?")
    expect(agent.find("#keys")).to_be_visible()
    agent.go("/help/")
    expect(agent.find("h1")).not_to_be_empty()
    agent.go("/s/hu/")
    agent.page.clock.install()
    worked = [agent.next_case()]
    for number, (key, _outcome) in enumerate(CALLS):
        report_by_keys(agent, key, f"第 {number + 1} 单")
        agent.page.clock.fast_forward(AFTER)
        if number + 1 < len(CALLS):
            agent.page.wait_for_url("**/cases/*/")
            worked.append(agent.case_id())
    with quiet():
        made = Attempt.objects.order_by("pk").values_list("outcome", "note", "case__public_id")
        expected = [
            (outcome, f"第 {number} 单", case)
            for number, ((_key, outcome), case) in enumerate(
                zip(CALLS, worked, strict=True), start=1
            )
        ]
        assert list(made) == expected
        assert len(set(worked)) == len(CALLS)
        assert Case.objects.filter(solved_at__isnull=False).count() == 2


def report_by_keys(agent: Person, key: str, note: str) -> None:
    """T, the note, Esc, the outcome, Enter."""
    expect(agent.find("#note")).to_be_visible()
    agent.press("t")
    agent.page.keyboard.type(note)
    agent.press("Escape", key)
    if key == "1":
        agent.press("y")
    with agent.page.expect_navigation(url="**/after/**"):
        agent.press("Enter")


def test_enter_opens_the_row_under_the_cursor(shop: Shop, sit: Sit) -> None:
    agent = sit("agent")
    agent.go("/s/hu/queue/")
    expect(agent.find("#rows > [data-row]")).to_have_count(len(CALLS))
    agent.press("j")
    wanted = agent.find('#rows > [aria-current="true"]').get_attribute("id") or ""
    assert wanted == agent.find("#rows > [data-row]").nth(1).get_attribute("id")
    with agent.page.expect_navigation(url="**/cases/*/"):
        agent.press("Enter")
    assert agent.case_id() == wanted.removeprefix("case-")
