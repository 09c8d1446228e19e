"""Record-level history for rows that were written without ``save``."""

import datetime as dt
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Literal

from django.db import models
from simple_history.utils import get_history_manager_for_model

from reviews.models import Member
from reviews.operations.bulk_insert import insert_values


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


def record_states(
    instances: Sequence[models.Model],
    *,
    kind: Literal["+", "~"],
    member: Member | None,
    now: dt.datetime,
) -> None:
    """Add the state of rows of one model to their history: of new (+) or changed (~) ones."""
    if not instances:
        return
    history: Any = get_history_manager_for_model(type(instances[0])).model
    tracked = [field.attname for field in history.tracked_fields]
    made = {
        "history_date": now,
        "history_type": kind,
        "history_user_id": member.user_id if member is not None else None,
    }
    insert_values(
        history,
        [
            made | dict(zip(tracked, state, strict=True))
            for state in map(attrgetter(*tracked), instances)
        ],
    )
