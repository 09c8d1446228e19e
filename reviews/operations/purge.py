"""Contact data go when they are no longer needed; review texts and causes stay."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from reviews.domain.lifecycle import CaseStatus
from reviews.models import Attempt, Buyer, Case, CaseDraft, RejectedRow, Shop

#: Buyers who only ordered are forgotten this long after they were first seen.
_WITHOUT_CASE = dt.timedelta(days=90)
_BATCH = 500
_NO_IDENTITY: dict[str, object] = {
    **dict.fromkeys(("nick", "nick_masked", "name", "phone", "phone_masked", "phone_index"), ""),
    **dict.fromkeys(("phone_last4", "address", "city", "place_version"), ""),
    "phone_expires_at": None,
    "phone_is_wrong": False,
    "place_type": "unknown",
    "place_confidence": 0.0,
    "place_because": [],
    "tilt": 0.0,
}


def purge_contact_data(*, now: dt.datetime) -> int:
    """Sweep: forget buyers whose last case closed long enough ago; returns how many.

    The days are the shop's setting. Do-not-contact fingerprints stay, and so does ``key_index``:
    without it the next import would take the same person for a new one. Rejected rows hold contact
    data too, and are dropped as long after their import.
    """
    purged = 0
    for shop in Shop.objects.select_related("settings").order_by("pk"):
        while keys := list(_due(shop, now).values_list("pk", flat=True)[:_BATCH]):
            purged += _purge(keys, now=now)
        _drop_rejects(shop, now=now)
    return purged


def _due(shop: Shop, now: dt.datetime) -> QuerySet[Buyer]:
    closed_before = now - dt.timedelta(days=shop.settings.purge_after_days)
    living = Case.objects.filter(buyer=OuterRef("pk")).exclude(status=CaseStatus.CLOSED.value)
    return (
        Buyer.objects.filter(shop=shop, purged_at__isnull=True)
        .annotate(last_closed=Max("cases__closed_at"))
        .filter(~Exists(living))
        .filter(
            Q(last_closed__lte=closed_before)
            | Q(last_closed__isnull=True, first_seen_at__lte=now - _WITHOUT_CASE),
        )
        .order_by("pk")
    )


def _drop_rejects(shop: Shop, *, now: dt.datetime) -> None:
    ended_before = now - dt.timedelta(days=shop.settings.purge_after_days)
    RejectedRow.objects.filter(run__shop=shop, run__finished_at__lte=ended_before).delete()


@transaction.atomic
def _purge(keys: list[int], *, now: dt.datetime) -> int:
    CaseDraft.objects.filter(case__buyer__in=keys).delete()
    Attempt.objects.filter(case__buyer__in=keys).update(contact_index="")
    return Buyer.objects.filter(pk__in=keys, purged_at__isnull=True).update(
        **_NO_IDENTITY,
        purged_at=now,
    )
