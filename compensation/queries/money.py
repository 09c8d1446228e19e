"""Sums of the ledger and the state of the budgets; no balance is stored anywhere."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet, Sum, Window

from compensation.domain.budget import BudgetState, BurnDown, burn_down
from compensation.domain.money import LedgerAccount
from compensation.domain.policy import RemedyKind
from compensation.models import Budget, LedgerEntry
from reviews.models import Shop


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A budget with its state and how fast it is used."""

    budget: Budget
    state: BudgetState
    burn: BurnDown


def account_balances(*, shop: Shop) -> dict[LedgerAccount, int]:
    """Fen on every account of the shop."""
    sums = dict.fromkeys(LedgerAccount, 0)
    rows = LedgerEntry.objects.filter(shop=shop).values("account").annotate(fen=Sum("amount_fen"))
    for row in rows.order_by("account"):
        sums[LedgerAccount(row["account"])] = row["fen"]
    return sums


def ledger_entries(*, shop: Shop, account: str) -> QuerySet[LedgerEntry]:
    """The entries of an account, newest first, each with the balance after it (`balance_fen`)."""
    running = Window(Sum("amount_fen"), order_by=[F("at").asc(), F("id").asc()])
    return (
        LedgerEntry.objects.filter(shop=shop, account=account)
        .annotate(balance_fen=running)
        .select_related("offer", "offer__case", "member", "budget")
        .order_by("-at", "-id")
    )


def state_of(budget: Budget) -> BudgetState:
    """A budget row as the domain reads it."""
    return BudgetState(
        key=budget.pk,
        kind=RemedyKind(budget.kind) if budget.kind else None,
        starts_on=budget.starts_on,
        ends_on=budget.ends_on,
        cap_fen=budget.cap_fen,
        reserved_fen=budget.reserved_fen,
        spent_fen=budget.spent_fen,
    )


def budgets_on(*, shop: Shop, day: dt.date) -> list[BudgetState]:
    """The budgets whose period holds that day."""
    rows = Budget.objects.filter(shop=shop, starts_on__lte=day, ends_on__gte=day).order_by("id")
    return [state_of(row) for row in rows]


def budget_rows(*, shop: Shop, day: dt.date) -> list[BudgetRow]:
    """All budgets of a shop, the latest period first."""
    rows: Iterable[Budget] = Budget.objects.filter(shop=shop).order_by("-starts_on", "kind", "id")
    states = [(row, state_of(row)) for row in rows]
    return [BudgetRow(row, state, burn_down(state, day=day)) for row, state in states]
