"""Causes of a product that jump on one day.

The expected number comes from the days before: a Gamma-Poisson prediction, so that a short or
thin history gives a wide expectation. ``exposure`` (orders or reviews of the day) makes weekdays
and promotions count as what they are: more sales, not more faults. Benjamini and Hochberg's
step-up procedure keeps the share of false alarms among all alarms of a day at ``false_share``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

#: A weak prior of half a case a history: never certain that nothing can happen.
PRIOR_CASES = 0.5
FEWEST_CASES = 3
FALSE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class DaySeries:
    """Cases a day of one cause and product; days not named had none."""

    cause_code: str
    product_code: str
    cases: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Spike:
    cause_code: str
    product_code: str
    day: date
    cases: int
    expected: float
    chance: float


def find_spikes(
    series: Sequence[DaySeries],
    *,
    day: date,
    exposure: Mapping[date, float],
    false_share: float = FALSE_SHARE,
) -> tuple[Spike, ...]:
    """The series whose count on ``day`` is beyond chance, least likely first.

    ``exposure`` names every day of the history and ``day`` itself; days after it are ignored.
    """
    history = {known: size for known, size in exposure.items() if known < day and size > 0}
    today = exposure.get(day, 0.0)
    if not history or today <= 0:
        return ()
    tested = sorted(
        (_tested(one, day=day, history=history, today=today) for one in series),
        key=lambda spike: (spike.chance, spike.cause_code, spike.product_code),
    )
    passed = 0
    for rank, spike in enumerate(tested, start=1):
        if spike.chance <= false_share * rank / len(tested):
            passed = rank
    return tuple(spike for spike in tested[:passed] if spike.cases >= FEWEST_CASES)


def _tested(one: DaySeries, *, day: date, history: Mapping[date, float], today: float) -> Spike:
    before = sum(one.cases.get(known, 0) for known in history) + PRIOR_CASES
    size = sum(history.values())
    cases = one.cases.get(day, 0)
    return Spike(
        cause_code=one.cause_code,
        product_code=one.product_code,
        day=day,
        cases=cases,
        expected=before * today / size,
        chance=at_least(cases, shape=before, odds=today / size),
    )


def at_least(cases: int, *, shape: float, odds: float) -> float:
    """P(X >= cases) of a Gamma-Poisson count: ``shape`` earlier cases, ``odds`` = now : before."""
    stay = 1 / (1 + odds)
    term = stay**shape
    below = 0.0
    for number in range(cases):
        below += term
        term *= (shape + number) / (number + 1) * (1 - stay)
    return max(1.0 - below, 0.0)
