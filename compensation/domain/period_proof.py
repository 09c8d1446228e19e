"""What a period's remedies show about their independence, counted from its offers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

#: The review stood as it was when the remedy was proposed, or nothing was seen of it since.
UNCHANGED = "same"
CHANGED = "other"
UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class StandingThen:
    """A review as last seen by a moment: level and state, or "" where it was never seen."""

    level: str = ""
    state: str = ""

    def __bool__(self) -> bool:
        return bool(self.level)


@dataclass(frozen=True, slots=True)
class RemedyFact:
    """One offer as far as the count needs it."""

    state: str
    paid_fen: int
    then: StandingThen  # when it was proposed
    at_payment: StandingThen


@dataclass(slots=True)
class PeriodCount:
    """How often, and how much, by what had become of the review when the money went."""

    offers: int = 0
    by_state: Counter[str] = field(default_factory=Counter)
    paid: Counter[str] = field(default_factory=Counter)
    paid_fen: Counter[str] = field(default_factory=Counter)


def compared(then: StandingThen, at_payment: StandingThen) -> str:
    """Whether the review at payment was the one the remedy was proposed for."""
    if not then or not at_payment:
        return UNSEEN
    return UNCHANGED if then == at_payment else CHANGED


def count_period(facts: Iterable[RemedyFact]) -> PeriodCount:
    """Count offers by their state, and payments by what had become of the review."""
    count = PeriodCount()
    for fact in facts:
        count.offers += 1
        count.by_state[fact.state] += 1
        if fact.state in {"paid", "reversed"}:
            standing = compared(fact.then, fact.at_payment)
            count.paid[standing] += 1
            count.paid_fen[standing] += fact.paid_fen
    return count
