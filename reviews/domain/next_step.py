"""What follows an outcome: solve, try again, keep the appointment, or stop, and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reviews.domain.outcomes import CONNECTED, UNANSWERED, Outcome
from reviews.domain.reason import Reason

DIALS_PER_CASE = 5
#: After so many unanswered dials in as many kinds of slot another one is hardly worth it: 86.6 %
#: of the successes of a long campaign came within three calls (docs/timing.md).
UNANSWERED_KINDS = 3
_HANG_UPS = 2


class StepKind(StrEnum):
    """What the desk does next."""

    SOLVE = "solve"
    RETRY = "retry"
    BOOKED = "booked"
    STOP_PHONE = "stop_phone"
    END_CONTACT = "end_contact"
    HAND_OVER = "hand_over"
    GIVE_UP = "give_up"


class SlotKind(StrEnum):
    """Kinds of slot that find a person in different lives."""

    WORK_MORNING = "work_morning"
    WORK_MIDDAY = "work_midday"
    WORK_AFTERNOON = "work_afternoon"
    WORK_EVENING = "work_evening"
    OFF_DAY = "off_day"
    OFF_EVENING = "off_evening"


@dataclass(frozen=True, slots=True)
class PastDial:
    """A dial of this case: what came of it and in what kind of slot."""

    outcome: Outcome
    slot: SlotKind


@dataclass(frozen=True, slots=True)
class NextStep:
    """What follows, with the sentence that says why."""

    kind: StepKind
    reason: Reason


_EVENING = dt.time(18)
_WORK_PARTS = (
    (dt.time(11, 30), SlotKind.WORK_MORNING),
    (dt.time(14), SlotKind.WORK_MIDDAY),
    (_EVENING, SlotKind.WORK_AFTERNOON),
)


def slot_kind(local: dt.datetime, *, is_off: bool) -> SlotKind:
    """The kind of slot of a moment in the buyer's own time."""
    clock = local.time()
    if is_off:
        return SlotKind.OFF_EVENING if clock >= _EVENING else SlotKind.OFF_DAY
    for ends, kind in _WORK_PARTS:
        if clock < ends:
            return kind
    return SlotKind.WORK_EVENING


def next_step(
    outcome: Outcome,
    *,
    history: Sequence[PastDial],
    promised_at: dt.datetime | None = None,
    dials_per_case: int = DIALS_PER_CASE,
) -> NextStep:
    """What follows the outcome; ``history`` are the case's dials, oldest first, this one included.

    ``promised_at`` is the time the buyer named. Raises ValueError where it is missing.
    """
    match outcome:
        case Outcome.ANSWERED:
            return _step(StepKind.SOLVE)
        case Outcome.WRONG_NUMBER:
            return _step(StepKind.STOP_PHONE)
        case Outcome.REFUSED_CONTACT:
            return _step(StepKind.END_CONTACT)
        case Outcome.ABUSIVE:
            return _step(StepKind.HAND_OVER)
        case Outcome.PROMISED_TIME:
            if promised_at is None:
                raise ValueError("the time the buyer asked for is missing")
            return NextStep(
                StepKind.BOOKED,
                Reason("next.booked", {"promised_at": promised_at.isoformat()}),
            )
        case _:
            return _after_no_talk(outcome, history, dials_per_case)


def _after_no_talk(outcome: Outcome, history: Sequence[PastDial], most: int) -> NextStep:
    """Nobody picked up, or hung up at once: try again or give up."""
    if len(history) >= most:
        return _give_up("dials", dials=len(history))
    if sum(dial.outcome == Outcome.HUNG_UP for dial in history) >= _HANG_UPS:
        return _give_up("hung_up", dials=len(history))
    kinds = {dial.slot for dial in _unanswered_in_a_row(history)}
    if len(kinds) >= UNANSWERED_KINDS:
        return _give_up("unanswered", kinds=len(kinds))
    return NextStep(StepKind.RETRY, Reason(f"next.retry_{outcome}"))


def _unanswered_in_a_row(history: Sequence[PastDial]) -> list[PastDial]:
    """The dials since a person was last on the line that nobody answered."""
    row: list[PastDial] = []
    for dial in reversed(history):
        if dial.outcome in CONNECTED:
            break
        if dial.outcome in UNANSWERED:
            row.append(dial)
    return row


def _step(kind: StepKind) -> NextStep:
    return NextStep(kind, Reason(f"next.{kind}"))


def _give_up(why: str, **counts: int) -> NextStep:
    return NextStep(StepKind.GIVE_UP, Reason(f"next.give_up_{why}", counts))
