"""The first page of a member."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reviews.access import CALLERS, DeskRequest, seat_required
from reviews.queries.today import today
from reviews.views.charts import draw_day


@seat_required(CALLERS)
def today_page(request: DeskRequest) -> HttpResponse:
    """Three calls, the day's plan, what is due."""
    now = timezone.now()
    facts = today(member=request.member, now=now)
    context = {"today": facts, "day": draw_day(facts.bars, now), "now": now}
    return render(request, "reviews/today.html", context)
