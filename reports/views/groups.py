"""Shops reported together: for who is owner or ops of every one of them, and nobody else."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reports.forms import GroupForm
from reports.models import ReportGroup, ReportRun
from reports.operations.exports import open_workbook
from reports.operations.report_groups import WrongGroup, make_group, retire_group
from reports.operations.runs import request_report
from reports.queries.report_groups import group_cards, groups_seen_by, shops_to_group
from reports.tasks import wake_report
from reports.views.asked import asked_week
from reports.workbook.book import MIME_TYPE
from reviews import reasons
from reviews.access import DeskRequest, seat_required
from reviews.choices import OPS, OWNER

GROUPERS = frozenset({OWNER, OPS})


@seat_required(GROUPERS)
def groups(request: DeskRequest) -> HttpResponse:
    """The person's groups with their workbooks, and the form for a new one."""
    user = request.member.user
    form = GroupForm(request.POST or None, shops=shops_to_group(user))
    if request.method == "POST" and form.is_valid():
        try:
            make_group(user=user, now=timezone.now(), **form.cleaned_data)
            return redirect("reports:groups", shop=request.member.shop.code)
        except WrongGroup as refused:
            form.add_error("shops", reasons.render(refused.reason))
    now = timezone.now()
    context = {"form": form, "cards": group_cards(user), "week": asked_week(request, now=now)}
    return render(request, "reports/groups.html", context, status=422 if form.errors else 200)


@seat_required(GROUPERS)
@require_POST
def ask(request: DeskRequest, group: str) -> HttpResponse:
    """Ask for a group's workbook of a week in the reader's language."""
    now = timezone.now()
    run = request_report(
        group=seen_group(request, group),
        week=asked_week(request, now=now),
        language=get_language() or "",
        member=request.member,
        now=now,
        base_url=request.build_absolute_uri("/").rstrip("/"),
    )
    wake_report(run_id=run.pk)
    messages.success(request, _("The workbook is being made; it appears below when it is ready."))
    return redirect("reports:groups", shop=request.member.shop.code)


@seat_required(GROUPERS)
def download(request: DeskRequest, group: str, run: str) -> FileResponse:
    """A finished workbook of a group."""
    try:
        found = seen_group(request, group).reports.get(public_id=run, state="done")
        file = open_workbook(run=found, member=request.member, now=timezone.now())
    except (ReportRun.DoesNotExist, FileNotFoundError):
        raise Http404 from None
    name = f"reviewdesk-{group}-{found.week}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=MIME_TYPE)


@seat_required(GROUPERS)
@require_POST
def retire(request: DeskRequest, group: str) -> HttpResponse:
    """Report a group no more."""
    retire_group(group=seen_group(request, group), now=timezone.now())
    return redirect("reports:groups", shop=request.member.shop.code)


def seen_group(request: DeskRequest, public_id: str) -> ReportGroup:
    """A group all of whose shops this person may put together, else 404."""
    found = groups_seen_by(request.member.user).filter(public_id=public_id).first()
    if found is None:
        raise Http404("no such group for this person")
    return found
