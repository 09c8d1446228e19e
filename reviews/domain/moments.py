"""Why this half hour and not another: what a call is worth there, and what it costs the others."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.reason import Reason

Floats: TypeAlias = NDArray[np.float64]
Values: TypeAlias = NDArray[np.floating]

BEST_SHOWN = 3
#: A price below this is no word worth: nobody else wants the half hour.
_SOUGHT = 0.05


def best_moments(value: Values, *, count: int = BEST_SHOWN) -> list[int]:
    """The slots in which a call is worth most, the best first, the earlier of two alike."""
    usable = np.flatnonzero(value > 0)
    return [int(slot) for slot in usable[np.argsort(-value[usable], kind="stable")][:count]]


def price_in_words(at: datetime, price: float) -> Reason:
    """How sought after a half hour is."""
    if price < _SOUGHT:
        return Reason("price.room_left", {"clock_at": at.isoformat()})
    return Reason("price.sought_after", {"clock_at": at.isoformat(), "price_worth": price})


def placed_because(
    slot: int,
    *,
    value: Values,
    price: Floats,
    starts_at: Sequence[datetime],
    by_chance: bool = False,
) -> Reason:
    """Why a case has the slot it has, among all that are allowed.

    Order: chance chose it; another is worth more but dearer than the difference; it is worth most
    after its price, or most of all; else it stays where it was, for moving would gain too little.
    """
    if by_chance:
        return Reason("timing.explored")
    worth = {"worth": float(value[slot]), "price_worth": float(price[slot])}
    net = np.where(value > 0, value - price, -np.inf)
    top = int(value.argmax())
    if value[top] > value[slot] and net[top] <= net[slot]:
        return Reason(
            "placed.others_lose_more",
            {
                "better_at": starts_at[top].isoformat(),
                "better_worth": float(value[top]),
                "better_price_worth": float(price[top]),
                **worth,
            },
        )
    if net[slot] >= net.max():
        code = "placed.worth_its_price" if price[slot] >= _SOUGHT else "placed.worth_most"
        return Reason(code, worth)
    best = int(net.argmax())
    return Reason("placed.kept", {"better_at": starts_at[best].isoformat(), **worth})
