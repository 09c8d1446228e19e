"""The independence report of a period: the page, and the workbook."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from compensation.choices import OFFER_STATE_CHOICES
from compensation.forms import PeriodForm
from compensation.queries.period import count_of_period, period_rows
from compensation.views.period_sheet import STANDING_NAMES, period_workbook
from compensation.views.sheets import logged_sheet
from reviews.access import DECIDERS, DeskRequest, seat_required

_SHOWN = 100


@seat_required(DECIDERS)
def period(request: DeskRequest) -> HttpResponse:
    """Counts of the period, and its first remedies with the review's standing at each step."""
    form = PeriodForm(request.GET)
    since, until = form.period(today=timezone.localdate())
    shop = request.member.shop
    count = count_of_period(shop=shop, since=since, until=until)
    rows = period_rows(shop=shop, since=since, until=until)
    context = {
        "form": PeriodForm({"since": since, "until": until}),
        "since": since,
        "until": until,
        "count": count,
        "states": [(label, count.by_state[name]) for name, label in OFFER_STATE_CHOICES],
        "standings": [
            (label, count.paid[name], count.paid_fen[name])
            for name, label in STANDING_NAMES.items()
        ],
        "rows": [row for _number, row in zip(range(_SHOWN), rows, strict=False)],
    }
    return render(request, "compensation/period.html", context)


@seat_required(DECIDERS)
def period_file(request: DeskRequest) -> HttpResponse:
    """The same period as a workbook, every remedy a row."""
    since, until = PeriodForm(request.GET).period(today=timezone.localdate())
    shop = request.member.shop
    content = period_workbook(shop=shop, since=since, until=until, now=timezone.now())
    name = f"independence-{shop.code}-{since:%Y%m%d}-{until:%Y%m%d}"
    counted = count_of_period(shop=shop, since=since, until=until).by_state
    return logged_sheet(request, "period", name, content, rows=sum(counted.values()))
