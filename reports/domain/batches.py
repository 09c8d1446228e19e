"""What the cases of a spike have in common: a variant, and when they were bought."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

#: A trait is named where it holds for this share of the cases that tell it.
COMMON = 0.6
#: The longest stretch of purchase days that points to one batch.
LONGEST_DAYS = 7
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Bought:
    """One case of a spike: the variant as the platform names it, and the day of purchase."""

    sku: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A likely batch; ``sku`` may be empty and the days None where they tell nothing."""

    sku: str
    first_day: date | None
    last_day: date | None
    cases: int
    of: int


def likely_batch(cases: Sequence[Bought], *, variants_sold: int = 2) -> Batch | None:
    """The variant or the few purchase days that most of the cases share; None where neither.

    A variant says nothing of a product that is sold in one variant only.
    """
    sku = _common_sku(cases) if variants_sold > 1 else ""
    of_sku = [case for case in cases if not sku or case.sku == sku]
    days = _shortest_window(sorted(case.on for case in of_sku if case.on is not None))
    if not sku and days is None:
        return None
    first, last = days or (None, None)
    inside = [
        case
        for case in of_sku
        if first is None or last is None or (case.on is not None and first <= case.on <= last)
    ]
    return Batch(sku, first, last, cases=len(inside), of=len(cases))


def _common_sku(cases: Sequence[Bought]) -> str:
    named = Counter(case.sku for case in cases if case.sku)
    if named.total() < FEWEST:
        return ""
    sku, count = min(named.items(), key=lambda one: (-one[1], one[0]))
    return sku if count >= max(COMMON * named.total(), FEWEST) else ""


def _shortest_window(days: Sequence[date]) -> tuple[date, date] | None:
    """The shortest stretch that holds most of the days; None where it is too long to tell."""
    if len(days) < FEWEST:
        return None
    needed = max(-int(-COMMON * len(days) // 1), FEWEST)
    windows = [(days[start], days[start + needed - 1]) for start in range(len(days) - needed + 1)]
    first, last = min(windows, key=lambda window: (window[1] - window[0], window[0]))
    return (first, last) if (last - first).days < LONGEST_DAYS else None
