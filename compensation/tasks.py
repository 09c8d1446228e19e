"""Celery tasks: each reads the clock and makes one call."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from compensation.operations.checks import check_ledgers
from compensation.operations.sweeps import sweep_money


@shared_task(
    name="compensation.sweep_payouts",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=3,
)
def run_payout_sweep() -> dict[str, int]:
    """Expire offers, free stuck payouts, pay what is due."""
    return sweep_money(now=timezone.now())


@shared_task(
    name="compensation.check_ledger",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=3,
)
def run_ledger_check() -> dict[str, int]:
    """Prove that every ledger balances."""
    return check_ledgers(now=timezone.now())
