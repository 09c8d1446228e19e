"""What is known of when a buyer can be reached, and what each outcome says about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from reviews.domain.outcomes import Outcome
from reviews.domain.places import PlaceType
from reviews.domain.regions import BEIJING_HOURS, RegionHours


class EvidenceKind(StrEnum):
    """Kinds of evidence, strongest first; an owner can switch each off."""

    AGREED_TIME = "agreed_time"
    PRESENCE = "presence"
    OWN_CALLS = "own_calls"
    OWN_HOURS = "own_hours"
    SHOP_RATES = "shop_rates"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, whether its day was a day off, and whether the schools were closed."""

    at: datetime
    off: bool
    school_break: bool = False


@dataclass(frozen=True, slots=True)
class Dial:
    """An earlier call to this buyer; ``ring_seconds`` None where nobody wrote it down."""

    when: Moment
    outcome: Outcome
    ring_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class AgreedTime:
    """The window that the buyer named."""

    starts_at: datetime
    ends_at: datetime


def _unknown_place() -> Mapping[PlaceType, float]:
    return MappingProxyType({PlaceType.UNKNOWN: 1.0})


@dataclass(frozen=True, slots=True)
class ReachEvidence:
    """All that is known of one buyer; everything has a default, knowing nothing is legal.

    ``places`` are probabilities from the address; ``dials_before`` counts the dials of this case.
    """

    places: Mapping[PlaceType, float] = field(default_factory=_unknown_place)
    region: RegionHours = BEIJING_HOURS
    dials: tuple[Dial, ...] = ()
    active: tuple[Moment, ...] = ()
    seen_at: datetime | None = None
    agreed: AgreedTime | None = None
    dials_before: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What an outcome says of being reachable then: 1 = somebody was there; and its weight."""

    reached: float
    weight: float


#: Ringing shorter than this says little: answers cluster at 6-10 and 18-22 seconds.
FULL_RING_SECONDS: Final = 25
_SHORT_RING_WEIGHT, _UNKNOWN_RING_WEIGHT = 0.4, 0.8
_HEARD: Final = {
    Outcome.ANSWERED: Heard(1.0, 1.0),
    Outcome.PROMISED_TIME: Heard(1.0, 1.0),
    Outcome.HUNG_UP: Heard(1.0, 1.0),
    Outcome.REFUSED_CONTACT: Heard(1.0, 1.0),
    Outcome.ABUSIVE: Heard(1.0, 1.0),
    # Somebody holds the phone, though not for us.
    Outcome.REJECTED: Heard(1.0, 0.5),
    Outcome.BUSY: Heard(1.0, 0.5),
    # Nothing rang: the telephone sleeps or lies empty, whatever the buyer does at this hour.
    Outcome.SWITCHED_OFF: Heard(0.0, 0.5),
    # The number says nothing about the buyer.
    Outcome.WRONG_NUMBER: Heard(0.0, 0.0),
}


def heard(dial: Dial) -> Heard:
    """An unanswered call counts by how long it rang; the others by what they are."""
    if dial.outcome is not Outcome.NO_ANSWER:
        return _HEARD[dial.outcome]
    if dial.ring_seconds is None:
        return Heard(0.0, _UNKNOWN_RING_WEIGHT)
    full = dial.ring_seconds >= FULL_RING_SECONDS
    return Heard(0.0, 1.0 if full else _SHORT_RING_WEIGHT)
