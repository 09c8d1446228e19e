"""Why this half hour and not another: what a call is worth there, and what it costs the others."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.reason import Parameter, Reason

Floats: TypeAlias = NDArray[np.float64]
Values: TypeAlias = NDArray[np.floating]

BEST_SHOWN = 3
#: A price below this is no word worth: nobody else wants the half hour.
_SOUGHT = 0.05


def best_moments(value: Values, *, count: int = BEST_SHOWN) -> list[int]:
    """The slots in which a call is worth most, the best first, the earlier of two alike."""
    usable = np.flatnonzero(value > 0)
    return [int(slot) for slot in usable[np.argsort(-value[usable], kind="stable")][:count]]


def price_in_words(at: datetime, price: float, *, is_staffed: bool = True) -> Reason:
    """How sought after a half hour is, or what a colleague there would gain."""
    if not is_staffed:
        return Reason("price.nobody_there", {"clock_at": at.isoformat(), "price_worth": price})
    if price < _SOUGHT:
        return Reason("price.room_left", {"clock_at": at.isoformat()})
    return Reason("price.sought_after", {"clock_at": at.isoformat(), "price_worth": price})


def placed_because(
    slot: int,
    *,
    value: Values,
    price: Floats,
    staffed: NDArray[np.bool_],
    starts_at: Sequence[datetime],
    by_chance: bool = False,
) -> Reason:
    """Why a case has the slot it has, among all that are allowed.

    ``staffed`` [m] are the slots in which a colleague is there. Order: chance chose it; another is
    worth more but nobody is there, or others need it more than the difference; it is worth most
    after its price, or most of all; else it stays where it was, for moving would gain too little.
    """
    if by_chance:
        return Reason("timing.explored")
    worth: dict[str, Parameter] = {"worth": float(value[slot]), "price_worth": float(price[slot])}
    net = np.where(value > 0, value - price, -np.inf)
    top = int(value.argmax())
    better: dict[str, Parameter] = {
        "better_at": starts_at[top].isoformat(),
        "better_worth": float(value[top]),
        **worth,
    }
    if value[top] > value[slot] and not staffed[top]:
        return Reason("placed.nobody_there", better)
    if value[top] > value[slot] and net[top] <= net[slot]:
        code = "placed.others_lose_more"
        return Reason(code, {**better, "better_price_worth": float(price[top])})
    if net[slot] >= net.max():
        code = "placed.worth_its_price" if price[slot] >= _SOUGHT else "placed.worth_most"
        return Reason(code, worth)
    best = int(net.argmax())
    return Reason("placed.kept", {"better_at": starts_at[best].isoformat(), **worth})
