"""A shop's newest calls beside their predictions, as arrays."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviews.domain.forecast_log import DrawnCall, DrawnHalfHour, ForecastLog
from reviews.domain.habits import AnsweredCalls, DialedCalls
from reviews.domain.outcomes import CONNECTED, Outcome
from reviews.domain.reach_evidence import EvidenceKind
from reviews.domain.reach_slots import SLOT
from reviews.domain.willing import parts_of_day
from reviews.models import Forecast, Shop
from reviews.queries.shop_reach import LEARN_FROM

CALLS_AT_MOST = 100_000
_DAY = dt.timedelta(days=1)
#: They talked with us: who hung up, refused or raged was reached, but not willing.
_TALKED = frozenset({Outcome.ANSWERED, Outcome.PROMISED_TIME})
_COLUMNS = (
    *(
        "id",
        "at",
        "half_hour",
        "is_off",
        "dials",
        "dial_slope",
        "level",
        "reach",
        "full",
        "without",
    ),
    *("willing", "busy", "attempt__outcome", "attempt__contact_index"),
)
_Rows = Mapping[str, Sequence[Any]]
_Draw = tuple[int, dt.datetime, Sequence[Mapping[str, Any]]]


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
    newest = list(found.values_list(*_COLUMNS)[:CALLS_AT_MOST])
    columns = zip(*newest, strict=True) if newest else ((),) * len(_COLUMNS)
    rows = dict(zip(_COLUMNS, columns, strict=True))
    drawn = found.exclude(draw=[]).values_list("id", "at", "draw")[:CALLS_AT_MOST]
    outcomes = [Outcome(outcome) for outcome in rows["attempt__outcome"]]
    reached = np.array([outcome in CONNECTED for outcome in outcomes], dtype=np.float64)
    talked = np.array([outcome in _TALKED for outcome in outcomes], dtype=np.float64)
    log = _log(rows, reached, drawn)
    return MeasuredCalls(log, _dialed(rows, log, now), _answered(rows, reached > 0, talked))


def _log(rows: _Rows, reached: NDArray[np.float64], drawn: Iterable[_Draw]) -> ForecastLog:
    """Nobody is numbered by a contact that is not known: each such call is its own."""
    names = zip(rows["attempt__contact_index"], rows["id"], strict=True)
    people: dict[str | int, int] = {}
    numbers = [people.setdefault(index or key, len(people)) for index, key in names]
    person = np.array(numbers, dtype=np.int64)
    position = {key: number for number, key in enumerate(rows["id"])}
    return ForecastLog(
        predicted=_floats(rows, "reach"),
        full=_floats(rows, "full"),
        without={kind: _without(rows, kind) for kind in EvidenceKind},
        answered=reached,
        hour=_floats(rows, "half_hour").astype(np.int64) // 2,
        person=person,
        drawn=tuple(
            call
            for key, at, draw in drawn
            for call in _drawn(
                at,
                draw,
                answered=bool(reached[position[key]]),
                person=numbers[position[key]],
            )
        ),
    )


def _drawn(
    at: dt.datetime, draw: Sequence[Mapping[str, Any]], *, answered: bool, person: int
) -> Iterator[DrawnCall]:
    options = tuple(
        DrawnHalfHour(dt.datetime.fromisoformat(half["starts_at"]), bool(half.get("own")))
        for half in draw
    )
    for column, option in enumerate(options):
        if option.starts_at <= at < option.starts_at + SLOT:
            yield DrawnCall(options, column, answered, person)
            return


def _dialed(rows: _Rows, log: ForecastLog, now: dt.datetime) -> DialedCalls:
    """Calls whose chance came from a curve: presence and a named time know no slope."""
    bent = [log.without[kind] for kind in (EvidenceKind.PRESENCE, EvidenceKind.AGREED_TIME)]
    usual = np.max([np.abs(log.full - without) for without in bent], axis=0) < 1e-3
    chance = np.clip(log.full, 0.005, 0.97)
    dials, slope = _floats(rows, "dials"), _floats(rows, "dial_slope")
    first = np.log(chance / (1 - chance)) - slope * dials - _floats(rows, "level")
    age = np.array([(now - at) / _DAY for at in rows["at"]], dtype=np.float64)
    return DialedCalls(first[usual], dials[usual], log.answered[usual], age[usual])


def _answered(
    rows: _Rows, reached: NDArray[np.bool_], talked: NDArray[np.float64]
) -> AnsweredCalls:
    off = _floats(rows, "is_off").astype(np.int64)
    part = parts_of_day(off, _floats(rows, "half_hour").astype(np.int64))
    return AnsweredCalls(
        part[reached],
        _floats(rows, "dials")[reached],
        _floats(rows, "busy")[reached],
        talked[reached],
    )


def _floats(rows: _Rows, name: str) -> NDArray[np.float64]:
    return np.array(rows[name], dtype=np.float64)


def _without(rows: _Rows, kind: EvidenceKind) -> NDArray[np.float64]:
    """A source that was not measured then moved nothing."""
    chances = zip(rows["without"], rows["full"], strict=True)
    return np.array([known.get(kind.value, full) for known, full in chances], dtype=np.float64)
