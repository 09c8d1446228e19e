"""Corrective actions: open, show, put in force, close; the effect is measured by the desk."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reports.domain.spans import Span
from reports.domain.told import BRIEF
from reports.domain.weeks import IsoWeek
from reports.forms import ActionForm, BriefForm, ForceForm
from reports.models import Action, Alarm
from reports.operations.actions import (
    Place,
    WrongAction,
    close_action,
    open_action,
    put_in_force,
)
from reports.queries.actions import action_cards
from reports.queries.attached import (
    attached_cases,
    brief_token,
    cases_of_alarm,
    cases_to_attach,
)
from reports.queries.told import told_of
from reports.views.asked import asked_traits, span_of
from reports.views.links import span_query
from reviews import reasons
from reviews.access import ANALYSTS, DeskRequest, seat_required
from reviews.domain.reason import Reason
from reviews.models import Case, Cause, Product

USUAL_DAYS = 14
USUAL_WEEKS = 4


@seat_required(ANALYSTS)
def actions(request: DeskRequest) -> HttpResponse:
    """All actions of the shop, and the form for a new one with the cases it is about."""
    now, shop = timezone.now(), request.member.shop
    given = request.POST if request.method == "POST" else request.GET
    alarm = _alarm(request, given.get("alarm", ""))
    first = _initial(request.GET, alarm, today=timezone.localdate(now))
    form = ActionForm(request.POST or None, shop=shop, initial=first)
    if request.method == "POST" and form.is_valid():
        made = _open(request, form, alarm, now=now)
        messages.success(request, _("The action is open. Its effect is measured once in force."))
        return redirect("reports:action", shop=shop.code, action=made.public_id)
    span = _span(given, now=now)
    context = {
        "form": form,
        "cards": action_cards(member=request.member),
        "today": timezone.localdate(now),
        "alarm": alarm,
        "asked": span_query(span) | _traits_of(given),
        "span": span,
        "attachable": _attachable(request, form, given, alarm, span),
        "opens_form": bool(form.errors or given.get("cause") or alarm),
    }
    return render(request, "reports/actions.html", context, status=422 if form.errors else 200)


def _open(
    request: DeskRequest, form: ActionForm, alarm: Alarm | None, *, now: dt.datetime
) -> Action:
    filled = dict(form.cleaned_data)
    del filled["seen"]
    place = Place(*(filled.pop(name) for name in ("carrier", "warehouse", "batch")))
    cases: Iterable[Case] = ()
    if request.POST.get("attach"):
        cases = _cases(
            request, filled["cause"], filled["product"], alarm, _span(request.POST, now=now)
        )
    return open_action(
        shop=request.member.shop,
        member=request.member,
        place=place,
        cases=cases,
        now=now,
        **filled,
    )


def _cases(
    request: DeskRequest, cause: Cause, product: Product | None, alarm: Alarm | None, span: Span
) -> Iterable[Case]:
    if alarm is not None and (alarm.cause, alarm.product) == (cause, product):
        return cases_of_alarm(alarm)
    given = request.POST if request.method == "POST" else request.GET
    traits = asked_traits(given)
    return cases_to_attach(
        shop=request.member.shop, cause=cause, product=product, span=span, traits=traits
    )


def _attachable(
    request: DeskRequest, form: ActionForm, given: QueryDict, alarm: Alarm | None, span: Span
) -> int | None:
    """How many cases stand behind the cell that led here; None where no cell did."""
    if alarm is not None:
        return alarm.cases
    shop = request.member.shop
    cause = Cause.objects.filter(shop=shop, code=given.get("cause", "")).first()
    if cause is None or form.errors:
        return None
    product = Product.objects.filter(shop=shop, public_id=given.get("product", "")).first()
    return len(list(_cases(request, cause, product, None, span)))


def _initial(
    given: QueryDict, alarm: Alarm | None, *, today: dt.date
) -> dict[str, str | dt.date | None]:
    first: dict[str, str | dt.date | None] = {
        "due_on": today + dt.timedelta(days=USUAL_DAYS),
        "batch": given.get("sku", ""),
        **{name: given.get(name, "") for name in ("cause", "product", "carrier", "warehouse")},
    }
    if alarm is not None:
        first |= {
            "cause": alarm.cause.code,
            "product": alarm.product.public_id if alarm.product else "",
            "batch": reasons.render(Reason.from_json(alarm.batch))[:120] if alarm.batch else "",
        }
    return first


def _alarm(request: DeskRequest, public_id: str) -> Alarm | None:
    found = Alarm.objects.filter(shop=request.member.shop_id, public_id=public_id)
    return found.select_related("cause", "product", "shop").first() if public_id else None


def _span(given: QueryDict, *, now: dt.datetime) -> Span:
    """The weeks of the cell that led here, else the last complete ones."""
    last = IsoWeek.of(now) - 1
    return span_of(given, now=now) or Span(last - (USUAL_WEEKS - 1), last)


def _traits_of(given: QueryDict) -> dict[str, str]:
    traits = asked_traits(given)
    return {name: value for name, value in (("sku", traits.sku),) if value}


@seat_required(ANALYSTS)
def action(request: DeskRequest, action: str) -> HttpResponse:
    """One action: what was asked, its cases, its effect, and what happened to it."""
    return action_page(request, seen_action(request, action))


def action_page(
    request: DeskRequest, found: Action, *, form: BriefForm | None = None
) -> HttpResponse:
    """The page, with what was typed where it can't be taken."""
    now = timezone.now()
    said = {name: getattr(found, name) for name in BRIEF} | {"seen": brief_token(found)}
    context = {
        "action": found,
        "attached": attached_cases(found),
        "told": told_of(found),
        "today": timezone.localdate(now),
        "form": form or BriefForm(initial=said),
        "cases_query": _cases_query(found, now=now),
    }
    status = 422 if form and form.errors else 200
    return render(request, "reports/action.html", context, status=status)


def _cases_query(action: Action, *, now: dt.datetime) -> str:
    """Where to look for more of its cases."""
    last = IsoWeek.of(now) - 1
    asked = span_query(Span(last - (USUAL_WEEKS - 1), last)) | {
        "cause": action.cause.code,
        "product": action.product.public_id if action.product else "",
        "carrier": action.carrier,
        "warehouse": action.warehouse,
    }
    return urlencode({name: value for name, value in asked.items() if value})


@seat_required(ANALYSTS)
@require_POST
def in_force(request: DeskRequest, action: str) -> HttpResponse:
    """The change works since a day."""
    found = seen_action(request, action)
    form = ForceForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Name the day since when the change is in force."))
        return show_action(request, found)
    try:
        put_in_force(
            action=found,
            on=form.cleaned_data["on"],
            member=request.member,
            now=timezone.now(),
        )
    except WrongAction as refused:
        messages.warning(request, reasons.render(refused.reason))
    return show_action(request, found)


@seat_required(ANALYSTS)
@require_POST
def close(request: DeskRequest, action: str) -> HttpResponse:
    """Nothing more is expected of the action."""
    found = seen_action(request, action)
    try:
        close_action(action=found, member=request.member, now=timezone.now())
    except WrongAction as refused:
        messages.warning(request, reasons.render(refused.reason))
    return show_action(request, found)


def show_action(request: DeskRequest, action: Action) -> HttpResponse:
    """Back to its page."""
    return redirect("reports:action", shop=request.member.shop.code, action=action.public_id)


def seen_action(request: DeskRequest, public_id: str) -> Action:
    """An action of this shop, else 404."""
    found = Action.objects.filter(shop=request.member.shop_id, public_id=public_id)
    action = found.select_related("cause", "product", "shop", "created_by").first()
    if action is None:
        raise Http404
    return action
