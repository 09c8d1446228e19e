"""Do predictions come true? Predicted against real pick-up, and against plain predictions."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.forecast_log import (
    ENOUGH_CALLS,
    ForecastLog,
    Interval,
    hourly_rates,
    interval,
    log_score,
    mean_interval,
    resampled,
)
from reviews.domain.reason import Reason

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

BINS: Final = 10
#: Being off by less than this does no harm to a plan, however sure one is of it.
_CLOSE_ENOUGH: Final = 0.03
_CHANCE_REPEATS: Final = 400


@dataclass(frozen=True, slots=True)
class Bin:
    """Calls whose predicted chance lay together: mean prediction, share answered, number."""

    predicted: float
    answered: float
    calls: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """``off_by`` is the mean distance between prediction and reality (expected calibration error).

    ``chance_off_by`` is what perfect predictions would reach by chance in one case of twenty. The
    Brier score is better when lower, the log score when higher.
    """

    calls: int
    answered: float
    bins: tuple[Bin, ...]
    off_by: float
    off_by_interval: Interval
    chance_off_by: float
    brier: float
    log_score: float
    brier_constant: float
    log_score_constant: float
    brier_hourly: float
    log_score_hourly: float
    reason: Reason
    against_hours: Reason
    thirds: Reason


def calibrate(log: ForecastLog) -> Calibration | None:
    """The predictions the desk went by, against reality; None where there was no call."""
    if not len(log):
        return None
    overall = np.full(len(log), log.answered.mean())
    hourly = hourly_rates(log.answered, log.hour)
    which = np.minimum((log.predicted * BINS).astype(np.int64), BINS - 1)
    sums = _sums(log, which)
    off_by = float(_off_by(sums.sum(axis=0)[None])[0])
    by_chance = _off_by_chance(log, which)
    return Calibration(
        calls=len(log),
        answered=float(log.answered.mean()),
        bins=_bins(sums.sum(axis=0)),
        off_by=off_by,
        off_by_interval=interval(_off_by(resampled(sums, log.person))),
        chance_off_by=by_chance,
        brier=_brier(log.predicted, log.answered),
        log_score=float(log_score(log.predicted, log.answered).mean()),
        brier_constant=_brier(overall, log.answered),
        log_score_constant=float(log_score(overall, log.answered).mean()),
        brier_hourly=_brier(hourly, log.answered),
        log_score_hourly=float(log_score(hourly, log.answered).mean()),
        reason=_verdict(log, off_by, by_chance),
        against_hours=_against(log, overall, hourly),
        thirds=_thirds(log),
    )


def _sums(log: ForecastLog, which: Integers) -> Floats:
    """For each call its bin's number, prediction and answer: [n, 3 * BINS]."""
    sums = np.zeros((len(log), 3, BINS))
    rows = np.arange(len(log))
    sums[rows, 0, which] = 1.0
    sums[rows, 1, which] = log.predicted
    sums[rows, 2, which] = log.answered
    return sums.reshape(len(log), 3 * BINS)


def _off_by(sums: Floats) -> Floats:
    """The calibration error of each row of sums [repeats, 3 * BINS]; NaN where it has no calls."""
    calls, predicted, answered = sums.reshape(len(sums), 3, BINS).transpose(1, 0, 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        off: Floats = np.abs(predicted - answered).sum(axis=1) / calls.sum(axis=1)
    return off


def _off_by_chance(log: ForecastLog, which: Integers) -> float:
    """What perfect predictions would be off by, at most in 95 % of such logs."""
    spread = np.bincount(which, weights=log.predicted * (1 - log.predicted), minlength=BINS)
    drawn = np.random.default_rng(1).normal(0.0, np.sqrt(spread), size=(_CHANCE_REPEATS, BINS))
    return float(np.quantile(np.abs(drawn).sum(axis=1) / len(log), 0.95))


def _bins(sums: Floats) -> tuple[Bin, ...]:
    calls, predicted, answered = sums.reshape(3, BINS)
    return tuple(
        Bin(
            float(predicted[number] / calls[number]),
            float(answered[number] / calls[number]),
            int(calls[number]),
        )
        for number in np.flatnonzero(calls)
    )


def _brier(chance: Floats, answered: Floats) -> float:
    return float(((chance - answered) ** 2).mean())


def _verdict(log: ForecastLog, off_by: float, by_chance: float) -> Reason:
    if len(log) < ENOUGH_CALLS:
        return _too_few(len(log))
    facts = {
        "calls": len(log),
        "predicted_share": float(log.predicted.mean()),
        "answered_share": float(log.answered.mean()),
        "off_share": off_by,
    }
    if off_by <= max(by_chance, _CLOSE_ENOUGH):
        return Reason("forecast.comes_true", facts)
    side = mean_interval(log.predicted - log.answered, log.person).side
    code = {1: "forecast.too_high", -1: "forecast.too_low", 0: "forecast.uneven"}[side]
    return Reason(code, facts)


def _against(log: ForecastLog, overall: Floats, hourly: Floats) -> Reason:
    """Whether it knows more than the shop's rate, by the hour or of all hours: the better one."""
    if len(log) < ENOUGH_CALLS:
        return _too_few(len(log))
    plain = max(
        (log_score(rate, log.answered) for rate in (overall, hourly)), key=lambda one: one.mean()
    )
    gain = log_score(log.predicted, log.answered) - plain
    side = mean_interval(gain, log.person).side
    code = {1: "beats_hours", -1: "worse_than_hours", 0: "no_better_than_hours"}[side]
    return Reason(f"forecast.{code}", {"calls": len(log)})


def _thirds(log: ForecastLog) -> Reason:
    """How often the calls it thought best and worst were answered."""
    if len(log) < ENOUGH_CALLS:
        return _too_few(len(log))
    order = np.argsort(-log.predicted, kind="stable")
    third = len(log) // 3
    best, worst = log.answered[order[:third]].mean(), log.answered[order[-third:]].mean()
    return Reason("forecast.thirds", {"best_share": float(best), "worst_share": float(worst)})


def _too_few(calls: int) -> Reason:
    return Reason("forecast.too_few", {"calls": calls, "needed": ENOUGH_CALLS})
