"""Plain ways of calling, as shops do it today."""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.outcomes import Outcome
from reviews.simulation.sight import DAY, Sight, State

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

EVENING: Final = (19.5 * 60, 21 * 60)
#: Half hours within which the random policy draws a case's slot: two days of calling hours.
_DRAW_AMONG: Final = 44


class Ordered:
    """Whoever may be called, in a fixed order."""

    def __init__(self, name: str, key: Callable[[Sight], Floats]) -> None:
        self.name, self.key = name, key

    def choose(self, state: State, now: float) -> Integers:
        """The first of the allowed ones."""
        rows = state.callable(now)
        order = np.argsort(self.key(state.sight)[rows], kind="stable")
        return np.asarray(rows[order][: state.room(now)])

    def learn(self, case: int, at: float, outcome: Outcome) -> None:
        """Plain rules learn nothing."""


class EveningBlock(Ordered):
    """The oldest first, between 19:30 and 21:00 only."""

    def choose(self, state: State, now: float) -> Integers:
        """As `Ordered`, in the evening."""
        if not EVENING[0] <= now % DAY < EVENING[1]:
            return np.zeros(0, dtype=np.int64)
        return super().choose(state, now)


class RandomSlot:
    """Each case waits for a half hour drawn at random, again after each dial."""

    name = "random slot"

    def __init__(self, cases: int, *, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.waits = self.rng.integers(0, _DRAW_AMONG, cases)

    def choose(self, state: State, now: float) -> Integers:
        """Those whose half hour has come; who finds no room comes first in the next."""
        rows = state.callable(now)
        due = rows[self.waits[rows] <= 0]
        self.waits[rows] -= 1
        return np.asarray(due[np.argsort(self.waits[due], kind="stable")][: state.room(now)])

    def learn(self, case: int, at: float, outcome: Outcome) -> None:  # noqa: ARG002  # the Policy's form
        """Draw the next half hour."""
        self.waits[case] = self.rng.integers(0, _DRAW_AMONG)


def plain_policies(sight: Sight, *, seed: int) -> list[Ordered | RandomSlot]:
    """Newest first stands first: the others are compared with it."""
    return [
        Ordered("newest first", lambda seen: -seen.arrived),
        Ordered("oldest first", lambda seen: seen.arrived),
        Ordered("bad first", lambda seen: -seen.arrived - 1e9 * seen.bad),
        EveningBlock("evening block", lambda seen: seen.arrived),
        RandomSlot(len(sight), seed=seed),
    ]
