"""Ledger, budgets, payouts and the overview of them."""

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from compensation.choices import ACCOUNT_CHOICES, OFFER_STATE_CHOICES, PAYOUT_STATE_CHOICES
from compensation.domain.money import LedgerAccount
from compensation.forms import BudgetFilterForm, BudgetForm, LedgerFilterForm
from compensation.models import LedgerCheck, Payout
from compensation.operations.budgets import set_budget
from compensation.operations.errors import OfferRefusedError
from compensation.operations.payments import provider_of
from compensation.operations.payouts import (
    pay_now,
    record_by_hand,
    retry_payout,
    reverse_payout,
)
from compensation.queries.matrix import names_of_causes
from compensation.queries.money import (
    account_balances,
    budget_rows,
    ledger_entries,
    ledger_lines,
    used_by_day,
)
from compensation.queries.offers import (
    count_waiting,
    offers_in,
    payout_counts,
    payouts_in,
)
from compensation.queries.policies import version_in_force
from compensation.queries.promises import overdue_count
from compensation.queries.proof import proof_of
from compensation.tables import LedgerTable
from compensation.views.burn import burn_chart
from compensation.views.found import known_choice, page_of, payout_of, tell
from compensation.views.proof_paper import proof_pdf
from compensation.views.sheets import heads_of, ledger_cells, logged_sheet, pdf_response
from compensation.workbook.lists import write_list
from reviews.access import CALLERS, DECIDERS, OWNERS, DeskRequest, seat_required
from reviews.operations.exports import log_export

_LATEST = 8


@seat_required(CALLERS)
def home(request: DeskRequest) -> HttpResponse:
    """What is promised, owed and paid, what waits, and the latest offers."""
    shop, now = request.member.shop, timezone.now()
    balances = account_balances(shop=shop)
    context = {
        "accounts": [
            (name, label, balances[LedgerAccount(name)]) for name, label in ACCOUNT_CHOICES[1:]
        ],
        "budgets": budget_rows(shop=shop, day=timezone.localdate(now))[:_LATEST],
        "waiting": count_waiting(shop=shop),
        "overdue": overdue_count(shop=shop, now=now),
        "payouts": payout_counts(shop=shop),
        "offers": offers_in(shop=shop)[:_LATEST],
        "version": version_in_force(shop=shop, now=now),
        "check": LedgerCheck.objects.filter(shop=shop).order_by("-checked_at", "-id").first(),
    }
    return render(request, "compensation/home.html", context)


@seat_required(CALLERS)
def offers(request: DeskRequest) -> HttpResponse:
    """A shop's offers, perhaps of one state."""
    state = known_choice(request.GET.get("state", ""), OFFER_STATE_CHOICES)
    page = page_of(request, offers_in(shop=request.member.shop, state=state))
    context = {"page": page, "state": state, "states": OFFER_STATE_CHOICES[1:]}
    return render(request, "compensation/offers.html", context)


@seat_required(DECIDERS)
def ledger(request: DeskRequest) -> HttpResponse:
    """The entries of one account with the balance after each."""
    shop = request.member.shop
    form = LedgerFilterForm(request.GET, shop=shop)
    wanted = form.wanted()
    balances = account_balances(shop=shop)
    page = page_of(request, ledger_entries(shop=shop, wanted=wanted))
    context = {
        "page": page,
        "table": LedgerTable(page.object_list),
        "form": form,
        "account": wanted.account,
        "accounts": [
            (name, label, balances[LedgerAccount(name)]) for name, label in ACCOUNT_CHOICES
        ],
        "check": LedgerCheck.objects.filter(shop=shop).order_by("-checked_at", "-id").first(),
    }
    return render(request, "compensation/ledger.html", context)


@seat_required(DECIDERS)
def ledger_workbook(request: DeskRequest) -> HttpResponse:
    """The entries under the same filters, as a workbook."""
    shop = request.member.shop
    wanted = LedgerFilterForm(request.GET, shop=shop).wanted()
    lines = map(ledger_cells, ledger_lines(shop=shop, wanted=wanted))
    content = write_list(name=_("Ledger"), heads=heads_of(LedgerTable), rows=lines)
    number = ledger_entries(shop=shop, wanted=wanted).count()
    return logged_sheet(request, "ledger", f"ledger-{shop.code}", content, rows=number)


@seat_required(DECIDERS)
def budgets(request: DeskRequest) -> HttpResponse:
    """Every budget and how fast it is used; the owner sets them."""
    month = {"period": "month", "starts_on": timezone.localdate()}
    return _budgets(request, BudgetForm(shop=request.member.shop, initial=month))


@seat_required(OWNERS)
def budget_set(request: DeskRequest) -> HttpResponse:
    """Make a budget, or change the one of that kind and first day."""
    if request.method != "POST":
        return redirect("compensation:budgets", shop=request.member.shop.code)
    form = BudgetForm(request.POST, shop=request.member.shop)
    if not form.is_valid():
        return _budgets(request, form)
    typed = form.cleaned_data
    try:
        set_budget(
            shop=request.member.shop,
            member=request.member,
            name=typed["name"],
            kind=typed["kind"],
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
            cap_fen=typed["cap"],
            cause=typed["cause"],
            person=typed["person"],
            now=timezone.now(),
        )
    except OfferRefusedError as refused:
        tell(request, refused.reasons)
        return _budgets(request, form)
    messages.success(request, _("The budget is set."))
    return redirect("compensation:budgets", shop=request.member.shop.code)


def _budgets(request: DeskRequest, form: BudgetForm) -> HttpResponse:
    shop, today = request.member.shop, timezone.localdate()
    used, causes = used_by_day(shop=shop), names_of_causes(shop)
    wanted = BudgetFilterForm(request.GET, shop=shop)
    rows = [
        (
            row,
            causes.get(row.budget.cause, row.budget.cause),
            burn_chart(row.state, used.get(row.budget.pk, {}), today=today),
        )
        for row in budget_rows(shop=shop, day=today, wanted=wanted.wanted())
    ]
    context = {"rows": rows, "form": wanted, "new": form}
    return render(request, "compensation/budgets.html", context)


@seat_required(DECIDERS)
def payouts(request: DeskRequest) -> HttpResponse:
    """What is to be paid, was paid, or failed."""
    shop = request.member.shop
    state = known_choice(request.GET.get("state", "payable"), PAYOUT_STATE_CHOICES)
    counts = payout_counts(shop=shop)
    context = {
        "page": page_of(request, payouts_in(shop=shop, state=state)),
        "state": state,
        "states": [(name, label, counts[name]) for name, label in PAYOUT_STATE_CHOICES],
        "pays_itself": provider_of(shop) is not None,
        "now": timezone.now(),
    }
    return render(request, "compensation/payouts.html", context)


@seat_required(DECIDERS)
def payout_act(request: DeskRequest, payout: str) -> HttpResponse:
    """Pay, note a payment made by hand, try again, or take back."""
    found = payout_of(request, payout)
    if request.method == "POST":
        try:
            _act(request, found, timezone.now())
        except OfferRefusedError as refused:
            tell(request, refused.reasons)
        else:
            label = found.get_state_display()
            messages.success(request, _("The payout: %(state)s") % {"state": label})
    return redirect("compensation:payouts", shop=request.member.shop.code)


@seat_required(DECIDERS)
def proof(request: DeskRequest, payout: str) -> HttpResponse:
    """One page that shows what was done when, and that no condition was attached."""
    found = payout_of(request, payout)
    context = {"proof": proof_of(found), "payout": found, "offer": found.offer}
    return render(request, "compensation/proof.html", context)


@seat_required(DECIDERS)
def proof_file(request: DeskRequest, payout: str) -> HttpResponse:
    """The same as PDF, written down for the audit."""
    found, now = payout_of(request, payout), timezone.now()
    content = proof_pdf(proof_of(found), now=now)
    asked = f"payout={found.public_id}"
    log_export(member=request.member, what="proof", query=asked, rows=1, now=now)
    return pdf_response(f"proof-{found.public_id}", content)


def _act(request: DeskRequest, payout: Payout, now: dt.datetime) -> None:
    member, word = request.member, request.POST.get("word", "")
    match request.POST.get("act"):
        case "pay":
            pay_now(payout=payout, member=member, now=now)
        case "by_hand":
            record_by_hand(payout=payout, member=member, reference=word, now=now)
        case "retry":
            retry_payout(payout=payout, member=member, now=now)
        case "reverse":
            reverse_payout(payout=payout, member=member, word=word, now=now)
