"""What a buyer and the shop had with each other before, whatever it was, in one query."""

import datetime as dt

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from compensation.queries.buyer_history import SHOWN, PastLine, buyer_history
from reviews.models import Case, Shop
from tests.factories import (
    NOW,
    BuyerFactory,
    CaseFactory,
    OfferFactory,
    OrderFactory,
    RefundFactory,
    ReviewFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def with_past(shop: Shop, *, times: int = 1) -> Case:
    """A case whose buyer had an order, a good review, a refund and an offer before."""
    case = CaseFactory.create(shop=shop)
    buyer = case.buyer
    for _ in range(times):
        order = OrderFactory.create(shop=shop, buyer=buyer, ordered_at=NOW - 40 * DAY)
        review = ReviewFactory.create(
            shop=shop, buyer=buyer, order=order, level="good", content="好" * 99
        )
        review.rated_at = NOW - 30 * DAY
        review.save()
        RefundFactory.create(
            order=order, status="success", changed_at=NOW - 20 * DAY, reason="破损"
        )
        earlier = CaseFactory.create(shop=shop, review=review)
        OfferFactory.create(case=earlier, proposed_at=NOW - 10 * DAY, kind="coupon")
    return case


def test_history_holds_all_four_kinds_the_newest_first(shop: Shop) -> None:
    case = with_past(shop)
    with translation.override("en"):
        lines = buyer_history(case=case)
    number = case.buyer.orders.exclude(pk=case.review.order_id).get().number
    assert lines == [
        PastLine("offer", NOW - 10 * DAY, lines[0].state, "Coupon", 500),
        PastLine("refund", NOW - 20 * DAY, "Refunded", "破损", 12_900),
        PastLine("review", NOW - 30 * DAY, "Good", "好" * 60, 0),
        PastLine("order", NOW - 40 * DAY, "Completed", number, 12_900),
    ]


@pytest.mark.parametrize("times", [1, 9])
def test_history_is_one_query_at_every_length(
    shop: Shop, times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = with_past(shop, times=times)
    case = Case.objects.select_related("review").get(pk=case.pk)
    with django_assert_num_queries(1):
        assert len(buyer_history(case=case)) == min(4 * times, SHOWN)


def test_case_itself_and_other_buyers_are_no_past(shop: Shop) -> None:
    case = CaseFactory.create(shop=shop)
    OfferFactory.create(case=case)
    RefundFactory.create(order=case.review.order)
    OrderFactory.create(shop=shop, buyer=BuyerFactory.create(shop=shop))
    assert buyer_history(case=case) == []


def test_review_without_a_buyer_has_no_past(shop: Shop) -> None:
    case = CaseFactory.create(shop=shop)
    Case.objects.filter(pk=case.pk).update(buyer=None)
    case.refresh_from_db()
    assert buyer_history(case=case) == []
