"""The desk's own way of calling inside the simulation: the product's model, plan and queue."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.levels import Level
from reviews.domain.outcomes import Outcome
from reviews.domain.planning_prices import smooth_prices
from reviews.domain.queueing import Outlook, urgency
from reviews.domain.reach import ReachModel, presence, reach_curves, stack
from reviews.domain.reach_beliefs import believe
from reviews.domain.reach_evidence import Dial, EvidenceKind, Moment, ReachEvidence
from reviews.domain.reach_learning import PlacedDial, learned
from reviews.domain.reach_prior import PLACES
from reviews.domain.reach_slots import Slots, minutes
from reviews.domain.value import CallCases, solvable, values_at, worth
from reviews.simulation.sight import (
    DAY,
    DIALS_A_DAY,
    FIRST_DAY,
    GAP,
    HALF_HOUR,
    WINDOW,
    Sight,
    State,
    in_hours,
    is_day_off,
    moment,
)

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Integers: TypeAlias = NDArray[np.int64]
#: (cases, day off, half hour, dials before) -> P(answers), P(willing | answered), [n, m].
Truth: TypeAlias = Callable[[Integers, Integers, Integers, Integers], tuple[Floats, Floats]]

_HORIZON_DAYS, _PRICES_LAST, _LEARN_EVERY = 2, 120.0, 100
_START: Final = minutes(FIRST_DAY)
#: "Everybody alike": the shop's hourly rates alone.
_PERSONAL: Final = (
    EvidenceKind.PLACE,
    EvidenceKind.OWN_CALLS,
    EvidenceKind.OWN_HOURS,
    EvidenceKind.PRESENCE,
)
_KEPT_FIELDS: Final = ("places", "tilt", "own_reached", "own_calls")


class Ranking(StrEnum):
    """What the queue sorts by."""

    VALUE_NOW = "value_now"
    INDEX = "index"  # v_now x (v_now / best later)^3
    PROTOTYPE = "prototype"
    OURS = "ours"


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """How the desk calls; ``truth`` makes an oracle of it."""

    name: str
    ranking: Ranking = Ranking.OURS
    without: tuple[EvidenceKind, ...] = ()
    learns: bool = True
    fills: bool = True
    truth: Truth | None = None


def planners(truth: Truth) -> list[Options]:
    """The desk's way, its handicapped forms, and the oracle."""
    return [
        Options("largest value now", ranking=Ranking.VALUE_NOW),
        Options("hourly rate", ranking=Ranking.INDEX, without=_PERSONAL),
        Options("value now x (now/best)^3", ranking=Ranking.INDEX),
        Options("first prototype's plan", ranking=Ranking.PROTOTYPE),
        Options("ours without place", without=(EvidenceKind.PLACE,)),
        Options("ours without learning", learns=False),
        Options("ours without fill", fills=False),
        Options("ours"),
        Options("oracle", truth=truth),
    ]


class Planner:
    """Values by the product's model, prices by its plan, order by its queue."""

    def __init__(self, options: Options, sight: Sight) -> None:
        self.name, self.options, self.sight = options.name, options, sight
        model = ReachModel.prior()
        for kind in options.without:
            model = model.without(kind)
        self.model = model
        self.evidence = [_evidence(sight, case) for case in range(len(sight))]
        self.beliefs = stack([believe(e, model=model, now=FIRST_DAY) for e in self.evidence])
        levels = [Level.BAD if bad else Level.NEUTRAL for bad in sight.bad]
        self.worth = np.array(
            [
                worth(level, order_fen=int(fen))
                for level, fen in zip(levels, sight.order_fen, strict=True)
            ],
            dtype=np.float32,
        )
        self.solvable = np.array([solvable(level) for level in levels], dtype=np.float32)
        self.heard: list[PlacedDial] = []
        self.prices: dict[float, float] = {}
        self.priced_at = -np.inf

    def choose(self, state: State, now: float) -> Integers:
        """The queue's order among the cases worth calling now."""
        rows = state.open(now)
        if not rows.size:
            return rows
        span = np.arange(now, _horizon(now), HALF_HOUR)
        times = np.array([t for t in span if in_hours(t)])
        value = self._values(state, rows, times, now)
        price = self._prices(value, times, now)
        ahead = Outlook(value=value, price=price, worth=self.worth[rows])
        score, worth_it = self._score(ahead)
        chosen = np.flatnonzero(worth_it)
        order = np.argsort(-score[chosen], kind="stable")[: state.room(now)]
        return np.asarray(rows[chosen[order]])

    def learn(self, case: int, at: float, outcome: Outcome) -> None:
        """Take the call into the buyer's evidence, and now and then into the shop's rates."""
        if not self.options.learns:
            return
        when = moment(at)
        dial = Dial(Moment(when, is_day_off(at)), outcome, 30)
        known = self.evidence[case]
        self.evidence[case] = replace(known, dials=(*known.dials, dial))
        self.heard.append(PlacedDial(dial, self.beliefs.places[case].astype(np.float64)))
        if len(self.heard) >= _LEARN_EVERY:
            self.model, self.heard = learned(self.model, self.heard), []
        now_known = believe(self.evidence[case], model=self.model, now=when)
        for field in _KEPT_FIELDS:
            getattr(self.beliefs, field)[case] = getattr(now_known, field)[0]

    def _values(self, state: State, rows: Integers, times: Floats, now: float) -> Singles:
        slots = Slots(
            starts_at=(),
            half_hour=(times % DAY // HALF_HOUR).astype(np.int64),
            off=np.array([is_day_off(at) for at in times], dtype=np.int64),
            minute=times + _START,
        )
        cases = CallCases(
            beliefs=replace(self.beliefs.take(rows), dials=state.dials[rows]),
            worth=self.worth[rows],
            solvable=self.solvable[rows],
            rated=self.sight.arrived[rows] + _START,
            window_until=self.sight.arrived[rows] + WINDOW + _START,
        )
        willing: Singles | None = None
        if self.options.truth is None:
            reach = reach_curves(cases.beliefs, slots, model=self.model, now=moment(now))
        else:
            number = state.dials[rows]
            true, talks = self.options.truth(rows, slots.off, slots.half_hour, number)
            online = presence(cases.beliefs.seen, slots, now=now + _START)
            reach = (1 - (1 - true) * (1 - online)).astype(np.float32)
            willing = talks.astype(np.float32)
        allowed = _allowed(state, rows, times)
        return values_at(reach, cases, slots, allowed=allowed, now=moment(now), willing=willing)

    def _score(self, ahead: Outlook) -> tuple[Floats, NDArray[np.bool_]]:
        here = ahead.value[:, 0].astype(np.float64)
        if self.options.ranking is Ranking.VALUE_NOW:
            return here, here > 0
        if self.options.ranking is Ranking.INDEX:
            best = np.maximum(ahead.value.max(axis=1), 1e-9)
            return here * (here / best) ** 3, here > 0
        found = urgency(ahead)
        if self.options.ranking is Ranking.PROTOTYPE:
            return _one_dial(ahead), found.worth_it
        worth_it = found.worth_it
        if not self.options.fills:
            worth_it = worth_it & (found.advantage >= 0)
        return found.rank, worth_it

    def _prices(self, value: Singles, times: Floats, now: float) -> Floats:
        if self.options.ranking in {Ranking.VALUE_NOW, Ranking.INDEX}:
            return np.zeros(len(times))
        if now - self.priced_at >= _PRICES_LAST:
            start = np.array([self.prices.get(t, 0.0) for t in times]) if self.prices else None
            price = _priced(value, self.sight.room_at(times), start)
            self.prices = dict(zip(times.tolist(), price.tolist(), strict=True))
            self.priced_at = now
        return np.array([self.prices.get(t, 0.0) for t in times])


def _priced(value: Singles, room: Integers, start: Floats | None) -> Floats:
    """The plan's prices; its slots are not needed, for the queue never waits for them."""
    price = np.zeros(len(room))
    usable = np.flatnonzero((room > 0) & (value > 0).any(axis=0))
    if usable.size:
        first = None if start is None else start[usable]
        price[usable] = smooth_prices(value[:, usable], room[usable], first)
    return price


def _one_dial(ahead: Outlook) -> Floats:
    """The first prototype's index: now against the best later dial at its price, and no further."""
    now = ahead.value[:, 0].astype(np.float64)
    later = np.where(ahead.value[:, 1:] > 0, ahead.value[:, 1:] - ahead.price[1:], 0.0)
    return np.asarray(now - np.maximum(later.max(axis=1, initial=0.0), 0.0))


def _allowed(state: State, rows: Integers, times: Floats) -> NDArray[np.bool_]:
    rested = times[None, :] - state.last[rows][:, None] >= GAP
    today = times // DAY == times[0] // DAY
    used_up = (state.today[rows] >= DIALS_A_DAY)[:, None] & today[None, :]
    in_window = times[None, :] < (state.sight.arrived[rows] + WINDOW)[:, None]
    return np.asarray(rested & ~used_up & in_window)


def _evidence(sight: Sight, case: int) -> ReachEvidence:
    hours = [int(hour) for hour in sight.hours[case] if hour >= 0]
    return ReachEvidence(
        places={PLACES[int(sight.hint[case])]: 1.0},
        active=tuple(Moment(moment(30.0 * hour), off=False) for hour in hours),
        seen_at=moment(float(sight.arrived[case])),
    )


def _horizon(now: float) -> float:
    return (now // DAY + _HORIZON_DAYS) * DAY
