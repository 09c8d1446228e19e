"""Offers and payouts under their page's filter, as workbooks."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from compensation.choices import OFFER_STATE_CHOICES, PAYOUT_STATE_CHOICES
from compensation.domain.payout_sheet import Yuan
from compensation.models import Offer, Payout
from compensation.queries.offers import offers_in, payouts_in
from compensation.tables import OfferTable, PayoutTable
from compensation.views.found import known_choice
from compensation.views.sheets import heads_of, logged_sheet
from compensation.workbook.lists import Value, write_list
from reviews import reasons
from reviews.access import DECIDERS, DeskRequest, seat_required

_CHUNK = 2_000


@seat_required(DECIDERS)
def offers_file(request: DeskRequest) -> HttpResponse:
    """Offers of the state asked for, the newest first."""
    shop = request.member.shop
    state = known_choice(request.GET.get("state", ""), OFFER_STATE_CHOICES)
    found = offers_in(shop=shop, state=state)
    rows = found.iterator(chunk_size=_CHUNK)
    content = write_list(name=_("Offers"), heads=heads_of(OfferTable), rows=map(_offer, rows))
    return logged_sheet(request, "offers", f"offers-{shop.code}", content, rows=found.count())


@seat_required(DECIDERS)
def payouts_file(request: DeskRequest) -> HttpResponse:
    """Payouts of the state asked for, in the page's order."""
    shop = request.member.shop
    state = known_choice(request.GET.get("state", "payable"), PAYOUT_STATE_CHOICES)
    found = payouts_in(shop=shop, state=state)
    rows = found.iterator(chunk_size=_CHUNK)
    content = write_list(name=_("Payouts"), heads=heads_of(PayoutTable), rows=map(_payout, rows))
    return logged_sheet(request, "payouts", f"payouts-{shop.code}", content, rows=found.count())


def _offer(offer: Offer) -> Sequence[Value]:
    buyer = offer.case.buyer
    return [
        offer.case.public_id,
        buyer.nick_masked if buyer is not None else "",
        offer.get_kind_display(),
        Yuan(offer.amount_fen),
        offer.get_state_display(),
        reasons.render(offer.because),
        offer.budget.name if offer.budget is not None else "",
        offer.proposed_by.display_name,
        offer.proposed_at,
    ]


def _payout(payout: Payout) -> Sequence[Value]:
    buyer = payout.offer.case.buyer
    return [
        payout.offer.case.public_id,
        buyer.nick_masked if buyer is not None else "",
        payout.offer.get_kind_display(),
        Yuan(payout.amount_fen),
        payout.get_state_display(),
        payout.due_at,
        payout.paid_at,
        payout.provider_reference,
        payout.idempotency_key,
    ]
