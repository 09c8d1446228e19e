"""Lines of the queue, loaded in four queries however many they are.

Plain values and no model instances: for a hundred lines, making instances took longer than the
queries themselves. Encrypted contact data stay in the database.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from reviews.choices import CLOCK_CHOICES
from reviews.models import Callback, Case, Clock, ReviewCause
from reviews.queries.rows import (
    COMPLAINT_LENGTH,
    ClockShare,
    QueueRow,
    When,
    cause_label,
    complaint_words,
    share_left,
    when_to_call,
)

PLANNED = ("planned", "calling")
_CLOCK_NAMES = dict(CLOCK_CHOICES)
#: What a mark is made of; the rest of a line hardly ever changes.
_SEEN = (
    *("pk", "public_id", "level", "status", "dials", "snoozed_until", "why"),
    *("callable_from", "best_at", "call_value", "lease_until"),
    *("owner__display_name", "leased_by__display_name", "review__content_hash"),
    *("buyer__nick_masked", "buyer__phone_masked"),
)
_WRITTEN = (
    *("review_id", "opened_at", "advantage", "review__level", "review__content"),
    *("review__append_content", "review__product__title"),
)


def rows_of(cases: QuerySet[Case], *, now: dt.datetime) -> list[QueueRow]:
    """The lines of these cases, in their order."""
    found: list[Any] = list(cases.values_list(*_SEEN, *_WRITTEN, named=True))
    keys = [case.pk for case in found]
    clocks, causes, planned = (
        _clocks_of(keys, now),
        _causes_of([case.review_id for case in found]),
        _planned_for(keys),
    )
    return [
        _row(case, planned.get(case.pk), causes[case.review_id], clocks[case.pk], now)
        for case in found
    ]


def marks_of(cases: QuerySet[Case], *, now: dt.datetime) -> dict[str, str]:
    """The marks of the lines of these cases by public id, in two queries."""
    open_plan = FilteredRelation("callbacks", condition=Q(callbacks__status__in=PLANNED))
    current = Q(review__review_causes__is_current=True)
    rows: Iterable[Any] = (
        cases.order_by()
        .annotate(
            plan=open_plan,
            found=FilteredRelation("review__review_causes", condition=current),
        )
        .values_list(
            *_SEEN,
            *("plan__starts_at", "plan__is_promised", "plan__reasons", "found__cause"),
            named=True,
        )
    )
    seen: dict[str, Any] = {}
    causes: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        seen[row.public_id] = row
        if row.found__cause is not None:
            causes[row.public_id].add(row.found__cause)
    ends = _ends_of([row.pk for row in seen.values()])
    return {
        public_id: _mark(row, _plan_of(row), causes[public_id], ends[row.pk], now)
        for public_id, row in seen.items()
    }


#: When a call is planned, whether the buyer named that time, and why then.
Plan = tuple[dt.datetime, bool, list[dict[str, object]]]
Causes = list[tuple[int, str]]
#: Which clock ends when.
End = tuple[str, dt.datetime]


def _row(
    case: Any,
    plan: Plan | None,
    causes: Causes,
    clocks: list[ClockShare],
    now: dt.datetime,
) -> QueueRow:
    texts = (case.review__content, case.review__append_content)
    return QueueRow(
        key=case.pk,
        public_id=case.public_id,
        level=case.level,
        buyer=_buyer(case),
        complaint=complaint_words(case.review__level, *texts)[:COMPLAINT_LENGTH],
        causes=tuple(name for _cause, name in causes),
        product=case.review__product__title or "",
        when=_when(case, plan, now),
        why=_why(case, plan),
        clocks=tuple(clocks),
        dials=case.dials,
        owner=case.owner__display_name or "",
        in_hands_of=_holder(case, now),
        opened_at=case.opened_at,
        snoozed_until=case.snoozed_until,
        advantage=case.advantage,
        mark=_mark(
            case,
            plan,
            {cause for cause, _name in causes},
            {(clock.kind, clock.ends_at) for clock in clocks},
            now,
        ),
    )


def _mark(case: Any, plan: Plan | None, causes: set[int], ends: set[End], now: dt.datetime) -> str:
    """Ten letters that are others when the line is to say something else."""
    when = _when(case, plan, now)
    seen = (
        *(case.status, case.level, case.dials, case.owner__display_name, _holder(case, now)),
        *(when.kind, None if when.kind == "now" else when.at, when.best, _why(case, plan)),
        *(sorted(causes), case.review__content_hash, _buyer(case)),
        sorted((kind, ends_at.timestamp()) for kind, ends_at in ends),
        case.snoozed_until if case.snoozed_until and case.snoozed_until > now else None,
    )
    return blake2b(repr(seen).encode(), digest_size=5).hexdigest()


def _when(case: Any, plan: Plan | None, now: dt.datetime) -> When:
    return when_to_call(case, plan[0] if plan is not None and plan[1] else None, now)


def _why(case: Any, plan: Plan | None) -> list[dict[str, object]]:
    why: list[dict[str, object]] = case.why
    return plan[2] if plan is not None and plan[2] else why


def _buyer(case: Any) -> str:
    return case.buyer__nick_masked or case.buyer__phone_masked or ""


def _holder(case: Any, now: dt.datetime) -> str:
    return case.leased_by__display_name or "" if case.lease_until and case.lease_until > now else ""


def _plan_of(row: Any) -> Plan | None:
    if row.plan__starts_at is None:
        return None
    return row.plan__starts_at, row.plan__is_promised, row.plan__reasons


def _clocks_of(cases: list[int], now: dt.datetime) -> defaultdict[int, list[ClockShare]]:
    rows = Clock.objects.filter(case__among=cases).order_by("ends_at", "id")
    found: defaultdict[int, list[ClockShare]] = defaultdict(list)
    columns = ("case", "kind", "starts_at", "ends_at", "source")
    for case, kind, starts_at, ends_at, source in rows.values_list(*columns):
        share = share_left(starts_at, ends_at, now)
        found[case].append(ClockShare(kind, str(_CLOCK_NAMES[kind]), share, ends_at, source))
    return found


def _ends_of(cases: list[int]) -> defaultdict[int, set[End]]:
    rows = Clock.objects.filter(case__among=cases).order_by()
    found: defaultdict[int, set[End]] = defaultdict(set)
    for case, kind, ends_at in rows.values_list("case", "kind", "ends_at"):
        found[case].add((kind, ends_at))
    return found


def _causes_of(reviews: list[int]) -> defaultdict[int, Causes]:
    rows = ReviewCause.objects.filter(review__among=reviews, is_current=True)
    found: defaultdict[int, Causes] = defaultdict(list)
    columns = ("review", "cause", "cause__name", "cause__name_en")
    ordered = rows.order_by("-is_main", "-confidence", "id")
    for review, cause, name, name_en in ordered.values_list(*columns):
        found[review].append((cause, cause_label(name, name_en)))
    return found


def _planned_for(cases: list[int]) -> dict[int, Plan]:
    rows = Callback.objects.filter(case__among=cases, status__in=PLANNED)
    columns = ("case", "starts_at", "is_promised", "reasons")
    return {
        case: (starts_at, is_promised, reasons)
        for case, starts_at, is_promised, reasons in rows.values_list(*columns)
    }
