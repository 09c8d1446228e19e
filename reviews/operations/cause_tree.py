"""The shop's own tree: causes added, renamed and retired, and examples given for them.

Whoever changes which causes are in use holds the tree first. The readings are not touched here: a
changed tree is another version of the reader (`cause_readers.py`), and the sweep reads again in
batches what the former one read.
"""

import datetime as dt
import re

from django.db import transaction
from django.db.models import Max
from simple_history.utils import bulk_create_with_history

from reviews.domain.reason import Reason
from reviews.models import Cause, CauseExample, Member, Shop
from reviews.operations.causes import hold_tree
from reviews.operations.history import record_change

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
    """Take a retired cause back into the tree; False for one in use or merged into another."""
    hold_tree(shop_id=cause.shop_id)
    retired = Cause.objects.filter(pk=cause.pk, retired_at__isnull=False, merged_into__isnull=True)
    if not retired.update(retired_at=None):
        return False
    record_change(cause, member=member, now=now)
    return True


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
