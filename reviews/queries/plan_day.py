"""One day of the plan, call by call, each with its reason."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from reviews.domain.moments import price_in_words
from reviews.domain.reach_slots import SLOT, half_hour
from reviews.domain.reason import Reason
from reviews.models import Callback, Case, Member, PlanRequest, PlanRun
from reviews.queries.call_values import HORIZON_DAYS
from reviews.queries.prices import latest_plan
from reviews.queries.row_loading import rows_of
from reviews.queries.rows import QueueRow

#: A plan is made every quarter of an hour; an older one means that no worker makes them.
STALE_AFTER = dt.timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A planned call and its case."""

    callback: Callback
    row: QueueRow

    @property
    def why(self) -> list[dict[str, object]]:
        """Its reasons in order of weight; a promised time says so first."""
        return self.callback.reasons or self.row.why

    @property
    def percent(self) -> int:
        """The chance of an answer in percent."""
        return round(100 * self.callback.reach)


@dataclass(frozen=True, slots=True)
class PlannedHalf:
    """A half hour with its calls and what one more would cost."""

    starts_at: dt.datetime
    price: Reason | None
    calls: list[PlannedCall]


@dataclass(frozen=True, slots=True)
class PlanDay:
    """The calls of one day, and the days one can choose."""

    day: dt.date
    days: list[dt.date]
    halves: list[PlannedHalf]

    @property
    def calls(self) -> int:
        """How many calls the day has."""
        return sum(len(half.calls) for half in self.halves)


def plan_day(*, member: Member, now: dt.datetime, day: dt.date | None = None) -> PlanDay:
    """The planned calls of a day; of today, or of tomorrow once today has none ahead."""
    today = timezone.localdate(now)
    planned = _planned(member, now)
    if day is None:
        day = today if _has_calls(planned, today) else today + dt.timedelta(days=1)
    rows = _rows([one.case_id for one in planned if _day_of(one) == day], now)
    run = latest_plan(member.shop_id)
    halves = groupby((one for one in planned if _day_of(one) == day), key=_half_of)
    return PlanDay(
        day=day,
        days=[today + dt.timedelta(days=ahead) for ahead in range(HORIZON_DAYS)],
        halves=[
            PlannedHalf(
                starts_at,
                _price(run, starts_at),
                [PlannedCall(one, rows[one.case_id]) for one in calls],
            )
            for starts_at, calls in halves
        ],
    )


def is_stale(run: PlanRun | None, *, now: dt.datetime) -> bool:
    """Whether nobody has planned for longer than the desk plans."""
    return run is not None and now - run.made_at > STALE_AFTER


def is_asked_for(run: PlanRun | None) -> bool:
    """Whether something has changed since, and a new plan is on its way."""
    if run is None:
        return False
    return PlanRequest.objects.filter(shop=run.shop_id, asked_at__gt=run.made_at).exists()


def _planned(member: Member, now: dt.datetime) -> Sequence[Callback]:
    return list(
        Callback.objects.filter(shop=member.shop_id, status="planned", ends_at__gt=now)
        .select_related("owner")
        .order_by("starts_at", "-value", "id")
    )


def _rows(cases: Sequence[int], now: dt.datetime) -> Mapping[int, QueueRow]:
    return {row.key: row for row in rows_of(Case.objects.filter(pk__in=cases), now=now)}


def _price(run: PlanRun | None, starts_at: dt.datetime) -> Reason | None:
    """None where the last plan did not know the half hour."""
    for slot in run.slots if run is not None else []:
        if dt.datetime.fromisoformat(slot["starts_at"]) == starts_at:
            staffed = bool(run and run.note) or slot["capacity"] > 0
            return price_in_words(starts_at, float(slot["price"]), is_staffed=staffed)
    return None


def _has_calls(planned: Sequence[Callback], day: dt.date) -> bool:
    return any(_day_of(one) == day for one in planned)


def _day_of(callback: Callback) -> dt.date:
    return timezone.localdate(callback.starts_at)


def _half_of(callback: Callback) -> dt.datetime:
    """The half hour in which it begins: a time that a buyer named may lie anywhere in it."""
    begins = timezone.localtime(callback.starts_at).replace(minute=0, second=0, microsecond=0)
    return begins + half_hour(callback.starts_at) % 2 * SLOT
