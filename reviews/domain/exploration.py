"""A small share of half hours is drawn by chance, or nothing about timing could ever be known."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Integers: TypeAlias = NDArray[np.int64]

EXPLORED_AMONG: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Explored:
    """Slots [n], the probability with which each was chosen, and the columns behind each draw.

    ``own`` [n] are the slots the plan itself would have taken. ``draws[row]`` is empty where chance
    had no say; else each of its columns was equally likely.
    """

    slot: Integers
    propensity: Floats
    own: Integers
    draws: tuple[tuple[int, ...], ...]

    @property
    def is_drawn(self) -> NDArray[np.bool_]:
        """Whether chance had a say, [n]."""
        return np.array([bool(draw) for draw in self.draws], dtype=bool)


def explore(
    value: Singles,
    slot: Integers,
    *,
    share: float,
    room: Integers,
    rng: np.random.Generator,
) -> Explored:
    """Draw the half hour of a random ``share`` of the placed cases among their three best.

    ``room`` [m] is the capacity left over. A case whose slot is not among its three best has given
    way to others and stays.
    """
    chosen, propensity, left = slot.copy(), np.ones(len(slot)), room.copy()
    draws: list[tuple[int, ...]] = [()] * len(slot)
    slots = np.arange(value.shape[1])
    for row in np.flatnonzero(slot >= 0):
        usable = np.flatnonzero((value[row] > 0) & ((left > 0) | (slots == slot[row])))
        best = usable[np.argsort(-value[row, usable], kind="stable")][:EXPLORED_AMONG]
        if slot[row] not in best or len(best) < 2:
            continue
        if rng.random() < share:
            chosen[row] = rng.choice(best)
            draws[row] = tuple(int(column) for column in best)
        stays = bool(chosen[row] == slot[row])
        propensity[row] = share / len(best) + (1 - share if stays else 0.0)
        left[slot[row]] += 1
        left[chosen[row]] -= 1
    return Explored(chosen, propensity, slot.copy(), tuple(draws))


def pinned(value: Singles, keep: Integers, drawn: NDArray[np.bool_]) -> Singles:
    """Values in which a case whose half hour was drawn has no other one, while that one is open.

    Moving what chance has chosen to a better half hour would spoil what can be learned from it.
    """
    rows = np.flatnonzero(drawn & (keep >= 0))
    rows = rows[value[rows, keep[rows]] > 0]
    held = value.copy()
    held[rows] = 0
    held[rows, keep[rows]] = value[rows, keep[rows]]
    return held
