"""An order holds an offer back while a refund runs, and for good where nothing was sent."""

import pytest

from reviews.domain.order_holds import is_cancelled_unshipped, order_hold


@pytest.mark.parametrize(
    ("status", "shipped", "signed", "tracking_number", "cancelled"),
    [
        ("closed", False, False, "", True),
        ("closed", True, False, "", False),
        ("closed", False, True, "", False),
        ("closed", False, False, "YT1", False),
        ("success", False, False, "", False),
        ("paid", False, False, "", False),
    ],
)
def test_order_closed_before_anything_was_sent(
    status: str, shipped: bool, signed: bool, tracking_number: str, cancelled: bool
) -> None:
    found = is_cancelled_unshipped(
        status=status, shipped=shipped, signed=signed, tracking_number=tracking_number
    )
    assert found is cancelled


@pytest.mark.parametrize(
    ("refunds", "cancelled", "code"),
    [
        ([], False, None),
        (["success", "closed", "refused", "none"], False, None),
        (["success", "requested"], False, "order_refund_pending"),
        (["returning"], False, "order_refund_pending"),
        (["requested"], True, "order_cancelled_unshipped"),
        ([], True, "order_cancelled_unshipped"),
    ],
)
def test_order_holds_offers_back(refunds: list[str], cancelled: bool, code: str | None) -> None:
    hold = order_hold(refunds=refunds, cancelled_unshipped=cancelled)
    assert (hold.code if hold else None) == code
