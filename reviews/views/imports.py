"""Bringing in exports: upload, the look before, progress, rejected rows."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews import reasons
from reviews.access import IMPORTERS, DeskRequest, seat_required
from reviews.choices import IMPORT_KIND_CHOICES
from reviews.domain.reason import Reason
from reviews.forms import OverruleForm, StartForm, UploadForm
from reviews.intake.failures import UnreadableFile
from reviews.models import ImportRun
from reviews.operations.import_checks import overrule, start_check, start_checked
from reviews.operations.import_rejects import write_rejects_of
from reviews.operations.imports import cancel_import
from reviews.queries.import_guide import steps_for
from reviews.queries.imports import ImportView, import_runs, import_view
from reviews.tasks import check_import, run_import

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: htmx stops polling at this answer.
STOP_POLLING = 286


@seat_required(IMPORTERS)
def imports_page(request: DeskRequest) -> HttpResponse:
    """Every import of the shop, and the place to bring a file."""
    is_posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_posted else UploadForm()
    if form.is_valid():
        try:
            run = start_check(
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
            return _brought(request, run)
    if code := request.META.get("reviewdesk.upload_failed"):
        form.errors.pop("file", None)
        form.add_error("file", reasons.render(Reason(code)))
    context = {
        "form": form,
        "runs": import_runs(member=request.member),
        "steps": steps_for(request.member.shop.platform),
    }
    return render(request, "reviews/imports.html", context, status=422 if form.errors else 200)


def _brought(request: DeskRequest, run: ImportRun) -> HttpResponse:
    if run.created_by_id != request.member.pk:
        messages.info(
            request,
            _("This file is on its way already: %(name)s brought it.")
            % {"name": run.created_by.display_name if run.created_by else "—"},
        )
    if run.state == "checking":
        check_import.delay(run_id=run.pk)
    return _to(request, run)


@seat_required(IMPORTERS)
def import_page(request: DeskRequest, run: str) -> HttpResponse:
    """One import: what would come of it, how it goes, or what came of it."""
    return _show(request, _found(request, run))


@seat_required(IMPORTERS)
def progress(request: DeskRequest, run: str) -> HttpResponse:
    """The moving part of the page; ends the polling when there is nothing to wait for."""
    shown = _found(request, run)
    context = {"import": shown}
    if shown.is_moving:
        return render(request, "reviews/_import_progress.html", context)
    if shown.has_ended:
        return render(request, "reviews/_import_progress.html", context, status=STOP_POLLING)
    # Looked through: the whole page is another one now.
    return HttpResponse(status=STOP_POLLING, headers={"HX-Refresh": "true"})


@seat_required(IMPORTERS)
def read_as(request: DeskRequest, run: str) -> HttpResponse:
    """Have the file looked through anew, read as the person says."""
    shown = _found(request, run)
    if request.method != "POST" or shown.preview is None:
        return _to(request, shown.run)
    form = OverruleForm(request.POST, run=shown.run, preview=shown.preview)
    if not form.is_valid():
        return _show(request, shown, errors=form.errors)
    anew = overrule(
        run=shown.run,
        kind=form.cleaned_data["kind"],
        asked=form.asked(),
        look=form.cleaned_data["look"],
        keep=form.cleaned_data["keep"],
        member=request.member,
        now=timezone.now(),
    )
    if anew:
        check_import.delay(run_id=shown.run.pk)
    else:
        messages.warning(request, _("Somebody changed this import meanwhile. Look at it again."))
    return _to(request, shown.run)


@seat_required(IMPORTERS)
def start(request: DeskRequest, run: str) -> HttpResponse:
    """Let the file in as it was seen."""
    shown = _found(request, run)
    if request.method != "POST":
        return _to(request, shown.run)
    form = StartForm(request.POST)
    if not form.is_valid():
        return _show(request, shown, errors=form.errors)
    started = start_checked(
        run=shown.run,
        look=form.cleaned_data["look"],
        covers=form.covers(),
        member=request.member,
        now=timezone.now(),
    )
    if started:
        run_import.delay(run_id=shown.run.pk)
    elif not shown.has_ended and shown.run.state != "queued":
        messages.warning(request, _("Somebody changed this import meanwhile. Look at it again."))
    return _to(request, shown.run)


@seat_required(IMPORTERS)
def cancel(request: DeskRequest, run: str) -> HttpResponse:
    """Stop an import; what went in stays."""
    shown = _found(request, run)
    if request.method == "POST":
        cancel_import(run=shown.run, member=request.member, now=timezone.now())
    return _to(request, shown.run)


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
        return import_view(member=request.member, public_id=run, now=timezone.now())
    except ImportRun.DoesNotExist:
        raise Http404 from None


def _to(request: DeskRequest, run: ImportRun) -> HttpResponse:
    return redirect("reviews:import", shop=request.member.shop.code, run=run.public_id)


def _show(request: DeskRequest, shown: ImportView, *, errors: object = None) -> HttpResponse:
    context = {"import": shown, "errors": errors, "kinds": IMPORT_KIND_CHOICES}
    return render(request, "reviews/import.html", context, status=422 if errors else 200)
