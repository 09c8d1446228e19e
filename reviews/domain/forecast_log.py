"""A shop's calls beside what was predicted of them, and how sure a figure about them is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.reach_evidence import EvidenceKind

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

#: Below this many calls nothing is said about predictions or a source.
ENOUGH_CALLS: Final = 100
#: Resamples; people are put into this many groups at most, for calls of one person hang together.
_REPEATS, _GROUPS = 400, 2_000
_LEAST, _MOST = 0.01, 0.99
#: As so many calls the shop's mean counts in the rate of an hour.
_MEAN_CALLS: Final = 10


@dataclass(frozen=True, slots=True)
class DrawnHalfHour:
    """A half hour that chance could have chosen; ``own`` is the plan's."""

    starts_at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class DrawnCall:
    """A call in a half hour that chance chose among equally likely ones."""

    options: tuple[DrawnHalfHour, ...]
    chosen: int
    answered: bool
    person: int


@dataclass(frozen=True, slots=True, eq=False)
class ForecastLog:
    """Calls [n]: predictions made before them and whether a person answered (0 or 1).

    ``predicted`` is what the desk went by, ``full`` what all sources say, ``without`` what they say
    without each; ``person`` numbers the people called.
    """

    predicted: Floats
    full: Floats
    without: Mapping[EvidenceKind, Floats]
    answered: Floats
    hour: Integers
    person: Integers
    drawn: tuple[DrawnCall, ...] = ()

    def __len__(self) -> int:
        return len(self.predicted)


@dataclass(frozen=True, slots=True)
class Interval:
    """Between these the figure lies with 95 %."""

    low: float
    high: float

    @property
    def side(self) -> int:
        """1 or -1 where the figure is clearly above or below nothing, else 0."""
        return int(self.low > 0) - int(self.high < 0)


def log_score(chance: Floats, answered: Floats) -> Floats:
    """The logarithm of the probability given to what happened: higher is better."""
    kept = np.clip(chance, _LEAST, _MOST)
    return np.asarray(np.log(np.where(answered > 0, kept, 1 - kept)))


def hourly_rates(answered: Floats, hour: Integers) -> Floats:
    """The shop's rate at each call's hour, the judged call left out, drawn to the shop's mean.

    As strong as a plain rate can be made: hours with few calls would make a straw man of it.
    """
    overall = answered.mean() if len(answered) else 0.0
    calls = np.bincount(hour, minlength=24)[hour]
    hits = np.bincount(hour, weights=answered, minlength=24)[hour]
    return np.asarray((hits - answered + _MEAN_CALLS * overall) / (calls - 1 + _MEAN_CALLS))


def resampled(sums_of: Floats, person: Integers, *, seed: int = 1) -> Floats:
    """Sums [repeats, k] of rows [n, k] over people drawn anew, all calls of a person together."""
    _people, number = np.unique(person, return_inverse=True)
    group = number % _GROUPS
    groups = min(len(_people), _GROUPS)
    by_group = np.zeros((groups, sums_of.shape[1]))
    np.add.at(by_group, group, sums_of)
    times = np.random.default_rng(seed).poisson(1.0, size=(_REPEATS, groups))
    drawn: Floats = times @ by_group
    return drawn


def interval(figures: Floats) -> Interval:
    """The middle 95 % of resampled figures; those that could not be worked out are left out."""
    known = figures[np.isfinite(figures)]
    if not len(known):
        return Interval(-np.inf, np.inf)
    low, high = np.quantile(known, (0.025, 0.975))
    return Interval(float(low), float(high))


def mean_interval(values: Floats, person: Integers) -> Interval:
    """How sure the mean of these values is."""
    sums = resampled(np.stack([values, np.ones(len(values))], axis=1), person)
    with np.errstate(divide="ignore", invalid="ignore"):
        return interval(sums[:, 0] / sums[:, 1])
