"""What owners and leads set: contact rules and people."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from reviews.models import Member, Shop, ShopSettings
from reviews.operations.plan_requests import request_plan


class LastOwner(Exception):
    """A shop keeps at least one active owner."""


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
    owners = Member.objects.select_for_update(no_key=True).filter(
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
