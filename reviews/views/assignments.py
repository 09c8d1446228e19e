"""Who works on what: snooze, hand over, assign several, take a break."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.access import CALLERS, DECIDERS, DeskRequest, seat_required
from reviews.forms import BulkForm, HandOverForm, SnoozeForm
from reviews.models import Case, Member
from reviews.operations.assignments import (
    CaseIsClosed,
    assign_cases,
    hand_over_case,
    pause_member,
    snooze_case,
)
from reviews.views.found import case_of, to_case

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
    return redirect("reviews:queue", shop=request.member.shop.code)


@seat_required(DECIDERS)
def bulk(request: DeskRequest) -> HttpResponse:
    """Give the selected cases of the queue to one person."""
    form = BulkForm(request.POST, shop=request.member.shop)
    chosen = request.POST.getlist("case")[:200]
    if request.method == "POST" and form.is_valid() and chosen:
        changed = assign_cases(
            cases=Case.objects.filter(shop=request.member.shop_id, public_id__in=chosen),
            member=request.member,
            to=Member.objects.get(shop=request.member.shop_id, public_id=form.cleaned_data["to"]),
            now=timezone.now(),
        )
        words = ngettext("%(count)s case changed hands.", "%(count)s cases changed hands.", changed)
        messages.success(request, words % {"count": changed})
    else:
        messages.warning(request, _("Select cases and a colleague first."))
    return redirect("reviews:queue", shop=request.member.shop.code)


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
