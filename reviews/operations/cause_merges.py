"""Two causes merged into one, and a merge taken back."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from reviews.models import Cause, CauseExample, CauseMerge, Member, Review, ReviewCause
from reviews.operations.cause_tree import TreeRefused
from reviews.operations.causes import hold_tree
from reviews.operations.history import record_change
from reviews.operations.plan_requests import request_plan
from reviews.operations.review_locks import lock_reviews


@transaction.atomic
def merge_cause(*, cause: Cause, into: Cause, member: Member, now: dt.datetime) -> int:
    """Let ``into`` stand for ``cause`` from now on; returns how many reviews went over.

    The labels as they were stay beside the new ones as not current, with who gave them and when;
    a confirmed review stays confirmed. What had been merged into ``cause`` goes along. Raises
    TreeRefused for a cause of another tree, itself, or one that is not in use.
    """
    tree = {one.pk: one for one in hold_tree(shop_id=cause.shop_id)}
    target = tree.get(into.pk)
    if target is None or target.retired_at is not None or into.pk == cause.pk:
        raise TreeRefused("causes_merge_refused")
    if tree[cause.pk].merged_into_id is not None:
        raise TreeRefused("causes_merged_already")
    merge = CauseMerge.objects.create(cause=cause, into=target, member=member, made_at=now)
    gone = Cause.objects.filter(Q(pk=cause.pk) | Q(merged_into=cause), shop=cause.shop_id)
    keys = set(gone.values_list("pk", flat=True))
    gone.update(merged_into=target)
    Cause.objects.filter(pk__in=keys, retired_at__isnull=True).update(retired_at=now)
    for key in sorted(keys):
        record_change(tree[key], member=member, now=now, reason=f"merged into {target.code}")
    merge.carried.set(keys - {cause.pk})
    _move_examples(merge)
    moved = _move_labels(merge)
    request_plan(shop_id=cause.shop_id, now=now)
    return moved


def _move_examples(merge: CauseMerge) -> None:
    """Those the other cause has too stay where they are."""
    has = CauseExample.objects.filter(cause=merge.into).values("text")
    moving = CauseExample.objects.filter(cause=merge.cause).exclude(text__in=has)
    merge.examples.set(moving)
    merge.examples.update(cause=merge.into)


def _move_labels(merge: CauseMerge) -> int:
    current = ReviewCause.objects.filter(cause=merge.cause, is_current=True)
    lock_reviews(current.values("review_id"))
    old = list(current.order_by("pk"))
    has_target = set(
        ReviewCause.objects.filter(
            cause=merge.into, is_current=True, review_id__among=[row.review_id for row in old]
        ).values_list("review_id", flat=True)
    )
    merge.labels.set(old)
    ReviewCause.objects.filter(pk__among=[row.pk for row in old]).update(is_current=False)
    now_main = [row.review_id for row in old if row.is_main and row.review_id in has_target]
    ReviewCause.objects.filter(cause=merge.into, is_current=True, review_id__among=now_main).update(
        is_main=True
    )
    ReviewCause.objects.bulk_create(
        ReviewCause(
            review_id=row.review_id,
            cause=merge.into,
            source=row.source,
            version=row.version,
            confidence=row.confidence,
            evidence=row.evidence,
            is_main=row.is_main,
            decided_by_id=row.decided_by_id,
            batch_id=row.batch_id,
            decided_at=merge.made_at,
        )
        for row in old
        if row.review_id not in has_target
    )
    return len(old)


@transaction.atomic
def undo_merge(*, cause: Cause, member: Member, now: dt.datetime) -> int:
    """Take a merge back; returns how many reviews have their own word again.

    A review about which somebody has decided anew since keeps that word, and one that was read
    again since is read once more by the sweep. Raises TreeRefused where the cause is
    not merged, and where the cause it went into was merged further: that merge goes back first.
    """
    tree = {one.pk: one for one in hold_tree(shop_id=cause.shop_id)}
    merge = CauseMerge.objects.filter(cause=cause, undone_at__isnull=True).first()
    stands_for_it = tree[cause.pk].merged_into_id
    if stands_for_it is None or (merge is not None and merge.into_id != stands_for_it):
        raise TreeRefused("causes_merge_went_on" if stands_for_it else "causes_not_merged")
    Cause.objects.filter(pk=cause.pk).update(retired_at=None, merged_into=None)
    into = tree[stands_for_it]
    taken_back = f"merge into {into.code} taken back"
    record_change(tree[cause.pk], member=member, now=now, reason=taken_back)
    request_plan(shop_id=cause.shop_id, now=now)
    if merge is None:  # merged before the desk kept what a merge moved
        return 0
    CauseMerge.objects.filter(pk=merge.pk).update(undone_at=now, undone_by=member)
    carried = list(merge.carried.filter(merged_into=into).order_by("pk"))
    merge.carried.filter(merged_into=into).update(merged_into=cause)
    for one in carried:
        record_change(one, member=member, now=now, reason=taken_back)
    merge.examples.filter(cause=into).update(cause=cause)
    return _labels_back(merge)


def _labels_back(merge: CauseMerge) -> int:
    lock_reviews(merge.labels.values("review_id"))
    labels = list(merge.labels.filter(_nothing_said_since(merge)).order_by("pk"))
    there = ReviewCause.objects.filter(
        review_id__among=[label.review_id for label in labels], cause=merge.into, is_current=True
    )
    there.filter(decided_at=merge.made_at).update(is_current=False)
    there.filter(review_id__among=[label.review_id for label in labels if label.is_main]).update(
        is_main=False
    )
    ReviewCause.objects.filter(pk__among=[label.pk for label in labels]).update(is_current=True)
    return len(labels)


def _nothing_said_since(merge: CauseMerge) -> Q:
    """A person's word that no person has replaced, or the reader's that nobody and nothing has."""
    later = ReviewCause.objects.filter(review=OuterRef("review"), decided_at__gt=merge.made_at)
    confirmed = Review.objects.filter(pk=OuterRef("review"), causes_confirmed_at__isnull=False)
    by_person = Q(~Exists(later.filter(source="person")), Exists(confirmed), source="person")
    return by_person | Q(~Q(source="person"), ~Exists(later))
