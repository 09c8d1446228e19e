"""The lists of money under their pages' filters, as workbooks; each is written down."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compensation.choices import CODE_STATE_CHOICES, OFFER_STATE_CHOICES, PAYOUT_STATE_CHOICES
from compensation.domain.payout_sheet import Yuan
from compensation.forms import (
    BudgetFilterForm,
    PromiseFilterForm,
    StockFilterForm,
    WaitingFilterForm,
)
from compensation.models import Offer, Payout, StockCode
from compensation.queries.codes import StockRow, codes_in, stock_rows
from compensation.queries.matrix import names_of_causes
from compensation.queries.money import BudgetRow, budget_rows
from compensation.queries.offers import offers_in, payouts_in, waiting_in
from compensation.queries.promises import of_urgency, promises_in
from compensation.tables import (
    BudgetTable,
    CodeTable,
    OfferTable,
    PayoutTable,
    PromiseTable,
    StockTable,
    WaitingTable,
)
from compensation.views.found import known_choice, stock_of
from compensation.views.sheets import budget_names, heads_of, logged_sheet
from compensation.workbook.lists import Value, write_list
from reviews import reasons
from reviews.access import DECIDERS, DeskRequest, seat_required

_CHUNK = 2_000
_URGENCIES = {
    "overdue": gettext_lazy("Overdue"),
    "soon": gettext_lazy("Due within a day"),
    "later": gettext_lazy("Later"),
}


@seat_required(DECIDERS)
def offers_file(request: DeskRequest) -> HttpResponse:
    """Offers of the state asked for, the newest first."""
    shop = request.member.shop
    state = known_choice(request.GET.get("state", ""), OFFER_STATE_CHOICES)
    found = offers_in(shop=shop, state=state)
    rows = found.prefetch_related("draws__budget").iterator(chunk_size=_CHUNK)
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


@seat_required(DECIDERS)
def approvals_file(request: DeskRequest) -> HttpResponse:
    """What waits for a decision under the page's filters."""
    shop = request.member.shop
    wanted = WaitingFilterForm(request.GET, shop=shop).wanted()
    found = waiting_in(shop=shop, wanted=wanted)
    return _saved(request, "approvals", _("Approvals"), WaitingTable, map(_waiting, found))


@seat_required(DECIDERS)
def promises_file(request: DeskRequest) -> HttpResponse:
    """Open promises under the page's filters."""
    shop, now = request.member.shop, timezone.now()
    wanted = PromiseFilterForm(request.GET, shop=shop).wanted()
    found = promises_in(shop=shop, wanted=wanted, now=now)
    when = known_choice(request.GET.get("when", ""), list(_URGENCIES.items()))
    rows = map(_promise, of_urgency(found, when, now=now))
    return _saved(request, "promises", _("Promises"), PromiseTable, rows)


@seat_required(DECIDERS)
def budgets_file(request: DeskRequest) -> HttpResponse:
    """Budgets under the page's filters."""
    shop, today = request.member.shop, timezone.localdate()
    wanted = BudgetFilterForm(request.GET, shop=shop).wanted()
    causes = names_of_causes(shop)
    rows = budget_rows(shop=shop, day=today, wanted=wanted)
    cells = [_budget(row, causes.get(row.budget.cause, row.budget.cause)) for row in rows]
    return _saved(request, "budgets", _("Budgets"), BudgetTable, cells)


@seat_required(DECIDERS)
def stocks_file(request: DeskRequest) -> HttpResponse:
    """Stocks of codes and gifts with what is left."""
    kind = StockFilterForm(request.GET).typed().get("kind", "")
    rows = stock_rows(shop=request.member.shop, today=timezone.localdate(), kind=kind)
    return _saved(request, "stocks", _("Coupons and gifts"), StockTable, map(_stock, rows))


@seat_required(DECIDERS)
def codes_file(request: DeskRequest, stock: str) -> HttpResponse:
    """The codes of a stock, masked: a workbook is no place for what buys something."""
    found = stock_of(request, stock)
    state = known_choice(request.GET.get("state", ""), CODE_STATE_CHOICES)
    rows = codes_in(stock=found, state=state)
    asked = f"stock={found.public_id}&{request.GET.urlencode()}".rstrip("&")
    return _saved(request, "codes", found.name, CodeTable, map(_code, rows), asked=asked)


def _saved(
    request: DeskRequest,
    what: str,
    sheet: str,
    table: Any,
    rows: Iterable[Sequence[Value]],
    *,
    asked: str = "",
) -> HttpResponse:
    """The rows as a workbook, written down for the audit with their number."""
    cells = list(rows)
    content = write_list(name=sheet, heads=heads_of(table), rows=cells)
    name = f"{what}-{request.member.shop.code}"
    return logged_sheet(request, what, name, content, rows=len(cells), asked=asked)


def _waiting(offer: Offer) -> Sequence[Value]:
    buyer, order = offer.case.buyer, offer.order
    return [
        offer.case.public_id,
        buyer.nick_masked if buyer is not None else "",
        offer.get_kind_display(),
        Yuan(offer.amount_fen),
        offer.get_approver_display(),
        reasons.render(offer.because),
        offer.asked_reason,
        Yuan(order.paid_fen) if order is not None and order.paid_fen is not None else "",
        offer.proposed_by.display_name,
        offer.proposed_at,
    ]


def _promise(promise: Any) -> Sequence[Value]:
    buyer, offer = promise.case.buyer, getattr(promise, "offer", None)
    payout = getattr(offer, "payout", None)
    return [
        promise.due_at,
        str(_URGENCIES[promise.urgency]),
        promise.text,
        promise.case.public_id,
        buyer.nick_masked if buyer is not None else "",
        promise.member.display_name if promise.member is not None else "",
        payout.get_state_display() if payout is not None else _("spoken"),
    ]


def _budget(row: BudgetRow, cause: str) -> Sequence[Value]:
    budget = row.budget
    return [
        budget.name,
        budget.get_kind_display() if budget.kind else _("Every kind"),
        cause or _("Every cause"),
        budget.person.display_name if budget.person is not None else _("Everybody"),
        budget.starts_on,
        budget.ends_on,
        Yuan(budget.cap_fen),
        Yuan(budget.reserved_fen),
        Yuan(budget.spent_fen),
        Yuan(row.state.left_fen),
    ]


def _stock(row: StockRow) -> Sequence[Value]:
    stock = row.stock
    counts = [row.left, row.ends_soon, row.over, row.handed, row.sent]
    return [stock.name, stock.get_kind_display(), Yuan(stock.value_fen), *counts]


def _code(code: StockCode) -> Sequence[Value]:
    return [
        code.code_masked,
        code.expires_on,
        code.get_state_display(),
        code.offer.case.public_id if code.offer is not None else "",
        code.handed_at,
        code.handed_by.display_name if code.handed_by is not None else "",
        code.sent_at,
    ]


def _offer(offer: Offer) -> Sequence[Value]:
    buyer = offer.case.buyer
    return [
        offer.case.public_id,
        buyer.nick_masked if buyer is not None else "",
        offer.get_kind_display(),
        Yuan(offer.amount_fen),
        offer.get_state_display(),
        reasons.render(offer.because),
        budget_names(offer),
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
