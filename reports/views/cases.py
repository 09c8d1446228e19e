"""The cases behind a figure of the reports page."""

from dataclasses import asdict
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reports.operations.exports import export_week, export_week_parquet
from reports.queries.attached import actions_to_join
from reports.queries.counted_cases import case_page, counted_cases
from reports.queries.traits import shared_traits
from reports.views.asked import asked_facts, asked_part, asked_span, asked_traits, asked_week
from reports.views.links import span_query
from reports.workbook.parquet_rows import MIME_TYPE as PARQUET
from reviews.access import ANALYSTS, DeskRequest, seat_required
from reviews.models import Cause, Product

#: What the form for an action takes over from the list.
ACTED_ON = ("week", "from", "to", "cause", "product", "carrier", "warehouse", "sku")


@seat_required(ANALYSTS)
def cases(request: DeskRequest) -> HttpResponse:
    """The counted cases of some weeks, of a cause, product, unit, fact or trait if asked for."""
    shop, part = request.member.shop, asked_part(request)
    span = asked_span(request, now=timezone.now())
    unit, facts, traits = (
        request.GET.get("unit", "")[:20],
        asked_facts(request),
        asked_traits(request.GET),
    )
    found = counted_cases(
        shop=shop, week=span, narrowing=part, unit=unit, facts=facts, traits=traits
    )
    number = request.GET.get("page", "1")[:6]
    kept = span_query(span) | {
        "cause": part.cause,
        "product": part.product,
        "unit": unit,
        "fact": ".".join(facts),
        **asdict(traits),
    }
    asked = {name: value for name, value in kept.items() if value}
    cause = Cause.objects.filter(shop=shop, code=part.cause).first() if part.cause else None
    context = {
        "page": case_page(found, number=int(number) if number.isdecimal() else 1),
        "span": span,
        "narrowing": part,
        "cause": cause,
        "joinable": actions_to_join(shop=shop, cause=cause),
        "product": Product.objects.filter(shop=shop, public_id=part.product).first(),
        "unit": unit,
        "facts": facts,
        "traits": traits,
        "shared": shared_traits(found),
        "kept": urlencode(asked),
        "week_query": urlencode(span_query(span)),
        "act_query": urlencode({name: asked[name] for name in ACTED_ON if name in asked}),
    }
    return render(request, "reports/cases.html", context)


@seat_required(ANALYSTS)
def rows(request: DeskRequest) -> HttpResponse:
    """All cases of a week as CSV, the columns of the workbook's sheet."""
    now = timezone.now()
    week = asked_week(request, now=now)
    content = export_week(member=request.member, week=week, now=now)
    name = f"reviewdesk-{request.member.shop.code}-{week}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@seat_required(ANALYSTS)
def typed_rows(request: DeskRequest) -> HttpResponse:
    """All cases of a week as Parquet, typed and with stable English column names."""
    now = timezone.now()
    week = asked_week(request, now=now)
    content = export_week_parquet(member=request.member, week=week, now=now)
    name = f"reviewdesk-{request.member.shop.code}-{week}.parquet"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=PARQUET, headers=headers)
