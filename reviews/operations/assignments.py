"""Who works on a case, and when it may come back: assign, hand over, snooze, pause."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from reviews.models import Case, Member
from reviews.operations.history import record_change
from reviews.operations.plan_requests import request_plan
from reviews.operations.replanning import replan_case

LONGEST_SNOOZE = dt.timedelta(days=30)
LONGEST_PAUSE = dt.timedelta(hours=2)


class CaseIsClosed(Exception):
    """A closed case has no owner to change and nothing to wait for."""


class NoColleague(Exception):
    """The person doesn't work in the case's shop."""


class SnoozeOutOfBounds(Exception):
    """A case may sleep until a later moment, at most `LONGEST_SNOOZE` away."""


@transaction.atomic
def snooze_case(
    *,
    case: Case,
    member: Member,
    until: dt.datetime,
    reason: str,
    now: dt.datetime,
) -> None:
    """Take a case out of the queue until a moment, with a reason; its lease ends.

    Raises SnoozeOutOfBounds or CaseIsClosed.
    """
    if not now < until <= now + LONGEST_SNOOZE:
        raise SnoozeOutOfBounds
    _change(
        case,
        member=member,
        now=now,
        reason=reason,
        values={"snoozed_until": until, "snooze_reason": reason, **_NO_LEASE},
    )
    replan_case(case=case, now=now)


@transaction.atomic
def hand_over_case(
    *,
    case: Case,
    member: Member,
    to: Member,
    word: str,
    now: dt.datetime,
) -> None:
    """Give a case to a colleague by name; the word for them stands in the case's history.

    Raises NoColleague or CaseIsClosed.
    """
    if to.shop_id != case.shop_id or not to.is_active:
        raise NoColleague
    _change(case, member=member, now=now, reason=word, values={"owner": to, **_NO_LEASE})


@transaction.atomic
def assign_cases(
    *,
    cases: Iterable[Case],
    member: Member,
    to: Member | None,
    now: dt.datetime,
) -> int:
    """Give several open cases to one person, or to nobody; returns how many changed hands."""
    if to is not None and to.shop_id != member.shop_id:
        raise NoColleague
    changed = 0
    for case in cases:
        open_case = Case.objects.filter(pk=case.pk, shop=member.shop_id).exclude(status="closed")
        if open_case.exclude(owner=to).update(owner=to):
            record_change(case, member=member, now=now)
            changed += 1
    return changed


@transaction.atomic
def pause_member(*, member: Member, until: dt.datetime | None, now: dt.datetime) -> None:
    """Take a break until a moment (None ends it); the queue gives nothing out meanwhile.

    A break is at most `LONGEST_PAUSE`; a longer wish is cut. The plan has fewer calls to give then.
    """
    if until is not None:
        until = min(until, now + LONGEST_PAUSE)
    Member.objects.filter(pk=member.pk).update(paused_until=until)
    request_plan(shop_id=member.shop_id, now=now)


_NO_LEASE: dict[str, object] = {"leased_by": None, "lease_until": None}


def _change(
    case: Case,
    *,
    member: Member,
    now: dt.datetime,
    reason: str,
    values: dict[str, object],
) -> None:
    changed = Case.objects.filter(pk=case.pk).exclude(status="closed").update(**values)
    if not changed:
        raise CaseIsClosed
    record_change(case, member=member, now=now, reason=reason[:100])
