"""What a member sees first: three calls, the day's plan, and what is due."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils import timezone

from reviews.models import Callback, Case, Member, PlanRun, Promise, ShiftHandover
from reviews.queries.filters import CaseFilters, cases_of
from reviews.queries.queue import best_now, promised_now
from reviews.queries.row_loading import rows_of
from reviews.queries.rows import QueueRow, When
from reviews.queries.shift_handover import unseen_handovers

CALLS_SHOWN, PROMISES_SHOWN = 3, 8
FIRST_HOUR, LAST_HOUR = 9, 21
HALF_HOUR = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class PlanBar:
    """One half hour of the day: calls planned against calls that can be made."""

    starts_at: dt.datetime
    load: int
    capacity: float
    promised: int


@dataclass(frozen=True, slots=True)
class News:
    """What came in since the last working day ended."""

    cases: int
    appends: int
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Today:
    """The three columns of the first page; without a case the shop has nothing to show yet."""

    has_cases: bool
    calls: list[QueueRow]
    bars: list[PlanBar]
    promises: list[Promise]
    handovers: list[ShiftHandover]
    handed_over: list[QueueRow]
    waiting: int
    news: News


def today(*, member: Member, now: dt.datetime) -> Today:
    """Everything on the first page of a member."""
    calls = next_calls(member=member, now=now)
    return Today(
        has_cases=bool(calls) or Case.objects.filter(shop=member.shop_id).exists(),
        calls=calls,
        bars=plan_bars(member=member, now=now),
        promises=open_promises(member=member, now=now),
        handovers=unseen_handovers(member),
        handed_over=handed_over(member=member, now=now),
        waiting=Case.objects.filter(shop=member.shop_id, status="waiting", owner=member).count(),
        news=overnight(member=member, now=now),
    )


def next_calls(*, member: Member, now: dt.datetime) -> list[QueueRow]:
    """What "next" would hand out, in its order: times that buyers named, then the best."""
    first = rows_of(promised_now(shop=member.shop, now=now)[:CALLS_SHOWN], now=now)
    rest = rows_of(best_now(shop=member.shop, member=member, now=now)[:CALLS_SHOWN], now=now)
    # What is handed out is called at once, whatever half hour the plan keeps for it.
    at_once = [replace(row, when=When("now", now)) for row in rest]
    return [*first, *at_once][:CALLS_SHOWN]


def plan_bars(*, member: Member, now: dt.datetime) -> list[PlanBar]:
    """The half hours of today from 9 to 21, load from the callbacks, capacity from the plan."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    opens, closes = midnight.replace(hour=FIRST_HOUR), midnight.replace(hour=LAST_HOUR)
    planned = Callback.objects.filter(
        shop=member.shop_id,
        status__in=["planned", "calling"],
        starts_at__gte=opens,
        starts_at__lt=closes,
    ).values_list("starts_at", "is_promised")
    plan = PlanRun.objects.filter(shop=member.shop_id).order_by("-made_at").first()
    return bars_of(opens, list(planned), plan.slots if plan else [])


def bars_of(
    opens: dt.datetime,
    planned: Iterable[tuple[dt.datetime, bool]],
    slots: Iterable[dict[str, object]],
) -> list[PlanBar]:
    """Sort planned calls and plan slots into the half hours after ``opens``."""
    count = 2 * (LAST_HOUR - FIRST_HOUR)
    load, promised, capacity = [0] * count, [0] * count, [0.0] * count
    for starts_at, is_promised in planned:
        index = (starts_at - opens) // HALF_HOUR
        load[index] += 1
        promised[index] += is_promised
    for slot in slots:
        index = (dt.datetime.fromisoformat(str(slot["starts_at"])) - opens) // HALF_HOUR
        if 0 <= index < count:
            capacity[index] = float(str(slot["capacity"]))
    return [
        PlanBar(opens + index * HALF_HOUR, load[index], capacity[index], promised[index])
        for index in range(count)
    ]


def open_promises(*, member: Member, now: dt.datetime) -> list[Promise]:
    """Promises of mine, and of nobody, that are due within a day, the most overdue first."""
    nobodys = Q(member__isnull=True, case__owner__isnull=True)
    return list(
        Promise.objects.filter(
            Q(member=member) | Q(case__owner=member) | nobodys,
            case__shop=member.shop_id,
            state="open",
            due_at__lt=now + dt.timedelta(days=1),
        )
        .select_related("case", "case__buyer")
        .only("text", "due_at", "case__public_id", "case__buyer__nick_masked")
        .order_by("due_at", "id")[:PROMISES_SHOWN],
    )


def handed_over(*, member: Member, now: dt.datetime) -> list[QueueRow]:
    """Open cases that carry my name, the ones with most to lose first."""
    mine = cases_of(member=member, filters=CaseFilters(view="mine"), now=now).filter(status="open")
    return rows_of(mine[:CALLS_SHOWN], now=now)


def overnight(*, member: Member, now: dt.datetime) -> News:
    """Cases and appends since 21:00 of the day before."""
    local = timezone.localtime(now)
    since = (local - dt.timedelta(days=1)).replace(
        hour=LAST_HOUR, minute=0, second=0, microsecond=0
    )
    cases = Case.objects.filter(shop=member.shop_id, opened_at__gte=since)
    appends = Case.objects.filter(
        shop=member.shop_id,
        review__events__kind="append_added",
        review__events__at__gte=since,
    )
    return News(cases=cases.count(), appends=appends.distinct().count(), since=since)
