"""Whom a free colleague calls now: the allowed case that loses most by waiting.

The queue never idles for a better hour: a plan that makes people wait does worse than newest
first. So the plan's prices rank, and only a case far below its own best waits.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Integers: TypeAlias = NDArray[np.int64]

#: A call now must be worth this share of the case's best later one.
LEAST_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Urgency:
    """Per case [n]: the value now, what is lost by waiting, its best later slot (-1 = none)."""

    now: Floats
    advantage: Floats
    best_later: Integers
    worth_it: NDArray[np.bool_]


def urgency(value: Singles, price: Floats) -> Urgency:
    """From the values [n, m] and prices [m] of slots; column 0 is the running half hour."""
    now = value[:, 0].astype(np.float64)
    if value.shape[1] < 2:
        nothing = np.full(len(now), -1, dtype=np.int64)
        return Urgency(now, now, nothing, now > 0)
    later = np.where(value[:, 1:] > 0, value[:, 1:] - price[1:], 0.0)
    best = later.argmax(axis=1) + 1
    rows = np.arange(len(now))
    net = np.maximum(later[rows, best - 1], 0.0)
    gross = value[:, 1:].max(axis=1)
    return Urgency(
        now=now,
        advantage=now - net,
        best_later=np.where(gross > 0, best, -1),
        worth_it=(now > 0) & (now >= LEAST_SHARE * gross),
    )
