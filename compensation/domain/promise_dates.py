"""When a promise is told to be due: promise late, deliver early."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from reviews.domain.reason import Reason
from reviews.domain.workdays import Calendar

#: What is told is so much later than what is meant.
SLACK = timedelta(days=1)
#: How long a promise takes in a shop that has kept too few to know, and where to stop believing.
USUAL_DAYS, MOST_DAYS = 2, 30
FEWEST_KEPT = 10
#: Of ten kept promises, eight took no longer.
_SHARE = 0.8
#: What is due on a day is due when people still answer on it.
_END_OF_DAY = time(18)


@dataclass(frozen=True, slots=True)
class SuggestedDate:
    """A date to tell the buyer, and the reason in a form that every page shows alike."""

    due_at: datetime
    because: Reason


def told_by(done_by: datetime) -> datetime:
    """The date a buyer is told of what should be done by then."""
    return done_by + SLACK


def suggest_date(
    *, now: datetime, took: Sequence[timedelta], calendar: Calendar, zone: tzinfo
) -> SuggestedDate:
    """What eight of ten kept promises took, a day of slack, then the end of the next workday.

    ``took`` is how long the shop needed for promises it kept; with fewer than `FEWEST_KEPT` it is
    the usual two days. The date is never earlier than that time and the slack together.
    """
    days, because = _days(took)
    earliest = told_by(now + timedelta(days=days)).astimezone(zone)
    day = earliest.date()
    while calendar.is_off(day) or datetime.combine(day, _END_OF_DAY, zone) < earliest:
        day += timedelta(days=1)
    return SuggestedDate(datetime.combine(day, _END_OF_DAY, zone), because)


def _days(took: Sequence[timedelta]) -> tuple[int, Reason]:
    if len(took) < FEWEST_KEPT:
        return USUAL_DAYS, Reason("promise_date_usual", {"days": USUAL_DAYS})
    typical = sorted(took)[math.ceil(_SHARE * len(took)) - 1]
    days = min(max(math.ceil(typical / timedelta(days=1)), 1), MOST_DAYS)
    return days, Reason("promise_date_by_history", {"days": days, "kept": len(took)})
