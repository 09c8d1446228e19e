"""P(the buyer is willing to talk), given that a person answered: apart from reach.

People answer most in the evening and refuse most then too: a US dual-frame survey found 46 % of
answered calls to mobiles cooperative on weekday mornings, 44 % at night, 41 % on Sundays
(PMC5875189, table 3). Its differences are used, its level is not: these buyers know the shop.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.places import PlaceType
from reviews.domain.reach import Beliefs
from reviews.domain.reach_prior import DAY_NAMES, HALF_HOURS, OFF, PLACES, WORKDAY
from reviews.domain.reach_slots import SCHOOLED, Slots, shifted

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Willingness:
    """On the logit: of a first dial to somebody free, per earlier dial, and at work."""

    base: float = 1.5
    per_dial: float = -0.3
    at_work: float = -0.7


#: Before a shop's own calls have taught anything.
USUAL: Final = Willingness()
#: Logit against a weekday morning by (workday, day off): until 12, 15, 18 and 21 o'clock.
_PARTS: Final = ((12, 0.0, -0.02), (15, 0.02, -0.19), (18, -0.03, -0.17), (24, -0.10, -0.13))
_EVERY_DAY: Final = (WORKDAY, OFF)
_BUSY: Final = {
    PlaceType.CAMPUS: ((WORKDAY,), ((8, 11.5), (14, 17.5))),
    PlaceType.SCHOOL: ((WORKDAY,), ((8, 11.5), (14, 17))),
    PlaceType.OFFICE: ((WORKDAY,), ((9, 12), (13.5, 18))),
    PlaceType.FACTORY: ((WORKDAY,), ((8, 11.5), (13, 17))),
    PlaceType.HOSPITAL: (_EVERY_DAY, ((8, 11.5), (14, 17.5))),
    PlaceType.GOVERNMENT: ((WORKDAY,), ((8.5, 12), (14.5, 17.5))),
    PlaceType.RETAIL: (_EVERY_DAY, ((11, 13.5), (17, 20))),
    PlaceType.RURAL: (_EVERY_DAY, ((7, 11), (14.5, 17.5))),
    PlaceType.MILITARY: ((WORKDAY,), ((8, 12), (14, 17.5))),
}
#: Of people at home, at pickup points and at unknown places this share keeps office hours.
_SHARE_IN_OFFICES: Final = 0.35


def _busy_hours() -> Floats:
    busy = np.zeros((len(PLACES), len(DAY_NAMES), HALF_HOURS))
    for place, (days, spans) in _BUSY.items():
        for start, end in spans:
            for day in days:
                busy[PLACES.index(place), day, int(2 * start) : int(2 * end)] = 1.0
    office = busy[PLACES.index(PlaceType.OFFICE)]
    for place in (PlaceType.RESIDENTIAL, PlaceType.PICKUP_POINT, PlaceType.UNKNOWN):
        busy[PLACES.index(place)] = _SHARE_IN_OFFICES * office
    return busy


def _parts_of_day() -> Floats:
    logit = np.zeros((len(DAY_NAMES), HALF_HOURS))
    start = 0
    for end, workday, off in _PARTS:
        logit[WORKDAY, 2 * start : 2 * end] = workday
        logit[OFF, 2 * start : 2 * end] = off
        start = end
    return logit


_BUSY_HOURS: Final = _busy_hours()
_PARTS_OF_DAY: Final = _parts_of_day()


def parts_of_day(off: Integers, half_hour: Integers) -> Floats:
    """By how much evenings and days off differ from a workday's morning, on the logit."""
    parts: Floats = _PARTS_OF_DAY[off, half_hour]
    return parts


def at_work(beliefs: Beliefs, slots: Slots) -> Singles:
    """P(busy with work, class or customers) per buyer and slot, [n, m]."""
    busy = np.zeros((len(beliefs), len(slots)), dtype=np.float32)
    for number, region in enumerate(beliefs.regions):
        rows = np.flatnonzero(beliefs.region == number)
        here = shifted(_BUSY_HOURS, region)[:, slots.off, slots.half_hour]
        if slots.school_break is not None:
            for place in SCHOOLED:
                here[place, slots.school_break] = 0.0
        busy[rows] = beliefs.places[rows] @ here.astype(np.float32)
    return busy


def willing_curves(
    beliefs: Beliefs, slots: Slots, busy: Singles, usual: Willingness = USUAL
) -> Singles:
    """P(talks | answers) per buyer and slot, [n, m]; ``busy`` from `at_work`."""
    logit = usual.base + parts_of_day(slots.off, slots.half_hour)[None, :] + usual.at_work * busy
    logit = logit + usual.per_dial * beliefs.dials[:, None]
    willing: Singles = (1 / (1 + np.exp(-logit))).astype(np.float32)
    return willing
