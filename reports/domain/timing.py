"""Hours from the review to the first contact, and when people pick up."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from reports.domain.intervals import Proportion
from reports.domain.rows import NO_PLAN_FACTS, CaseRow, DialCount, PlanFacts

#: Upper ends of the classes of waiting, in hours; the last class is open.
WAIT_HOURS = (1, 4, 24, 72)
#: The longest wait that counts as in time.
TARGET_HOURS = 24


@dataclass(frozen=True, slots=True)
class WaitClass:
    """Cases first contacted after more than ``over`` and up to ``up_to`` hours (None = open)."""

    over: int
    up_to: int | None
    cases: int


@dataclass(frozen=True, slots=True)
class Timing:
    """``in_time`` is out of all cases: an uncontacted one is not in time."""

    waits: tuple[WaitClass, ...]
    not_contacted: int
    median_hours: float | None
    in_time: Proportion
    dials: tuple[DialCount, ...]
    plan: PlanFacts


def hours_to_contact(row: CaseRow) -> float | None:
    """Hours from the moment the desk knew the review to the first attempt; None without one.

    Counted from arrival: nobody can call about a review that has not been imported yet.
    """
    if not row.attempts:
        return None
    first = min(attempt.at for attempt in row.attempts)
    return max((first - row.arrived_at).total_seconds(), 0.0) / 3600


def make_timing(
    rows: Sequence[CaseRow], *, dials: Sequence[DialCount], plan: PlanFacts = NO_PLAN_FACTS
) -> Timing:
    """Waiting of the week's cases; ``dials`` are all calls made in the week, by hour."""
    hours = [wait for row in rows if (wait := hours_to_contact(row)) is not None]
    borders = (0, *WAIT_HOURS)
    waits = [
        WaitClass(over, up_to, sum(_inside(wait, over, up_to) for wait in hours))
        for over, up_to in zip(borders, WAIT_HOURS, strict=False)
    ]
    longest = WAIT_HOURS[-1]
    waits.append(WaitClass(longest, None, sum(wait > longest for wait in hours)))
    return Timing(
        waits=tuple(waits),
        not_contacted=len(rows) - len(hours),
        median_hours=median(hours) if hours else None,
        in_time=Proportion(sum(wait <= TARGET_HOURS for wait in hours), len(rows)),
        dials=tuple(dials),
        plan=plan,
    )


def _inside(wait: float, over: int, up_to: int) -> bool:
    return over < wait <= up_to or (over == 0 and wait == 0)
