"""What colleagues do about contact: the operations the card, the queue and the API call."""

import datetime as dt

from django.db import transaction

from reviews.domain.masking import mask_free_text
from reviews.models import Buyer, Case, Member, PresenceObservation, TemperamentNote
from reviews.operations.attempts import UNDO_WITHIN, record_attempt, undo_attempt
from reviews.operations.calls import release_stale_calls, start_call
from reviews.operations.case_states import (
    CaseFact,
    close_case,
    hold_case,
    release_expired_holds,
    release_hold,
    set_fact,
)
from reviews.operations.do_not_contact import add_do_not_contact
from reviews.operations.refusals import AttemptRefused, CallRefused, CaseRefused, Refused
from reviews.operations.replanning import replan_contact

__all__ = [
    "UNDO_WITHIN",
    "AttemptRefused",
    "CallRefused",
    "CaseFact",
    "CaseRefused",
    "Refused",
    "add_do_not_contact",
    "close_case",
    "hold_case",
    "note_temperament",
    "observe_presence",
    "record_attempt",
    "release_expired_holds",
    "release_hold",
    "release_stale_calls",
    "set_fact",
    "start_call",
    "undo_attempt",
]
_NOTE_LIVES = dt.timedelta(days=180)


@transaction.atomic
def observe_presence(
    *,
    case: Case,
    member: Member | None,
    source: str,
    now: dt.datetime,
) -> PresenceObservation | None:
    """Someone saw the buyer online just now; None where the case has no buyer to see."""
    if case.buyer is None:
        return None
    seen = PresenceObservation.objects.create(
        buyer=case.buyer,
        source=source,
        seen_at=now,
        member=member,
    )
    replan_contact(case=case, now=now)
    return seen


def note_temperament(
    *,
    buyer: Buyer,
    member: Member,
    kind: str,
    now: dt.datetime,
    text: str = "",
) -> TemperamentNote:
    """What a colleague noticed about talking with this buyer; it expires after half a year."""
    return TemperamentNote.objects.create(
        buyer=buyer,
        kind=kind,
        text=mask_free_text(text),
        member=member,
        created_at=now,
        expires_at=now + _NOTE_LIVES,
    )
