"""Bringing in exports: upload, progress, rejected rows."""

from io import BytesIO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from reviews import reasons
from reviews.access import IMPORTERS, DeskRequest, seat_required
from reviews.forms import UploadForm
from reviews.intake.failures import UnreadableFile
from reviews.models import ImportRun
from reviews.operations.import_rejects import write_rejects_of
from reviews.operations.imports import start_import
from reviews.queries.imports import ImportView, import_runs, import_view
from reviews.tasks import run_import

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: htmx stops polling at this answer.
STOP_POLLING = 286


@seat_required(IMPORTERS)
def imports_page(request: DeskRequest) -> HttpResponse:
    """Every import of the shop, and the place to start one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = start_import(
                shop=request.member.shop,
                kind=form.cleaned_data["kind"],
                file=form.cleaned_data["file"],
                file_name=form.cleaned_data["file"].name,
                member=request.member,
                now=timezone.now(),
            )
        except UnreadableFile as failure:
            form.add_error("file", reasons.render(failure.reason))
        else:
            run_import.delay(run_id=run.pk)
            return redirect("reviews:import", shop=request.member.shop.code, run=run.public_id)
    context = {"form": form, "runs": import_runs(member=request.member)}
    return render(request, "reviews/imports.html", context, status=422 if form.errors else 200)


@seat_required(IMPORTERS)
def import_page(request: DeskRequest, run: str) -> HttpResponse:
    """One import with its progress."""
    return render(request, "reviews/import.html", {"import": _found(request, run)})


@seat_required(IMPORTERS)
def progress(request: DeskRequest, run: str) -> HttpResponse:
    """The moving part of the page; ends the polling when the import has ended."""
    shown = _found(request, run)
    status = STOP_POLLING if shown.has_ended else 200
    context = {"import": shown}
    return render(request, "reviews/_import_progress.html", context, status=status)


@seat_required(IMPORTERS)
def rejects(request: DeskRequest, run: str) -> FileResponse:
    """The rows that could not go in, as a workbook to mend and import again."""
    shown = _found(request, run)
    file = BytesIO()
    write_rejects_of(run=shown.run, file=file)
    file.seek(0)
    name = f"rejected-{shown.run.public_id}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _found(request: DeskRequest, run: str) -> ImportView:
    try:
        return import_view(member=request.member, public_id=run)
    except ImportRun.DoesNotExist:
        raise Http404 from None
