import pytest

from compensation.domain.buyer_tiers import BuyerTier, buyer_tier


@pytest.mark.parametrize(
    ("orders", "fen", "tier"),
    [
        (None, 0, BuyerTier.UNKNOWN),
        (0, 0, BuyerTier.NEW),
        (1, 99_999, BuyerTier.RETURNING),
        (1, 100_000, BuyerTier.REGULAR),
        (2, 500, BuyerTier.RETURNING),
        (3, 500, BuyerTier.REGULAR),
    ],
)
def test_a_tier_comes_from_orders_and_what_was_paid_before(orders, fen, tier):
    assert buyer_tier(earlier_orders=orders, earlier_fen=fen) is tier
