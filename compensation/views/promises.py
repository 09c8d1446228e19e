"""What the shop has promised: warned of before its date, escalated after; and dates to promise."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from compensation.domain.promise_dates import suggest_date
from compensation.forms import PromiseFilterForm
from compensation.queries.promises import (
    Urgency,
    counts_of,
    kept_share,
    of_urgency,
    promises_in,
    spoken_took,
)
from compensation.views.found import case_of, known_choice, page_of
from reviews.access import CALLERS, DeskRequest, seat_required
from reviews.queries.calendars import calendar_of

_GROUPS = [
    (Urgency.OVERDUE.value, gettext_lazy("Overdue: for lead and owner to see to")),
    (Urgency.SOON.value, gettext_lazy("Due within a day")),
    (Urgency.LATER.value, gettext_lazy("Later")),
]


@seat_required(CALLERS)
def promises(request: DeskRequest) -> HttpResponse:
    """All open ones or those of one urgency, the earliest first, page by page."""
    now, shop = timezone.now(), request.member.shop
    form = PromiseFilterForm(request.GET, shop=shop)
    rows = promises_in(shop=shop, wanted=form.wanted(), now=now)
    when = known_choice(request.GET.get("when", ""), _GROUPS)
    counts = counts_of(rows, now=now)
    context = {
        "page": page_of(request, of_urgency(rows, when, now=now)),
        "when": when,
        "groups": [(name, label, counts[name]) for name, label in _GROUPS],
        "form": form,
        "open": sum(counts.values()),
        "share": kept_share(shop=shop, now=now),
        "now": now,
    }
    return render(request, "compensation/promises.html", context)


@seat_required(CALLERS)
def promise_date(request: DeskRequest, case: str) -> HttpResponse:
    """The field "by" of a promise about to be spoken, filled with a date that leaves slack."""
    shop, typed = case_of(request, case).shop, request.GET.get("promise_due", "")[:20]
    now = timezone.now()
    suggested = suggest_date(
        now=now,
        took=spoken_took(shop=shop, now=now),
        calendar=calendar_of(shop),
        zone=timezone.get_current_timezone(),
    )
    context = {"due": typed or f"{suggested.due_at:%Y-%m-%d %H:%M}", "because": suggested.because}
    return render(request, "compensation/_promise_due.html", context)
