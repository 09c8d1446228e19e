"""Asking for a week's workbook, watching it being made, downloading it."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reports.models import ReportRun
from reports.operations.exports import open_workbook
from reports.operations.runs import request_report
from reports.queries.weeks import report_runs
from reports.tasks import wake_report
from reports.views.asked import asked_week
from reports.workbook.book import MIME_TYPE
from reviews.access import ANALYSTS, DeskRequest, seat_required

#: htmx stops polling at this answer.
STOP_POLLING = 286


@seat_required(ANALYSTS)
@require_POST
def ask(request: DeskRequest) -> HttpResponse:
    """Ask for the workbook of a week in the reader's language."""
    now, shop = timezone.now(), request.member.shop
    week = asked_week(request, now=now)
    run = request_report(
        shop=shop,
        week=week,
        language=get_language() or "",
        member=request.member,
        now=now,
        base_url=request.build_absolute_uri("/").rstrip("/"),
    )
    wake_report(run_id=run.pk)
    messages.success(request, _("The workbook is being made; it appears below when it is ready."))
    response = redirect("reports:dashboard", shop=shop.code)
    response["Location"] += f"?week={week}#workbooks"
    return response


@seat_required(ANALYSTS)
def runs(request: DeskRequest) -> HttpResponse:
    """The list of workbooks; ends the polling when none is being made."""
    shown = report_runs(member=request.member, now=timezone.now())
    status = 200 if shown.is_making else STOP_POLLING
    context = {"workbooks": shown}
    return render(request, "reports/_runs.html", context, status=status)


@seat_required(ANALYSTS)
def download(request: DeskRequest, run: str) -> FileResponse:
    """A finished workbook of this shop."""
    shop = request.member.shop
    try:
        found = ReportRun.objects.get(shop=shop, public_id=run, state="done")
        file = open_workbook(run=found, member=request.member, now=timezone.now())
    except (ReportRun.DoesNotExist, FileNotFoundError):
        raise Http404 from None
    name = f"reviewdesk-{shop.code}-{found.week}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=MIME_TYPE)
