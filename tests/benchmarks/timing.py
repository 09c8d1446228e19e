"""The night's timing figures of a shop with 100,000 logged calls: seconds and memory.

Run with ``python -m tests.benchmarks.timing [CALLS]``; writes into a test database and drops it.
"""

import datetime as dt
import os
import resource
import sys
import time

import django
import numpy as np
from django.test.utils import get_runner

CALLS, AT_ONCE = 100_000, 5_000
MEGABYTE = 1_024


def fill(calls: int, now: dt.datetime) -> int:
    """A shop with calls answered as predicted; returns its key."""
    from reviews.models import Attempt, Forecast  # noqa: PLC0415  # after django.setup
    from tests.factories import CaseFactory  # noqa: PLC0415  # after django.setup

    case = CaseFactory.create()
    rng = np.random.default_rng(1)
    chance = rng.uniform(0.1, 0.6, calls)
    hit = rng.random(calls) < chance
    for start in range(0, calls, AT_ONCE):
        rows = range(start, min(start + AT_ONCE, calls))
        attempts = Attempt.objects.bulk_create(
            Attempt(
                case=case,
                contact_index=f"person {row // 2}",
                outcome="answered" if hit[row] else "no_answer",
                at=now - dt.timedelta(minutes=row + 1),
                idempotency_key=f"many {row}",
            )
            for row in rows
        )
        Forecast.objects.bulk_create(
            Forecast(
                attempt=attempt,
                shop_id=case.shop_id,
                at=attempt.at,
                half_hour=18 + row % 24,
                is_off=False,
                dials=row % 4,
                dial_slope=-0.2,
                reach=chance[row],
                full=chance[row],
                without={"place": 0.35, "own_calls": float(chance[row])},
                willing=0.8,
                busy=0.2,
                version="made",
            )
            for row, attempt in zip(rows, attempts, strict=True)
        )
    return int(case.shop_id)


def main() -> None:
    """Measure once and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewdesk.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415  # after django.setup

    from reviews.models import Shop, TimingReport  # noqa: PLC0415  # after django.setup
    from reviews.operations.timing_reports import (  # noqa: PLC0415  # after django.setup
        make_timing_report,
        request_timing_report,
    )
    from tests.factories import NOW  # noqa: PLC0415  # after django.setup

    calls = int(sys.argv[1]) if len(sys.argv) > 1 else CALLS
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        shop = Shop.objects.get(pk=fill(calls, NOW))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        report = request_timing_report(shop=shop, now=NOW)
        started = time.perf_counter()
        make_timing_report(report_id=report.pk, now=NOW)
        took = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        measured = TimingReport.objects.get(pk=report.pk)
        verdict = measured.figures["calibration"]["reason"]["code"]
        grown = (peak - before) / MEGABYTE
        told = f"{measured.calls} calls: {took:.2f} s, {grown:.0f} MB more at most, {verdict}"
        sys.stdout.write(told + "\n")
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main()
