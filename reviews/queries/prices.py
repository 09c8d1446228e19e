"""What one more call in a half hour costs the others, as the last plan found it."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviews.domain.reach_slots import Slots
from reviews.models import PlanRun


def latest_plan(shop_id: int) -> PlanRun | None:
    """The shop's newest plan."""
    return PlanRun.objects.filter(shop=shop_id).order_by("-made_at", "-id").first()


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """By slot [m]: what one more call there costs the others, and whether a colleague is there."""

    price: NDArray[np.float64]
    staffed: NDArray[np.bool_]


def prices_of(run: PlanRun | None, slots: Slots) -> Prices:
    """The plan's prices; 0 and staffed for a slot it did not know. Without shifts all are open."""
    known = {
        dt.datetime.fromisoformat(slot["starts_at"]): slot
        for slot in (run.slots if run is not None else [])
    }
    found = [known.get(start) for start in slots.starts_at]
    has_shifts = run is not None and not run.note
    return Prices(
        price=np.array([float(slot["price"]) if slot else 0.0 for slot in found]),
        staffed=np.array(
            [not (slot and has_shifts and slot["capacity"] == 0) for slot in found], dtype=bool
        ),
    )
