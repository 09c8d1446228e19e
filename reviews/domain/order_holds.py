"""What an order itself tells against an offer, whatever the policy allows."""

from collections.abc import Iterable

from reviews.domain.reason import Reason

#: States of a refund that is not settled yet.
RUNNING_REFUNDS = frozenset({"requested", "returning"})


def is_cancelled_unshipped(
    *, status: str, shipped: bool, signed: bool, tracking_number: str
) -> bool:
    """Whether the order was closed before anything left the shop: nobody was sent anything.

    Some exports tell no time of shipping: a parcel's number tells it as well.
    """
    return status == "closed" and not (shipped or signed or tracking_number)


def order_hold(*, refunds: Iterable[str], cancelled_unshipped: bool) -> Reason | None:
    """What must be settled before anything is offered, the lasting reason first."""
    if cancelled_unshipped:
        return Reason("order_cancelled_unshipped")
    if RUNNING_REFUNDS.intersection(refunds):
        return Reason("order_refund_pending")
    return None
