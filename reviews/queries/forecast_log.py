"""A shop's newest calls beside their predictions, as arrays."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviews.domain.forecast_log import DrawnCall, DrawnHalfHour, ForecastLog
from reviews.domain.habits import AnsweredCalls, DialedCalls
from reviews.domain.outcomes import CONNECTED, Outcome
from reviews.domain.reach_evidence import EvidenceKind
from reviews.domain.reach_slots import SLOT
from reviews.domain.willing import parts_of_day
from reviews.models import Forecast, Shop
from reviews.queries.shop_reach import LEARN_FROM, SWITCHES

CALLS_AT_MOST = 100_000
#: They talked with us: who hung up, refused or raged was reached, but not willing.
_TALKED = frozenset({Outcome.ANSWERED, Outcome.PROMISED_TIME})
_COLUMNS = (
    *("at", "half_hour", "is_off", "dials", "dial_slope", "reach", "full", "without"),
    *("willing", "busy", "draw", "attempt_id", "attempt__outcome", "attempt__contact_index"),
)


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredCalls:
    """The same calls as three questions see them."""

    log: ForecastLog
    dialed: DialedCalls
    answered: AnsweredCalls


def measured_calls(shop: Shop, *, now: dt.datetime) -> MeasuredCalls:
    """Telephone calls that could tell something: a wrong number says nothing of the hour."""
    found = (
        Forecast.objects.filter(
            shop=shop,
            at__gt=now - LEARN_FROM,
            at__lte=now,
            attempt__undone_at__isnull=True,
        )
        .exclude(attempt__outcome=Outcome.WRONG_NUMBER.value)
        .order_by("-at", "-id")
    )
    rows = list(found.values(*_COLUMNS)[:CALLS_AT_MOST])
    outcomes = [Outcome(row["attempt__outcome"]) for row in rows]
    reached = np.array([outcome in CONNECTED for outcome in outcomes], dtype=np.float64)
    talked = np.array([outcome in _TALKED for outcome in outcomes], dtype=np.float64)
    log = _log(rows, reached)
    return MeasuredCalls(log, _dialed(rows, log), _answered(rows, reached > 0, talked))


def _log(rows: Sequence[Mapping[str, object]], reached: NDArray[np.float64]) -> ForecastLog:
    names = [row["attempt__contact_index"] or f"attempt {row['attempt_id']}" for row in rows]
    number = {name: position for position, name in enumerate(dict.fromkeys(names))}
    person = np.array([number[name] for name in names], dtype=np.int64)
    return ForecastLog(
        predicted=_floats(rows, "reach"),
        full=_floats(rows, "full"),
        without={kind: _without(rows, kind) for kind in SWITCHES},
        answered=reached,
        hour=_floats(rows, "half_hour").astype(np.int64) // 2,
        person=person,
        drawn=tuple(_drawn(rows, reached, person)),
    )


def _drawn(
    rows: Sequence[Mapping[str, object]],
    reached: NDArray[np.float64],
    person: NDArray[np.int64],
) -> Iterator[DrawnCall]:
    for position, row in enumerate(rows):
        draw, at = row["draw"], row["at"]
        if not isinstance(draw, list) or not draw or not isinstance(at, dt.datetime):
            continue
        options = tuple(
            DrawnHalfHour(dt.datetime.fromisoformat(half["starts_at"]), bool(half.get("own")))
            for half in draw
        )
        for column, option in enumerate(options):
            if option.starts_at <= at < option.starts_at + SLOT:
                yield DrawnCall(options, column, bool(reached[position]), int(person[position]))


def _dialed(rows: Sequence[Mapping[str, object]], log: ForecastLog) -> DialedCalls:
    """Calls whose chance came from a curve: presence and a named time know no slope."""
    without = log.without.get(EvidenceKind.PRESENCE, log.full)
    usual = np.abs(log.full - without) < 1e-3
    chance = np.clip(log.full, 0.005, 0.97)
    dials, slope = _floats(rows, "dials"), _floats(rows, "dial_slope")
    first = np.log(chance / (1 - chance)) - slope * dials
    return DialedCalls(first[usual], dials[usual], log.answered[usual])


def _answered(
    rows: Sequence[Mapping[str, object]],
    reached: NDArray[np.bool_],
    talked: NDArray[np.float64],
) -> AnsweredCalls:
    off = _floats(rows, "is_off").astype(np.int64)
    part = parts_of_day(off, _floats(rows, "half_hour").astype(np.int64))
    return AnsweredCalls(
        part[reached],
        _floats(rows, "dials")[reached],
        _floats(rows, "busy")[reached],
        talked[reached],
    )


def _floats(rows: Sequence[Mapping[str, object]], name: str) -> NDArray[np.float64]:
    return np.array([row[name] for row in rows], dtype=np.float64)


def _without(rows: Sequence[Mapping[str, object]], kind: EvidenceKind) -> NDArray[np.float64]:
    """A source that was not measured then moved nothing."""
    chances = []
    for row in rows:
        known = row["without"]
        told = known.get(kind.value) if isinstance(known, dict) else None
        chances.append(row["full"] if told is None else told)
    return np.array(chances, dtype=np.float64)
