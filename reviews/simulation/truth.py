"""The hidden truth of a simulated shop: who would answer, talk and be helped, and when.

The planner can't import this module; it sees a buyer's address hint and a few of their hours.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.places import PlaceType
from reviews.domain.reach_prior import HALF_HOURS, PLACES, activity_curves, prior_curves
from reviews.simulation.sight import DAY, DIALS_A_CASE, Sight

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]

#: Minutes between imports: a review is seen at the next full two hours.
IMPORT_EVERY: Final = 120
#: Shares of the kinds of place among buyers: an invention, like all of this module.
_SHARES: Final = {
    PlaceType.RESIDENTIAL: 0.40,
    PlaceType.OFFICE: 0.18,
    PlaceType.CAMPUS: 0.12,
    PlaceType.FACTORY: 0.09,
    PlaceType.RURAL: 0.08,
    PlaceType.RETAIL: 0.06,
    PlaceType.HOSPITAL: 0.03,
    PlaceType.GOVERNMENT: 0.02,
    PlaceType.SCHOOL: 0.02,
}
_UNKNOWN_SHARE, _RIGHT_SHARE = 0.25, 0.70
_NEVER_ANSWERS: Final = 0.12
_CALLING_HOURS: Final = slice(2 * 9, 2 * 21)
_BAD_SHARE: Final = 0.55
_SPREAD_MINUTES: Final = 45.0
#: True habits are this much more marked than the prior's, for that is smoothed by doubt.
CONTRAST: Final = 1.6


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a world is made of; ``shift_hours`` and ``relabelled`` make it a wrong one."""

    seed: int
    cases: int
    days: int
    shift_hours: float = 0.0
    relabelled: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """What a desk can see, and the truth behind it.

    ``answers`` and ``busy`` [n, workday/off, half hour]; ``patience`` [n] is the chance to refuse.
    The luck of each dial [n, dial, 3] is drawn beforehand, so that all policies meet the same.
    """

    sight: Sight
    answers: Floats
    busy: Booleans
    patience: Floats
    luck: Floats


def make_world(given: Assumptions) -> World:
    """Draw a world; the same assumptions give the same world."""
    rng = np.random.default_rng(given.seed)
    place = rng.choice(
        [PLACES.index(known) for known in _SHARES], size=given.cases, p=list(_SHARES.values())
    )
    curves = _true_curves(rng, given)
    own = curves[place]
    tilt = rng.normal(0, 0.6, given.cases)
    tilt[rng.random(given.cases) < _NEVER_ANSWERS] = -4.0
    wobble = _smooth_noise(rng, (given.cases, 2), 0.2)
    answers = 1 / (1 + (1 / own - 1) * np.exp(-tilt[:, None, None] - wobble))
    arrived = _arrivals(rng, given)
    sight = Sight(
        arrived=arrived,
        known=np.ceil(arrived / IMPORT_EVERY) * IMPORT_EVERY,
        bad=rng.random(given.cases) < _BAD_SHARE,
        order_fen=np.exp(rng.normal(9.2, 0.8, given.cases)).astype(np.int64),
        hint=_hints(rng, place, relabelled=given.relabelled),
        hours=_past_hours(rng, own),
    )
    return World(
        sight=sight,
        answers=answers,
        busy=own < np.median(own, axis=2, keepdims=True),
        patience=rng.normal(0.12, 0.04, given.cases).clip(0.02, 0.3),
        luck=rng.random((given.cases, DIALS_A_CASE, 3)),
    )


def _true_curves(rng: np.random.Generator, given: Assumptions) -> Floats:
    """The prior's curves, each moved by about 45 minutes and bent: the planner is wrong a bit."""
    prior = prior_curves()
    grid = np.arange(HALF_HOURS)
    moved = np.empty_like(prior)
    for place in range(len(PLACES)):
        shift = 2 * (rng.normal(0, _SPREAD_MINUTES / 60) + given.shift_hours)
        for day in range(2):
            moved[place, day] = np.interp(grid - shift, grid, prior[place, day], period=HALF_HOURS)
    bend = rng.normal(0, 0.35, (len(PLACES), 1, 1)) + _smooth_noise(rng, (len(PLACES), 2), 0.35)
    logit = np.log(moved.clip(0.02, 0.9) / (1 - moved.clip(0.02, 0.9)))
    middle = logit[:, :, _CALLING_HOURS].mean(axis=2, keepdims=True)
    curves: Floats = 1 / (1 + np.exp(-(middle + CONTRAST * (logit - middle) + bend)))
    return curves


def _smooth_noise(rng: np.random.Generator, shape: tuple[int, int], size: float) -> Floats:
    rough = rng.normal(0, 1, (*shape, HALF_HOURS))
    smooth = sum(np.roll(rough, step, axis=2) for step in range(-3, 4)) / np.sqrt(7)
    return np.asarray(size * smooth)


def _arrivals(rng: np.random.Generator, given: Assumptions) -> Floats:
    """Reviews come by the posting clock, three times as many on one promotion day."""
    by_day = np.ones(given.days)
    by_day[given.days // 2] = 3.0
    day = rng.choice(given.days, size=given.cases, p=by_day / by_day.sum())
    clock = activity_curves()[PLACES.index(PlaceType.UNKNOWN), 0]
    half_hour = rng.choice(HALF_HOURS, size=given.cases, p=clock)
    return np.sort(day * DAY + half_hour * 30 + rng.uniform(0, 30, given.cases))


def _hints(rng: np.random.Generator, place: Integers, *, relabelled: bool) -> Integers:
    """A quarter of the addresses say nothing, 70 % of the others name the right kind."""
    kinds = np.array([PLACES.index(known) for known in _SHARES])
    hint = np.where(rng.random(place.size) < _RIGHT_SHARE, place, rng.choice(kinds, place.size))
    if relabelled:
        order = np.argsort(kinds)
        hint = np.roll(kinds, 4)[order[np.searchsorted(kinds, hint, sorter=order)]]
    nothing = rng.random(place.size) < _UNKNOWN_SHARE
    return np.where(nothing, PLACES.index(PlaceType.UNKNOWN), hint)


def _past_hours(rng: np.random.Generator, own: Floats) -> Integers:
    """Up to three earlier orders or reviews a buyer, more often when they are free."""
    clock = activity_curves()[PLACES.index(PlaceType.UNKNOWN), 0]
    share = clock * np.sqrt(own[:, 0])
    steps = np.cumsum(share / share.sum(axis=1, keepdims=True), axis=1)
    drawn = (rng.random((len(own), 3, 1)) > steps[:, None, :]).sum(axis=2)
    known = np.arange(3)[None, :] < rng.integers(0, 4, len(own))[:, None]
    return np.where(known, drawn.clip(0, HALF_HOURS - 1), -1)
