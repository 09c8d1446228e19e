"""The act of paying, behind one small interface; see docs/money.md for how to add a real one."""

from dataclasses import dataclass
from typing import Protocol

from reviews.domain.reason import Reason
from reviews.models import Shop

#: The demo's account pays nothing larger, so that a failed payment can be seen.
DEMO_LIMIT_FEN = 50_000


@dataclass(frozen=True, slots=True)
class Payment:
    """What the provider says of a payment: its reference, or why it failed for good."""

    reference: str = ""
    failure: Reason | None = None


class PaymentUnreachableError(Exception):
    """The provider gave no answer: whether it paid is not known. The sweep asks again."""


class PaymentProvider(Protocol):
    """Pays once for a key, however often it is asked."""

    name: str

    def pay(self, *, key: str, amount_fen: int, remark: str) -> Payment:
        """Pay. The same key again returns the first answer. Raises PaymentUnreachableError."""

    def find(self, *, key: str) -> Payment | None:
        """What became of a key; None where the provider never saw it."""


class DemoProvider:
    """Pays play money in this process: its answer follows from the key, so it needs no memory."""

    name = "demo"

    def pay(self, *, key: str, amount_fen: int, remark: str) -> Payment:  # noqa: ARG002  # the interface's
        """A reference made from the key; amounts above the demo's limit fail."""
        if amount_fen > DEMO_LIMIT_FEN:
            failure = Reason("payment_over_provider_limit", {"limit_fen": DEMO_LIMIT_FEN})
            return Payment(failure=failure)
        return Payment(reference=f"demo-{key}")

    def find(self, *, key: str) -> Payment | None:  # noqa: ARG002  # the interface's
        """Nothing is remembered; paying again with the key is harmless."""
        return None


def provider_of(shop: Shop) -> PaymentProvider | None:
    """Who pays for the shop; None where a person pays on the platform and records it here."""
    return DemoProvider() if shop.is_demo else None
