"""Recording a contact, what follows from it, and taking it back within seconds."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from reviews.domain.contact_rules import ContactFacts, check_contact
from reviews.domain.lifecycle import CaseStatus
from reviews.domain.masking import mask_free_text
from reviews.domain.next_step import NextStep, PastDial, next_step, slot_kind
from reviews.domain.outcomes import Channel, Outcome
from reviews.domain.reason import Reason
from reviews.models import Attempt, Callback, Case, Member
from reviews.operations.attempt_effects import apply_step, take_back
from reviews.operations.case_changes import lock_contact
from reviews.operations.forecasts import keep_forecast
from reviews.operations.refusals import AttemptRefused
from reviews.operations.replanning import replan_contact
from reviews.queries.calendars import calendar_of
from reviews.queries.contact import (
    contact_facts,
    contact_index_of,
    contact_rules_of,
)
from reviews.queries.forecasts import Foreseen, foresee
from reviews.queries.lines import CALL_LEASE

UNDO_WITHIN = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the colleague reports of a contact, as it is stored."""

    channel: Channel
    outcome: Outcome
    note: str
    ring_seconds: int | None
    promised_at: dt.datetime | None


def record_attempt(
    *,
    case: Case,
    member: Member,
    channel: Channel | str,
    outcome: Outcome | str,
    now: dt.datetime,
    idempotency_key: str,
    ring_seconds: int | None = None,
    note: str = "",
    promised_at: dt.datetime | None = None,
) -> Attempt:
    """Store a contact and let it take effect; the same key again returns the same attempt.

    A contact outside the rules is stored as what it was, with the rules it broke. Numbers in the
    note are masked; its wording is checked by the caller. Raises AttemptRefused where the case is
    closed, or the time the buyer asked for is missing, past, or outside the hours.
    """
    said = _Said(
        Channel(channel),
        Outcome(outcome),
        mask_free_text(note),
        ring_seconds,
        promised_at if outcome == Outcome.PROMISED_TIME else None,
    )
    with transaction.atomic():
        case = lock_contact(case)
        if (known := Attempt.objects.filter(idempotency_key=idempotency_key).first()) is not None:
            return known
        facts = contact_facts([case], now=now, channel=said.channel, member=member)[case.pk]
        _refuse_impossible(case, said, facts, now)
        callback = _open_callback(case)
        broken = _broken_rules(case, facts, callback, now)
        foreseen = _foreseen(case, said, callback, now)
        step = _step_after(case, said, facts, now)
        attempt = Attempt.objects.create(
            case=case,
            callback=callback,
            member=member,
            contact_index=contact_index_of(case.buyer),
            channel=said.channel.value,
            outcome=said.outcome.value,
            at=now,
            ring_seconds=said.ring_seconds,
            note=said.note,
            promised_at=said.promised_at,
            broken_rules=[reason.as_json() for reason in broken],
            next_step=step.reason.as_json(),
            idempotency_key=idempotency_key,
        )
        if foreseen is not None:
            keep_forecast(attempt, foreseen)
        apply_step(attempt, case=case, step=step, now=now)
        replan_contact(case=case, now=now)
        return attempt


@transaction.atomic
def undo_attempt(*, attempt: Attempt, member: Member, now: dt.datetime) -> Attempt:
    """Take an attempt back within `UNDO_WITHIN`: case, callbacks and buyer stand as before.

    Raises AttemptRefused where it is too late, someone else's, undone already, or where the case
    was changed since.
    """
    case = lock_contact(attempt.case)
    attempt = Attempt.objects.select_related("member").get(pk=attempt.pk)
    if attempt.member_id != member.pk:
        raise AttemptRefused(Reason("attempt.not_yours"))
    if now - attempt.at > UNDO_WITHIN:
        seconds = int(UNDO_WITHIN.total_seconds())
        raise AttemptRefused(Reason("attempt.too_late_to_undo", {"seconds": seconds}))
    waiting = Attempt.objects.filter(pk=attempt.pk, undone_at__isnull=True)
    if waiting.update(undone_at=now) != 1:
        raise AttemptRefused(Reason("attempt.undone_already"))
    if not take_back(attempt, case=case, now=now):
        raise AttemptRefused(Reason("attempt.changed_since"))
    replan_contact(case=case, now=now)
    attempt.refresh_from_db()
    return attempt


def _refuse_impossible(
    case: Case,
    said: _Said,
    facts: ContactFacts,
    now: dt.datetime,
) -> None:
    if case.status == CaseStatus.CLOSED:
        raise AttemptRefused(Reason("attempt.case_closed"))
    if said.outcome is not Outcome.PROMISED_TIME:
        return
    if said.promised_at is None:
        raise AttemptRefused(Reason("attempt.time_missing"))
    if said.promised_at <= now:
        raise AttemptRefused(Reason("attempt.time_past"))
    rules = contact_rules_of(case.shop)
    clock = said.promised_at.astimezone(facts.zone).time()
    if not rules.call_from <= clock < rules.call_until:
        hours = {"opens": f"{rules.call_from:%H:%M}", "closes": f"{rules.call_until:%H:%M}"}
        raise AttemptRefused(Reason("attempt.time_outside_hours", hours))


def _broken_rules(
    case: Case,
    facts: ContactFacts,
    callback: Callback | None,
    now: dt.datetime,
) -> list[Reason]:
    """What the rules said when the call began: a started call may end after hours."""
    verdict = check_contact(
        _began(callback, now),
        rules=contact_rules_of(case.shop),
        facts=facts,
        calendar=calendar_of(case.shop),
    )
    return list(verdict.reasons)


def _began(callback: Callback | None, now: dt.datetime) -> dt.datetime:
    if callback is None or callback.lease_until is None:
        return now
    return min(now, callback.lease_until - CALL_LEASE)


def _foreseen(
    case: Case, said: _Said, callback: Callback | None, now: dt.datetime
) -> Foreseen | None:
    """What was predicted before the call; messages are answered when people like."""
    if said.channel is not Channel.PHONE:
        return None
    return foresee(case=case, callback=callback, at=_began(callback, now))


def _step_after(case: Case, said: _Said, facts: ContactFacts, now: dt.datetime) -> NextStep:
    past = Attempt.objects.filter(
        case=case,
        channel=said.channel.value,
        undone_at__isnull=True,
    ).order_by("at", "id")
    rows = [*past.values_list("outcome", "at"), (said.outcome.value, now)]
    zone, calendar = facts.zone, calendar_of(case.shop)
    history = []
    for outcome, at in rows:
        local = at.astimezone(zone)
        kind = slot_kind(local, is_off=calendar.is_off(local.date()))
        history.append(PastDial(Outcome(outcome), kind))
    return next_step(
        said.outcome,
        history=history,
        promised_at=said.promised_at,
        dials_per_case=case.shop.settings.dials_per_case,
    )


def _open_callback(case: Case) -> Callback | None:
    return Callback.objects.filter(case=case, status__in=["planned", "calling"]).first()
