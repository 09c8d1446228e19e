"""The week as half hours: calls planned, calls possible, and why some cases are left out."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.models import Callback, Member, PlanRun, Shift
from reviews.queries.row_loading import rows_of
from reviews.queries.rows import QueueRow
from reviews.queries.today import FIRST_HOUR, HALF_HOUR, LAST_HOUR

#: Short names of what keeps a case out of the plan, by the last part of the reason's code.
BLOCK_NAMES = {
    "do_not_contact": _("Wants no contact"),
    "case_closed": _("Closed"),
    "no_phone": _("No phone number"),
    "wrong_number": _("Wrong number"),
    "number_expired": _("Number expired"),
    "dials_used_up": _("All dials of the case used"),
    "dials_today": _("All dials of the day used"),
    "connected_today": _("Already spoken with today"),
    "too_soon": _("Too soon after the last dial"),
    "held_extortion": _("Held: suspected extortion"),
    "held_complaint": _("Held: complaint"),
    "held_refund_pending": _("Held: refund pending"),
    "held_abusive": _("Held: abusive call"),
    "outside_hours": _("Outside calling hours"),
    "region_morning": _("Too early in the buyer's region"),
    "quiet_hours": _("Quiet hours"),
    "holiday_first_day": _("First day of a holiday"),
    "someone_is_calling": _("A colleague is calling"),
    "colleague_is_calling": _("A colleague is calling"),
    "snoozed": _("Snoozed"),
    "waiting": _("Waiting for the buyer"),
    "no_capacity": _("No free slot"),
    "not_worth_it": _("Not worth another call"),
}
DAYS, SLOTS_A_DAY = 7, 2 * (LAST_HOUR - FIRST_HOUR)


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One half hour of one day."""

    starts_at: dt.datetime
    load: int
    capacity: float
    price: float

    @property
    def fullness(self) -> str:
        """A class for the shade: away, l0 to l4, or full."""
        if not self.load:
            return "l0" if self.capacity else "away"
        if not self.capacity:
            return "l2"
        if self.capacity < self.load:
            return "full"
        return f"l{1 + int(3 * self.load / self.capacity)}"


@dataclass(frozen=True, slots=True)
class Blocked:
    """How many cases one reason leaves out of the plan."""

    code: str
    sentence: str
    cases: int


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """The plan page."""

    plan: PlanRun | None
    days: list[list[PlanCell]]
    blocked: list[Blocked]
    shifts: list[Shift]


def plan_week(*, member: Member, now: dt.datetime) -> PlanWeek:
    """Seven days from today, the latest plan's prices, and the shifts behind the capacity."""
    first = timezone.localtime(now).replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0)
    last = first + dt.timedelta(days=DAYS)
    plan = PlanRun.objects.filter(shop=member.shop_id).order_by("-made_at", "-id").first()
    planned = Callback.objects.filter(
        shop=member.shop_id,
        status__in=["planned", "calling"],
        starts_at__gte=first,
        starts_at__lt=last,
    ).values_list("starts_at", flat=True)
    shifts = Shift.objects.filter(member__shop=member.shop_id, ends_at__gt=now, starts_at__lt=last)
    return PlanWeek(
        plan=plan,
        days=cells_of(first, planned, plan.slots if plan else []),
        blocked=blocked_of(plan.blocked if plan else {}),
        shifts=list(shifts.select_related("member").order_by("starts_at", "id")),
    )


def cells_of(
    first: dt.datetime,
    planned: Iterable[dt.datetime],
    slots: Iterable[Mapping[str, object]],
) -> list[list[PlanCell]]:
    """A list of `SLOTS_A_DAY` cells for each of `DAYS` days from ``first``."""
    load = Counter((moment - first) // HALF_HOUR for moment in planned)
    known = {
        (dt.datetime.fromisoformat(str(slot["starts_at"])) - first) // HALF_HOUR: slot
        for slot in slots
    }
    day_slots = dt.timedelta(days=1) // HALF_HOUR
    return [
        [
            _cell(first + index * HALF_HOUR, load[index], known.get(index, {}))
            for index in range(day * day_slots, day * day_slots + SLOTS_A_DAY)
        ]
        for day in range(DAYS)
    ]


def _start(slot: Mapping[str, object]) -> dt.datetime:
    return dt.datetime.fromisoformat(str(slot["starts_at"]))


def _cell(starts_at: dt.datetime, load: int, slot: Mapping[str, object]) -> PlanCell:
    capacity, price = slot.get("capacity", 0), slot.get("price", 0)
    return PlanCell(starts_at, load, float(str(capacity)), float(str(price)))


def blocked_of(blocked: Mapping[str, int]) -> list[Blocked]:
    """Reasons with their counts, the most frequent first."""
    ordered = sorted(blocked.items(), key=lambda item: (-item[1], item[0]))
    return [Blocked(code, block_name(code), cases) for code, cases in ordered]


def slot_rows(*, member: Member, starts_at: dt.datetime, now: dt.datetime) -> list[QueueRow]:
    """The cases planned into one half hour."""
    cases = member.shop.cases.filter(
        callbacks__status__in=["planned", "calling"],
        callbacks__starts_at=starts_at,
    ).order_by("-advantage", "id")
    return rows_of(cases, now=now)


def block_name(code: str) -> str:
    """What keeps a case out of the plan, in two or three words; the bare code where unknown."""
    last = code.rsplit(".", 1)[-1].removesuffix("_until")
    return str(BLOCK_NAMES.get(last, code))
