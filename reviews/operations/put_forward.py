"""Reviews without a rating that read like complaints wait for a person's word.

None opens a case by itself and none is dropped: what a person has judged stays judged, until the
buyer writes something else.
"""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import QuerySet

from reviews.domain.causes import CauseReading
from reviews.domain.complaint import reads_like_complaint
from reviews.models import Member, Review, Shop
from reviews.operations.case_opening import open_cases
from reviews.operations.plan_requests import request_plan
from reviews.operations.review_locks import lock_reviews
from reviews.queries.clocks import clocks_of

#: So many at most are judged by one order: some seconds of work.
MOST_AT_ONCE = 2_000


def put_forward(texts: Mapping[int, str], readings: Mapping[int, CauseReading]) -> int:
    """Note which of the reviews just read wait for a person; returns how many are new.

    ``texts`` and ``readings`` by review. Runs within the caller's transaction.
    """
    likely = {pk for pk, read in readings.items() if reads_like_complaint(texts[pk], read)}
    asked = Review.objects.filter(level="unrated", case__isnull=True)
    asked.filter(pk__in=readings.keys() - likely, complaint="waiting").update(complaint="")
    return asked.filter(pk__in=likely, complaint="", state__in=["live", "changed"]).update(
        complaint="waiting"
    )


def waiting_complaints(*, shop: Shop) -> QuerySet[Review]:
    """The reviews of the shop that wait for a person; a rating that came since ends the wait."""
    return Review.objects.filter(shop=shop, complaint="waiting", level="unrated")


@transaction.atomic
def open_complaints(
    *, shop: Shop, public_ids: Collection[str], member: Member, now: dt.datetime
) -> int:
    """Open a case for each that still waits; returns how many this call opened.

    Where the change window is over the case is closed at once, as at every import.
    """
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    chosen = waiting_complaints(shop=shop).filter(
        public_id__in=list(public_ids)[:MOST_AT_ONCE], case__isnull=True
    )
    lock_reviews(chosen.values("pk"))
    reviews = list(chosen.select_related("shop", "order").order_by("rated_at", "pk"))
    judged = _judge([review.pk for review in reviews], "waiting", "opened", member=member, now=now)
    if judged != len(reviews):
        raise RuntimeError("a review was judged past the lock of its shop")
    open_cases(reviews=reviews, now=now, clocks=clocks_of(shop), member=member)
    if reviews:
        request_plan(shop_id=shop.pk, now=now)
    return len(reviews)


@transaction.atomic
def dismiss_complaints(
    *, shop: Shop, public_ids: Collection[str], member: Member, now: dt.datetime
) -> int:
    """Judge these as no complaints; returns how many still waited."""
    chosen = waiting_complaints(shop=shop).filter(public_id__in=list(public_ids)[:MOST_AT_ONCE])
    lock_reviews(chosen.values("pk"))
    pks = list(chosen.values_list("pk", flat=True))
    return _judge(pks, "waiting", "dismissed", member=member, now=now)


@transaction.atomic
def put_back(*, shop: Shop, public_ids: Collection[str]) -> int:
    """Let dismissed ones wait again, where a person thinks twice; returns how many."""
    chosen = Review.objects.filter(
        shop=shop, public_id__in=list(public_ids)[:MOST_AT_ONCE], complaint="dismissed"
    )
    lock_reviews(chosen.values("pk"))
    return chosen.update(complaint="waiting", complaint_judged_at=None, complaint_judged_by=None)


def _judge(
    pks: Collection[int], before: str, after: str, *, member: Member, now: dt.datetime
) -> int:
    return Review.objects.filter(pk__in=pks, complaint=before).update(
        complaint=after, complaint_judged_at=now, complaint_judged_by=member
    )
