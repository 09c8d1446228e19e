"""The cases behind a figure of the reports page."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reports.operations.exports import export_week, export_week_parquet
from reports.queries.counted_cases import case_page, counted_cases
from reports.views.dashboard import asked_part, asked_week
from reports.workbook.parquet_rows import MIME_TYPE as PARQUET
from reviews.access import ANALYSTS, DeskRequest, seat_required
from reviews.models import Cause, Product


@seat_required(ANALYSTS)
def cases(request: DeskRequest) -> HttpResponse:
    """The counted cases of a week, of a cause, product, unit or fact where one is asked for."""
    shop, week, part = (
        request.member.shop,
        asked_week(request, now=timezone.now()),
        asked_part(request),
    )
    asked = {name: request.GET.get(name, "")[:20] for name in ("unit", "fact")}
    found = counted_cases(shop=shop, week=week, narrowing=part, **asked)
    number = request.GET.get("page", "1")
    kept = {"week": str(week), "cause": part.cause, "product": part.product, **asked}
    context = {
        "page": case_page(found, number=int(number) if number.isdecimal() else 1),
        "week": week,
        "narrowing": part,
        "cause": Cause.objects.filter(shop=shop, code=part.cause).first() if part.cause else None,
        "product": Product.objects.filter(shop=shop, public_id=part.product).first(),
        **asked,
        "kept": urlencode({name: value for name, value in kept.items() if value}),
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
