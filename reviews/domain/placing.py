"""Where one case goes in a plan that stands: at the plan's own prices, into room that is left."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.planning import UNPLACED

Floats: TypeAlias = NDArray[np.float64]
Values: TypeAlias = NDArray[np.floating]
Integers: TypeAlias = NDArray[np.int64]


def best_placed(
    value: Values,
    *,
    price: Floats,
    room: Integers,
    kept: int = UNPLACED,
    threshold: float = 0.0,
) -> int:
    """The slot in which the case is worth most over the slot's price, -1 where it finds none.

    ``value``, ``price`` and ``room`` are [m]; zero or negative value = not allowed. A full slot is
    closed but to the case that has it (``kept``), whose value there counts ``1 + threshold`` times.
    """
    worth = value.astype(np.float64)
    possible = (worth > 0) & (room > 0)
    if kept >= 0:
        possible[kept] = worth[kept] > 0
        worth[kept] *= 1.0 + threshold
    if not possible.any():
        return UNPLACED
    return int(np.where(possible, worth - price, -np.inf).argmax())
