"""The offer panel of a case card: what may be given, one key each, and what was."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from compensation.choices import REMEDY_CHOICES
from compensation.forms import ProposalForm
from compensation.operations.answers import (
    accept_offer,
    decline_offer,
    mark_offered,
    withdraw_offer,
)
from compensation.operations.errors import OfferRefusedError, WordingBlockedError
from compensation.operations.offers import propose_offer
from compensation.queries.codes import stock_rows
from compensation.queries.offers import offer_panel as read_panel
from compensation.views.found import case_of, offer_of
from reviews.access import CALLERS, EVERYONE, DeskRequest, seat_required
from reviews.choices import OPS, OWNER
from reviews.domain.reason import Reason
from reviews.domain.wording import WordingPlace, check_wording
from reviews.models import Case

#: One key a remedy, beside the card's own.
KEYS = "fghvmyz"
_NAMES = dict(REMEDY_CHOICES)
_ACTS: dict[str, Callable[..., object]] = {
    "offered": mark_offered,
    "accept": accept_offer,
    "decline": decline_offer,
    "withdraw": withdraw_offer,
}


@seat_required(EVERYONE)
def offer_panel(request: DeskRequest, case: str) -> HttpResponse:
    """What may be offered now, and why not more."""
    return draw_panel(request, case_of(request, case))


@seat_required(CALLERS)
def propose(request: DeskRequest, case: str) -> HttpResponse:
    """Propose the remedy that was picked."""
    found = case_of(request, case)
    form = ProposalForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return draw_panel(request, found, form=form)
    try:
        propose_offer(
            case=found,
            member=request.member,
            proposal=form.proposal(),
            idempotency_key=form.cleaned_data["idempotency_key"],
            seen_policy=form.cleaned_data["policy"],
            now=timezone.now(),
        )
    except OfferRefusedError as refused:
        blocked = isinstance(refused, WordingBlockedError)
        return draw_panel(request, found, form=form, refused=refused.reasons, blocked=blocked)
    return draw_panel(request, found)


@seat_required(CALLERS)
def offer_act(request: DeskRequest, offer: str) -> HttpResponse:
    """What became of an offer: told, taken, declined, withdrawn."""
    found = offer_of(request, offer)
    act = _ACTS.get(request.POST.get("act", ""))
    refused: tuple[Reason, ...] = ()
    if request.method == "POST" and act is not None:
        try:
            act(offer=found, member=request.member, now=timezone.now())
        except OfferRefusedError as error:
            refused = error.reasons
    return draw_panel(request, case_of(request, found.case.public_id), refused=refused)


@seat_required(CALLERS)
def wording(request: DeskRequest) -> HttpResponse:
    """What the wording check says while a message to the buyer is typed."""
    text = request.POST.get("message", "")[:500]
    hits = check_wording(text, place=WordingPlace.MESSAGE)
    return render(request, "compensation/_wording.html", {"hits": hits})


def draw_panel(
    request: DeskRequest,
    case: Case,
    *,
    form: ProposalForm | None = None,
    refused: tuple[Reason, ...] = (),
    blocked: bool = False,
) -> HttpResponse:
    panel = read_panel(case=case, member=request.member, now=timezone.now())
    context = {
        "case": case,
        "panel": panel,
        "options": [
            (letter, option, _NAMES[option.kind.value], panel.short.get(option.kind))
            for letter, option in zip(KEYS, panel.free, strict=False)
        ],
        "stocks": stock_rows(shop=case.shop, today=timezone.localdate()),
        "form": form,
        "refused": refused,
        "key": uuid4().hex,
        "may_act": request.member.role != OPS and case.status != "closed",
        "may_override": blocked and request.member.role == OWNER,
    }
    return render(request, "compensation/_offer_panel.html", context)
