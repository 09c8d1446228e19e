"""Showing a number in clear: an open case, a reason, a log, a limit; to dial it starts a call."""

import datetime as dt

from django.db import transaction

from reviews.domain.lifecycle import CaseStatus
from reviews.domain.reason import Reason
from reviews.models import Case, DoNotContact, Member, RevealLog
from reviews.operations.avoided import note_avoided
from reviews.operations.calls import start_call
from reviews.operations.refusals import CallRefused, RevealRefused
from reviews.queries.contact import contact_indexes_of

REVEALS_PER_HOUR = 20
#: The reason for which a number is shown in order to dial it.
TO_CALL = "call"
_HOUR = dt.timedelta(hours=1)
_CALLABLE = (CaseStatus.OPEN, CaseStatus.WAITING)


def reveal_phone(
    *,
    case: Case,
    member: Member,
    reason: str,
    ip: str | None,
    now: dt.datetime,
) -> str:
    """The buyer's number in clear, and a log row that says who saw it, when, why, from where.

    Order: a reason; an open case; contact that goes on; a number; at most `REVEALS_PER_HOUR` a
    person. Who wants to dial has started the call with it: no colleague can dial this buyer then.
    Raises RevealRefused, or CallRefused where the contact rules forbid the call; that is kept as a
    breach that was avoided.
    """
    try:
        return _reveal(case=case, member=member, reason=reason, ip=ip, now=now)
    except CallRefused as refusal:
        note_avoided(case=case, member=member, reason=refusal.reason, now=now)
        raise


@transaction.atomic
def _reveal(*, case: Case, member: Member, reason: str, ip: str | None, now: dt.datetime) -> str:
    # The lock makes two reveals of one person count each other.
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    case = Case.objects.select_related("buyer").get(pk=case.pk)
    refusal = _refusal(case, reason) or _too_many(member, now)
    if refusal is not None:
        raise RevealRefused(refusal)
    if reason == TO_CALL:
        start_call(case=case, member=member, now=now)
    RevealLog.objects.create(
        case=case,
        member=member,
        field="phone",
        reason=reason.strip(),
        ip_address=ip,
        at=now,
    )
    return case.buyer.phone if case.buyer is not None else ""


def _refusal(case: Case, reason: str) -> Reason | None:
    if not reason.strip():
        return Reason("reveal.no_reason")
    if case.status not in _CALLABLE:
        return Reason("reveal.case_closed")
    if DoNotContact.objects.filter(contact_index__in=contact_indexes_of(case.buyer)).exists():
        return Reason("reveal.contact_ended")
    if case.buyer is None or not case.buyer.phone:
        return Reason("reveal.no_phone")
    return None


def _too_many(member: Member, now: dt.datetime) -> Reason | None:
    recent = RevealLog.objects.filter(member=member, at__gt=now - _HOUR).order_by("-at", "-id")
    at_limit = list(recent.values_list("at", flat=True)[:REVEALS_PER_HOUR])
    if len(at_limit) < REVEALS_PER_HOUR:
        return None
    until = (at_limit[-1] + _HOUR).isoformat()
    return Reason("reveal.too_many", {"most": REVEALS_PER_HOUR, "until": until})
