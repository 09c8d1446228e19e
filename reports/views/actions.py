"""Corrective actions: open, put in force, close; the effect is measured by the desk."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reports.forms import ActionForm, ForceForm
from reports.models import Action
from reports.operations.actions import WrongAction, close_action, open_action, put_in_force
from reports.queries.actions import action_cards
from reviews import reasons
from reviews.access import ANALYSTS, DeskRequest, seat_required


@seat_required(ANALYSTS)
def actions(request: DeskRequest) -> HttpResponse:
    """All actions of the shop, and the form for a new one."""
    now, shop = timezone.now(), request.member.shop
    form = ActionForm(request.POST or None, shop=shop, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        open_action(shop=shop, member=request.member, now=now, **form.cleaned_data)
        messages.success(request, _("The action is open. Its effect is measured once in force."))
        return redirect("reports:actions", shop=shop.code)
    context = {
        "form": form,
        "cards": action_cards(member=request.member),
        "today": timezone.localdate(now),
        "opens_form": bool(form.errors or request.GET.get("cause")),
    }
    return render(request, "reports/actions.html", context, status=422 if form.errors else 200)


@seat_required(ANALYSTS)
@require_POST
def in_force(request: DeskRequest, action: str) -> HttpResponse:
    """The change works since a day."""
    found = _found(request, action)
    form = ForceForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Name the day since when the change is in force."))
        return redirect("reports:actions", shop=request.member.shop.code)
    try:
        put_in_force(
            action=found,
            on=form.cleaned_data["on"],
            member=request.member,
            now=timezone.now(),
        )
    except WrongAction as refused:
        messages.warning(request, reasons.render(refused.reason))
    return redirect("reports:actions", shop=request.member.shop.code)


@seat_required(ANALYSTS)
@require_POST
def close(request: DeskRequest, action: str) -> HttpResponse:
    """Nothing more is expected of the action."""
    try:
        close_action(action=_found(request, action), member=request.member, now=timezone.now())
    except WrongAction as refused:
        messages.warning(request, reasons.render(refused.reason))
    return redirect("reports:actions", shop=request.member.shop.code)


def _found(request: DeskRequest, public_id: str) -> Action:
    try:
        return Action.objects.get(shop=request.member.shop_id, public_id=public_id)
    except Action.DoesNotExist:
        raise Http404 from None
