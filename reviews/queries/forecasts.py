"""What the desk predicts of one call, with each of its sources and without."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from reviews.domain.reach import REACH_VERSION, ReachModel, reach_curves
from reviews.domain.reach_beliefs import believe
from reviews.domain.reach_evidence import EvidenceKind, ReachEvidence
from reviews.domain.reach_slots import DESK_ZONE, SLOT, Slots
from reviews.domain.willing import at_work, willing_curves
from reviews.models import Callback, Case
from reviews.queries.calendars import calendar_of
from reviews.queries.shop_reach import full_model, willingness_of, with_switches
from reviews.queries.timing import reach_evidence


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A prediction for one half hour; the fields are those of the `Forecast` row."""

    at: dt.datetime
    half_hour: int
    is_off: bool
    dials: int
    dial_slope: float
    level: float
    reach: float
    full: float
    without: dict[str, float]
    willing: float
    busy: float
    draw: list[dict[str, object]]
    propensity: float
    version: str = REACH_VERSION


def foresee(*, case: Case, callback: Callback | None, at: dt.datetime) -> Foreseen:
    """What is predicted of a call to this case at that moment, from what was known by then.

    The draw counts only where the call falls into the half hour that chance has chosen.
    """
    calendar, model = calendar_of(case.shop), full_model(case.shop, now=at)
    start = _half_hour_of(at)
    slot = Slots.of((start,), is_off=calendar.is_off, in_school_break=calendar.school_break)
    known = reach_evidence([case], calendar=calendar, now=at)[case.pk]
    beliefs = believe(known, model=model, now=at)
    busy = at_work(beliefs, slot)
    willing = willing_curves(beliefs, slot, busy, willingness_of(case.shop))
    in_time = callback is not None and callback.starts_at <= at < callback.ends_at
    return Foreseen(
        at=at,
        half_hour=int(slot.half_hour[0]),
        is_off=bool(slot.off[0]),
        dials=case.dials,
        dial_slope=model.dial_slope,
        level=model.level,
        reach=_chance(known, slot, with_switches(model, case.shop), at),
        full=_chance(known, slot, model, at),
        without={
            kind.value: round(_chance(known, slot, model.without(kind), at), 5)
            for kind in EvidenceKind
        },
        willing=float(willing[0, 0]),
        busy=float(busy[0, 0]),
        draw=callback.draw if callback is not None and in_time else [],
        propensity=callback.propensity if callback is not None and in_time else 1.0,
    )


def _half_hour_of(at: dt.datetime) -> dt.datetime:
    midnight = at.astimezone(DESK_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (at - midnight) // SLOT * SLOT


def _chance(known: ReachEvidence, slot: Slots, model: ReachModel, at: dt.datetime) -> float:
    curves = reach_curves(believe(known, model=model, now=at), slot, model=model, now=at)
    return float(np.clip(curves[0, 0], 0.0, 1.0))
