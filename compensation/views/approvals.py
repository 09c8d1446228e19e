"""What waits for a decision: one card each, made for a phone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from compensation.domain.money import format_yuan
from compensation.forms import DecisionForm, WaitingFilterForm
from compensation.operations.decisions import (
    Decided,
    approve_offer,
    approve_several,
    reject_offer,
)
from compensation.operations.errors import OfferRefusedError
from compensation.queries.offers import offers_named, waiting_cards, waiting_in
from compensation.views.found import offer_of, page_of, tell
from reviews import reasons
from reviews.access import DECIDERS, DeskRequest, seat_required
from reviews.choices import OWNER

MOST_AT_ONCE = 50
CARDS_SHOWN = 24


@seat_required(DECIDERS)
def approvals(request: DeskRequest) -> HttpResponse:
    """The offers that wait, the oldest first, under the filters of the address."""
    member = request.member
    form = WaitingFilterForm(request.GET, shop=member.shop)
    page = page_of(request, waiting_in(shop=member.shop, wanted=form.wanted()), shown=CARDS_SHOWN)
    waiting = waiting_cards(page, now=timezone.now())
    mine = {
        one.offer.pk
        for one in waiting
        if one.offer.proposed_by_id != member.pk and (member.role == OWNER or not one.is_owners)
    }
    context = {"waiting": waiting, "mine": mine, "page": page, "form": form}
    return render(request, "compensation/approvals.html", context)


@seat_required(DECIDERS)
def approve_chosen(request: DeskRequest) -> HttpResponse:
    """Approve all that were ticked; says of each that was refused, why."""
    back = redirect("compensation:approvals", shop=request.member.shop.code)
    if request.method != "POST":
        return back
    chosen = request.POST.getlist("offer")[:MOST_AT_ONCE]
    offers = offers_named(shop=request.member.shop, public_ids=chosen)
    word = request.POST.get("word", "")[:200]
    decided = approve_several(offers=offers, member=request.member, now=timezone.now(), word=word)
    refused = [one for one in decided if one.reasons]
    if not offers:
        messages.error(request, _("Tick the offers to approve first."))
    if approved := len(decided) - len(refused):
        messages.success(request, _approved(approved))
    for one in refused:
        messages.error(request, _not_approved(one))
    return back


def _approved(number: int) -> str:
    return ngettext("%(number)s offer approved.", "%(number)s offers approved.", number) % {
        "number": number
    }


def _not_approved(one: Decided) -> str:
    buyer = one.offer.case.buyer
    return _("Not approved: %(kind)s ¥%(amount)s for %(buyer)s. %(why)s") % {
        "kind": one.offer.get_kind_display(),
        "amount": format_yuan(one.offer.requested_fen),
        "buyer": buyer.nick_masked if buyer is not None else "—",
        "why": " ".join(reasons.render(reason) for reason in one.reasons),
    }


@seat_required(DECIDERS)
def decide(request: DeskRequest, offer: str) -> HttpResponse:
    """Approve, give less, or say no."""
    found = offer_of(request, offer)
    form = DecisionForm(request.POST)
    back = redirect("compensation:approvals", shop=request.member.shop.code)
    if request.method != "POST" or not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return back
    member, now, word = request.member, timezone.now(), form.cleaned_data["word"]
    try:
        if form.cleaned_data["verdict"] == "approve":
            amount_fen = form.cleaned_data["amount"]
            approve_offer(offer=found, member=member, now=now, word=word, amount_fen=amount_fen)
        else:
            reject_offer(offer=found, member=member, now=now, word=word)
    except OfferRefusedError as refused:
        tell(request, refused.reasons)
    else:
        messages.success(request, _("Decided: %(state)s") % {"state": found.get_state_display()})
    return back
