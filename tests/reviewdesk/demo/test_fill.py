"""A small demo is filled once for the whole module: what it shows must be whole."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from compensation.models import CodeStock, LedgerEntry, Offer, Payout
from compensation.operations.checks import check_ledger
from reports.models import Action, WeekMark
from reviewdesk.demo.catalogue import SHOP_CODE
from reviewdesk.demo.fill import DemoExists, fill_demo
from reviewdesk.demo.story import DESK_ZONE
from reviews.models import (
    Attempt,
    Callback,
    Case,
    ImportRun,
    Promise,
    RejectedRow,
    Shop,
    TimingReport,
)

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=DESK_ZONE)


@pytest.mark.django_db
def test_a_filled_demo_is_whole() -> None:
    heard: list[tuple[int, int]] = []
    shop = fill_demo(cases=60, seed=1, now=NOW, say=lambda done, days: heard.append((done, days)))
    cases = Case.objects.filter(shop=shop)
    assert cases.count() >= 60
    assert cases.filter(status="closed", close_reason="solved").exists()
    assert cases.filter(remedied_at__isnull=False).exists()
    assert cases.exclude(status="closed").exists()
    assert Attempt.objects.filter(case__shop=shop).exists()
    assert Callback.objects.filter(shop=shop, status="planned", starts_at__gte=NOW).exists()
    assert not Attempt.objects.filter(case__shop=shop, forecast__isnull=True).exists()
    measured = TimingReport.objects.filter(shop=shop, state="done").latest("pk")
    assert measured.figures["calibration"]["reason"]["code"] != "forecast.too_few"
    assert Offer.objects.filter(shop=shop, state="waiting_approval").count() == 3
    assert Promise.objects.filter(case__shop=shop, state="open", due_at__gte=NOW).count() >= 3
    assert Payout.objects.filter(shop=shop, state="paid").exists()
    assert CodeStock.objects.filter(shop=shop, codes__state="free").distinct().count() == 2
    assert LedgerEntry.objects.filter(shop=shop).exists()
    assert check_ledger(shop=shop, now=NOW).is_balanced
    assert Action.objects.filter(shop=shop).count() == 3
    assert not WeekMark.objects.exists()  # the reports page shows its weeks at once
    assert not RejectedRow.objects.exists()
    assert set(ImportRun.objects.values_list("state", flat=True)) == {"done"}
    assert heard[-1][0] == heard[-1][1]
    with pytest.raises(DemoExists):
        fill_demo(cases=60, seed=1, now=NOW)


@pytest.mark.django_db
def test_the_command_prints_the_logins() -> None:
    out = StringIO()
    call_command("demo", "--cases=10", "--at=2026-11-22T10:00+08:00", stdout=out)
    assert Shop.objects.get(code=SHOP_CODE).is_demo
    assert "owner  reviewdesk-demo" in out.getvalue()
    with pytest.raises(CommandError, match=r"演示|already"):
        call_command("demo", "--cases", "10", stdout=out)


@pytest.mark.django_db
def test_the_command_refuses_a_senseless_size() -> None:
    with pytest.raises(CommandError, match="10"):
        call_command("demo", "--cases", "3")
