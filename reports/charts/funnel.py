"""The four facts of the cases, each apart: how many of all have it.

They are no steps: a case can be solved without a remedy, and reviews change without a call. So
each bar is drawn from all cases, none from the one above it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from reports.domain.intervals import Proportion
from reports.domain.recovery import RecoveryLine

WIDTH, ROW_HIGH, BAR_HIGH = 640, 44, 18
NAMES_WIDE, FIGURES_WIDE, TOP = 120, 150, 10


@dataclass(frozen=True, slots=True)
class FactBar:
    """One fact: ``fact`` as in the addresses, empty for all cases; ``known`` its 95 % interval."""

    fact: str
    y: float
    middle: float
    width: float
    cases: int
    share: Proportion
    low: float | None
    high: float | None
    href: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """All cases, then contacted, solved, remedied, changed."""

    bars: tuple[FactBar, ...]
    width: int = WIDTH
    height: int = TOP + 5 * ROW_HIGH
    left: int = NAMES_WIDE
    right: int = WIDTH - FIGURES_WIDE
    bar_high: int = BAR_HIGH


def funnel_chart(line: RecoveryLine, *, link: Callable[[str], str]) -> Funnel | None:
    """The bars of all cases of a page; None where there is none."""
    if not line.cases:
        return None
    facts = {
        "": Proportion(line.cases, line.cases),
        "contacted": line.contacted,
        "solved": line.solved,
        "remedied": line.remedied,
        "changed": line.changed,
    }
    return Funnel(
        tuple(_bar(fact, share, place, link) for place, (fact, share) in enumerate(facts.items()))
    )


def _bar(fact: str, share: Proportion, place: int, link: Callable[[str], str]) -> FactBar:
    y = TOP + ROW_HIGH * place
    interval = share.interval if fact else None
    return FactBar(
        fact=fact,
        y=y,
        middle=y + BAR_HIGH / 2,
        width=round((_x(share.share or 0.0) - NAMES_WIDE), 1),
        cases=share.count,
        share=share,
        low=_x(interval.low) if interval else None,
        high=_x(interval.high) if interval else None,
        href=link(fact),
    )


def _x(share: float) -> float:
    return round(NAMES_WIDE + (WIDTH - NAMES_WIDE - FIGURES_WIDE) * share, 1)
