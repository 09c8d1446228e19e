"""What a shop's own calls teach of its hours: rates by kind of place, workday or off, half hour."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.reach import ReachModel
from reviews.domain.reach_beliefs import around
from reviews.domain.reach_evidence import Dial, heard
from reviews.domain.reach_prior import DAY_NAMES, HALF_HOURS, OFF, PLACES
from reviews.domain.reach_slots import HOME, SCHOOLED, half_hour

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class PlacedDial:
    """A call with the probabilities of the places it went to, [place]."""

    dial: Dial
    places: Floats


@dataclass(frozen=True, slots=True, eq=False)
class PlacedCalls:
    """Calls as arrays [n]: when they fell, what was heard, where they probably went [n, place]."""

    half_hour: Integers
    off: Integers
    school_break: NDArray[np.bool_]
    reached: Floats
    weight: Floats
    places: Floats

    @classmethod
    def of(cls, calls: Iterable[PlacedDial]) -> Self:
        """From single calls."""
        rows = list(calls)
        told = [heard(row.dial) for row in rows]
        when = [row.dial.when for row in rows]
        return cls(
            half_hour=np.array([half_hour(one.at) for one in when], dtype=np.int64),
            off=np.array([int(one.off) for one in when], dtype=np.int64),
            school_break=np.array([one.school_break for one in when], dtype=bool),
            reached=np.array([one.reached for one in told], dtype=np.float64),
            weight=np.array([one.weight for one in told], dtype=np.float64),
            places=np.array([row.places for row in rows], dtype=np.float64).reshape(
                len(rows), len(PLACES)
            ),
        )


def learned(model: ReachModel, calls: Iterable[PlacedDial]) -> ReachModel:
    """The model after these calls too; each counts for the places it probably went to."""
    return taught(model, PlacedCalls.of(calls))


def taught(model: ReachModel, calls: PlacedCalls) -> ReachModel:
    """The model after a table of calls too."""
    made = _spread(_by_cell(calls, calls.weight))
    reached = _spread(_by_cell(calls, calls.weight * calls.reached))
    return replace(model, reached=model.reached + reached, calls=model.calls + made)


def _by_cell(calls: PlacedCalls, weight: Floats) -> Floats:
    """Weights summed up as [place, workday/off, half hour]; pupils on holiday count at home."""
    pupils = np.zeros(len(PLACES))
    pupils[list(SCHOOLED)] = 1.0
    at_home = calls.school_break[:, None] * pupils * calls.places
    cells = np.zeros((len(DAY_NAMES), HALF_HOURS, len(PLACES)))
    np.add.at(cells, (calls.off, calls.half_hour), weight[:, None] * (calls.places - at_home))
    np.add.at(cells[OFF, :, HOME], calls.half_hour, weight * at_home.sum(axis=1))
    return np.moveaxis(cells, 2, 0)


def _spread(cells: Floats) -> Floats:
    """A call speaks for its half hour, less for the neighbours, less for the other kind of day."""
    spread = np.zeros_like(cells)
    for day in range(len(DAY_NAMES)):
        for beside, offset, share in around(day, 0):
            spread[:, beside] += share * np.roll(cells[:, day], offset, axis=1)
    return spread
