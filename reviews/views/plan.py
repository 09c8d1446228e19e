"""The week of calls by half hour."""

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from reviews.access import CALLERS, DeskRequest, seat_required
from reviews.queries.handling import handling_of
from reviews.queries.plan import plan_week, slot_rows
from reviews.queries.plan_day import is_asked_for, is_stale, plan_day
from reviews.queries.today import HALF_HOUR
from reviews.views.plan_grid import draw_week


@seat_required(CALLERS)
def plan_page(request: DeskRequest) -> HttpResponse:
    """Load against capacity for seven days, a day call by call, and why some cases are left out."""
    now = timezone.now()
    week = plan_week(member=request.member, now=now)
    context = {
        "week": week,
        "grid": draw_week(week.days, now),
        "day": plan_day(member=request.member, now=now, day=asked_day(request.GET.get("day", ""))),
        "is_stale": is_stale(week.plan, now=now),
        "is_asked_for": is_asked_for(week.plan),
        "handling": handling_of(request.member.shop, now=now),
        "now": now,
    }
    return render(request, "reviews/plan.html", context)


@seat_required(CALLERS)
def slot_cases(request: DeskRequest) -> HttpResponse:
    """The cases of one half hour."""
    starts_at = asked_moment(request.GET.get("at", ""))
    rows = slot_rows(member=request.member, starts_at=starts_at, now=timezone.now())
    context = {"rows": rows, "starts_at": starts_at, "ends_at": starts_at + HALF_HOUR}
    return render(request, "reviews/plan_slot.html", context)


def asked_day(text: str) -> dt.date | None:
    """A date out of an address, None for no date asked; or Http404."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise Http404 from None


def asked_moment(text: str) -> dt.datetime:
    """An aware moment out of an address, where a plus may have become a blank; or Http404."""
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise Http404
    return moment
