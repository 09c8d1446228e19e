"""Placing one person's cases anew at once, beside the plan that is asked for.

Where one person changed, their own cases need not wait for the sweep: they are placed as soon as
the change is committed. Should that fail, the sweep sees to it.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from reviews.domain.lifecycle import CaseStatus
from reviews.models import Case, Shop
from reviews.operations.plan_one import plan_case
from reviews.operations.plan_requests import request_plan, request_plans

#: One person rarely has more open cases on a desk; the plan sees to the rest.
_PLACED_AT_ONCE = 5


def replan_case(*, case: Case, now: dt.datetime) -> None:
    """Place this case at once, and plan its shop soon."""
    request_plan(shop_id=case.shop_id, now=now)
    _place_after_commit(case, now)


def replan_contact(*, case: Case, now: dt.datetime) -> None:
    """Place every open case of this person at once, and plan soon in every shop that knows them."""
    same_case, shops = Q(pk=case.pk), Q(pk=case.shop_id)
    if case.buyer is not None:
        same_case |= Q(buyer=case.buyer)
        if case.buyer.phone_index:
            same_case |= Q(buyer__phone_index=case.buyer.phone_index)
            shops |= Q(buyers__phone_index=case.buyer.phone_index)
    knowing = Shop.objects.filter(shops).values_list("pk", flat=True).distinct()
    request_plans(shop_ids=knowing, now=now)
    same = Case.objects.filter(same_case, status=CaseStatus.OPEN.value)
    for one in same.order_by("-opened_at", "id")[:_PLACED_AT_ONCE]:
        _place_after_commit(one, now)


def _place_after_commit(case: Case, now: dt.datetime) -> None:
    def place() -> None:
        plan_case(case=case, now=now)

    # Robust: the change is stored and the plan is asked for, whatever becomes of this.
    transaction.on_commit(place, robust=True)
