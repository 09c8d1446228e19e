"""What a shop's own calls teach of its hours: rates by kind of place, workday or off, half hour."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.reach import ReachModel, at_level
from reviews.domain.reach_beliefs import around
from reviews.domain.reach_evidence import Dial, heard
from reviews.domain.reach_prior import DAY_NAMES, HALF_HOURS, OFF, PLACES, prior_curves
from reviews.domain.reach_slots import HOME, SCHOOLED, half_hour

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

#: How far a shop's level may differ from the usual (a standard deviation on the logit).
_LEVEL_MAY_DIFFER: Final = 0.4
#: A call speaks for several half hours; all together it is one call.
_CELLS_A_CALL: Final = sum(share for _day, _half_hour, share in around(0, 0))
_STEPS: Final = 6


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
    made = model.calls + _spread(_by_cell(calls, calls.weight))
    reached = model.reached + _spread(_by_cell(calls, calls.weight * calls.reached))
    return replace(model, reached=reached, calls=made, level=_level(reached, made))


def _level(reached: Floats, made: Floats) -> float:
    """The most likely level under a normal prior, by Newton's steps.

    Without it a shop that is answered much more often than usual would learn so half hour by half
    hour only, and be told too low chances for its first few hundred calls.
    """
    calls, answers = made / _CELLS_A_CALL, float(reached.sum()) / _CELLS_A_CALL
    level, precision = 0.0, _LEVEL_MAY_DIFFER**-2.0
    for _step in range(_STEPS):
        chance = at_level(prior_curves(), level)
        slope = answers - float((calls * chance).sum()) - precision * level
        level += slope / (float((calls * chance * (1 - chance)).sum()) + precision)
    return level


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
