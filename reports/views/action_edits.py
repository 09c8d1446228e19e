"""Editing what an action says, and which cases go with it."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from reports.forms import BriefForm
from reports.operations.action_edits import Brief, attach_cases, detach_cases, edit_action
from reports.operations.actions import WrongAction
from reports.queries.counted_cases import counted_cases
from reports.views.actions import action_page, seen_action, show_action
from reports.views.asked import asked_facts, asked_part, asked_span, asked_traits
from reviews import reasons
from reviews.access import ANALYSTS, DeskRequest, seat_required


@seat_required(ANALYSTS)
@require_POST
def edit(request: DeskRequest, action: str) -> HttpResponse:
    """Say anew what is to be changed, by whom and until when."""
    found, form = seen_action(request, action), BriefForm(request.POST)
    if not form.is_valid():
        return action_page(request, found, form=form)
    filled = dict(form.cleaned_data)
    seen = filled.pop("seen")
    try:
        edit_action(
            action=found, brief=Brief(**filled), seen=seen, member=request.member,
            now=timezone.now(),
        )  # fmt: skip
    except WrongAction as refused:
        form.add_error(None, reasons.render(refused.reason))
        return action_page(request, found, form=form)
    messages.success(request, _("Saved. What was said before stays in the history."))
    return show_action(request, found)


@seat_required(ANALYSTS)
@require_POST
def attach(request: DeskRequest) -> HttpResponse:
    """Let the listed cases go with an open action, the newest first."""
    found, shop = seen_action(request, request.POST.get("action", "")), request.member.shop
    listed = counted_cases(
        shop=shop,
        week=asked_span(request, now=timezone.now()),
        narrowing=asked_part(request),
        unit=request.GET.get("unit", "")[:20],
        facts=asked_facts(request),
        traits=asked_traits(request.GET),
    )
    try:
        added = attach_cases(
            action=found, cases=listed.order_by("-review__rated_at", "-id"),
            member=request.member, now=timezone.now(),
        )  # fmt: skip
        said = ngettext(
            "%(added)s case more goes with it.", "%(added)s cases more go with it.", added
        )
        messages.success(request, said % {"added": added})
    except WrongAction as refused:
        messages.warning(request, reasons.render(refused.reason))
    return show_action(request, found)


@seat_required(ANALYSTS)
@require_POST
def detach(request: DeskRequest, action: str) -> HttpResponse:
    """A case is not what the action is about."""
    found = seen_action(request, action)
    try:
        detach_cases(
            action=found, cases=request.POST.getlist("case"), member=request.member,
            now=timezone.now(),
        )  # fmt: skip
    except WrongAction as refused:
        messages.warning(request, reasons.render(refused.reason))
    return show_action(request, found)
