"""Starting a call, so that two people never dial one buyer, and freeing what was left behind."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from reviews.domain.reason import Reason
from reviews.models import Callback, Case, Member
from reviews.operations.case_changes import OPEN_CALLBACKS, lock_contact
from reviews.operations.plan_requests import request_plans
from reviews.operations.refusals import CallRefused
from reviews.queries.contact import contact_verdict
from reviews.queries.lines import CALL_LEASE

_WINDOW = dt.timedelta(minutes=30)


@transaction.atomic
def start_call(*, case: Case, member: Member, now: dt.datetime) -> Callback:
    """Claim the buyer of a case for one call; asking again while calling returns the same claim.

    Order: the contact rules, a colleague on the line with this buyer in any shop among them; then
    the planned callback is claimed by one conditional UPDATE, or one is made. Whoever starts a
    call has ended their earlier one. Raises CallRefused.
    """
    case = lock_contact(case)
    own = Callback.objects.filter(case=case, owner=member, status="calling", lease_until__gt=now)
    if (under_way := own.first()) is not None:
        return under_way
    verdict = contact_verdict(case=case, member=member, now=now)
    if not verdict.allowed:
        raise CallRefused(verdict.reasons[0], next_allowed=verdict.next_allowed)
    callback = _claimed(case, member, now)
    hang_up(member=member, now=now, but=callback)
    Case.objects.filter(pk=case.pk).update(leased_by=member, lease_until=now + CALL_LEASE)
    return callback


def hang_up(*, member: Member, now: dt.datetime, but: Callback | None = None) -> int:
    """Give back the calls that a member has started and not reported; returns how many."""
    left = Callback.objects.filter(status="calling", owner=member)
    return _give_back(left.exclude(pk=but.pk) if but is not None else left, now=now)


@transaction.atomic
def release_stale_calls(*, now: dt.datetime) -> int:
    """Sweep: give back calls whose person or worker went away; returns how many.

    Inside its window a callback is planned again, after it it is missed and the shop replans.
    """
    return _give_back(Callback.objects.filter(status="calling", lease_until__lte=now), now=now)


def _give_back(calls: QuerySet[Callback], *, now: dt.datetime) -> int:
    shops = set(calls.values_list("shop", flat=True))
    if not shops:
        return 0
    freed = calls.filter(ends_at__gt=now).update(status="planned", lease_until=None)
    missed = calls.filter(ends_at__lte=now).update(status="missed", lease_until=None, ended_at=now)
    request_plans(shop_ids=shops, now=now)
    return freed + missed


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
