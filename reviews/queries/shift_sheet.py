"""The week's sheet: who works when, and the calls that makes possible against those planned."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils import timezone

from reviews.domain.reach_slots import SLOT, Slots
from reviews.domain.shift_week import Span, write_day
from reviews.models import Callback, Member, Shift, Shop
from reviews.queries.calendars import calendar_of
from reviews.queries.capacity import CALLING_ROLES, capacity_of
from reviews.queries.today import FIRST_HOUR, LAST_HOUR

DAYS = 7
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One day of one person as it is written."""

    name: str  # of the field: public id and date
    day: dt.date
    written: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person's week; ``minutes`` at work in it."""

    member: Member
    cells: list[SheetCell]
    minutes: int

    @property
    def hours(self) -> float:
        """At work in this week, in hours."""
        return self.minutes / 60


@dataclass(frozen=True, slots=True)
class HalfHour:
    """Calls possible against calls planned, over the days of the week."""

    starts_at: dt.datetime
    people: int
    capacity: int
    load: int

    @property
    def fullness(self) -> str:
        """A class for the shade: away, free, busy or over."""
        if not self.people:
            return "over" if self.load else "away"
        return "over" if self.load > self.capacity else "busy" if self.load else "free"


@dataclass(frozen=True, slots=True)
class ShiftSheet:
    """A week of a shop: rows of people, days of half hours."""

    monday: dt.date
    days: list[dt.date]
    rows: list[SheetRow]
    load: list[list[HalfHour]]


def monday_of(day: dt.date) -> dt.date:
    """The first day of its week."""
    return day - dt.timedelta(days=day.weekday())


def shift_sheet(*, shop: Shop, monday: dt.date, now: dt.datetime) -> ShiftSheet:
    """Everyone who may call, by name, and the half hours from 9 to 21; a fixed query count."""
    days = [monday + dt.timedelta(days=n) for n in range(DAYS)]
    written = day_spans(shop=shop, monday=monday)
    people = Member.objects.filter(shop=shop, is_active=True, role__in=CALLING_ROLES)
    rows = [
        SheetRow(
            member=member,
            cells=[
                SheetCell(cell_name(member, day), day, write_day(written[member.pk, day]))
                for day in days
            ],
            minutes=sum(span.end - span.start for day in days for span in written[member.pk, day]),
        )
        for member in people.order_by("display_name", "id")
    ]
    return ShiftSheet(monday, days, rows, _load(shop, days, now))


def cell_name(member: Member, day: dt.date) -> str:
    """The name of a field of the sheet."""
    return f"{member.public_id}.{day.isoformat()}"


def day_spans(*, shop: Shop, monday: dt.date) -> defaultdict[tuple[int, dt.date], list[Span]]:
    """The shifts that begin on each day of a week, by person and day."""
    first = midnight(monday)
    shifts = Shift.objects.filter(
        member__shop=shop,
        starts_at__gte=first,
        starts_at__lt=midnight(monday + dt.timedelta(days=DAYS)),
    )
    found: defaultdict[tuple[int, dt.date], list[Span]] = defaultdict(list)
    for shift in shifts.order_by("starts_at", "id"):
        day = timezone.localtime(shift.starts_at).date()
        begin = midnight(day)
        found[shift.member_id, day].append(
            Span((shift.starts_at - begin) // MINUTE, (shift.ends_at - begin) // MINUTE)
        )
    return found


def midnight(day: dt.date) -> dt.datetime:
    """The start of a day at the desk."""
    return dt.datetime.combine(day, dt.time(), tzinfo=timezone.get_current_timezone())


def _load(shop: Shop, days: list[dt.date], now: dt.datetime) -> list[list[HalfHour]]:
    starts = tuple(
        midnight(day) + dt.timedelta(hours=FIRST_HOUR) + n * SLOT
        for day in days
        for n in range(2 * (LAST_HOUR - FIRST_HOUR))
    )
    calendar = calendar_of(shop)
    slots = Slots.of(starts, is_off=calendar.is_off)
    # The whole week as it is written, its past half hours too: nobody plans with these figures.
    capacity = capacity_of(shop, slots, now=min(now, starts[0]), cases=0)
    planned = Counter(
        (at - starts[0]) // SLOT
        for at in Callback.objects.filter(
            shop=shop,
            status__in=["planned", "calling"],
            is_promised=False,
            starts_at__gte=starts[0],
            starts_at__lt=starts[-1] + SLOT,
        ).values_list("starts_at", flat=True)
    )
    halves = [
        HalfHour(
            starts_at=start,
            people=len(capacity.members[n]),
            capacity=int(capacity.calls[n]) if capacity.has_shifts else 0,
            load=planned[(start - starts[0]) // SLOT],
        )
        for n, start in enumerate(starts)
    ]
    width = len(halves) // DAYS
    return [halves[n : n + width] for n in range(0, len(halves), width)]
