"""Callbacks as people meet them: why then, not true, who is on the line, and the outcome keys."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from reviews.models import Attempt, Buyer, Callback, Case, Correction, Shop, User
from reviews.operations.planning import plan_shop
from tests.factories import (
    NOW,
    BuyerFactory,
    CaseFactory,
    CauseFactory,
    MemberFactory,
    ProductFactory,
    ReviewFactory,
    ShiftFactory,
    ShopFactory,
)
from tests.journeys.conftest import Quiet, Sit
from tests.journeys.person import PASSWORD, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def at() -> dt.datetime:
    """The Wednesday whose plan the shop has."""
    return NOW


def seats(shop: Shop) -> None:
    for username in ("agent", "agent2", "lead"):
        user = User.objects.create_user(username, password=PASSWORD)
        MemberFactory.create(
            shop=shop, user=user, role=username.rstrip("2"), display_name=f"{username}先生"
        )


def living_at(shop: Shop, place: str, **values: object) -> Case:
    buyer = BuyerFactory.create(shop=shop, place_type=place, **values)
    Buyer.objects.filter(pk=buyer.pk).update(place_confidence=0.9)
    review = ReviewFactory.create(
        shop=shop, buyer=buyer, product=shop.products.first(), rated_at=NOW - 30 * HOUR
    )
    return CaseFactory.create(shop=shop, review=review, buyer=buyer)


@pytest.fixture
def shop(quiet: Quiet) -> Shop:
    """A shift of three days, and two buyers who live differently."""
    with quiet():
        shop = ShopFactory.create(code="hu", name="养生壶旗舰店")
        seats(shop)
        CauseFactory.create(shop=shop)
        ProductFactory.create(shop=shop)
        for days in range(3):
            ShiftFactory.create(
                member=shop.members.get(user__username="agent"),
                starts_at=NOW.replace(hour=9) + days * DAY,
                ends_at=NOW.replace(hour=17) + days * DAY,
            )
        living_at(shop, "retail")
        living_at(shop, "campus", plain_phone="13800009999")
        plan_shop(shop=shop, now=NOW)
        return shop


def open_why(person: Person, shop: Shop, case: Case) -> None:
    person.go(f"/s/{shop.code}/cases/{case.public_id}/?why")
    expect(person.find("details.why")).to_have_attribute("open", "")


def window(case: Case) -> str:
    row = Callback.objects.get(case=case, status="planned")
    return f"{row.starts_at.astimezone(NOW.tzinfo):%H:%M}"


def test_one_can_follow_why_two_buyers_are_called_at_different_times(
    shop: Shop, sit: Sit, quiet: Quiet
) -> None:
    agent = sit("agent", language="en")
    with quiet():
        cases = list(Case.objects.order_by("id"))
        times = [window(case) for case in cases]
    assert times[0] != times[1]
    agent.go(f"/s/{shop.code}/plan/")
    for at in times:
        expect(agent.find(".day-plan .half").filter(has_text=at)).to_be_visible()
    for case, at, place in zip(cases, times, ("Retail", "Campus"), strict=True):
        open_why(agent, shop, case)
        expect(agent.find("details.why > summary")).to_contain_text(at)
        expect(agent.find(".best-halves .chip--hold")).to_be_visible()
        expect(agent.find(".evidence")).to_contain_text(f"The address looks like: {place}.")
        expect(agent.find(".legend")).to_contain_text("Quiet hours")


def test_what_is_not_true_is_set_aside_moves_the_call_and_comes_back(
    shop: Shop, sit: Sit, quiet: Quiet
) -> None:
    agent = sit("agent", language="en")
    with quiet():
        case = Case.objects.order_by("id").first()
        before = window(case)
    open_why(agent, shop, case)
    row = agent.find(".evidence li").filter(has_text="Retail").first
    row.locator("select").select_option("campus")
    row.locator("button").click()
    expect(agent.find("details.why")).to_contain_text("Set aside")
    expect(agent.find("details.why s")).to_contain_text("Retail")
    with quiet():
        stored = Correction.objects.get()
        assert (stored.becomes, stored.member.display_name) == ("campus", "agent先生")
        moved = window(case)
    assert moved != before
    expect(agent.find("details.why > summary")).to_contain_text(moved)
    agent.find("details.why button").filter(has_text="True after all").click()
    expect(agent.find("details.why")).not_to_contain_text("Set aside")
    with quiet():
        assert Correction.objects.get().ended_by.display_name == "agent先生"
        assert Buyer.objects.get(cases=case).place_type == "retail"


def test_the_second_agent_sees_who_is_talking(shop: Shop, sit: Sit, quiet: Quiet) -> None:
    with quiet():
        first = Case.objects.get(buyer__phone_last4="9999")
        second = CaseFactory.create(
            shop=shop,
            review=ReviewFactory.create(
                shop=shop, buyer=first.buyer, product=shop.products.first(), rated_at=NOW - HOUR
            ),
            buyer=first.buyer,
        )
    one, other = sit("agent"), sit("agent2")
    one.go(f"/s/{shop.code}/cases/{first.public_id}/")
    other.go(f"/s/{shop.code}/cases/{second.public_id}/")
    one.press("p")
    expect(one.find('a[href="tel:13800009999"]')).to_be_visible()
    other.press("p")
    expect(other.find("#reveal [role=alert]")).to_contain_text("agent先生")
    expect(other.find('a[href^="tel:"]')).to_have_count(0)
    other.go(f"/s/{shop.code}/cases/{second.public_id}/")
    expect(other.find(".notice--warn").first).to_contain_text("agent先生")
    one.report("0")
    with quiet():
        assert Attempt.objects.get().outcome == "switched_off"
        assert not Callback.objects.filter(status="calling").exists()


#: Those that ask for something else each; all outcomes and next steps have their domain tests.
KEYS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("2", "no_answer", "next.retry_no_answer", {}),
    ("7", "promised_time", "next.booked", {"promised_at": "2026-11-19T15:30"}),
    # The last: after it the same case comes again, to be written to.
    ("6", "wrong_number", "next.stop_phone", {}),
)


def test_each_key_is_another_outcome_with_its_next_step(shop: Shop, sit: Sit, quiet: Quiet) -> None:
    with quiet():
        for _ in KEYS:
            living_at(shop, "office")
        plan_shop(shop=shop, now=NOW)
    agent = sit("agent")
    for key, outcome, step, typed in KEYS:
        case_id = agent.next_case()
        agent.report(key, **dict(typed))
        expect(agent.find(".after h1")).not_to_be_empty()
        with quiet():
            attempt = Attempt.objects.get(case__public_id=case_id)
            assert (attempt.outcome, attempt.next_step["code"]) == (outcome, step)
            assert attempt.ring_seconds == (25 if outcome == "no_answer" else None)
