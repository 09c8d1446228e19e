"""One press for reviews that say the same: causes confirmed for all of them, and taken back."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from reviews.models import CauseBatch, Member, Review, ReviewCause, Shop
from reviews.operations.causes import hold_tree, say_causes
from reviews.operations.plan_requests import request_plan
from reviews.operations.review_locks import lock_reviews

#: One press confirms at most so many.
MOST_AT_ONCE = 500


@transaction.atomic
def confirm_alike(
    *,
    shop: Shop,
    model_review: Review,
    review_ids: Collection[int],
    codes: Collection[str],
    main: str,
    member: Member,
    now: dt.datetime,
) -> CauseBatch:
    """Say the same causes of every review of ``review_ids`` that nobody has confirmed yet.

    What others have confirmed in the meantime is left alone; the batch counts what was taken.
    Raises UnknownCause.
    """
    hold_tree(shop_id=shop.pk)
    unconfirmed = Review.objects.select_for_update(of=("self",), no_key=True).filter(
        shop=shop, pk__in=list(review_ids)[:MOST_AT_ONCE], causes_confirmed_at__isnull=True
    )
    taken = list(unconfirmed.order_by("pk").values_list("pk", flat=True))
    batch = CauseBatch.objects.create(
        shop=shop, model_review=model_review, reviews=len(taken), member=member, made_at=now
    )
    say_causes(
        shop=shop, review_ids=taken, codes=codes, main=main, member=member, now=now, batch=batch
    )
    return batch


@transaction.atomic
def undo_batch(*, batch: CauseBatch, member: Member, now: dt.datetime) -> int:
    """Take a press back where its word still stands; returns how many reviews went back.

    The reader's latest findings are current again; the person's labels stay as not current.
    """
    undone = CauseBatch.objects.filter(pk=batch.pk, undone_at__isnull=True)
    if not undone.update(undone_at=now, undone_by=member):
        return 0
    hold_tree(shop_id=batch.shop_id)
    lock_reviews(set(ReviewCause.objects.filter(batch=batch).values_list("review_id", flat=True)))
    standing = ReviewCause.objects.filter(batch=batch, is_current=True)
    reviews = list(standing.values_list("review_id", flat=True).distinct())
    standing.update(is_current=False)
    found = ReviewCause.objects.exclude(source="person")
    latest = (
        found.filter(review=OuterRef("review"))
        .values("review")
        .annotate(latest=Max("decided_at"))
        .values("latest")
    )
    found.filter(
        review__in=reviews, decided_at=Subquery(latest), cause__retired_at__isnull=True
    ).update(is_current=True)
    Review.objects.filter(pk__in=reviews).update(causes_confirmed_at=None)
    request_plan(shop_id=batch.shop_id, now=now)
    return len(reviews)
