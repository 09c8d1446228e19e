"""Celery tasks: each reads the clock and makes one call."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from reviews.operations import contacts, imports, purge


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


@shared_task(name="reviews.sweep_callbacks")
def sweep_callbacks() -> None:
    """Give back calls that were left behind, and let cases go on whose hold has expired."""
    now = timezone.now()
    contacts.release_stale_calls(now=now)
    contacts.release_expired_holds(now=now)


@shared_task(name="reviews.purge_contact_data")
def purge_contact_data() -> None:
    """Forget the buyers whose cases closed long enough ago."""
    purge.purge_contact_data(now=timezone.now())
