"""May this buyer be called at this moment, and if not, why and when: one answer for everybody.

The same function serves plan, queue, case card, API and the saving of an attempt.
"""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from reviews.domain.contact_blocks import PROMISE_MARGIN, Block, Question, blocks_at
from reviews.domain.contact_facts import DESK_ZONE, ContactFacts, Dial, Line, Verdict
from reviews.domain.contact_limits import ContactRules, LoosenedRules
from reviews.domain.lifecycle import Hold
from reviews.domain.workdays import Calendar

__all__ = [
    "DESK_ZONE",
    "PROMISE_MARGIN",
    "ContactFacts",
    "ContactRules",
    "Dial",
    "Hold",
    "Line",
    "LoosenedRules",
    "Verdict",
    "allowed_slots",
    "check_contact",
]

_HORIZON = dt.timedelta(days=60)
_DAY = dt.timedelta(days=1)
_LONG_PAST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def check_contact(
    moment: dt.datetime,
    *,
    rules: ContactRules,
    facts: ContactFacts,
    calendar: Calendar,
) -> Verdict:
    """Answer for a case and an aware moment.

    Order: contact that has ended (do-not-contact, closed, no number, dials used up) or rests (a
    hold) is answered alone; then a colleague on the line, the counts of the day, hours, region and
    quiet. A time the buyer named may lie in quiet hours, in a region's early morning and on a day
    with a connected call (it is their call), never outside the outer hours and never beyond the
    counts of dials.
    """
    question = _question(moment, rules, facts, calendar)
    blocks = blocks_at(question)
    if not blocks:
        return Verdict(allowed=True, reasons=(), next_allowed=moment)
    return Verdict(
        allowed=False,
        reasons=tuple(block.reason for block in blocks),
        next_allowed=_next_allowed(question, blocks),
    )


def allowed_slots(
    slot_starts: Sequence[dt.datetime],
    *,
    rules: ContactRules,
    facts: ContactFacts,
    calendar: Calendar,
) -> list[Verdict]:
    """`check_contact` for each slot, in ascending order, quickly: most buyers share their answers.

    Only slots that this buyer's own facts can touch are worked out one by one.
    """
    if not slot_starts:
        return []
    shared = _shared_verdicts(tuple(slot_starts), rules, facts.region, facts.zone, calendar)
    touched_until = _touched_until(facts, rules=rules, shared=shared, last=slot_starts[-1])
    return [
        check_contact(start, rules=rules, facts=facts, calendar=calendar)
        if start < touched_until
        else verdict
        for start, verdict in zip(slot_starts, shared, strict=True)
    ]


@lru_cache(maxsize=256)
def _shared_verdicts(
    slot_starts: tuple[dt.datetime, ...],
    rules: ContactRules,
    region: str,
    zone: dt.tzinfo,
    calendar: Calendar,
) -> tuple[Verdict, ...]:
    facts = ContactFacts(region=region, zone=zone)
    return tuple(
        check_contact(start, rules=rules, facts=facts, calendar=calendar) for start in slot_starts
    )


def _touched_until(
    facts: ContactFacts,
    *,
    rules: ContactRules,
    shared: Sequence[Verdict],
    last: dt.datetime,
) -> dt.datetime:
    """From here on the buyer's own facts change no answer."""
    everything = last + _DAY
    has_ended = facts.do_not_contact or facts.is_closed or facts.phone_is_wrong
    if has_ended or not facts.has_phone or facts.dials_of_case >= rules.dials_per_case:
        return everything
    latest = max((slot.next_allowed for slot in shared if slot.next_allowed), default=last)
    if facts.number_expires_at is not None and facts.number_expires_at <= max(last, latest):
        return everything
    moments = [dial.at + _DAY for dial in facts.dials]
    if facts.hold is not None:
        moments.append(facts.hold_until or everything)
    if facts.promised_at is not None:
        moments.append(facts.promised_at + _DAY)
    if facts.line is not None:
        moments.append(facts.line.until)
    return max(moments, default=_LONG_PAST)


def _question(
    moment: dt.datetime,
    rules: ContactRules,
    facts: ContactFacts,
    calendar: Calendar,
) -> Question:
    return Question(moment, moment.astimezone(facts.zone), rules, facts, calendar)


def _next_allowed(question: Question, blocks: Sequence[Block]) -> dt.datetime | None:
    """Jump from one earliest moment to the next until nothing stands against it."""
    promised = question.facts.promised_at
    horizon = max(question.moment, question.facts.hold_until or question.moment) + _HORIZON
    while blocks:
        later = [block.until for block in blocks if block.until is not None]
        if len(later) < len(blocks) or max(later) > horizon:
            return None
        moment = max(later)
        if promised is not None and question.moment < promised <= moment:
            kept = _question(promised, question.rules, question.facts, question.calendar)
            if not blocks_at(kept):
                return promised
        question = _question(moment, question.rules, question.facts, question.calendar)
        blocks = blocks_at(question)
    return question.moment
