"""What one more call in a half hour costs the others, as the last plan found it."""

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from reviews.domain.reach_slots import Slots
from reviews.models import PlanRun


def latest_plan(shop_id: int) -> PlanRun | None:
    """The shop's newest plan."""
    return PlanRun.objects.filter(shop=shop_id).order_by("-made_at", "-id").first()


def prices_of(run: PlanRun | None, slots: Slots) -> NDArray[np.float64]:
    """The plan's price of each slot; 0 for one it did not know."""
    known = {
        dt.datetime.fromisoformat(slot["starts_at"]): float(slot["price"])
        for slot in (run.slots if run is not None else [])
    }
    return np.array([known.get(start, 0.0) for start in slots.starts_at])
