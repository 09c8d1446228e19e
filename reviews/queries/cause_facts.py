"""What the shop knows of reviews beside their words, for the reader and the learner."""

from collections.abc import Iterable

from reviews.domain.causes.facts import ReviewFacts, delivered_late
from reviews.models import Refund, Review

#: What `facts_of` wants of each review.
FACT_RELATIONS = ("product", "order")


def facts_of(reviews: Iterable[Review]) -> dict[int, ReviewFacts]:
    """The facts of each review, loaded with `FACT_RELATIONS`; one query for all refunds."""
    known = list(reviews)
    orders = {review.order_id for review in known if review.order_id is not None}
    refunds = Refund.objects.filter(order__in=orders).order_by("requested_at", "pk")
    reason_of: dict[int | None, str] = {}
    if orders:
        reason_of = dict(refunds.values_list("order_id", "reason"))
    return {review.pk: _facts(review, reason_of.get(review.order_id, "")) for review in known}


def _facts(review: Review, refund_reason: str) -> ReviewFacts:
    product, order = review.product, review.order
    return ReviewFacts(
        stars=review.stars,
        category=(product.line or product.item_id) if product else "",
        is_late=delivered_late(
            paid_at=order.paid_at, shipped_at=order.shipped_at, signed_at=order.signed_at
        )
        if order
        else None,
        refund_reason=refund_reason,
        carrier=order.carrier if order else "",
    )
