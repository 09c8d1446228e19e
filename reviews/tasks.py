"""Celery tasks: each reads the clock and makes one call."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from reviews.operations import imports


@shared_task(
    name="reviews.run_import",
    autoretry_for=(OperationalError,),
    max_retries=5,
    retry_backoff=True,
)
def run_import(*, run_id: int) -> None:
    """Take one file in; a second message about it finds nothing to do."""
    imports.run_import(run_id=run_id, now=timezone.now())


@shared_task(name="reviews.sweep_imports")
def sweep_imports() -> None:
    """Wake a worker for every import that waits or was left behind."""
    for run_id in imports.sweep_imports(now=timezone.now()):
        run_import.delay(run_id=run_id)
