"""What a shop's own calls teach: its rates by hour, and whether the model helps at all."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.reach import ReachModel
from reviews.domain.reach_beliefs import around
from reviews.domain.reach_evidence import Dial, heard
from reviews.domain.reach_slots import half_hour

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PlacedDial:
    """A call with the probabilities of the places it went to, [place]."""

    dial: Dial
    places: Floats


def learned(model: ReachModel, calls: Iterable[PlacedDial]) -> ReachModel:
    """The model after these calls too; each counts for the places it probably went to."""
    reached, made = model.reached.copy(), model.calls.copy()
    for call in calls:
        told = heard(call.dial)
        for day, position, share in around(int(call.dial.when.off), half_hour(call.dial.when.at)):
            weight = told.weight * share * call.places
            made[:, day, position] += weight
            reached[:, day, position] += weight * told.reached
    return replace(model, reached=reached, calls=made)


@dataclass(frozen=True, slots=True)
class Bin:
    """Calls whose predicted chance lay together: mean prediction, share answered, number."""

    predicted: float
    answered: float
    calls: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How predictions met the calls: Brier scores (lower is better) of model and baselines."""

    calls: int
    brier: float
    brier_constant: float
    brier_hourly: float
    bins: tuple[Bin, ...]

    @property
    def helps(self) -> bool:
        """Better than the shop's hourly rate for everybody."""
        return self.brier < self.brier_hourly


def calibrate(predicted: Floats, answered: Floats, hour: NDArray[np.int64]) -> Calibration:
    """Predictions [n] made before the calls, outcomes 0/1 [n], hours of day [n].

    The hourly baseline leaves the judged call out, so that it can't know its own answer.
    """
    count = len(predicted)
    if not count:
        return Calibration(0, 0.0, 0.0, 0.0, ())
    overall = answered.mean()
    calls = np.bincount(hour, minlength=24)[hour]
    hits = np.bincount(hour, weights=answered, minlength=24)[hour]
    hourly = (hits - answered + overall) / calls
    return Calibration(
        calls=count,
        brier=float(((predicted - answered) ** 2).mean()),
        brier_constant=float(((overall - answered) ** 2).mean()),
        brier_hourly=float(((hourly - answered) ** 2).mean()),
        bins=_bins(predicted, answered),
    )


def _bins(predicted: Floats, answered: Floats) -> tuple[Bin, ...]:
    tenth = np.minimum((predicted * 10).astype(np.int64), 9)
    return tuple(
        Bin(
            predicted=float(predicted[tenth == number].mean()),
            answered=float(answered[tenth == number].mean()),
            calls=int((tenth == number).sum()),
        )
        for number in np.unique(tenth)
    )
