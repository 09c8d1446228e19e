"""Contact that has ended, everywhere and for good; only the fingerprint of the person is kept."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from reviews.domain.reason import Reason
from reviews.models import Buyer, Callback, DoNotContact, Member
from reviews.operations.case_changes import OPEN_CALLBACKS
from reviews.operations.plan_requests import request_plans
from reviews.queries.contact import contact_indexes_of


@transaction.atomic
def add_do_not_contact(
    *,
    buyer: Buyer,
    member: Member | None,
    reason: Reason,
    now: dt.datetime,
) -> list[int]:
    """End contact with a person in all shops and cancel what was planned.

    Asking twice changes nothing; returns the keys of the rows that are new.
    """
    added = []
    for index in contact_indexes_of(buyer):
        row, is_new = DoNotContact.objects.get_or_create(
            contact_index=index,
            defaults={
                "reason": reason.as_json(),
                "shop_id": buyer.shop_id,
                "member": member,
                "created_at": now,
            },
        )
        if is_new:
            added.append(row.pk)
    _cancel_everywhere(buyer, now=now)
    return added


def _cancel_everywhere(buyer: Buyer, *, now: dt.datetime) -> None:
    person = Q(key_index=buyer.key_index)
    if buyer.phone_index:
        person |= Q(phone_index=buyer.phone_index)
    buyers = Buyer.objects.filter(person)
    planned = Callback.objects.filter(case__buyer__in=buyers, status__in=OPEN_CALLBACKS)
    planned.update(status="cancelled", ended_at=now, lease_until=None)
    shops = set(buyers.values_list("shop", flat=True))
    request_plans(shop_ids=shops, now=now)
