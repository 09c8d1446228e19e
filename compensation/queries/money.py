"""Sums of the ledger and the state of the budgets; no balance is stored anywhere."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Window
from django.db.models.functions import TruncDate
from django.utils import timezone

from compensation.domain.budget import BudgetState, BurnDown, burn_down
from compensation.domain.money import LedgerAccount
from compensation.domain.policy import RemedyKind
from compensation.models import Budget, LedgerEntry
from reviews.models import Shop

_USED = ["promised", "payable", "paid"]
_DRAWS = "offer__draws__budget"


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which entries of an account to show; what is empty shows all."""

    account: str = "paid"
    event: str = ""
    kind: str = ""
    budget: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def bounds(self) -> dict[str, object]:
        """The filter beside the account, as the database knows it; days are the desk's."""
        found: dict[str, object] = {}
        if self.event:
            found["event"] = self.event
        if self.kind:
            found["kind"] = self.kind
        if self.budget:
            found["offer__draws__budget__public_id"] = self.budget
        if self.since:
            found["at__gte"] = _midnight(self.since)
        if self.until:
            found["at__lt"] = _midnight(self.until + dt.timedelta(days=1))
        return found


def used_by_day(*, shop: Shop) -> dict[int, dict[dt.date, int]]:
    """Fen that left each budget by desk day: promised, less what was given back."""
    rows = LedgerEntry.objects.filter(shop=shop, budget__isnull=False, account__in=_USED)
    drawn = rows.annotate(day=TruncDate("at"), drawn=F("offer__draws__budget_id"))
    days = drawn.values_list("drawn", "day").annotate(fen=Sum("amount_fen"))
    found: dict[int, dict[dt.date, int]] = {}
    for budget, day, fen in days.order_by("drawn", "day"):
        found.setdefault(budget, {})[day] = fen
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


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


def ledger_entries(*, shop: Shop, wanted: LedgerFilter) -> QuerySet[LedgerEntry]:
    """The entries of an account, newest first, each with the balance after it (`balance_fen`).

    The balance is the account's own, whatever else the filter leaves out.
    """
    rows = LedgerEntry.objects.filter(shop=shop, account=wanted.account)
    bounds = wanted.bounds()
    # A window would sum what the filter leaves; a page of rows is summed one by one instead.
    balance = _sum_until(rows) if bounds else _running_sum()
    found = rows.annotate(balance_fen=balance).filter(**bounds)
    related = found.select_related("offer", "offer__case", "member")
    return related.prefetch_related(_DRAWS).order_by("-at", "-id")


def _running_sum() -> Window:
    return Window(Sum("amount_fen"), order_by=[F("at").asc(), F("id").asc()])


def _sum_until(rows: QuerySet[LedgerEntry]) -> Subquery:
    until = Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), pk__lte=OuterRef("pk"))
    summed = rows.filter(until).order_by().values("account").annotate(fen=Sum("amount_fen"))
    return Subquery(summed.values("fen"))


def ledger_lines(*, shop: Shop, wanted: LedgerFilter) -> Iterator[tuple[LedgerEntry, int]]:
    """The same from the oldest on, with the balance after each, streamed for a workbook."""
    rows = LedgerEntry.objects.filter(shop=shop, account=wanted.account)
    shown = set(rows.filter(**wanted.bounds()).values_list("pk", flat=True))
    balance_fen = 0
    related = rows.select_related("offer__case", "member").order_by("at", "id")
    for entry in related.prefetch_related(_DRAWS).iterator(chunk_size=2_000):
        balance_fen += entry.amount_fen
        if entry.pk in shown:
            yield entry, balance_fen


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
        cause=budget.cause or None,
        person=budget.person_id,
        name=budget.name,
    )


def budgets_on(*, shop: Shop, day: dt.date) -> list[BudgetState]:
    """The budgets whose period holds that day."""
    rows = Budget.objects.filter(shop=shop, starts_on__lte=day, ends_on__gte=day).order_by("id")
    return [state_of(row) for row in rows]


@dataclass(frozen=True, slots=True)
class BudgetFilter:
    """Which budgets; what is empty shows all.

    ``when`` is "running", "ahead" or "over", seen from today; ``person`` a public id.
    """

    when: str = ""
    kind: str = ""
    cause: str = ""
    person: str = ""

    def bounds(self, *, today: dt.date) -> dict[str, object]:
        """The filter as the database knows it."""
        periods: dict[str, dict[str, object]] = {
            "running": {"starts_on__lte": today, "ends_on__gte": today},
            "ahead": {"starts_on__gt": today},
            "over": {"ends_on__lt": today},
        }
        named = {"kind": self.kind, "cause": self.cause, "person__public_id": self.person}
        return {name: value for name, value in named.items() if value} | periods.get(self.when, {})


def budget_rows(*, shop: Shop, day: dt.date, wanted: BudgetFilter | None = None) -> list[BudgetRow]:
    """The budgets of a shop, the latest period first."""
    bounds = wanted.bounds(today=day) if wanted is not None else {}
    found = Budget.objects.filter(shop=shop, **bounds).select_related("person")
    rows: Iterable[Budget] = found.order_by("-starts_on", "kind", "cause", "id")
    states = [(row, state_of(row)) for row in rows]
    return [BudgetRow(row, state, burn_down(state, day=day)) for row, state in states]
