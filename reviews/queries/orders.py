"""Orders as far as they hold an offer back."""

from collections.abc import Sequence

from django.db.models import QuerySet

from reviews.domain.order_holds import is_cancelled_unshipped, order_hold
from reviews.domain.reason import Reason
from reviews.models import Order, Refund, Review


def was_never_sent(order: Order) -> bool:
    """Whether the order was closed before anything was sent."""
    return is_cancelled_unshipped(
        status=order.status,
        shipped=order.shipped_at is not None,
        signed=order.signed_at is not None,
        tracking_number=order.tracking_number,
    )


def refunds_of_review(review: Review) -> QuerySet[Refund]:
    """The refunds of the review's order, even where that itself has not come in yet."""
    if review.order_id is not None:
        return Refund.objects.filter(order=review.order_id)
    if not review.order_number:
        return Refund.objects.none()
    return Refund.objects.filter(
        shop=review.shop_id, order__isnull=True, order_number=review.order_number
    )


def hold_of(order: Order | None, refunds: Sequence[Refund]) -> Reason | None:
    """What of the order must be settled before anything is offered; None for nothing."""
    return order_hold(
        refunds=[refund.status for refund in refunds],
        cancelled_unshipped=order is not None and was_never_sent(order),
    )
