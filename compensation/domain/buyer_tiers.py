"""What kind of customer a buyer is, from what the shop sold them before.

The platforms' own member levels reach the desk in no export that was found. A rule may tell tiers
apart: the trade gives regulars member levels and free shipping rather than cash.
"""

from enum import StrEnum

_REGULAR_ORDERS = 3
_REGULAR_FEN = 100_000


class BuyerTier(StrEnum):
    """A buyer's standing with the shop; UNKNOWN where the review has no buyer."""

    UNKNOWN = "unknown"
    NEW = "new"
    RETURNING = "returning"
    REGULAR = "regular"


def buyer_tier(*, earlier_orders: int | None, earlier_fen: int) -> BuyerTier:
    """The tier by orders before this one and what was paid for them; None = no buyer is known."""
    if earlier_orders is None:
        return BuyerTier.UNKNOWN
    if earlier_orders >= _REGULAR_ORDERS or earlier_fen >= _REGULAR_FEN:
        return BuyerTier.REGULAR
    return BuyerTier.RETURNING if earlier_orders else BuyerTier.NEW
