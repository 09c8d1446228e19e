"""What waits for a decision: one card each, made for a phone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from compensation.forms import DecisionForm
from compensation.operations.decisions import approve_offer, reject_offer
from compensation.operations.errors import OfferRefusedError
from compensation.queries.offers import waiting_offers
from compensation.views.found import offer_of, tell
from reviews.access import DECIDERS, DeskRequest, seat_required


@seat_required(DECIDERS)
def approvals(request: DeskRequest) -> HttpResponse:
    """The offers that wait, the oldest first."""
    waiting = waiting_offers(shop=request.member.shop, now=timezone.now())
    return render(request, "compensation/approvals.html", {"waiting": waiting})


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
