"""A talk with a buyer as one step: the attempt, whether it solved the problem, what we promised."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from reviews.domain.masking import mask_free_text
from reviews.domain.reason import Reason
from reviews.models import Attempt, Case, Member, Promise
from reviews.operations.attempts import record_attempt, undo_attempt
from reviews.operations.case_states import CaseFact, set_fact
from reviews.operations.drafts import forget_draft
from reviews.operations.history import record_change
from reviews.operations.refusals import AttemptRefused


@dataclass(frozen=True, slots=True)
class Talk:
    """What a colleague reports after a contact."""

    channel: str
    outcome: str
    note: str = ""
    ring_seconds: int | None = None
    promised_at: dt.datetime | None = None
    is_solved: bool = False
    promise: str = ""
    promise_due: dt.datetime | None = None


@transaction.atomic
def record_talk(
    *,
    case: Case,
    member: Member,
    talk: Talk,
    idempotency_key: str,
    now: dt.datetime,
) -> Attempt:
    """Store the contact and, with it, "solved" and the promise; the same key changes nothing more.

    Raises AttemptRefused as `record_attempt` does, and for a promise without a day to come.
    """
    is_known = Attempt.objects.filter(idempotency_key=idempotency_key).exists()
    if not is_known:
        _require_day(talk, now)
    attempt = record_attempt(
        case=case,
        member=member,
        channel=talk.channel,
        outcome=talk.outcome,
        note=talk.note,
        ring_seconds=talk.ring_seconds,
        promised_at=talk.promised_at,
        idempotency_key=idempotency_key,
        now=now,
    )
    if is_known or attempt.at != now:
        return attempt
    forget_draft(case=case, member=member)
    if talk.is_solved:
        set_fact(case=attempt.case, fact=CaseFact.SOLVED, member=member, now=now)
    if talk.promise and talk.promise_due:
        Promise.objects.create(
            case=case,
            text=mask_free_text(talk.promise),
            due_at=talk.promise_due,
            member=member,
            made_at=now,
        )
    return attempt


def _require_day(talk: Talk, now: dt.datetime) -> None:
    if not talk.promise:
        return
    if talk.promise_due is None:
        raise AttemptRefused(Reason("attempt.promise_without_day"))
    if talk.promise_due <= now:
        raise AttemptRefused(Reason("attempt.time_past"))


@transaction.atomic
def undo_talk(*, attempt: Attempt, member: Member, now: dt.datetime) -> None:
    """Take back a contact with all it brought; raises AttemptRefused as `undo_attempt` does."""
    undo_attempt(attempt=attempt, member=member, now=now)
    case = Case.objects.get(pk=attempt.case_id)
    if case.solved_at == attempt.at:
        set_fact(case=case, fact=CaseFact.SOLVED, member=member, now=now, holds=False)
    Promise.objects.filter(case=attempt.case, made_at=attempt.at, state="open").update(
        state="withdrawn",
        ended_at=now,
    )


@transaction.atomic
def end_promise(*, promise: Promise, member: Member, is_kept: bool, now: dt.datetime) -> bool:
    """Say that a promise was kept or broken; False where it has ended already."""
    state = "kept" if is_kept else "broken"
    ended = Promise.objects.filter(pk=promise.pk, state="open").update(state=state, ended_at=now)
    if ended:
        record_change(promise, member=member, now=now)
    return bool(ended)
