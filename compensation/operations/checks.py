"""The nightly proof that every shop's ledger balances."""

import datetime as dt
import logging

from django.db import transaction

from compensation.models import LedgerCheck, LedgerEntry
from compensation.queries.checks import ledger_findings
from reviews.models import Shop

logger = logging.getLogger(__name__)


@transaction.atomic
def check_ledger(*, shop: Shop, now: dt.datetime) -> LedgerCheck:
    """Look for everything that does not fit together and store what was found."""
    findings = ledger_findings(shop=shop)
    if findings:
        codes = ", ".join(reason.code for reason in findings)
        logger.error("the ledger of shop %s does not balance: %s", shop.code, codes)
    return LedgerCheck.objects.create(
        shop=shop,
        checked_at=now,
        entries=LedgerEntry.objects.filter(shop=shop).count(),
        is_balanced=not findings,
        findings=[reason.as_json() for reason in findings],
    )


def check_ledgers(*, now: dt.datetime) -> dict[str, int]:
    """Check every shop; how many were checked, and how many do not balance."""
    checks = [check_ledger(shop=shop, now=now) for shop in Shop.objects.order_by("id")]
    return {"checked": len(checks), "broken": sum(not check.is_balanced for check in checks)}
