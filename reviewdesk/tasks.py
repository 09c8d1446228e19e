"""The desk's own pulse: sent by beat, written by a worker, read by `doctor` and ``/healthz``."""

from celery import shared_task
from django.utils import timezone

from reviewdesk.models import Heartbeat

WORKER = "worker"


@shared_task(name="reviewdesk.beat_heart")
def beat_heart() -> str:
    """Note that beat sends and a worker answers."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"beat_at": now})
    return now.isoformat()
