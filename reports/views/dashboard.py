"""Some weeks on screen: sentences, charts, tables; every mark leads to its cases."""

from dataclasses import asdict
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from reports.charts import funnel_chart, heat_map, pareto_chart, trend_chart
from reports.domain.board import Board
from reports.domain.intervals import Verdict
from reports.domain.spans import Span
from reports.domain.weeks import IsoWeek
from reports.queries.parts import part_choices, shops_to_show
from reports.queries.spans import load_span
from reports.queries.spans_to_choose import spans_to_choose
from reports.queries.spikes import open_alarms
from reports.queries.weeks import report_runs
from reports.views.asked import asked_part, asked_span
from reports.views.links import Links, span_query
from reviews.access import ANALYSTS, DeskRequest, seat_required


@seat_required(ANALYSTS)
def dashboard(request: DeskRequest) -> HttpResponse:
    """The asked weeks; without any the last complete one that has cases."""
    now, shop = timezone.now(), request.member.shop
    span, narrowing = asked_span(request, now=now), asked_part(request)
    shops = shops_to_show(member=request.member, roles=ANALYSTS)
    other = request.GET.get("shop", shop.code)
    if other != shop.code and other in dict(shops):
        answer = redirect("reports:dashboard", shop=other)
        answer["Location"] += f"?{urlencode(span_query(span))}"
        return answer
    loaded = load_span(shop=shop, span=span, narrowing=narrowing)
    links = Links(shop, span, narrowing)
    current = IsoWeek.of(now)
    after = Span.of(span.last + 1, max(span.last + 1, min(span.last + len(span), current)))
    context = {
        "summary": loaded.board,
        "span": span,
        "links": links,
        "comparisons": loaded.comparisons,
        "alarms": open_alarms(member=request.member),
        "narrowing": narrowing,
        "kept": urlencode({k: v for k, v in asdict(narrowing).items() if v}),
        "asked": urlencode(span_query(span)),
        "shops": shops,
        "choices": part_choices(shop=shop, week=span.last, narrowing=narrowing),
        "periods": spans_to_choose(shop=shop, span=span, now=now),
        "being_counted": loaded.being_counted,
        "workbooks": report_runs(member=request.member, now=now),
        "before": span.before,
        "after": after if after.first <= current else None,
        "is_running": now in span,
        **_charts(loaded.board, links),
    }
    return render(request, "reports/dashboard.html", context)


def _charts(summary: Board, links: Links) -> dict[str, object]:
    rising = frozenset(
        line.cause.code for line in summary.causes if line.to_mean.verdict is Verdict.UP
    )
    return {
        "pareto": pareto_chart(summary.causes, link=links.cause),
        "trend": trend_chart(summary.trend, rising=rising, link=links.cause_in),
        "heat": heat_map(summary.cells, link=links.cell),
        "funnel": funnel_chart(summary.recovery.lines[0], link=links.fact),
    }
