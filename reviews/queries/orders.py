"""Orders as far as they hold an offer back."""

from collections.abc import Sequence

from reviews.domain.order_holds import is_cancelled_unshipped, order_hold
from reviews.domain.reason import Reason
from reviews.models import Order, Refund


def was_never_sent(order: Order) -> bool:
    """Whether the order was closed before anything was sent."""
    return is_cancelled_unshipped(
        status=order.status,
        shipped=order.shipped_at is not None,
        signed=order.signed_at is not None,
        tracking_number=order.tracking_number,
    )


def hold_of(order: Order | None, refunds: Sequence[Refund]) -> Reason | None:
    """What of the order must be settled before anything is offered; None for nothing."""
    if order is None:
        return None
    return order_hold(
        refunds=[refund.status for refund in refunds], cancelled_unshipped=was_never_sent(order)
    )
