"""The shop's own tree: causes added, renamed, retired and merged, and examples given for them.

Whoever changes which causes are in use holds the tree first. The readings are not touched here: a
changed tree is another version of the reader (`cause_readers.py`), and the sweep reads again in
batches what the former one read.
"""

import datetime as dt
import re

from django.db import transaction
from django.db.models import Max, Q
from simple_history.utils import bulk_create_with_history

from reviews.domain.reason import Reason
from reviews.models import Cause, CauseExample, Member, ReviewCause, Shop
from reviews.operations.causes import hold_tree, lock_reviews
from reviews.operations.history import record_change
from reviews.operations.plan_requests import request_plan

_CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")


class TreeRefused(Exception):
    """The tree can't be changed so; ``reason`` says why."""

    def __init__(self, code: str, **facts: str) -> None:
        self.reason = Reason(code, facts)
        super().__init__(code)


@transaction.atomic
def add_cause(
    *, shop: Shop, code: str, name: str, unit: str, member: Member, now: dt.datetime
) -> Cause:
    """A cause of the shop's own; raises TreeRefused for a taken code or one that is no code."""
    if not _CODE.fullmatch(code):
        raise TreeRefused("causes_code_malformed", given=code)
    if shop.causes.filter(code=code).exists():
        raise TreeRefused("causes_code_taken", given=code)
    last = shop.causes.aggregate(last=Max("position"))["last"]
    cause = Cause(shop=shop, code=code, name=name, unit=unit, position=(last or 0) + 1)
    bulk_create_with_history([cause], Cause, default_user=member.user, default_date=now)
    return shop.causes.get(code=code)


@transaction.atomic
def change_cause(
    *, cause: Cause, name: str, name_en: str, unit: str, member: Member, now: dt.datetime
) -> None:
    """Rename a cause, or give it to another unit; its code and its reviews stay."""
    Cause.objects.filter(pk=cause.pk).update(name=name, name_en=name_en, unit=unit)
    record_change(cause, member=member, now=now)


@transaction.atomic
def retire_cause(*, cause: Cause, member: Member, now: dt.datetime) -> bool:
    """No review gets it from now on; what people confirmed stays. False where it was retired.

    The last cause of a tree may not go: raises TreeRefused.
    """
    tree = hold_tree(shop_id=cause.shop_id)
    if not [one for one in tree if one.retired_at is None and one.pk != cause.pk]:
        raise TreeRefused("causes_last_of_tree")
    if not Cause.objects.filter(pk=cause.pk, retired_at__isnull=True).update(retired_at=now):
        return False
    record_change(cause, member=member, now=now)
    return True


@transaction.atomic
def revive_cause(*, cause: Cause, member: Member, now: dt.datetime) -> bool:
    """Take a retired cause back into the tree, by itself if it had been merged."""
    hold_tree(shop_id=cause.shop_id)
    retired = Cause.objects.filter(pk=cause.pk, retired_at__isnull=False)
    if not retired.update(retired_at=None, merged_into=None):
        return False
    record_change(cause, member=member, now=now)
    return True


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
    gone = Cause.objects.filter(Q(pk=cause.pk) | Q(merged_into=cause), shop=cause.shop_id)
    keys = set(gone.values_list("pk", flat=True))
    gone.update(merged_into=target)
    Cause.objects.filter(pk__in=keys, retired_at__isnull=True).update(retired_at=now)
    for key in sorted(keys):
        record_change(tree[key], member=member, now=now, reason=f"merged into {target.code}")
    CauseExample.objects.filter(cause=cause).exclude(
        text__in=CauseExample.objects.filter(cause=target).values("text"),
    ).update(cause=target)
    moved = _move_labels(cause, target, now)
    request_plan(shop_id=cause.shop_id, now=now)
    return moved


def _move_labels(cause: Cause, target: Cause, now: dt.datetime) -> int:
    current = ReviewCause.objects.filter(cause=cause, is_current=True)
    lock_reviews(current.values("review_id"))
    old = list(current.order_by("pk"))
    has_target = set(
        ReviewCause.objects.filter(
            cause=target, is_current=True, review__in=[row.review_id for row in old]
        ).values_list("review_id", flat=True)
    )
    ReviewCause.objects.filter(pk__in=[row.pk for row in old]).update(is_current=False)
    now_main = [row.review_id for row in old if row.is_main and row.review_id in has_target]
    ReviewCause.objects.filter(cause=target, is_current=True, review__in=now_main).update(
        is_main=True
    )
    ReviewCause.objects.bulk_create(
        ReviewCause(
            review_id=row.review_id,
            cause=target,
            source=row.source,
            version=row.version,
            confidence=row.confidence,
            evidence=row.evidence,
            is_main=row.is_main,
            decided_by_id=row.decided_by_id,
            batch_id=row.batch_id,
            decided_at=now,
        )
        for row in old
        if row.review_id not in has_target
    )
    return len(old)


@transaction.atomic
def add_example(*, cause: Cause, text: str, member: Member, now: dt.datetime) -> bool:
    """A sentence that shows the cause, for the next lesson; False where it is there already."""
    _example, is_new = CauseExample.objects.get_or_create(
        cause=cause, text=text, defaults={"added_by": member, "added_at": now}
    )
    return is_new


@transaction.atomic
def remove_example(*, shop: Shop, example_id: int) -> bool:
    """Take an example of the shop away; False where there is none of that number."""
    found = CauseExample.objects.filter(cause__shop=shop, pk=example_id)
    return found.delete()[0] == 1
