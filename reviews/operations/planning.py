"""Planning a shop: callbacks into half hours, and the queue's index on every open case."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from numpy.typing import NDArray

from reviews.domain.exploration import explore, pinned
from reviews.domain.planning import Plan, favour_kept, plan, plan_value
from reviews.domain.planning_prices import upper_bound
from reviews.domain.reach import REACH_VERSION
from reviews.domain.reason import Reason
from reviews.models import Callback, PlanRequest, PlanRun, Shop
from reviews.operations.plan_reasons import Decision, evidence_of
from reviews.operations.plan_requests import request_plans
from reviews.operations.plan_rows import write_plan
from reviews.queries.call_values import Callable, callable_cases, urgency_of
from reviews.queries.capacity import Capacity, capacity_of

REPLAN_EVERY = dt.timedelta(minutes=15)
PLAN_LEASE = dt.timedelta(minutes=5)
#: A planned window moves only for a gain above this share of its value.
KEEP_THRESHOLD = 0.15


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a planning came to; ``value`` and ``upper_bound`` in the unit of call values."""

    cases: int
    planned: int
    promised: int
    blocked: Mapping[str, int]
    value: float
    upper_bound: float
    note: Reason | None


def plan_shop(*, shop: Shop, now: dt.datetime) -> PlanSummary:
    """Plan all open cases of a shop afresh and store callbacks, queue index and the run.

    Promised times are never moved; a planned window moves only where it gains clearly. A shop
    without shifts is planned without capacity, and the run says so.
    """
    found = callable_cases(shop, now=now)
    capacity = capacity_of(shop, found.slots, now=now, cases=len(found.cases))
    decision = _decide(found, capacity, shop, now)
    pieces = evidence_of(found, decision, now)
    blocked = _blocked(found, decision)
    with transaction.atomic():
        run = _store_run(shop, found, capacity, decision, blocked, now)
        write_plan(run, found, decision, pieces, members=capacity.members, now=now)
    # By itself: whoever holds the shop may wait for one of the cases just written.
    Shop.objects.filter(pk=shop.pk).update(planned_at=now)
    return PlanSummary(
        cases=run.cases,
        planned=run.planned,
        promised=int(found.promised.sum()),
        blocked=blocked,
        value=run.value,
        upper_bound=run.upper_bound,
        note=None if capacity.has_shifts else Reason("timing.no_shifts"),
    )


def replan_due(*, now: dt.datetime) -> list[int]:
    """Shops whose plan is asked for or a quarter of an hour old, and that nobody plans now."""
    stale = Q(planned_at__isnull=True) | Q(planned_at__lte=now - REPLAN_EVERY)
    asked = Exists(PlanRequest.objects.filter(shop=OuterRef("pk"), asked_at__lte=now))
    free = Q(plan_lease_until__isnull=True) | Q(plan_lease_until__lte=now)
    return list(
        Shop.objects.filter(stale | asked, free)
        .order_by("planned_at", "id")
        .values_list(
            "pk",
            flat=True,
        ),
    )


def replan(*, shop_id: int, now: dt.datetime) -> PlanSummary | None:
    """Claim a shop's planning by one conditional UPDATE and plan; None where another has it.

    A request that comes in while planning stays, so that the next sweep takes it up.
    """
    free = Q(plan_lease_until__isnull=True) | Q(plan_lease_until__lte=now)
    claimed = Shop.objects.filter(free, pk=shop_id).update(plan_lease_until=now + PLAN_LEASE)
    if claimed != 1:
        return None
    shop = Shop.objects.select_related("settings").get(pk=shop_id)
    taken_in = list(shop.plan_requests.values_list("pk", flat=True))
    summary = plan_shop(shop=shop, now=now)
    Shop.objects.filter(pk=shop_id).update(plan_lease_until=None)
    PlanRequest.objects.filter(pk__among=taken_in).delete()
    return summary


def expire_missed_callbacks(*, now: dt.datetime) -> int:
    """Sweep: a window that has passed is missed, and its shop replans; it is never called late."""
    late = Callback.objects.filter(status="planned", ends_at__lte=now)
    shops = set(late.values_list("shop", flat=True))
    missed = late.update(status="missed", ended_at=now)
    request_plans(shop_ids=shops, now=now)
    return missed


def _kept_slots(found: Callable, shop: Shop) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The column of each case's present window, -1 where it has none ahead; and chance's own."""
    columns = {start: column for column, start in enumerate(found.slots.starts_at)}
    planned = Callback.objects.filter(shop=shop, status="planned", is_promised=False)
    present = {
        case: (columns.get(starts_at, -1), bool(draw))
        for case, starts_at, draw in planned.values_list("case_id", "starts_at", "draw")
    }
    kept = [present.get(case.pk, (-1, False)) for case in found.cases]
    return (
        np.array([column for column, _drawn in kept], dtype=np.int64),
        np.array([drawn for _column, drawn in kept], dtype=bool),
    )


def _decide(
    found: Callable,
    capacity: Capacity,
    shop: Shop,
    now: dt.datetime,
) -> Decision:
    kept, drawn = _kept_slots(found, shop)
    # A promised case has its time already: it takes no second one.
    value = np.where(found.promised[:, None], np.float32(0), found.values.value)
    value = pinned(value, kept, drawn)
    best = plan(favour_kept(value, kept, threshold=KEEP_THRESHOLD), capacity.calls)
    load = np.bincount(best.slot[best.slot >= 0], minlength=len(found.slots))
    rng = np.random.default_rng([shop.pk, int(now.timestamp())])
    fresh = np.where(kept == best.slot, -1, best.slot)
    explored = explore(
        value,
        fresh,
        share=shop.settings.explore_share / 100,
        room=capacity.calls - load,
        rng=rng,
    )
    slot = np.where(fresh >= 0, explored.slot, best.slot)
    return Decision(
        slot=slot,
        explored=explored,
        by_chance=(drawn & (kept == slot)) | explored.is_drawn,
        plan=best,
        urgency=urgency_of(found, best.price),
        value=plan_value(value, slot),
    )


def _blocked(found: Callable, decision: Decision) -> dict[str, int]:
    """Why cases are left out: the rules, no worth, or no free slot."""
    blocked = Counter(found.blocked)
    wanted = (found.values.value > 0).any(axis=1) & ~found.promised
    if turned_away := int((wanted & (decision.slot < 0)).sum()):
        blocked["timing.no_capacity"] += turned_away
    return dict(blocked)


def _store_run(
    shop: Shop,
    found: Callable,
    capacity: Capacity,
    decision: Decision,
    blocked: Mapping[str, int],
    now: dt.datetime,
) -> PlanRun:
    load = np.bincount(decision.slot[decision.slot >= 0], minlength=len(found.slots))
    bound = plan_bound(found, capacity, decision.plan)
    slots = [
        {
            "starts_at": start.isoformat(),
            "capacity": int(capacity.calls[column]) if capacity.has_shifts else 0,
            "load": int(load[column]),
            "price": round(float(decision.plan.price[column]), 2),
        }
        for column, start in enumerate(found.slots.starts_at)
    ]
    return PlanRun.objects.create(
        shop=shop,
        made_at=now,
        version=REACH_VERSION,
        cases=len(found.cases),
        planned=int((decision.slot >= 0).sum()),
        value=decision.value,
        upper_bound=bound,
        blocked=blocked,
        slots=slots,
        note={} if capacity.has_shifts else Reason("timing.no_shifts").as_json(),
    )


def plan_bound(found: Callable, capacity: Capacity, best: Plan) -> float:
    """The bound for the true values: keeping windows may cost a little, never gain."""
    value = np.where(found.promised[:, None], np.float32(0), found.values.value)
    return upper_bound(value, capacity.calls, best.price)
