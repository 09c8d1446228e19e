"""What owners and leads set: contact rules, people, shifts."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from reviews.models import Member, Shift, Shop, ShopSettings
from reviews.operations.plan_requests import request_plan

LONGEST_SHIFT = dt.timedelta(hours=14)


class LastOwner(Exception):
    """A shop keeps at least one active owner."""


class ShiftOutOfBounds(Exception):
    """A shift ends after it starts, within `LONGEST_SHIFT`, and no other one lies in it."""


@transaction.atomic
def change_settings(*, shop: Shop, values: Mapping[str, object], now: dt.datetime) -> ShopSettings:
    """Store the owner's settings; the database refuses what is looser than the desk's bounds."""
    settings = ShopSettings.objects.select_for_update().get(shop=shop)
    for name, value in values.items():
        setattr(settings, name, value)
    settings.save()
    request_plan(shop_id=shop.pk, now=now)
    return settings


@transaction.atomic
def change_member(*, target: Member, role: str, is_active: bool, now: dt.datetime) -> None:
    """Change a person's role or let them go, and with it who can call; raises LastOwner."""
    owners = Member.objects.select_for_update().filter(
        shop=target.shop_id,
        role="owner",
        is_active=True,
    )
    stays_owner = role == "owner" and is_active
    if not stays_owner and set(owners.values_list("pk", flat=True)) == {target.pk}:
        raise LastOwner
    target.role = role
    target.is_active = is_active
    target.save(update_fields=["role", "is_active"])
    request_plan(shop_id=target.shop_id, now=now)


@transaction.atomic
def add_shift(
    *,
    target: Member,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    now: dt.datetime,
) -> Shift:
    """Add calling hours; raises ShiftOutOfBounds."""
    overlapping = Shift.objects.filter(member=target, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if not dt.timedelta(0) < ends_at - starts_at <= LONGEST_SHIFT or overlapping.exists():
        raise ShiftOutOfBounds
    shift = Shift.objects.create(member=target, starts_at=starts_at, ends_at=ends_at)
    request_plan(shop_id=target.shop_id, now=now)
    return shift


@transaction.atomic
def remove_shift(*, shop: Shop, shift_id: int, now: dt.datetime) -> bool:
    """Take a shift of the shop away; False where there is none."""
    removed, _by_model = Shift.objects.filter(pk=shift_id, member__shop=shop).delete()
    if removed:
        request_plan(shop_id=shop.pk, now=now)
    return bool(removed)
