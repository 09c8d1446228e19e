"""A shop's calendar: the country's, with the days it declared itself."""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache

from django.db.models import prefetch_related_objects

from reviews.domain.day_spans import DaySpan, SpanKind
from reviews.domain.places import PlaceType
from reviews.domain.reach_evidence import Moment, ReachEvidence
from reviews.domain.reach_slots import DESK_ZONE, Slots, upcoming_slots
from reviews.domain.reach_why import most_likely_place
from reviews.domain.reason import Reason
from reviews.domain.workdays import Calendar, DayKind, overrides_of
from reviews.models import CalendarSpan, Shop, ShopSettings


def calendar_of(shop: Shop) -> Calendar:
    """Workdays, school holidays and promotions of the shop; its rows are read once an instance."""
    prefetch_related_objects([shop], "calendar_spans")
    return _calendar(shop.settings, shop.calendar_spans.all())


def _calendar(settings: ShopSettings, rows: Iterable[CalendarSpan]) -> Calendar:
    spans: dict[str, list[DaySpan]] = {kind: [] for kind in SpanKind}
    for row in sorted(rows, key=lambda row: (row.starts_on, row.pk)):
        spans[row.kind].append(DaySpan(row.starts_on, row.ends_on, row.name))
    declared = [
        pair
        for kind in (SpanKind.WORKDAY, SpanKind.OFF)
        for span in spans[kind]
        for pair in overrides_of(span, is_off=kind is SpanKind.OFF)
    ]
    usual = {
        SpanKind.SCHOOL: settings.usual_school_holidays,
        SpanKind.PROMOTION: settings.usual_promotions,
    }
    return Calendar(
        overrides=tuple(declared),
        school=tuple(spans[SpanKind.SCHOOL]),
        promotions=tuple(spans[SpanKind.PROMOTION]),
        usual=frozenset(kind for kind, kept in usual.items() if kept),
    )


def moment_reader(calendar: Calendar) -> Callable[[dt.datetime], Moment]:
    """A function from a time to a moment of that calendar, which asks it once a day."""

    @cache
    def kind_of(date: dt.date) -> tuple[bool, bool]:
        return calendar.is_off(date), calendar.school_break(date) is not None

    def read(at: dt.datetime) -> Moment:
        off, school_break = kind_of(at.astimezone(DESK_ZONE).date())
        return Moment(at, off, school_break)

    return read


def day_reasons(calendar: Calendar, date: dt.date, known: ReachEvidence) -> list[Reason]:
    """What is unusual of a day for a buyer: a make-up workday, a holiday, no lessons."""
    told = {DayKind.MADE_UP: "calendar.made_up", DayKind.HOLIDAY: "calendar.holiday"}
    kind = calendar.day(date).kind
    reasons = [Reason(told[kind])] if kind in told else []
    learns = most_likely_place(known) in {PlaceType.CAMPUS, PlaceType.SCHOOL}
    if learns and calendar.school_break(date) is not None:
        reasons.append(Reason("calendar.school"))
    return reasons


def slots_of(calendar: Calendar, *, now: dt.datetime, days: int) -> Slots:
    """The half hours of the next days by that calendar."""
    return upcoming_slots(
        now, days=days, is_off=calendar.is_off, in_school_break=calendar.school_break
    )
