"""One case placed at once: what changed it needs no new plan of the whole shop to be seen."""

import datetime as dt
from collections import Counter

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from reviews.domain.exploration import Explored
from reviews.domain.placing import best_placed
from reviews.domain.planning import UNPLACED, Plan
from reviews.domain.reach_slots import Slots
from reviews.models import Callback, Case, Shop
from reviews.operations.plan_reasons import Decision, evidence_of
from reviews.operations.plan_rows import write_plan
from reviews.operations.planning import KEEP_THRESHOLD
from reviews.queries.call_values import Callable, callable_cases, urgency_of
from reviews.queries.capacity import capacity_of
from reviews.queries.prices import latest_plan, prices_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def plan_case(*, case: Case, now: dt.datetime) -> bool:
    """Value one case anew and place it by the last plan's prices into the room that is left.

    Queue, card and plan show it at once; the next plan of the shop sees to the optimum. False
    where the shop has no plan yet.
    """
    run = latest_plan(case.shop_id)
    if run is None:
        return False
    shop = Shop.objects.select_related("settings").get(pk=case.shop_id)
    found = callable_cases(shop, now=now, only=[case.pk])
    capacity = capacity_of(shop, found.slots, now=now, cases=run.cases + 1)
    room = capacity.calls - _load(case, found.slots)
    decision = _decide(found, prices_of(run, found.slots).price, room, case)
    pieces = evidence_of(found, decision, now)
    with transaction.atomic():
        write_plan(
            run,
            found,
            decision,
            pieces,
            members=capacity.members,
            now=now,
            only=[case.pk],
        )
    return True


def _load(case: Case, slots: Slots) -> Integers:
    """Calls planned for others by half hour; promised ones are off the capacity already."""
    planned = Callback.objects.filter(shop=case.shop_id, status="planned", is_promised=False)
    load = Counter(planned.exclude(case=case).values_list("starts_at", flat=True))
    return np.array([load[start] for start in slots.starts_at], dtype=np.int64)


def _decide(found: Callable, price: Floats, room: Integers, case: Case) -> Decision:
    kept, is_drawn = _present(case, found.slots)
    slot = np.full(len(found.cases), UNPLACED, dtype=np.int64)
    for row, value in enumerate(found.values.value):
        if found.promised[row]:
            continue
        if kept >= 0 and is_drawn and value[kept] > 0:
            slot[row] = kept
            continue
        slot[row] = best_placed(value, price=price, room=room, kept=kept, threshold=KEEP_THRESHOLD)
    by_chance = is_drawn & (slot == kept)
    return Decision(
        slot=slot,
        explored=Explored(slot, np.ones(len(slot)), slot, ((),) * len(slot)),
        by_chance=by_chance,
        plan=Plan(slot, 0.0, 0.0, price),
        urgency=urgency_of(found, price),
        value=0.0,
    )


def _present(case: Case, slots: Slots) -> tuple[int, bool]:
    """The column of the case's present window, -1 for none ahead, and whether chance chose it."""
    planned = Callback.objects.filter(case=case, status="planned", is_promised=False)
    row = planned.values_list("starts_at", "draw").first()
    if row is None or row[0] not in slots.starts_at:
        return UNPLACED, False
    return slots.starts_at.index(row[0]), bool(row[1])
