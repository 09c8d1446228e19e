"""Shared steps of the operations on a case: lock it, change it by condition, end its callbacks."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Q

from reviews.domain.lifecycle import CaseStatus
from reviews.models import Buyer, Callback, Case, Member
from reviews.operations.history import record_change
from reviews.queries.contact import contact_index_of

OPEN_CALLBACKS = ("planned", "calling")


def lock_contact(case: Case) -> Case:
    """The case as it is now, with every row of its buyer in all shops locked until commit.

    Two people who dial one buyer from two shops meet here. SQLite locks the whole database at the
    start of a transaction instead; there the query only reads.
    """
    index = contact_index_of(case.buyer)
    if index and case.buyer is not None:
        same = Q(pk=case.buyer.pk) | (Q(phone_index=index) if case.buyer.phone_index else Q())
        list(
            Buyer.objects.select_for_update(no_key=True)
            .filter(same)
            .order_by("pk")
            .values_list("pk")
        )
    return (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("buyer", "shop", "shop__settings")
        .get(pk=case.pk)
    )


def change_case(
    case: Case,
    values: Mapping[str, object],
    *,
    member: Member | None,
    now: dt.datetime,
    reason: str = "",
    statuses: Collection[CaseStatus] = tuple(CaseStatus),
) -> bool:
    """One conditional UPDATE with its history; False where the case is in none of the statuses."""
    allowed = Case.objects.filter(pk=case.pk, status__in=[status.value for status in statuses])
    if not allowed.update(**values):
        return False
    record_change(case, member=member, now=now, reason=reason)
    return True


def cancel_callbacks(case: Case, *, now: dt.datetime) -> int:
    """End what was planned for a case; returns how many callbacks ended."""
    return Callback.objects.filter(case=case, status__in=OPEN_CALLBACKS).update(
        status="cancelled",
        ended_at=now,
        lease_until=None,
    )
