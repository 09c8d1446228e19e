"""Writing a week of shifts: cells that somebody changed, all or none."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from reviews.domain.reason import Reason
from reviews.domain.shift_week import ShiftRefused, Span, read_day, write_day
from reviews.models import Member, Shift, Shop
from reviews.operations.plan_requests import request_plan
from reviews.queries.capacity import CALLING_ROLES
from reviews.queries.shift_sheet import DAYS, cell_name, day_spans, midnight, monday_of

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Saved:
    """How many days changed; or, where something was refused, nothing did: faults by cell."""

    changed: int = 0
    faults: Mapping[str, Reason] = field(default_factory=dict)


@transaction.atomic
def save_week(
    *, shop: Shop, monday: dt.date, written: Mapping[str, tuple[str, str]], now: dt.datetime
) -> Saved:
    """Store the days that differ from what their page showed, all or none.

    ``written`` maps cells (`cell_name`) to what the page showed and what is there now. A day that
    somebody else changed meanwhile is refused, as is a shift that runs into the next day's.
    """
    # Two people who save the same week meet here.
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    monday = monday_of(monday)
    current = day_spans(shop=shop, monday=monday)
    faults: dict[str, Reason] = {}
    wanted: dict[tuple[int, dt.date], tuple[Span, ...]] = {}
    for member, day, name in _cells(shop, monday):
        if name not in written:
            continue
        shown, text = written[name]
        there = write_day(current[member.pk, day])
        if text.strip() == shown:
            continue  # untouched, whatever it was written by
        try:
            spans = read_day(text)
        except ShiftRefused as refused:
            faults[name] = refused.reason
            continue
        if write_day(spans) == shown or write_day(spans) == there:
            continue
        if there != shown:
            faults[name] = Reason("shift.changed_meanwhile", {"current": there or "—"})
            continue
        wanted[member.pk, day] = spans
    if not faults:
        _write(wanted)
        faults = _collisions(shop, wanted)
    if faults:
        transaction.set_rollback(True)
        return Saved(faults=faults)
    if wanted:
        request_plan(shop_id=shop.pk, now=now)
    return Saved(changed=len(wanted))


@transaction.atomic
def copy_week(*, shop: Shop, monday: dt.date, now: dt.datetime) -> int:
    """Fill the days of a week that nobody has written with those a week earlier; how many."""
    monday = monday_of(monday)
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    there = day_spans(shop=shop, monday=monday)
    earlier = day_spans(shop=shop, monday=monday - dt.timedelta(days=DAYS))
    week = dt.timedelta(days=DAYS)
    wanted = {
        (member.pk, day): tuple(spans)
        for member, day, _name in _cells(shop, monday)
        if not there[member.pk, day] and (spans := earlier[member.pk, day - week])
    }
    _write(wanted)
    # A night shift of the week before that is there already keeps its morning.
    colliding = _collisions(shop, wanted)
    for member, day, name in _cells(shop, monday):
        if name in colliding:
            _write({(member.pk, day): ()})
            del wanted[member.pk, day]
    if wanted:
        request_plan(shop_id=shop.pk, now=now)
    return len(wanted)


def _cells(shop: Shop, monday: dt.date) -> list[tuple[Member, dt.date, str]]:
    people = Member.objects.filter(shop=shop, is_active=True, role__in=CALLING_ROLES)
    return [
        (member, day, cell_name(member, day))
        for member in people.order_by("pk")
        for day in (monday + dt.timedelta(days=n) for n in range(DAYS))
    ]


def _write(days: Mapping[tuple[int, dt.date], tuple[Span, ...]]) -> None:
    for (member, day), spans in days.items():
        begin = midnight(day)
        Shift.objects.filter(
            member=member, starts_at__gte=begin, starts_at__lt=midnight(day + dt.timedelta(days=1))
        ).delete()
        Shift.objects.bulk_create(
            Shift(
                member_id=member,
                starts_at=begin + span.start * MINUTE,
                ends_at=begin + span.end * MINUTE,
            )
            for span in spans
        )


def _collisions(
    shop: Shop, days: Mapping[tuple[int, dt.date], tuple[Span, ...]]
) -> dict[str, Reason]:
    """Shifts of one person that lie over each other across midnight."""
    faults = {}
    people = Member.objects.filter(shop=shop).in_bulk({member for member, _day in days})
    for (member, day), spans in days.items():
        for span in spans:
            starts, ends = midnight(day) + span.start * MINUTE, midnight(day) + span.end * MINUTE
            others = Shift.objects.filter(member=member, starts_at__lt=ends, ends_at__gt=starts)
            if others.exclude(starts_at=starts).exists():
                faults[cell_name(people[member], day)] = Reason("shift.neighbour")
    return faults
