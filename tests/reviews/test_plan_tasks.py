"""The planning tasks: thin, claimed by the row, harmless when told twice."""

import datetime as dt

import pytest
from django.utils import timezone

from reviews import tasks
from reviews.models import Callback, PlanRun, Shop
from tests.factories import CallbackFactory, CaseFactory


def test_sweep_wakes_a_worker_for_each_shop_that_is_due(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(tasks.plan_shop, "delay", lambda *, shop_id: woken.append(shop_id))
    tasks.sweep_plans()
    assert woken == [shop.pk]


def test_shop_is_planned_once_a_claim(shop: Shop) -> None:
    tasks.plan_shop(shop_id=shop.pk)
    later = timezone.now() + dt.timedelta(minutes=1)
    Shop.objects.filter(pk=shop.pk).update(plan_lease_until=later)
    tasks.plan_shop(shop_id=shop.pk)
    assert PlanRun.objects.count() == 1


def test_callback_sweep_gives_cases_back_and_misses_late_windows(shop: Shop) -> None:
    past = timezone.now() - dt.timedelta(hours=1)
    case = CaseFactory.create(shop=shop)
    CallbackFactory.create(
        case=case, shop=shop, starts_at=past, ends_at=past + dt.timedelta(minutes=30)
    )
    tasks.sweep_callbacks()
    assert Callback.objects.get().status == "missed"
