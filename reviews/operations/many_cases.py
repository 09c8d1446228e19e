"""Several cases of the queue at once: put off, or taken out; the plan is asked for once."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from reviews.domain.lifecycle import CaseStatus, CloseReason
from reviews.models import Case, Member
from reviews.operations.assignments import LONGEST_SNOOZE, SnoozeOutOfBounds
from reviews.operations.case_changes import cancel_callbacks, change_case
from reviews.operations.case_states import close_case
from reviews.operations.plan_requests import request_plan
from reviews.operations.refusals import CaseRefused

_LIVE = tuple(status for status in CaseStatus if status is not CaseStatus.CLOSED)


@transaction.atomic
def snooze_cases(
    *,
    cases: Iterable[Case],
    member: Member,
    until: dt.datetime,
    reason: str,
    now: dt.datetime,
) -> int:
    """Put several cases off until a moment; returns how many. Raises SnoozeOutOfBounds."""
    if not now < until <= now + LONGEST_SNOOZE:
        raise SnoozeOutOfBounds
    values = {
        "snoozed_until": until,
        "snooze_reason": reason,
        "leased_by": None,
        "lease_until": None,
    }
    changed = 0
    for case in cases:
        if change_case(case, values, member=member, now=now, reason=reason[:100], statuses=_LIVE):
            cancel_callbacks(case, now=now)
            changed += 1
    request_plan(shop_id=member.shop_id, now=now)
    return changed


@transaction.atomic
def close_cases(
    *, cases: Iterable[Case], member: Member, reason: CloseReason | str, now: dt.datetime
) -> int:
    """Take several cases out of the queue for one reason; returns how many were not yet closed."""
    changed = 0
    for case in cases:
        try:
            close_case(case=case, member=member, reason=reason, now=now)
        except CaseRefused:
            continue
        changed += 1
    return changed
