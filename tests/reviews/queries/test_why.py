"""The detail view of one case's time."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from reviews.domain.reach_evidence import EvidenceKind
from reviews.models import Callback, Case, Member, PlanRun, PresenceObservation, Shop
from reviews.operations.corrections import set_aside
from reviews.operations.planning import plan_shop
from reviews.queries.contact import contact_index_of
from reviews.queries.why import Why, why_then
from tests.factories import (
    AttemptFactory,
    BuyerFactory,
    CallbackFactory,
    CaseFactory,
    OrderFactory,
    ReviewFactory,
    ShiftFactory,
)

Now = dt.datetime
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def case(shop: Shop, now: Now) -> Case:
    buyer = BuyerFactory.create(shop=shop, province="新疆维吾尔自治区", place_type="office")
    buyer.place_confidence = 0.75
    buyer.save()
    order = OrderFactory.create(shop=shop, buyer=buyer, ordered_at=now - 6 * DAY)
    review = ReviewFactory.create(shop=shop, buyer=buyer, order=order, rated_at=now - 30 * HOUR)
    return CaseFactory.create(shop=shop, review=review, buyer=buyer, dials=2)


def kinds(found: Why) -> set[EvidenceKind]:
    return {told.piece.kind for told in found.pieces}


def test_curve_has_three_days_with_the_rules_verdicts(case: Case, now: Now) -> None:
    curve = why_then(case=case, now=now).curve
    assert (len(curve), curve[0].starts_at) == (22 + 24 + 24, now)
    assert (curve[0].allowed, curve[0].reach, curve[0].value) == (False, 0.0, 0.0)
    assert curve[0].verdict.reasons[0].code == "contact.region_morning"
    assert curve[1].allowed is True


def test_without_a_plan_the_best_allowed_half_hour_is_explained(case: Case, now: Now) -> None:
    found = why_then(case=case, now=now)
    assert (found.is_planned, found.placed, found.chosen) == (False, None, found.best[0])
    values = [half.value for half in found.best]
    assert values == sorted(values, reverse=True)
    assert values[0] == max(half.value for half in found.curve)
    assert kinds(found) == {EvidenceKind.PLACE, EvidenceKind.OWN_HOURS}


def test_a_planned_half_hour_says_why_it_is_that_one(case: Case, now: Now) -> None:
    plan_shop(shop=case.shop, now=now)
    found = why_then(case=case, now=now)
    window = Callback.objects.get()
    assert found.chosen is not None
    assert found.placed is not None
    assert (found.is_planned, found.chosen.starts_at) == (True, window.starts_at)
    assert found.placed.code == "placed.worth_most"


def test_the_price_of_the_best_half_hours_comes_from_the_last_plan(
    case: Case, agent: Member, now: Now
) -> None:
    ShiftFactory.create(member=agent, starts_at=now, ends_at=now + HOUR)
    for _ in range(9):
        CaseFactory.create(shop=case.shop, review__rated_at=now - HOUR)
    plan_shop(shop=case.shop, now=now)
    prices = {slot["starts_at"]: slot["price"] for slot in PlanRun.objects.get().slots}
    found = why_then(case=case, now=now)
    assert [half.price for half in found.best] == [
        prices[half.starts_at.isoformat()] for half in found.best
    ]
    # The only shift ends before half past ten, when the day begins in this buyer's region.
    assert {half.price_words.code for half in found.best} == {"price.nobody_there"}


def test_a_promised_time_is_its_own_reason(case: Case, now: Now) -> None:
    at = now + 5 * HOUR
    CallbackFactory.create(
        case=case, shop=case.shop, starts_at=at, ends_at=at + HOUR / 2, is_promised=True
    )
    found = why_then(case=case, now=now)
    assert found.chosen is not None
    assert found.placed is not None
    assert (found.chosen.starts_at, found.placed.code) == (at, "timing.agreed_time")
    assert EvidenceKind.AGREED_TIME in kinds(found)


def test_pieces_carry_their_facts_and_age(case: Case, now: Now) -> None:
    index = contact_index_of(case.buyer)
    AttemptFactory.create(case=case, contact_index=index, outcome="busy", at=now - 2 * DAY)
    PresenceObservation.objects.create(buyer=case.buyer, source="wangwang", seen_at=now - HOUR)
    told = {one.piece.kind: one for one in why_then(case=case, now=now).pieces}
    assert told[EvidenceKind.OWN_CALLS].at == now - 2 * DAY
    assert told[EvidenceKind.OWN_CALLS].fact.code == "fact.own_calls"
    assert told[EvidenceKind.PRESENCE].at == now - HOUR
    assert told[EvidenceKind.OWN_HOURS].at == now - 30 * HOUR
    assert told[EvidenceKind.PLACE].at == case.buyer.first_seen_at
    assert told[EvidenceKind.SHOP_RATES].can_be_untrue is False


def test_what_was_set_aside_is_shown_apart(case: Case, agent: Member, now: Now) -> None:
    stored = set_aside(case=case, member=agent, kind="own_hours", now=now)
    found = why_then(case=case, now=now)
    assert (kinds(found), found.corrections) == ({EvidenceKind.PLACE}, (stored,))


@pytest.mark.parametrize(
    "change", [{"dials": 5}, {"status": "held", "hold": "complaint"}, {"dials": 4}]
)
def test_a_case_without_any_moment_is_explained_too(
    case: Case, now: Now, change: dict[str, object]
) -> None:
    Case.objects.filter(pk=case.pk).update(**change)
    found = why_then(case=case, now=now)
    if change == {"dials": 4}:
        assert found.chosen is not None
        return
    assert (found.chosen, found.best, found.placed) == (None, (), None)
    assert kinds(found) == {EvidenceKind.PLACE, EvidenceKind.OWN_HOURS}


def test_a_case_without_a_buyer_has_a_curve_and_no_pieces(shop: Shop, now: Now) -> None:
    review = ReviewFactory.create(shop=shop, buyer=None, order=None)
    bare = CaseFactory.create(shop=shop, review=review, buyer=None)
    found = why_then(case=bare, now=now)
    assert (len(found.curve), found.pieces, found.knows_place) == (70, (), False)


@pytest.mark.parametrize("size", [1, 6])
def test_the_view_takes_the_same_queries_in_a_full_shop(
    case: Case, now: Now, size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    CaseFactory.create_batch(size, shop=case.shop)
    plan_shop(shop=case.shop, now=now)
    fresh = Case.objects.select_related("shop", "shop__settings").get(pk=case.pk)
    with django_assert_num_queries(25):
        why_then(case=fresh, now=now)
