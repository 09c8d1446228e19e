"""A piece of background work is a row: with state, lease and due time."""

import datetime as dt
from typing import Generic, Self, TypeVar

from django.db import models
from django.db.models import F, Q

from reviews.choices import WORK_STATE_CHOICES

W = TypeVar("W", bound="Work")


class WorkQuerySet(models.QuerySet[W], Generic[W]):
    """Verbs that the sweeps and the workers use."""

    def due(self, now: dt.datetime) -> Self:
        """What may be started: queued and due, or running with a lease that ran out."""
        waiting = Q(state="queued", due_at__lte=now)
        abandoned = Q(state="running", lease_until__lt=now)
        return self.filter(waiting | abandoned)

    def claim(self, *, pk: int, now: dt.datetime, lease: dt.timedelta) -> bool:
        """Take one due row for this worker; False where another worker has it."""
        claimed = self.due(now).filter(pk=pk)
        return (
            claimed.update(
                state="running",
                lease_until=now + lease,
                started_at=now,
                tries=F("tries") + 1,
            )
            == 1
        )


class Work(models.Model):
    """State, due time and lease of a piece of work; a message about it is only a wake-up."""

    state = models.CharField(max_length=10, choices=WORK_STATE_CHOICES, default="queued")
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    error = models.JSONField(default=dict, blank=True)  # a Reason, where the work failed for good

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True
