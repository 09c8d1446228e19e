"""Which budgets an offer draws on, and how far one has burnt down.

The sums themselves are moved by one conditional UPDATE in the database (see docs/money.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from compensation.domain.policy import RemedyKind
from reviews.domain.reason import Reason


@dataclass(frozen=True, slots=True)
class BudgetState:
    """A budget as it stands; None covers every kind, cause or person, both end days belong to it.

    ``person`` is whoever proposes the offer, by key. Sums are fen.
    """

    key: int
    kind: RemedyKind | None
    starts_on: date
    ends_on: date
    cap_fen: int
    reserved_fen: int = 0
    spent_fen: int = 0
    cause: str | None = None
    person: int | None = None
    name: str = ""

    @property
    def left_fen(self) -> int:
        """What may still be promised."""
        return self.cap_fen - self.reserved_fen - self.spent_fen


@dataclass(frozen=True, slots=True)
class BurnDown:
    """Spent and reserved against the share of the period gone by; shares run from 0 to 1."""

    used_share: float
    time_share: float
    ends_early: bool


def budgets_for(
    budgets: Iterable[BudgetState],
    *,
    kind: RemedyKind,
    day: date,
    cause: str | None = None,
    person: int | None = None,
) -> list[BudgetState]:
    """Every budget that an offer of that day has to fit, the narrowest first.

    Narrow is a person's, then a cause's, then a kind's, then the shortest period.
    """
    matching = [
        budget
        for budget in budgets
        if budget.starts_on <= day <= budget.ends_on
        and budget.kind in (None, kind)
        and budget.cause in (None, cause)
        and budget.person in (None, person)
    ]
    return sorted(matching, key=_breadth)


def used_up(budgets: Iterable[BudgetState]) -> Reason:
    """What the fullest of these budgets (at least one) leaves."""
    least = min(budgets, key=lambda budget: budget.left_fen)
    left_fen = max(least.left_fen, 0)
    return Reason("budget_used_up", {"name": least.name, "left_fen": left_fen})


def _breadth(budget: BudgetState) -> tuple[bool, bool, bool, int, int]:
    days = (budget.ends_on - budget.starts_on).days
    for_all = (budget.person is None, budget.cause is None, budget.kind is None)
    return *for_all, days, budget.key


def left_by_day(
    budget: BudgetState, used: Mapping[date, int], *, today: date
) -> list[tuple[date, int]]:
    """What was left at the end of each day of the period up to today; given back is below zero.

    What moves after the last day (a payment, a reversal) counts on the last day.
    """
    left_fen, days = budget.cap_fen, []
    length = (min(today, budget.ends_on) - budget.starts_on).days + 1
    late_fen = sum(fen for day, fen in used.items() if day > budget.ends_on)
    for day in (budget.starts_on + timedelta(days=n) for n in range(max(length, 0))):
        left_fen -= used.get(day, 0) + (late_fen if day == budget.ends_on else 0)
        days.append((day, left_fen))
    return days


def burn_down(budget: BudgetState, *, day: date) -> BurnDown:
    """How fast the budget is used; ``ends_early`` where it would be gone before its last day."""
    days = (budget.ends_on - budget.starts_on).days + 1
    gone = min(max((day - budget.starts_on).days + 1, 0), days)
    used_fen = budget.reserved_fen + budget.spent_fen
    used_share = used_fen / budget.cap_fen if budget.cap_fen else 1.0
    time_share = gone / days
    return BurnDown(used_share, time_share, ends_early=0 < time_share < used_share)
