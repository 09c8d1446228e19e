"""The week on screen: sentences, charts, tables; every mark leads to its cases."""

import datetime as dt
from dataclasses import asdict
from functools import partial
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reports.charts import heat_map, pareto_chart, trend_chart
from reports.domain.board import Board
from reports.domain.intervals import Verdict
from reports.domain.weeks import IsoWeek
from reports.queries.narrowing import Narrowing
from reports.queries.parts import part_choices
from reports.queries.spikes import open_alarms
from reports.queries.weeks import load_board, report_runs, week_to_show
from reports.views.links import cases_link
from reviews.access import ANALYSTS, DeskRequest, seat_required
from reviews.models import Shop


@seat_required(ANALYSTS)
def dashboard(request: DeskRequest) -> HttpResponse:
    """One week; without ``?week=2026-W46`` the last complete one that has cases."""
    now, shop = timezone.now(), request.member.shop
    week = asked_week(request, now=now)
    narrowing = asked_part(request)
    loaded = load_board(shop=shop, week=week, narrowing=narrowing)
    context = {
        "summary": loaded.board,
        "comparisons": loaded.comparisons,
        "alarms": open_alarms(member=request.member),
        "narrowing": narrowing,
        "kept": urlencode({k: v for k, v in asdict(narrowing).items() if v}),
        "choices": part_choices(shop=shop, week=week, narrowing=narrowing),
        "being_counted": loaded.being_counted,
        "workbooks": report_runs(member=request.member),
        "before": week - 1,
        "after": week + 1 if week + 1 <= IsoWeek.of(now) else None,
        "is_running": now in week,
        **_charts(loaded.board, shop),
    }
    return render(request, "reports/dashboard.html", context)


def asked_week(request: DeskRequest, *, now: dt.datetime) -> IsoWeek:
    """The week of the address; one that can't be read or lies ahead counts as not given."""
    try:
        week = IsoWeek.parse(request.GET.get("week", ""))
    except ValueError:
        return week_to_show(shop=request.member.shop, now=now)
    return min(week, IsoWeek.of(now))


def asked_part(request: DeskRequest) -> Narrowing:
    """The cause and the product of the address; one the shop does not have finds nothing."""
    return Narrowing(request.GET.get("cause", "")[:60], request.GET.get("product", "")[:16])


def _charts(summary: Board, shop: Shop) -> dict[str, object]:
    link = partial(cases_link, shop, summary.week)
    rising = frozenset(
        line.cause.code for line in summary.causes if line.to_mean.verdict is Verdict.UP
    )
    return {
        "pareto": pareto_chart(summary.causes, link=link),
        "trend": trend_chart(summary.trend, rising=rising, link=link),
        "heat": heat_map(summary.cells, link=link),
    }
