"""Celery tasks: each reads the clock and makes one call."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from reviews.operations import (
    cause_learning,
    causes,
    contacts,
    import_checks,
    imports,
    planning,
    purge,
    queue,
    timing_reports,
)


@shared_task(
    name="reviews.run_import",
    autoretry_for=(OperationalError,),
    max_retries=5,
    retry_backoff=True,
)
def run_import(*, run_id: int) -> None:
    """Take one file in; a second message about it finds nothing to do."""
    imports.run_import(run_id=run_id, now=timezone.now())


@shared_task(
    name="reviews.check_import",
    autoretry_for=(OperationalError,),
    max_retries=5,
    retry_backoff=True,
)
def check_import(*, run_id: int) -> None:
    """Look one file through before it goes in; a second message about it finds nothing to do."""
    import_checks.run_check(run_id=run_id, now=timezone.now())


@shared_task(name="reviews.sweep_imports")
def sweep_imports() -> None:
    """Wake a worker for every file to look through or take in, waiting or left behind."""
    now = timezone.now()
    for run_id in import_checks.sweep_checks(now=now):
        check_import.delay(run_id=run_id)
    for run_id in imports.sweep_imports(now=now):
        run_import.delay(run_id=run_id)


@shared_task(name="reviews.sweep_callbacks")
def sweep_callbacks() -> None:
    """Give back calls that were left behind, and let cases go on whose hold has expired."""
    now = timezone.now()
    contacts.release_stale_calls(now=now)
    contacts.release_expired_holds(now=now)
    queue.release_expired_leases(now=now)
    planning.expire_missed_callbacks(now=now)


@shared_task(
    name="reviews.plan_shop",
    autoretry_for=(OperationalError,),
    max_retries=5,
    retry_backoff=True,
)
def plan_shop(*, shop_id: int) -> None:
    """Plan one shop, unless another worker is at it."""
    planning.replan(shop_id=shop_id, now=timezone.now())


@shared_task(name="reviews.sweep_plans")
def sweep_plans() -> None:
    """Wake a worker for every shop whose plan is asked for or a quarter of an hour old."""
    for shop_id in planning.replan_due(now=timezone.now()):
        plan_shop.delay(shop_id=shop_id)


@shared_task(name="reviews.purge_contact_data")
def purge_contact_data() -> None:
    """Forget the buyers whose cases closed long enough ago."""
    purge.purge_contact_data(now=timezone.now())


@shared_task(name="reviews.sweep_causes")
def sweep_causes() -> int:
    """Read the reviews that wait for their causes; wake a worker for shops with new labels."""
    for shop_id in cause_learning.shops_to_learn():
        learn_causes.delay(shop_id=shop_id)
    return causes.sweep_causes(now=timezone.now())


@shared_task(name="reviews.learn_causes")
def learn_causes(*, shop_id: int, is_asked: bool = False) -> None:
    """Learn from a shop's confirmed causes; a second message about it finds no new labels."""
    cause_learning.learn_if_ready(shop_id=shop_id, now=timezone.now(), is_asked=is_asked)


@shared_task(name="reviews.sweep_timing")
def sweep_timing() -> None:
    """Ask for the night's timing figures, and wake a worker for each that waits."""
    for report_id in timing_reports.sweep_timing_reports(now=timezone.now()):
        measure_timing.delay(report_id=report_id)


@shared_task(
    name="reviews.measure_timing",
    autoretry_for=(OperationalError,),
    max_retries=5,
    retry_backoff=True,
)
def measure_timing(*, report_id: int) -> None:
    """Measure one shop's timing; a second message about it finds nothing to do."""
    timing_reports.make_timing_report(report_id=report_id, now=timezone.now())
