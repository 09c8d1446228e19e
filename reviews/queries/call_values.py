"""What the plan decides on: open cases, their values by half hour, and why some can't be called."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.db.models import Count, Q, QuerySet
from numpy.typing import NDArray

from reviews.domain.clocks import ClockKind
from reviews.domain.contact_rules import ContactFacts, ContactRules, Verdict, allowed_slots
from reviews.domain.levels import Level
from reviews.domain.lifecycle import CaseStatus
from reviews.domain.queueing import Outlook, Urgency, urgency
from reviews.domain.reach import ReachModel, stack
from reviews.domain.reach_beliefs import believe
from reviews.domain.reach_evidence import ReachEvidence
from reviews.domain.reach_slots import DESK_ZONE, Slots, minutes
from reviews.domain.reason import Reason
from reviews.domain.value import CallCases, CallValues, call_values, solvable, worth
from reviews.domain.workdays import Calendar
from reviews.models import Case, Clock, Order, Review, Shop
from reviews.queries.calendars import calendar_of, day_reasons, slots_of
from reviews.queries.contact import contact_facts, contact_rules_of
from reviews.queries.shop_reach import shop_model, willingness_of
from reviews.queries.timing import reach_evidence

HORIZON_DAYS = 4
_ITEM_SELLS_SINCE = dt.timedelta(days=90)
_FEW = 50


@dataclass(frozen=True, slots=True, eq=False)
class Callable:
    """Open cases [n] against half hours [m]; ``blocked`` counts cases no half hour is open to.

    ``worth`` [n] is that of the solved case.
    """

    cases: tuple[Case, ...]
    evidence: tuple[ReachEvidence, ...]
    slots: Slots
    verdicts: tuple[tuple[Verdict, ...], ...]
    values: CallValues
    model: ReachModel
    blocked: Mapping[str, int]
    promised: NDArray[np.bool_]
    worth: NDArray[np.float32]
    calendar: Calendar


def callable_cases(
    shop: Shop, *, now: dt.datetime, only: Collection[int] | None = None
) -> Callable:
    """Everything the plan needs, in a fixed number of queries; ``only`` these cases, or all."""
    rows = (
        Case.objects.filter(shop=shop, status=CaseStatus.OPEN.value)
        .filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now))
        .select_related("buyer", "review", "review__order")
        .order_by("id")
    )
    return valued(shop, tuple(rows if only is None else rows.filter(pk__in=only)), now=now)


def valued(shop: Shop, cases: tuple[Case, ...], *, now: dt.datetime) -> Callable:
    """These cases of a shop against the half hours ahead, with buyer, review and order joined."""
    calendar = calendar_of(shop)
    slots = slots_of(calendar, now=now, days=HORIZON_DAYS)
    facts = contact_facts(cases, now=now)
    known = reach_evidence(cases, calendar=calendar, now=now)
    evidence = tuple(known[case.pk] for case in cases)
    rules = contact_rules_of(shop)
    verdicts = _verdicts(rules, calendar, cases, slots, facts, now)
    allowed = np.array([[one.allowed for one in row] for row in verdicts], dtype=bool)
    model = shop_model(shop, now=now)
    arrays = replace(_arrays(cases, evidence, model, now), habits=willingness_of(shop))
    values = call_values(
        arrays,
        slots,
        model=model,
        allowed=allowed.reshape(len(cases), len(slots)),
        now=now,
    )
    promised = np.array([facts[case.pk].promised_at is not None for case in cases], dtype=bool)
    return Callable(
        cases=cases,
        evidence=evidence,
        slots=slots,
        verdicts=verdicts,
        values=values,
        model=model,
        blocked=_blocked(shop, verdicts, values, promised, now),
        promised=promised,
        worth=arrays.worth,
        calendar=calendar,
    )


def urgency_of(found: Callable, price: NDArray[np.float64]) -> Urgency:
    """What each case's call is worth now and loses by waiting, at these prices of slots."""
    return urgency(
        Outlook(value=found.values.value, price=price, worth=found.worth),
    )


def _verdicts(
    rules: ContactRules,
    calendar: Calendar,
    cases: Sequence[Case],
    slots: Slots,
    facts: Mapping[int, ContactFacts],
    now: dt.datetime,
) -> tuple[tuple[Verdict, ...], ...]:
    starts = [max(start, now) for start in slots.starts_at]
    return tuple(
        tuple(allowed_slots(starts, rules=rules, facts=facts[case.pk], calendar=calendar))
        for case in cases
    )


def _blocked(
    shop: Shop,
    verdicts: Sequence[Sequence[Verdict]],
    values: CallValues,
    promised: NDArray[np.bool_],
    now: dt.datetime,
) -> dict[str, int]:
    """Cases with no half hour, by the reason that stands first; promised ones have theirs."""
    blocked: Counter[str] = Counter()
    for row, verdict in enumerate(verdicts):
        if promised[row]:
            continue
        if not any(one.allowed for one in verdict):
            blocked[verdict[0].reasons[0].code] += 1
        elif not (values.value[row] > 0).any():
            blocked["timing.not_worth_it"] += 1
    asleep = Case.objects.filter(shop=shop, status=CaseStatus.OPEN.value, snoozed_until__gt=now)
    if snoozed := asleep.count():
        blocked["timing.snoozed"] = snoozed
    return dict(blocked)


def _arrays(
    cases: Sequence[Case],
    evidence: Sequence[ReachEvidence],
    model: ReachModel,
    now: dt.datetime,
) -> CallCases:
    rows = [believe(known, model=model, now=now) for known in evidence]
    nobody = believe(ReachEvidence(), model=model, now=now).take(slice(0, 0))
    levels = [Level(case.level) for case in cases]
    ends = dict(
        Clock.objects.filter(case__in=cases, kind=ClockKind.CHANGE_WINDOW.value).values_list(
            "case_id",
            "ends_at",
        ),
    )
    windows = [ends.get(case.pk) for case in cases]
    return CallCases(
        beliefs=stack([nobody, *rows]),
        worth=np.array(_worths(cases, levels, now), dtype=np.float32),
        solvable=np.array([solvable(level) for level in levels], dtype=np.float32),
        rated=np.array([_angry_since(case.review) for case in cases]),
        window_until=np.array([np.nan if end is None else minutes(end) for end in windows]),
    )


def _angry_since(review: Review) -> float:
    return minutes(max(review.rated_at, review.append_at or review.rated_at))


def _worths(cases: Sequence[Case], levels: Sequence[Level], now: dt.datetime) -> list[float]:
    shops = {case.shop_id for case in cases}
    lately = Review.objects.filter(shop__in=shops, rated_at__gt=now - _ITEM_SELLS_SINCE)
    placed = Order.objects.filter(shop__in=shops, ordered_at__lte=now)
    sells = _counted(lately, "product_id", {case.review.product_id for case in cases})
    orders = _counted(placed, "buyer_id", {case.buyer_id for case in cases})
    return [
        worth(
            level,
            order_fen=case.review.order.paid_fen if case.review.order is not None else 0,
            item_reviews=sells.get(case.review.product_id, 0),
            orders_before=max(orders.get(case.buyer_id, 0) - 1, 0),
            extortion=case.hold == "extortion",
        )
        for case, level in zip(cases, levels, strict=True)
    ]


def _counted(rows: QuerySet[Any], key: str, asked: Set[int | None]) -> dict[int | None, int]:
    """Rows by that column; of few values only theirs are counted."""
    if len(asked) <= _FEW:
        rows = rows.filter(**{f"{key}__in": asked - {None}})
    return dict(rows.order_by().values_list(key).annotate(Count("id")))


def case_reasons(position: int, found: Callable, *, column: int) -> list[Reason]:
    """What every suggestion says before its evidence: the chance, and which dial it is."""
    chance = float(found.values.reach[position, column])
    reasons = [Reason("timing.chance", {"reach_share": chance})]
    dial = found.cases[position].dials + 1
    if dial > 1:
        reasons.append(Reason("timing.further_dial", {"dial": dial}))
    day = found.slots.starts_at[column].astimezone(DESK_ZONE).date()
    return [*reasons, *day_reasons(found.calendar, day, found.evidence[position])]
