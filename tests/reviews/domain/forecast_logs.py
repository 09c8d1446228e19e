"""Logs of calls whose truth the tests know."""

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from reviews.domain.forecast_log import DrawnCall, DrawnHalfHour, ForecastLog
from reviews.domain.reach_evidence import EvidenceKind
from tests.reviews.domain.buyers import NOW

Floats = NDArray[np.float64]
NIGHT = NOW.replace(hour=19, minute=30)


def log_of(
    predicted: Floats,
    truth: Floats | None = None,
    *,
    without: dict[EvidenceKind, Floats] | None = None,
    seed: int = 1,
    calls_a_person: int = 1,
) -> ForecastLog:
    """Calls answered with the probability ``truth`` (or as predicted)."""
    rng = np.random.default_rng(seed)
    chance = predicted if truth is None else truth
    return ForecastLog(
        predicted=predicted,
        full=predicted,
        without=without or {},
        answered=(rng.random(len(predicted)) < chance).astype(float),
        hour=rng.integers(9, 21, len(predicted)),
        person=np.arange(len(predicted)) // calls_a_person,
    )


def drawn_calls(count: int, chances: tuple[float, ...], *, own: int, seed: int = 1) -> ForecastLog:
    """Calls drawn evenly among 11:00, 15:00 and 19:30, answered with these chances there."""
    rng = np.random.default_rng(seed)
    starts = (NOW.replace(hour=11), NOW.replace(hour=15), NIGHT)[: len(chances)]
    options = tuple(DrawnHalfHour(at, number == own) for number, at in enumerate(starts))
    chosen = rng.integers(0, len(options), count)
    answered = rng.random(count) < np.array(chances)[chosen]
    calls = tuple(
        DrawnCall(options, int(column), bool(hit), person)
        for person, (column, hit) in enumerate(zip(chosen, answered, strict=True))
    )
    hours = np.array([starts[column].hour for column in chosen], dtype=np.int64)
    same = np.full(count, 0.3)
    return ForecastLog(same, same, {}, answered.astype(float), hours, np.arange(count), calls)


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)
