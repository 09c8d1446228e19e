"""Record-level history for rows that were changed by a conditional UPDATE."""

import datetime as dt

from django.db import models
from simple_history.utils import get_history_manager_for_model

from reviews.models import Member


def record_change(
    instance: models.Model,
    *,
    member: Member | None,
    now: dt.datetime,
    reason: str = "",
) -> None:
    """Re-read the row and add its state to its history; ``QuerySet.update`` writes none."""
    instance.refresh_from_db()
    get_history_manager_for_model(type(instance)).bulk_history_create(
        [instance],
        update=True,
        default_user=member.user if member is not None else None,
        default_date=now,
        default_change_reason=reason,
    )
