"""Buyers and half hours for the tests of timing."""

import datetime as dt

from reviews.domain.outcomes import Outcome
from reviews.domain.places import PlaceType
from reviews.domain.reach_evidence import Dial, Moment, ReachEvidence
from reviews.domain.reach_slots import DESK_ZONE, Slots, upcoming_slots

#: A Wednesday, ten in the morning.
NOW = dt.datetime(2026, 11, 18, 10, tzinfo=DESK_ZONE)
HOUR = dt.timedelta(hours=1)


def at_weekends(day: dt.date) -> bool:
    return day.weekday() >= 5


def slots(now: dt.datetime = NOW, *, days: int = 2) -> Slots:
    return upcoming_slots(now, days=days, is_off=at_weekends)


def column(some: Slots, clock: str, *, day: int = 0) -> int:
    """Where that half hour stands: ``column(slots, "19:30", day=1)``."""
    start = dt.datetime.combine(
        NOW.date() + dt.timedelta(days=day), dt.time.fromisoformat(clock), DESK_ZONE
    )
    return some.starts_at.index(start)


def moment(clock: str, *, days_ago: int = 1) -> Moment:
    day = NOW.date() - dt.timedelta(days=days_ago)
    at = dt.datetime.combine(day, dt.time.fromisoformat(clock), DESK_ZONE)
    return Moment(at, at_weekends(day))


def dial(
    clock: str, outcome: Outcome = Outcome.NO_ANSWER, *, ring: int | None = 30, days_ago: int = 1
) -> Dial:
    return Dial(moment(clock, days_ago=days_ago), outcome, ring)


def living_at(place: PlaceType, **known: object) -> ReachEvidence:
    return ReachEvidence(places={place: 0.8, PlaceType.UNKNOWN: 0.2}, **known)  # type: ignore[arg-type]  # any of its fields
