"""A shop with one person in each role, at a fixed moment."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from reviews.models import Member, Shop
from tests.factories import NOW, MemberFactory, ShopFactory
from tests.ledger_flush import _flush_past_the_triggers  # noqa: F401  # a fixture for every test


@pytest.fixture
def now() -> dt.datetime:
    """A Wednesday, 10:00 at the desk."""
    return NOW


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    """No test writes into the desk's own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _own_cache() -> None:
    """No test sees what another kept."""
    cache.clear()


@pytest.fixture
def shop(db: None) -> Shop:
    return ShopFactory.create(code="hu", name="养生壶旗舰店")


@pytest.fixture
def agent(shop: Shop) -> Member:
    return MemberFactory.create(
        shop=shop, role="agent", display_name="小林", user__username="agent"
    )


@pytest.fixture
def lead(shop: Shop) -> Member:
    return MemberFactory.create(
        shop=shop, role="lead", display_name="周主管", user__username="lead"
    )


@pytest.fixture
def owner(shop: Shop) -> Member:
    return MemberFactory.create(
        shop=shop, role="owner", display_name="陈店主", user__username="owner"
    )


@pytest.fixture
def ops(shop: Shop) -> Member:
    return MemberFactory.create(shop=shop, role="ops", display_name="吴运营", user__username="ops")


@pytest.fixture
def sit(client: Client) -> Callable[[Member], Client]:
    """A browser in which this member has logged in."""

    def seated(member: Member) -> Client:
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["django_language"] = "en"
        return client

    return seated
