"""The hidden truth of a simulated shop: who would answer, talk and be helped, and when.

The planner can't import this module; it sees a buyer's address hint and a few of their hours.
All numbers here are inventions or taken over from the first prototype (docs/timing.md).
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.places import PlaceType
from reviews.domain.reach_prior import HALF_HOURS, PLACES, activity_curves, prior_curves
from reviews.simulation.shifts import roster
from reviews.simulation.sight import DAY, DIALS_A_CASE, Sight

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]

#: Minutes between imports: a review is seen at the next full two hours.
IMPORT_EVERY: Final = 120
#: Dials a case that the staff can make at light load.
DIALS_A_CASE_AT_LIGHT_LOAD: Final = 3.0
#: Shares of the kinds of place among buyers.
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
NEVER_ANSWERS: Final = 0.12
#: Twice as many reviews on two days, at a third and at two thirds: a promotion's parcels arrive.
PROMOTION: Final = 2.0
_CALLING_HOURS: Final = slice(2 * 9, 2 * 21)
_BAD_SHARE: Final = 0.55
_TILT_SPREAD, _NEVER_TILT = 0.6, -4.0
_SPREAD_MINUTES: Final = 45.0
#: True habits are this much more marked than the prior's, for that is smoothed by doubt.
CONTRAST: Final = 1.6
_MORE_REFUSALS_PER_DIAL, _MORE_AT_WORK = 0.10, 0.22
#: Of those who refuse, the share who complain of the call, at leisure and at work.
_COMPLAIN, _COMPLAIN_AT_WORK = 0.05, 0.20
_ONLINE, _ONLINE_HALF_LIFE, _ONLINE_GAIN = 0.8, 20.0, 0.35
_SOLVED_NEUTRAL, _SOLVED_BAD, _FADES_IN_DAYS = 0.55, 0.40, 8.0


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a world is made of; ``load`` counts its reviews against what the staff can call.

    ``shift_hours`` and ``relabelled`` make it a wrong one. Of the addresses ``unknown_share`` name
    no place, of the others ``right_share`` the right one. ``contrast`` 1 is a world whose habits
    are no more marked than the desk believes.
    """

    seed: int
    buyers: int
    days: int
    load: float = 1.0
    shift_hours: float = 0.0
    relabelled: bool = False
    unknown_share: float = 0.25
    right_share: float = 0.70
    contrast: float = CONTRAST

    @property
    def cases(self) -> int:
        """Reviews to call for."""
        return round(self.buyers * self.load)

    @property
    def calls_a_day(self) -> float:
        """What the staff can do, whatever the load."""
        return DIALS_A_CASE_AT_LIGHT_LOAD * self.buyers / self.days


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

    def chances(
        self, rows: Integers, off: Integers, half_hour: Integers, number: Integers
    ) -> tuple[Floats, Floats]:
        """What an oracle knows: P(answers) and P(willing | answered), [rows, slots]."""
        answers = self.answers[rows][:, off, half_hour]
        refuses = self.patience[rows] + _MORE_REFUSALS_PER_DIAL * number
        at_work = _MORE_AT_WORK * self.busy[rows][:, off, half_hour]
        return answers, np.clip(1 - refuses[:, None] - at_work, 0.0, 1.0)

    def online(self, case: int, now: float) -> float:
        """P(still at the screen): halves every twenty minutes after the review."""
        return float(_ONLINE * 2 ** (-(now - self.sight.arrived[case]) / _ONLINE_HALF_LIFE))

    def refuses(self, case: int, off: int, half_hour: int, *, number: int) -> float:
        """P(does not want to talk | answered): more with each dial before, more at work."""
        at_work = _MORE_AT_WORK * self.busy[case, off, half_hour]
        refuses = self.patience[case] + _MORE_REFUSALS_PER_DIAL * number + at_work
        return float(min(refuses, 1.0))

    def complains(self, case: int, off: int, half_hour: int) -> float:
        """P(complains of the call | refused)."""
        return _COMPLAIN_AT_WORK if self.busy[case, off, half_hour] else _COMPLAIN

    def solves(self, case: int, now: float, *, online: float) -> float:
        """P(solved | talked): falls with the delay, better while at the screen."""
        chance = _SOLVED_BAD if self.sight.bad[case] else _SOLVED_NEUTRAL
        chance *= float(np.exp(-(now - self.sight.arrived[case]) / DAY / _FADES_IN_DAYS))
        return chance + (1 - chance) * _ONLINE_GAIN * online


def make_world(given: Assumptions) -> World:
    """Draw a world; the same assumptions give the same world."""
    rng = np.random.default_rng(given.seed)
    kinds = [PLACES.index(known) for known in _SHARES]
    place = rng.choice(kinds, size=given.cases, p=list(_SHARES.values()))
    own = _true_curves(rng, given)[place]
    tilt = rng.normal(0, _TILT_SPREAD, given.cases)
    tilt[rng.random(given.cases) < NEVER_ANSWERS] = _NEVER_TILT
    wobble = _smooth_noise(rng, (given.cases, 2), 0.2)
    answers = 1 / (1 + (1 / own - 1) * np.exp(-tilt[:, None, None] - wobble))
    arrived = _arrivals(rng, given)
    sight = Sight(
        arrived=arrived,
        known=np.ceil(arrived / IMPORT_EVERY) * IMPORT_EVERY,
        bad=rng.random(given.cases) < _BAD_SHARE,
        order_fen=np.exp(rng.normal(9.2, 0.8, given.cases)).astype(np.int64),
        hint=_hints(rng, place, given),
        hours=_past_hours(rng, own),
        room=roster(days=given.days, calls_a_day=given.calls_a_day),
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
    marked: Floats = middle + given.contrast * (logit - middle) + bend
    return np.asarray(1 / (1 + np.exp(-marked)))


def _smooth_noise(rng: np.random.Generator, shape: tuple[int, int], size: float) -> Floats:
    rough = rng.normal(0, 1, (*shape, HALF_HOURS))
    smooth = sum(np.roll(rough, step, axis=2) for step in range(-3, 4)) / np.sqrt(7)
    return np.asarray(size * smooth)


def _arrivals(rng: np.random.Generator, given: Assumptions) -> Floats:
    """Reviews come by the posting clock, more of them after the promotions."""
    by_day = np.ones(given.days)
    by_day[[given.days // 3, 2 * given.days // 3]] = PROMOTION
    day = rng.choice(given.days, size=given.cases, p=by_day / by_day.sum())
    clock = activity_curves()[PLACES.index(PlaceType.UNKNOWN), 0]
    half_hour = rng.choice(HALF_HOURS, size=given.cases, p=clock)
    return np.sort(day * DAY + half_hour * 30 + rng.uniform(0, 30, given.cases))


def _hints(rng: np.random.Generator, place: Integers, given: Assumptions) -> Integers:
    """What the addresses say: nothing, the right kind of place, or any."""
    kinds = np.array([PLACES.index(known) for known in _SHARES])
    is_right = rng.random(place.size) < given.right_share
    hint = np.where(is_right, place, rng.choice(kinds, place.size))
    if given.relabelled:
        order = np.argsort(kinds)
        hint = np.roll(kinds, 4)[order[np.searchsorted(kinds, hint, sorter=order)]]
    nothing = rng.random(place.size) < given.unknown_share
    return np.where(nothing, PLACES.index(PlaceType.UNKNOWN), hint)


def _past_hours(rng: np.random.Generator, own: Floats) -> Integers:
    """Up to three earlier orders or reviews a buyer, more often when they are free."""
    clock = activity_curves()[PLACES.index(PlaceType.UNKNOWN), 0]
    share = clock * np.sqrt(own[:, 0])
    steps = np.cumsum(share / share.sum(axis=1, keepdims=True), axis=1)
    drawn = (rng.random((len(own), 3, 1)) > steps[:, None, :]).sum(axis=2)
    known = np.arange(3)[None, :] < rng.integers(0, 4, len(own))[:, None]
    return np.where(known, drawn.clip(0, HALF_HOURS - 1), -1)
