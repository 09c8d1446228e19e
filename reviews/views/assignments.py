"""Who works on what: snooze, hand over, assign several, take a break."""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.access import CALLERS, DECIDERS, DeskRequest, seat_required
from reviews.forms import BulkForm, HandOverForm, SnoozeForm, moment_of
from reviews.models import Case, Member
from reviews.operations.assignments import (
    CaseIsClosed,
    assign_cases,
    hand_over_case,
    pause_member,
    snooze_case,
)
from reviews.operations.many_cases import close_cases, snooze_cases
from reviews.views.found import case_of, to_case

#: A page holds so many rows.
MOST_AT_ONCE = 200
BREAK = dt.timedelta(minutes=15)


@seat_required(CALLERS)
def snooze(request: DeskRequest, case: str) -> HttpResponse:
    """Let a case sleep; the person goes on to the queue."""
    found = case_of(request, case)
    form = SnoozeForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return _incomplete(request, case)
    now = timezone.now()
    try:
        snooze_case(
            case=found,
            member=request.member,
            until=form.moment(now),
            reason=form.cleaned_data["reason"],
            now=now,
        )
    except CaseIsClosed:
        return _closed(request, case)
    messages.success(request, _("The case sleeps; it comes back by itself."))
    return redirect("reviews:queue", shop=request.member.shop.code)


@seat_required(CALLERS)
def hand_over(request: DeskRequest, case: str) -> HttpResponse:
    """Give a case to a colleague by name."""
    found = case_of(request, case)
    form = HandOverForm(request.POST, shop=request.member.shop)
    if request.method != "POST" or not form.is_valid():
        return _incomplete(request, case)
    to = Member.objects.get(shop=found.shop_id, public_id=form.cleaned_data["to"])
    try:
        hand_over_case(
            case=found,
            member=request.member,
            to=to,
            word=form.cleaned_data["word"],
            now=timezone.now(),
        )
    except CaseIsClosed:
        return _closed(request, case)
    messages.success(request, _("Handed over to %(name)s.") % {"name": to.display_name})
    back = "reviews:team" if request.POST.get("back") == "team" else "reviews:queue"
    return redirect(back, shop=request.member.shop.code)


@seat_required(DECIDERS)
def bulk(request: DeskRequest) -> HttpResponse:
    """Give the selected cases of the queue to one person, put them off, or take them out."""
    form = BulkForm(request.POST, shop=request.member.shop)
    chosen = request.POST.getlist("case")[:MOST_AT_ONCE]
    if request.method == "POST" and form.is_valid() and chosen:
        cases = Case.objects.filter(shop=request.member.shop_id, public_id__in=chosen)
        changed = _act(form.cleaned_data, cases, request.member)
        words = ngettext("%(count)s case was changed.", "%(count)s cases were changed.", changed)
        messages.success(request, words % {"count": changed})
    else:
        messages.warning(request, _("Select cases, and say what is to happen with them."))
    query = urlencode(list(QueryDict(request.POST.get("query", "")[:500]).items()))
    return redirect(f"{reverse('reviews:queue', args=(request.member.shop.code,))}?{query}")


def _act(asked: Mapping[str, str], cases: QuerySet[Case], member: Member) -> int:
    now = timezone.now()
    if asked["act"] == "snooze":
        until = moment_of(asked["until"], now)
        return snooze_cases(cases=cases, member=member, until=until, reason=asked["word"], now=now)
    if asked["act"] == "close":
        return close_cases(cases=cases, member=member, reason=asked["close_reason"], now=now)
    to = Member.objects.get(shop=member.shop_id, public_id=asked["to"])
    return assign_cases(cases=cases, member=member, to=to, now=now)


@seat_required(CALLERS)
def pause(request: DeskRequest) -> HttpResponse:
    """Take a break, or end it."""
    if request.method == "POST":
        now = timezone.now()
        until = now + BREAK if request.POST.get("pause") == "start" else None
        pause_member(member=request.member, until=until, now=now)
    return redirect("reviews:today", shop=request.member.shop.code)


def _incomplete(request: DeskRequest, case: str) -> HttpResponse:
    if request.method == "POST":
        messages.warning(request, _("Something is missing. Nothing was changed."))
    return to_case(request, case)


def _closed(request: DeskRequest, case: str) -> HttpResponse:
    messages.warning(request, _("This case is closed. Nothing was changed."))
    return to_case(request, case)
