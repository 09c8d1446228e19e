"""From the evidence about one buyer to a row of beliefs: places, tilt, own hours."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.places import PlaceType
from reviews.domain.reach import Beliefs, ReachModel
from reviews.domain.reach_evidence import Dial, EvidenceKind, ReachEvidence, heard
from reviews.domain.reach_prior import DAY_NAMES, HALF_HOURS, PLACES, activity_curves
from reviews.domain.reach_slots import at_moment, half_hour, minutes, shifted

Floats: TypeAlias = NDArray[np.float64]

#: A call speaks for its half hour, less for the neighbours, less for the other kind of day.
NEIGHBOURS: Final = ((-2, 0.25), (-1, 0.6), (0, 1.0), (1, 0.6), (2, 0.25))
OTHER_DAY: Final = 0.5
#: Half-lives: habits change, and old evidence with them.
_CALL_HALF_LIFE, _ACTIVITY_HALF_LIFE = timedelta(days=90), timedelta(days=180)
_ACTIVITY_WEIGHT: Final = 0.5
_NEWEST_ACTIVITIES: Final = 20
_DOUBT: Final = 0.25
#: Who lives where no address says so: the desk's guess, in the order of `PLACES`.
_GUESS: Final = {
    PlaceType.RESIDENTIAL: 0.42,
    PlaceType.OFFICE: 0.18,
    PlaceType.CAMPUS: 0.09,
    PlaceType.FACTORY: 0.08,
    PlaceType.RURAL: 0.08,
    PlaceType.RETAIL: 0.07,
    PlaceType.GOVERNMENT: 0.02,
    PlaceType.SCHOOL: 0.02,
    PlaceType.HOSPITAL: 0.02,
    PlaceType.PICKUP_POINT: 0.01,
    PlaceType.MILITARY: 0.005,
    PlaceType.UNKNOWN: 0.005,
}
_EVERYBODY: Final = np.array([_GUESS[place] for place in PLACES])
_TILT_PRECISION: Final = 1 / 0.7**2
_LEAST, _MOST = 0.01, 0.97


def believe(evidence: ReachEvidence, *, model: ReachModel, now: datetime) -> Beliefs:
    """One row: what the evidence says under this model."""
    curves = shifted(model.curves(), evidence.region)
    calls = evidence.dials if EvidenceKind.OWN_CALLS in model.uses else ()
    places = _places(evidence, model, curves, calls, now)
    reached, made = _own_hours(calls, now)
    agreed = evidence.agreed
    seen_at = evidence.seen_at if EvidenceKind.PRESENCE in model.uses else None
    return Beliefs(
        places=places[None].astype(np.float32),
        tilt=np.array([_tilt(calls, places, curves, now)], dtype=np.float32),
        own_reached=reached[None].astype(np.float32),
        own_calls=made[None].astype(np.float32),
        dials=np.array([evidence.dials_before]),
        region=np.array([0]),
        regions=(evidence.region,),
        seen=np.array([np.nan if seen_at is None else minutes(seen_at)]),
        agreed_from=np.array([np.nan if agreed is None else minutes(agreed.starts_at)]),
        agreed_until=np.array([np.nan if agreed is None else minutes(agreed.ends_at)]),
    )


def around(kind_of_day: int, position: int) -> Iterator[tuple[int, int, float]]:
    """Cells (workday/off, half hour, weight) for which a call at this half hour speaks."""
    for day in range(len(DAY_NAMES)):
        for offset, weight in NEIGHBOURS:
            share = weight if day == kind_of_day else weight * OTHER_DAY
            yield day, (position + offset) % HALF_HOURS, share


def _places(
    evidence: ReachEvidence,
    model: ReachModel,
    curves: Floats,
    calls: tuple[Dial, ...],
    now: datetime,
) -> Floats:
    """Probability of each place: the address, then what the buyer's hours and calls fit."""
    log = np.log(_from_address(evidence if EvidenceKind.PLACE in model.uses else ReachEvidence()))
    for dial in calls:
        told, fits = heard(dial), np.clip(at_moment(curves, dial.when), _LEAST, _MOST)
        agreeing = told.reached * np.log(fits) + (1 - told.reached) * np.log(1 - fits)
        log += told.weight * _faded(now - dial.when.at, _CALL_HALF_LIFE) * agreeing
    if EvidenceKind.OWN_HOURS in model.uses:
        log += _fit_of_hours(evidence, now)
    likely = np.exp(log - log.max())
    return np.asarray(likely / likely.sum())


def _from_address(evidence: ReachEvidence) -> Floats:
    """The address's word, never quite believed: gifts, parents, a friend's desk."""
    given = np.array([evidence.places.get(place, 0.0) for place in PLACES])
    unknown = PLACES.index(PlaceType.UNKNOWN)
    told = given * (1 - _DOUBT)
    told[unknown] = 0.0
    return np.asarray(told + (1 - told.sum()) * _EVERYBODY)


def _fit_of_hours(evidence: ReachEvidence, now: datetime) -> Floats:
    fit = np.zeros(len(PLACES))
    shares = shifted(activity_curves(), evidence.region)
    newest = sorted(evidence.active, key=lambda moment: moment.at)[-_NEWEST_ACTIVITIES:]
    for moment in newest:
        here = np.maximum(at_moment(shares, moment), 1e-4)
        fit += _ACTIVITY_WEIGHT * _faded(now - moment.at, _ACTIVITY_HALF_LIFE) * np.log(here)
    return fit


def _own_hours(calls: tuple[Dial, ...], now: datetime) -> tuple[Floats, Floats]:
    reached = np.zeros((len(DAY_NAMES), HALF_HOURS))
    made = np.zeros_like(reached)
    for dial in calls:
        told = heard(dial)
        weight = told.weight * _faded(now - dial.when.at, _CALL_HALF_LIFE)
        for day, position, share in around(int(dial.when.off), half_hour(dial.when.at)):
            made[day, position] += weight * share
            reached[day, position] += weight * share * told.reached
    return reached, made


def _tilt(calls: tuple[Dial, ...], places: Floats, curves: Floats, now: datetime) -> float:
    """The buyer's logit shift: one Newton step a call from a normal prior (0, 0.7)."""
    tilt, precision = 0.0, _TILT_PRECISION
    for dial in calls:
        told = heard(dial)
        weight = told.weight * _faded(now - dial.when.at, _CALL_HALF_LIFE)
        usual = float(places @ at_moment(curves, dial.when))
        usual = min(max(usual, _LEAST), _MOST)
        chance = 1 / (1 + (1 / usual - 1) * np.exp(-tilt))
        tilt += weight * (told.reached - chance) / precision
        precision += weight * chance * (1 - chance)
    return float(tilt)


def _faded(age: timedelta, half_life: timedelta) -> float:
    return float(0.5 ** (max(age, timedelta()) / half_life))
