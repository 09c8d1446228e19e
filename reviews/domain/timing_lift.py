"""Is the desk's half hour better than a plain choice? Judged on calls that chance has placed.

A call that staff placed where they liked proves nothing: good hours and good buyers go together.
So only calls in a half hour drawn by chance count, each weighted by one over its probability, and
a plain choice is judged on the half hours among which chance could choose.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.forecast_log import (
    DrawnCall,
    DrawnHalfHour,
    ForecastLog,
    Interval,
    interval,
    resampled,
)
from reviews.domain.reach_slots import DESK_ZONE, half_hour
from reviews.domain.reason import Parameter, Reason

Floats: TypeAlias = NDArray[np.float64]

#: So many calls (by weight) must have fallen where a choice would have put them.
ENOUGH_MATCHES: Final = 30
EVENING: Final = range(39, 42)  # half hours from 19:30 to 21:00
Chooser: TypeAlias = Callable[[tuple[DrawnHalfHour, ...]], Floats | None]


class PlainChoice(StrEnum):
    """What a desk without a model would do."""

    EVENING = "evening"
    SHOP_HOURS = "shop_hours"
    AT_ONCE = "at_once"


@dataclass(frozen=True, slots=True)
class Lift:
    """How often people answer by the desk's choice and by a plain one, on the same calls."""

    plain: PlainChoice
    calls: int
    matched: float
    desk_share: float
    plain_share: float
    gain_interval: Interval
    reason: Reason


def lifts(log: ForecastLog) -> tuple[Lift, ...]:
    """The desk against each plain choice."""
    choosers: dict[PlainChoice, Chooser] = {
        PlainChoice.EVENING: _evening,
        PlainChoice.SHOP_HOURS: _by_rate(_rates(log)),
        PlainChoice.AT_ONCE: _at_once,
    }
    return tuple(_lift(plain, choose, log.drawn) for plain, choose in choosers.items())


def _lift(plain: PlainChoice, choose: Chooser, drawn: Sequence[DrawnCall]) -> Lift:
    """Self-normalised weighting by the inverse of the probability, resampled by person."""
    found = [(call, choose(call.options)) for call in drawn]
    calls = [(call, wanted) for call, wanted in found if wanted is not None]
    answered = np.array([float(call.answered) for call, _wanted in calls])
    by_desk = _weights([(call, _own(call.options)) for call, _wanted in calls])
    by_plain = _weights(calls)
    matched = min(_effective(by_desk), _effective(by_plain))
    if matched < ENOUGH_MATCHES:
        few: dict[str, Parameter] = {"matched": int(matched), "needed": ENOUGH_MATCHES}
        reason = Reason("forecast.lift_too_few", {"plain": plain.value, **few})
        return Lift(plain, len(calls), matched, 0.0, 0.0, Interval(-1.0, 1.0), reason)
    sums = np.stack([by_desk * answered, by_desk, by_plain * answered, by_plain], axis=1)
    person = np.array([call.person for call, _wanted in calls], dtype=np.int64)
    desk, plainly = _shares(sums.sum(axis=0)[None])
    again_desk, again_plain = _shares(resampled(sums, person))
    sure = interval(again_desk - again_plain)
    facts: dict[str, Parameter] = {
        "plain": plain.value,
        "calls": len(calls),
        "desk_share": float(desk[0]),
        "plain_share": float(plainly[0]),
        "low_points": round(100 * sure.low),
        "high_points": round(100 * sure.high),
    }
    code = {1: "forecast.lift_better", 0: "forecast.lift_unclear", -1: "forecast.lift_worse"}
    reason = Reason(code[sure.side], facts)
    return Lift(plain, len(calls), matched, float(desk[0]), float(plainly[0]), sure, reason)


def _weights(calls: Sequence[tuple[DrawnCall, Floats]]) -> Floats:
    """P(the choice takes the half hour that was called) over P(chance takes it)."""
    return np.array(
        [wanted[call.chosen] * len(call.options) for call, wanted in calls], dtype=np.float64
    )


def _effective(weights: Floats) -> float:
    """As how many equally weighted calls these count."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


def _shares(sums: Floats) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return sums[:, 0] / sums[:, 1], sums[:, 2] / sums[:, 3]


def _own(options: tuple[DrawnHalfHour, ...]) -> Floats:
    return _evenly(np.array([option.own for option in options], dtype=bool))


def _evening(options: tuple[DrawnHalfHour, ...]) -> Floats | None:
    inside = np.array([half_hour(option.starts_at) in EVENING for option in options], dtype=bool)
    return _evenly(inside) if inside.any() else None


def _at_once(options: tuple[DrawnHalfHour, ...]) -> Floats | None:
    first = min(option.starts_at for option in options)
    return _evenly(np.array([option.starts_at == first for option in options], dtype=bool))


def _by_rate(rates: Floats) -> Chooser:
    """The half hour of the hour at which the shop's calls are answered most."""

    def choose(options: tuple[DrawnHalfHour, ...]) -> Floats | None:
        rate = np.array([rates[option.starts_at.astimezone(DESK_ZONE).hour] for option in options])
        return _evenly(rate >= rate.max())

    return choose


def _rates(log: ForecastLog) -> Floats:
    """Share answered by hour of day, drawn to the shop's mean by one call."""
    overall = float(log.answered.mean()) if len(log) else 0.0
    calls = np.bincount(log.hour, minlength=24)
    hits = np.bincount(log.hour, weights=log.answered, minlength=24)
    rates: Floats = (hits + overall) / (calls + 1)
    return rates


def _evenly(chosen: NDArray[np.bool_]) -> Floats:
    shares: Floats = chosen / max(int(chosen.sum()), 1)
    return shares
