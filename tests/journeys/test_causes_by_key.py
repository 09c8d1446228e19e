"""Everyone who sees a case corrects its causes by keys, even before the dialog has come."""

import datetime as dt

import pytest
from playwright.sync_api import Route, expect

from reviews.models import Attempt, Case, ReviewCause, Shop, User
from reviews.operations.planning import plan_shop
from tests.factories import (
    NOW,
    CaseFactory,
    CauseFactory,
    MemberFactory,
    ReviewFactory,
    ShopFactory,
)
from tests.journeys.conftest import Quiet, Sit
from tests.journeys.person import PASSWORD, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ROLES = ("agent", "lead", "owner", "ops")


@pytest.fixture
def at() -> dt.datetime:
    return NOW


@pytest.fixture
def case(quiet: Quiet) -> Case:
    """One planned case of a shop with three causes, and a person of each role."""
    with quiet():
        shop = ShopFactory.create(code="hu", name="养生壶旗舰店")
        for role in ROLES:
            user = User.objects.create_user(role, password=PASSWORD)
            MemberFactory.create(shop=shop, user=user, role=role, display_name=role)
        causes(shop)
        case = CaseFactory.create(shop=shop, review=ReviewFactory.create(shop=shop, rated_at=NOW))
        plan_shop(shop=shop, now=NOW)
        return case


def causes(shop: Shop) -> None:
    for position, code in enumerate(("leak", "odor", "slow")):
        CauseFactory.create(shop=shop, code=code, name=code, name_en=code, position=position)


def confirmed(case: Case) -> set[str]:
    labels = ReviewCause.objects.filter(review=case.review, source="person")
    return set(labels.values_list("cause__code", flat=True))


def open_without_dialogs(person: Person, case: Case) -> Route:
    """The card whose dialogs are still on their way; what lets them come."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    person.page.route("**/dialogs/", hold)
    with person.page.expect_request("**/dialogs/"):
        person.page.goto(f"/s/hu/cases/{case.public_id}/", wait_until="domcontentloaded")
    person.page.wait_for_timeout(0)
    return held[0]


@pytest.mark.parametrize("role", ROLES)
def test_keys_typed_before_the_dialog_came_are_meant_for_it(
    role: str, case: Case, sit: Sit, quiet: Quiet
) -> None:
    person = sit(role)
    dialogs = open_without_dialogs(person, case)
    person.press("c", "2", "3")
    expect(person.find("#causes-dialog")).not_to_be_attached()
    dialogs.continue_()
    expect(person.find("#causes-dialog")).to_be_visible()
    expect(person.find("#causes-dialog input:checked")).to_have_count(2)
    with person.page.expect_navigation(url="**/cases/*/"):
        person.press("Enter")
    with quiet():
        assert confirmed(case) == {"odor", "slow"}
        assert not Attempt.objects.exists()


def test_a_dialog_that_does_not_come_gives_the_keys_back(
    case: Case, sit: Sit, quiet: Quiet
) -> None:
    person = sit("agent")
    person.page.route("**/dialogs/", lambda route: route.abort())
    person.go(f"/s/hu/cases/{case.public_id}/")
    expect(person.find("#connection")).to_be_visible()
    person.press("c", "Escape", "2")
    expect(person.find("#outcome-2")).to_be_checked()
    person.faults.clear()
