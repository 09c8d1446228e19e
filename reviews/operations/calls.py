"""Starting a call, so that two people never dial one buyer, and freeing what was left behind."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from reviews.domain.contact_rules import Verdict
from reviews.domain.reason import Parameter, Reason
from reviews.models import Callback, Case, Member, Shop
from reviews.operations.case_changes import OPEN_CALLBACKS, lock_contact
from reviews.operations.refusals import CallRefused
from reviews.queries.contact import contact_verdict

#: How long a started call holds the buyer before the sweep gives it back.
CALL_LEASE = dt.timedelta(minutes=20)
_WINDOW = dt.timedelta(minutes=30)


@transaction.atomic
def start_call(*, case: Case, member: Member, now: dt.datetime) -> Callback:
    """Claim the buyer of a case for one call; asking again while calling returns the same claim.

    Order: a colleague on the line with this buyer in any shop refuses; then the contact rules;
    then the planned callback is claimed by one conditional UPDATE, or one is made.
    Raises CallRefused.
    """
    case = lock_contact(case)
    if (own := _calling(case, now).filter(case=case, owner=member).first()) is not None:
        return own
    if _calling(case, now).exists():
        raise CallRefused(Reason("contact.someone_is_calling"))
    verdict = contact_verdict(case=case, now=now)
    if not verdict.allowed:
        raise CallRefused(_why_not(verdict))
    callback = _claimed(case, member, now)
    Case.objects.filter(pk=case.pk).update(leased_by=member, lease_until=now + CALL_LEASE)
    return callback


def someone_else_is_calling(case: Case, *, member: Member | None, now: dt.datetime) -> bool:
    """Whether a colleague holds this buyer in any shop."""
    return _calling(case, now).exclude(owner=member).exists()


@transaction.atomic
def release_stale_calls(*, now: dt.datetime) -> int:
    """Sweep: give back calls whose person or worker went away; returns how many.

    Inside its window a callback is planned again, after it it is missed and the shop replans.
    """
    stale = Callback.objects.filter(status="calling", lease_until__lte=now)
    shops = set(stale.values_list("shop", flat=True))
    freed = stale.filter(ends_at__gt=now).update(status="planned", lease_until=None)
    missed = stale.filter(ends_at__lte=now).update(status="missed", lease_until=None, ended_at=now)
    Shop.objects.filter(pk__in=shops).update(plan_requested_at=now)
    return freed + missed


def _calling(case: Case, now: dt.datetime) -> QuerySet[Callback]:
    """Calls under way with this case's buyer, in all shops."""
    person = Q(case=case)
    if case.buyer is not None and case.buyer.phone_index:
        person |= Q(case__buyer__phone_index=case.buyer.phone_index)
    return Callback.objects.filter(person, status="calling", lease_until__gt=now)


def _claimed(case: Case, member: Member, now: dt.datetime) -> Callback:
    values = {"status": "calling", "owner": member, "lease_until": now + CALL_LEASE}
    # An abandoned claim that the sweep has not seen yet is taken over.
    if Callback.objects.filter(case=case, status__in=OPEN_CALLBACKS).update(**values):
        return Callback.objects.get(case=case, status="calling")
    return Callback.objects.create(
        case=case,
        shop=case.shop,
        starts_at=now,
        ends_at=now + _WINDOW,
        created_at=now,
        reasons=[Reason("call.by_hand").as_json()],
        **values,
    )


def _why_not(verdict: Verdict) -> Reason:
    """The weightiest reason, with the next allowed time in it."""
    first = verdict.reasons[0]
    params: dict[str, Parameter] = dict(first.params)
    if verdict.next_allowed is not None:
        params["next_allowed_at"] = verdict.next_allowed.isoformat()
    return Reason(first.code, params)
