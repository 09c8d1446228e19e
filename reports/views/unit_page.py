"""A unit's corrective actions, opened by a signed link instead of a seat.

Nothing here leads into the desk, and nothing of a buyer is shown but masked words.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from ninja.throttling import SimpleRateThrottle

from reports.domain.told import BY_LINK
from reports.forms import AnswerForm
from reports.models import Action
from reports.operations.actions import WrongAction, answer_action, close_action
from reports.queries.unit_actions import unit_actions
from reports.queries.unit_links import UnitSeat, read_link
from reviews import reasons
from reviews.access import client_ip

P = ParamSpec("P")
SeatedView = Callable[Concatenate[HttpRequest, UnitSeat, P], HttpResponse]


class LinkThrottle(SimpleRateThrottle):
    """So many requests of one key a minute, counted in each process."""

    def __init__(self, key: str, rate: str) -> None:
        super().__init__(rate)
        self._key = key

    def get_cache_key(self, request: HttpRequest) -> str:  # noqa: ARG002  # the base's signature
        return f"unit-link-{self._key}"


def unit_link_required(view: SeatedView[P]) -> Callable[..., HttpResponse]:
    """Let in who holds a valid link, so often a minute; all others get one and the same answer."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, link: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        seat = read_link(link, now=timezone.now())
        throttle = _throttle(request, seat)
        if not throttle.allow_request(request):
            answer = HttpResponse(_("Too many requests. Wait a minute."), status=429)
        elif seat is None:
            answer = render(request, "reports/unit_gone.html", status=404)
        else:
            answer = view(request, seat, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return guarded


def _throttle(request: HttpRequest, seat: UnitSeat | None) -> LinkThrottle:
    if seat is None:
        return LinkThrottle(f"wrong-{client_ip(request)}", "30/m")
    return LinkThrottle(str(seat.link_id), "120/m")


@require_GET
@unit_link_required
def unit_page(request: HttpRequest, seat: UnitSeat) -> HttpResponse:
    """What the unit was asked to change, and what came of it."""
    return _page(request, seat)


@require_POST
@unit_link_required
def answer(request: HttpRequest, seat: UnitSeat, action: str) -> HttpResponse:
    """The unit says what it changed and since when."""
    found, now = _found(seat, action), timezone.now()
    form = AnswerForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        said = _("Say what was changed, and since when: a day of the past year.")
        return _page(request, seat, said=said, status=422)
    try:
        answer_action(action=found, now=now, **form.cleaned_data)
    except WrongAction as refused:
        return _page(request, seat, said=reasons.render(refused.reason), status=409)
    return _done(request, found)


@require_POST
@unit_link_required
def close(request: HttpRequest, seat: UnitSeat, action: str) -> HttpResponse:
    """The unit is done with an action."""
    found = _found(seat, action)
    try:
        close_action(action=found, member=None, now=timezone.now(), word=BY_LINK)
    except WrongAction as refused:
        return _page(request, seat, said=reasons.render(refused.reason), status=409)
    return _done(request, found)


def _done(request: HttpRequest, action: Action) -> HttpResponse:
    page = reverse("unit_page", kwargs={"link": _link(request)})
    return redirect(f"{page}?done#action-{action.public_id}")


def _page(
    request: HttpRequest, seat: UnitSeat, *, said: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    context = {
        "seat": seat,
        "link": _link(request),
        "actions": unit_actions(seat=seat, now=now),
        "today": timezone.localdate(now),
        "said": said,
        "done": "done" in request.GET,
    }
    return render(request, "reports/unit.html", context, status=status)


def _link(request: HttpRequest) -> str:
    match = request.resolver_match
    return str(match.kwargs["link"]) if match else ""


def _found(seat: UnitSeat, public_id: str) -> Action:
    try:
        return Action.objects.get(shop=seat.shop, unit=seat.unit, public_id=public_id)
    except Action.DoesNotExist:
        raise Http404 from None
