import pytest
from celery import current_app
from django.conf import settings

from compensation.models import LedgerCheck, Payout
from compensation.tasks import run_ledger_check, run_payout_sweep
from tests.compensation.money_fixtures import accepted, budget, case, propose

__all__ = ["accepted", "budget", "case", "propose"]


@pytest.mark.parametrize("name", ["compensation.sweep_payouts", "compensation.check_ledger"])
def test_the_clock_knows_the_tasks_by_name(name):
    assert name in current_app.tasks
    assert name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_the_sweep_pays_what_is_due_by_now(accepted, shop):
    shop.is_demo = True
    shop.save()
    assert run_payout_sweep() == {"expired": 0, "freed": 0, "paid": 1, "booked": 0, "purged": 0}
    assert run_payout_sweep() == {"expired": 0, "freed": 0, "paid": 0, "booked": 0, "purged": 0}
    assert Payout.objects.get().state == "paid"


def test_the_nightly_check_leaves_its_proof(accepted):
    assert run_ledger_check() == {"checked": 1, "broken": 0}
    assert LedgerCheck.objects.get().is_balanced
