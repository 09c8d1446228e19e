"""The four facts of a case, and holding, freeing and closing it."""

import datetime as dt
from enum import StrEnum

from django.db import transaction

from reviews.domain.lifecycle import CaseStatus, CloseReason, Hold, statuses_before
from reviews.domain.reason import Reason
from reviews.models import Case, Member
from reviews.operations.case_changes import cancel_callbacks, change_case
from reviews.operations.plan_requests import request_plan
from reviews.operations.refusals import CaseRefused
from reviews.operations.replanning import replan_case


class CaseFact(StrEnum):
    """The four facts a case keeps apart, each with its own time."""

    CONTACTED = "contacted"
    SOLVED = "solved"
    REMEDIED = "remedied"
    REVIEW_CHANGED = "review_changed"


@transaction.atomic
def set_fact(
    *,
    case: Case,
    fact: CaseFact | str,
    member: Member | None,
    now: dt.datetime,
    holds: bool = True,
) -> Case:
    """Say since when a fact holds, or that it doesn't; a fact that holds keeps its first time.

    No fact follows from another: a paid remedy says nothing about the review, nor the reverse.
    """
    column = f"{CaseFact(fact)}_at"
    if holds and getattr(case, column) is not None:
        return case
    change_case(case, {column: now if holds else None}, member=member, now=now, reason=column)
    return case


@transaction.atomic
def close_case(
    *,
    case: Case,
    member: Member | None,
    reason: CloseReason | str,
    now: dt.datetime,
) -> Case:
    """End a case with a reason; its callbacks and its hold end with it.

    Raises CaseRefused where it is closed already.
    """
    values: dict[str, object] = {
        "status": CaseStatus.CLOSED.value,
        "close_reason": CloseReason(reason).value,
        "closed_at": now,
        **_AT_REST,
    }
    before = statuses_before(CaseStatus.CLOSED)
    if not change_case(case, values, member=member, now=now, statuses=before):
        raise CaseRefused(Reason("case.closed_already"))
    cancel_callbacks(case, now=now)
    request_plan(shop_id=case.shop_id, now=now)
    return case


@transaction.atomic
def hold_case(
    *,
    case: Case,
    member: Member | None,
    hold: Hold | str,
    now: dt.datetime,
    until: dt.datetime | None = None,
) -> Case:
    """Rest a case: no calls and no remedy while it is held, at most until a moment.

    Holding a held case changes what holds it. Raises CaseRefused where the case is closed.
    """
    values: dict[str, object] = {
        **_AT_REST,
        "status": CaseStatus.HELD.value,
        "hold": Hold(hold).value,
        "hold_until": until,
    }
    before = statuses_before(CaseStatus.HELD) | {CaseStatus.HELD}
    if not change_case(case, values, member=member, now=now, statuses=before):
        raise CaseRefused(Reason("case.closed_already"))
    cancel_callbacks(case, now=now)
    request_plan(shop_id=case.shop_id, now=now)
    return case


@transaction.atomic
def release_hold(*, case: Case, member: Member | None, now: dt.datetime) -> Case:
    """Let a held case go on; raises CaseRefused where it isn't held."""
    values: dict[str, object] = {**_AT_REST, "status": CaseStatus.OPEN.value}
    if not change_case(case, values, member=member, now=now, statuses=[CaseStatus.HELD]):
        raise CaseRefused(Reason("case.not_held"))
    replan_case(case=case, now=now)
    return case


def release_expired_holds(*, now: dt.datetime) -> int:
    """Sweep: marks expire (rule 7), and their cases go on; returns how many."""
    expired = Case.objects.filter(status=CaseStatus.HELD.value, hold_until__lte=now)
    return sum(_release_expired(case, now=now) for case in expired)


@transaction.atomic
def _release_expired(case: Case, *, now: dt.datetime) -> bool:
    values: dict[str, object] = {**_AT_REST, "status": CaseStatus.OPEN.value}
    if not change_case(case, values, member=None, now=now, statuses=[CaseStatus.HELD]):
        return False
    replan_case(case=case, now=now)
    return True


#: Neither held nor in anybody's hands.
_AT_REST: dict[str, object] = {
    "hold": "",
    "hold_until": None,
    "leased_by": None,
    "lease_until": None,
}
