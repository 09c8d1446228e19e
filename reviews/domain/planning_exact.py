"""The optimal plan: successive shortest paths over the slots, started from good prices.

Every case sits in the slot where value minus price is largest, so the flow is optimal for its
prices; only slots can hold too many or, at a price above zero, too few. Each step moves one unit
from a slot in excess to one in want along the cheapest chain of moves and corrects the prices,
which keeps it optimal. The last node stands for "not called" and has room for everybody.
"""

from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.planning_prices import smooth_prices

Floats: TypeAlias = NDArray[np.float64]
Values: TypeAlias = NDArray[np.floating]
Integers: TypeAlias = NDArray[np.int64]

_NO_MOVE: Final = -1


def assign_exactly(
    value: Values,
    capacity: Integers,
    start: Floats | None,
) -> tuple[Integers, Floats]:
    """Slot per case (-1 = none) and price per slot; every capacity is above zero."""
    price = smooth_prices(value, capacity) if start is None else start
    return _Flow(value.astype(np.float64), capacity, price).settled()


def insert_exactly(
    value: Values,
    capacity: Integers,
    slot: Integers,
    price: Floats,
) -> tuple[Integers, Floats]:
    """The optimal plan with one more case: the last row of ``value``.

    ``slot`` and ``price`` are an optimal plan of the other rows. It stays optimal for its prices
    when the newcomer sits where value minus price is largest, so one chain of moves settles it.
    """
    return _Flow(value.astype(np.float64), capacity, price, settled=slot).settled()


class _Flow:
    """A pseudo-flow that is optimal for its prices and becomes feasible step by step."""

    def __init__(
        self,
        value: Floats,
        capacity: Integers,
        price: Floats,
        settled: Integers | None = None,
    ) -> None:
        cases, self.none = value.shape
        self.worth = np.zeros((cases, self.none + 1))
        self.worth[:, :-1] = np.where(value > 0, value, -np.inf)
        self.price = np.append(price, 0.0)
        self.at = self._choices(settled)
        count = np.bincount(self.at, minlength=self.none + 1)[:-1]
        self.capacity = capacity
        # A slot with a price is taken as sold out, and is in want until it is.
        self.sold = np.where(self.price[:-1] > 0, capacity, np.minimum(count, capacity))
        self.excess = np.append(count - self.sold, 0)
        self.excess[-1] = -self.excess.sum()
        nodes = self.none + 1
        self.loss = np.full((nodes, nodes), np.inf)
        self.mover = np.full((nodes, nodes), _NO_MOVE, dtype=np.int64)
        for node in range(nodes):
            self._refresh(node)

    def settled(self) -> tuple[Integers, Floats]:
        """Push until the plan is feasible: slot per case and price per slot."""
        while self.push():
            pass
        return np.where(self.at == self.none, -1, self.at), self.price[:-1]

    def _choices(self, settled: Integers | None) -> Integers:
        """Where each case sits: the settled ones as they are, the others where they gain most."""
        if settled is None:
            return np.asarray((self.worth - self.price).argmax(axis=1))
        newcomers = self.worth[settled.size :]
        chosen = (newcomers - self.price).argmax(axis=1)
        return np.concatenate([np.where(settled < 0, self.none, settled), chosen])

    def push(self) -> bool:
        """Move one unit from excess to want; False when the plan is feasible."""
        sources = np.flatnonzero(self.excess > 0)
        if not sources.size:
            return False
        arcs = self._arcs()
        distance, before = _shortest(arcs, sources)
        wanting = np.flatnonzero(self.excess < 0)
        target = int(wanting[distance[wanting].argmin()])
        path = _path(before, target)
        self._correct_prices(distance, float(distance[target]))
        self._move_along(path)
        return True

    def _refresh(self, node: int) -> None:
        """The cheapest case to move out of ``node``, for every other node."""
        members = np.flatnonzero(self.at == node)
        if not members.size:
            self.loss[node] = np.inf
            return
        given_up = self.worth[members, node][:, None] - self.worth[members]
        cheapest = given_up.argmin(axis=0)
        self.loss[node] = given_up[cheapest, np.arange(self.none + 1)]
        self.mover[node] = members[cheapest]

    def _arcs(self) -> Floats:
        """Cost of moving one unit between nodes at the present prices: never below zero."""
        arcs: Floats = self.loss - self.price[:, None] + self.price[None, :]
        np.maximum(arcs, 0.0, out=arcs)
        # Without moving a case: a slot below capacity takes one more, a sold-out one gives way.
        unsold = np.flatnonzero(self.sold < self.capacity)
        arcs[unsold, self.none] = 0.0
        given = np.flatnonzero(self.sold > 0)
        arcs[self.none, given] = np.minimum(arcs[self.none, given], self.price[given])
        return arcs

    def _correct_prices(self, distance: Floats, reached: float) -> None:
        near = np.minimum(distance, reached)
        self.price += near[self.none] - near
        self.price[-1] = 0.0
        np.maximum(self.price, 0.0, out=self.price)

    def _move_along(self, path: list[int]) -> None:
        self.excess[path[0]] -= 1
        self.excess[path[-1]] += 1
        # Which arcs move a case is read at the corrected prices, where every arc used costs zero.
        moved = {node for step in pairwise(path) for node in self._step(*step)}
        for node in moved:
            self._refresh(node)

    def _step(self, node: int, following: int) -> tuple[int, ...]:
        by_case = self.loss[node, following] - self.price[node] + self.price[following]
        if following == self.none and self.sold[node] < self.capacity[node]:
            self.sold[node] += 1
            return ()
        if node == self.none and self.sold[following] and self.price[following] <= by_case:
            self.sold[following] -= 1
            return ()
        self.at[self.mover[node, following]] = following
        return (node, following)


def _shortest(arcs: Floats, sources: Integers) -> tuple[Floats, Integers]:
    """Bellman-Ford on a dense graph: distance from the nearest source, and the node before."""
    distance = np.full(arcs.shape[0], np.inf)
    distance[sources] = 0.0
    before = np.full(arcs.shape[0], _NO_MOVE, dtype=np.int64)
    everyone = np.arange(arcs.shape[0])
    while True:
        through = distance[:, None] + arcs
        nearest = through.argmin(axis=0)
        reached = through[nearest, everyone]
        shorter = reached < distance
        if not shorter.any():
            return distance, before
        distance[shorter] = reached[shorter]
        before[shorter] = nearest[shorter]


def _path(before: Integers, target: int) -> list[int]:
    path = [target]
    while before[path[-1]] != _NO_MOVE:
        path.append(int(before[path[-1]]))
    return path[::-1]
