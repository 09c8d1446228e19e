"""The days a shop declares: worked, off, school holidays, promotions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews import reasons
from reviews.access import DECIDERS, OWNERS, DeskRequest, seat_required
from reviews.choices import CALENDAR_CHOICES
from reviews.domain.regions import listed_regions
from reviews.forms.calendars import SpanForm, UsualDaysForm
from reviews.forms.numbers import whole_number
from reviews.operations.calendars import SpanRefused, declare_days, forget_days
from reviews.operations.settings import change_settings
from reviews.queries.calendars import calendar_of
from reviews.queries.timing_page import unusual_days


@seat_required(DECIDERS)
def calendar_page(request: DeskRequest) -> HttpResponse:
    """Declare days or take them away; the plan follows at once."""
    if request.method != "POST":
        return _show(request)
    now = timezone.now()
    span_id = whole_number(request.POST.get("remove", ""))
    if span_id is not None:
        forget_days(shop=request.member.shop, span_id=span_id, now=now)
        return _back(request)
    form = SpanForm(request.POST)
    if not form.is_valid():
        return _show(request, form=form)
    try:
        declare_days(shop=request.member.shop, now=now, **form.cleaned_data)
    except SpanRefused as refused:
        form.add_error("ends_on", reasons.render(refused.reason))
        return _show(request, form=form)
    messages.success(request, _("The days are declared; the plan is made again."))
    return _back(request)


@seat_required(OWNERS)
def usual_days(request: DeskRequest) -> HttpResponse:
    """Which of the desk's own dates count, and what a promotion leaves for calls."""
    if request.method != "POST":
        return _back(request)
    form = UsualDaysForm(request.POST, instance=request.member.shop.settings)
    if not form.is_valid():
        return _show(request, usual=form)
    change_settings(shop=request.member.shop, values=form.cleaned_data, now=timezone.now())
    messages.success(request, _("The settings are saved; the plan is made again."))
    return _back(request)


def _show(
    request: DeskRequest,
    *,
    form: SpanForm | None = None,
    usual: UsualDaysForm | None = None,
) -> HttpResponse:
    shop, today = request.member.shop, timezone.localdate()
    context = {
        "form": form or SpanForm(),
        "usual": usual or UsualDaysForm(instance=shop.settings),
        "spans": shop.calendar_spans.order_by("-starts_on", "kind", "id"),
        "kinds": dict(CALENDAR_CHOICES),
        "days": unusual_days(calendar_of(shop), today),
        "regions": listed_regions(),
    }
    wrong = any(one is not None and one.errors for one in (form, usual))
    return render(request, "reviews/calendar.html", context, status=422 if wrong else 200)


def _back(request: DeskRequest) -> HttpResponse:
    return redirect("reviews:calendar", shop=request.member.shop.code)
