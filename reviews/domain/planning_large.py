"""A plan for many cases: prices from a sample, then seats dealt by what each case would lose.

The prices stay a valid proof for the whole, so the distance to the optimum is known, not hoped.
"""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.planning_prices import smooth_prices

Floats: TypeAlias = NDArray[np.float64]
Values: TypeAlias = NDArray[np.floating]
Integers: TypeAlias = NDArray[np.int64]

_SAMPLE: Final = 20_000
_NONE: Final = -1


def assign_nearly(
    value: Values,
    capacity: Integers,
    start: Floats | None,
) -> tuple[Integers, Floats]:
    """Slot per case (-1 = none) and price per slot; every capacity is above zero."""
    step = max(1, value.shape[0] // _SAMPLE)
    sample = value[::step]
    share = sample.shape[0] / value.shape[0]
    price = smooth_prices(sample, capacity * share, start)
    net = np.where(value > 0, value - price.astype(np.float32), np.float32(-np.inf))
    slot = np.full(value.shape[0], _NONE, dtype=np.int64)
    room = capacity.copy()
    waiting = np.arange(value.shape[0])
    while waiting.size:  # every round that turns somebody away fills a slot for good
        waiting = _deal(net, slot, room, waiting)
    _fill(value, slot, room)
    return slot, price


def _deal(net: Values, slot: Integers, room: Integers, waiting: Integers) -> Integers:
    """Each waiting case asks for its best slot with room; returns those turned away."""
    full = np.flatnonzero(room == 0)
    offers = net[waiting]
    offers[:, full] = -np.inf
    wanted = offers.argmax(axis=1)
    rows = np.arange(waiting.size)
    best = offers[rows, wanted]
    offers[rows, wanted] = -np.inf
    # Losing a first choice costs the distance to the second; "not called" is worth nothing.
    regret = best - np.maximum(offers.max(axis=1), 0.0)
    asking = np.flatnonzero(best > 0)
    order = asking[np.lexsort((-regret[asking], wanted[asking]))]
    rank = _rank_in_group(wanted[order])
    seated = rank < room[wanted[order]]
    taken = order[seated]
    slot[waiting[taken]] = wanted[taken]
    room -= np.bincount(wanted[taken], minlength=room.size)
    turned_away: Integers = waiting[order[~seated]]
    return turned_away


def _fill(value: Values, slot: Integers, room: Integers) -> None:
    """Seats left over go to cases the prices had turned away, the most valuable first."""
    for free in np.flatnonzero(room > 0):
        idle = np.flatnonzero(slot == _NONE)
        gain = value[idle, free]
        takers = idle[np.argsort(-gain, kind="stable")[: room[free]]]
        takers = takers[value[takers, free] > 0]
        slot[takers] = free
        room[free] -= takers.size


def _rank_in_group(group: Integers) -> Integers:
    """Position of each entry within its run of equal, sorted group numbers."""
    first = np.searchsorted(group, group, side="left")
    return np.arange(group.size) - first
