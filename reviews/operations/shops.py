"""Making shops and letting people in."""

import datetime as dt

from django.db import IntegrityError, transaction

from reviews.models import Member, Shop, ShopSettings, User
from reviews.operations.causes import copy_default_tree


class ShopExists(Exception):
    """A shop with this code is there already."""


@transaction.atomic
def create_shop(
    *,
    code: str,
    name: str,
    platform: str,
    now: dt.datetime,
    with_causes: bool = True,
    is_demo: bool = False,
) -> Shop:
    """Make a shop with its settings and, unless asked otherwise, the default cause tree.

    Raises ShopExists where the code is taken.
    """
    try:
        with transaction.atomic():
            shop = Shop.objects.create(
                code=code,
                name=name,
                platform=platform,
                is_demo=is_demo,
                created_at=now,
            )
    except IntegrityError:
        raise ShopExists(code) from None
    ShopSettings.objects.create(shop=shop)
    if with_causes:
        copy_default_tree(shop=shop, now=now)
    return shop


@transaction.atomic
def add_member(
    *,
    shop: Shop,
    username: str,
    role: str,
    display_name: str,
    now: dt.datetime,
    password: str | None = None,
) -> Member:
    """Let a person in with a role; the login is made where there is none yet."""
    user, is_new = User.objects.get_or_create(username=username)
    if is_new:
        user.set_password(password)
        user.save()
    member, _is_new = Member.objects.update_or_create(
        user=user,
        shop=shop,
        defaults={"role": role, "display_name": display_name, "is_active": True},
        create_defaults={"role": role, "display_name": display_name, "created_at": now},
    )
    return member
