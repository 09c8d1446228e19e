"""Asking for a plan, beside those who hold the shop."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from reviews.models import PlanRequest, Shop
from reviews.operations.plan_requests import request_plan, request_plans
from reviews.operations.planning import replan, replan_due
from tests.factories import ShopFactory, plan_asked_at
from tests.reviews.operations.blocking import needs_row_locks


def test_what_is_asked_while_planning_stays(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = now + dt.timedelta(seconds=5)
    request_plan(shop_id=shop.pk, now=now)

    def busy(**_asked: object) -> None:
        request_plan(shop_id=shop.pk, now=later)

    monkeypatch.setattr("reviews.operations.planning.plan_shop", busy)
    replan(shop_id=shop.pk, now=now)
    assert [asked.asked_at for asked in PlanRequest.objects.all()] == [later]
    assert shop.pk in replan_due(now=later)


def test_several_shops_are_asked_for_in_one_statement(
    now: dt.datetime, db: None, django_assert_num_queries
) -> None:
    shops = [ShopFactory.create() for _ in range(3)]
    with django_assert_num_queries(1):
        request_plans(shop_ids=[shop.pk for shop in shops], now=now)
    assert [plan_asked_at(shop) for shop in shops] == [now] * 3


@pytest.mark.django_db(transaction=True)
@needs_row_locks
def test_asking_waits_for_nobody_who_holds_the_shop(now: dt.datetime) -> None:
    """An import holds the shop and wants cases; who reports a call holds its case and asks."""
    shop = ShopFactory.create()
    with ThreadPoolExecutor(1) as other, transaction.atomic():
        Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
        other.submit(_ask, shop, now).result(timeout=30)
    assert plan_asked_at(shop) == now


def _ask(shop: Shop, now: dt.datetime) -> None:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
            request_plan(shop_id=shop.pk, now=now)
    finally:
        connection.close()
