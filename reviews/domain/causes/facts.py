"""What else is known of a review than its words, as far as the learner can use it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

_STARS = {0: 0.45, 1: 0.2}
_CATEGORY, _OTHERS = 0.3, 0.2

#: Platforms ask for shipping within two days; what arrives within five was not slow.
LATE_TO_SHIP, LATE_TO_ARRIVE = dt.timedelta(hours=48), dt.timedelta(days=5)


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """Facts beside the text; each may be unknown.

    ``stars`` is 1 to 5; ``category`` the product line, or the product where it has none.
    """

    stars: int | None = None
    category: str = ""
    is_late: bool | None = None
    refund_reason: str = ""
    carrier: str = ""

    def block(self) -> Mapping[str, float]:
        """The facts as features with their amounts; what is unknown is left out.

        Stars also speak a little for their neighbours: three stars are nearer to two than to five.
        """
        found: dict[str, float] = {}
        if self.stars is not None:
            for other in range(1, 6):
                amount = _STARS.get(abs(other - self.stars))
                if amount is not None:
                    found[f"stars={other}"] = amount
        if self.category:
            found[f"category={self.category}"] = _CATEGORY
        if self.is_late is not None:
            found[f"late={self.is_late}"] = _OTHERS
        for name, value in (("refund", self.refund_reason), ("carrier", self.carrier)):
            if value:
                found[f"{name}={value}"] = _OTHERS
        return found


NO_FACTS = ReviewFacts()


def delivered_late(
    *,
    paid_at: dt.datetime | None,
    shipped_at: dt.datetime | None,
    signed_at: dt.datetime | None,
) -> bool | None:
    """Whether an order left or arrived late; None where its times don't say.

    What left in time and is not signed yet may still be slow.
    """
    if paid_at is None:
        return None
    if shipped_at is not None and shipped_at - paid_at > LATE_TO_SHIP:
        return True
    return None if signed_at is None else signed_at - paid_at > LATE_TO_ARRIVE
