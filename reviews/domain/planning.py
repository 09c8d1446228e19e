"""Callbacks to half-hour slots: at most one slot a case, no slot above its capacity.

A transportation problem: its linear relaxation has an integral optimum, so the prices of the
slots prove how good a plan is. Up to `EXACT_UP_TO` cases the plan is optimal; above that it comes
from the same prices found on a sample, and the proof says how far it is from the optimum.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.planning_exact import assign_exactly, insert_exactly
from reviews.domain.planning_large import assign_nearly
from reviews.domain.planning_prices import upper_bound

Floats: TypeAlias = NDArray[np.float64]
Values: TypeAlias = NDArray[np.floating]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]

EXACT_UP_TO: Final = 5_000
UNPLACED: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """``slot[i]`` is the slot of case i or -1; ``price[t]`` what one more call in t is worth.

    ``upper_bound = sum(price * capacity) + sum(max(0, max_t(value - price)))``: no plan is worth
    more. ``value`` and both are in the unit of the values given.
    """

    slot: Integers
    value: float
    upper_bound: float
    price: Floats

    @property
    def share_of_bound(self) -> float:
        """1.0 means proven optimal."""
        return self.value / self.upper_bound if self.upper_bound > 0 else 1.0


def plan(value: Values, capacity: NDArray[np.integer], *, start: Floats | None = None) -> Plan:
    """Place cases so that the sum of their values is largest.

    ``value`` is [n, m]; zero or less means "not allowed". ``capacity`` is [m] calls a slot.
    ``start`` takes the prices of an earlier plan and saves time when little has changed.
    Raises ValueError for shapes that don't fit, negative capacity or values that are no numbers.
    """
    room = _checked(value, capacity)
    # A slot without room is closed for everybody; its price is found afterwards.
    open_slots = np.flatnonzero((room > 0) & (value > 0).any(axis=0))
    slot = np.full(value.shape[0], UNPLACED, dtype=np.int64)
    price = np.zeros(value.shape[1])
    if open_slots.size:
        worth = np.ascontiguousarray(value[:, open_slots])
        seats = np.minimum(room[open_slots], value.shape[0])
        first = None if start is None else np.maximum(start[open_slots], 0.0)
        solve = assign_exactly if value.shape[0] <= EXACT_UP_TO else assign_nearly
        chosen, price[open_slots] = solve(worth, seats, first)
        placed = chosen >= 0
        slot[placed] = open_slots[chosen[placed]]
    _price_closed_slots(value, room, price)
    return Plan(
        slot=slot,
        value=plan_value(value, slot),
        upper_bound=upper_bound(value, room, price),
        price=price,
    )


def insert(value: Values, capacity: NDArray[np.integer], standing: Plan) -> Plan:
    """The optimal plan with one more case, the last row of ``value``, in milliseconds.

    ``standing`` is the optimal plan of the other rows for the same capacity. Raises ValueError
    where it has not exactly one row less, or for input that `plan` refuses.
    """
    room = _checked(value, capacity)
    if standing.slot.size != value.shape[0] - 1:
        raise ValueError("the standing plan must be that of all rows but the last")
    open_slots = np.flatnonzero(room > 0)
    column = np.full(value.shape[1] + 1, UNPLACED, dtype=np.int64)
    column[open_slots] = np.arange(open_slots.size)
    chosen, price = insert_exactly(
        np.ascontiguousarray(value[:, open_slots]),
        room[open_slots],
        column[standing.slot],
        standing.price[open_slots],
    )
    slot = np.where(chosen >= 0, np.append(open_slots, UNPLACED)[chosen], UNPLACED)
    prices = np.zeros(value.shape[1])
    prices[open_slots] = price
    _price_closed_slots(value, room, prices)
    return Plan(
        slot=slot,
        value=plan_value(value, slot),
        upper_bound=upper_bound(value, room, prices),
        price=prices,
    )


def plan_value(value: Values, slot: Integers) -> float:
    """The sum of the values of the placed cases."""
    rows = np.flatnonzero(slot >= 0)
    return float(value[rows, slot[rows]].sum(dtype=np.float64))


def favour_kept(value: Values, keep: Integers, *, threshold: float) -> Floats:
    """Values in which the present window of a case counts ``1 + threshold`` times.

    ``keep[i]`` is the present slot or -1. A case then moves only for a gain above the threshold.
    """
    favoured = value.astype(np.float64)
    rows = np.flatnonzero(keep >= 0)
    favoured[rows, keep[rows]] *= 1.0 + threshold
    return favoured


def _checked(value: Values, capacity: NDArray[np.integer]) -> Integers:
    if value.ndim != 2 or capacity.shape != (value.shape[1],):
        message = f"value must be [n, m] and capacity [m], not {value.shape} and {capacity.shape}"
        raise ValueError(message)
    if capacity.size and int(capacity.min()) < 0:
        raise ValueError("capacity must not be negative")
    if np.isnan(value).any() or np.isposinf(value).any():
        raise ValueError("values must be finite numbers, or minus infinity for not allowed")
    return capacity.astype(np.int64)


def _price_closed_slots(value: Values, room: Integers, price: Floats) -> None:
    """A slot without capacity costs what the keenest case would gain there (room 0: no bound)."""
    closed = np.flatnonzero(room == 0)
    still_open = np.flatnonzero(room > 0)
    if not closed.size or not value.shape[0]:
        return
    utility = np.zeros(value.shape[0])
    if still_open.size:
        utility = np.maximum(0.0, (value[:, still_open] - price[still_open]).max(axis=1))
    price[closed] = np.maximum(0.0, (value[:, closed] - utility[:, None]).max(axis=0))
