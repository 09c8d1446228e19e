"""The value of calling a case in a slot: worth x reach x willing x solve - cost.

Yuan-like, but no money: it only orders calls. Nothing here knows what a remedy costs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.levels import Level
from reviews.domain.reach import Beliefs, ReachModel, presence, reach_curves
from reviews.domain.reach_slots import Slots, minutes
from reviews.domain.willing import USUAL, Willingness, at_work, willing_curves

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Booleans: TypeAlias = NDArray[np.bool_]

VALUE_VERSION: Final = "value-1"
_WORTH: Final = {Level.BAD: 100.0, Level.UNRATED: 70.0, Level.NEUTRAL: 50.0, Level.GOOD: 0.0}
_SOLVABLE: Final = {Level.BAD: 0.40, Level.UNRATED: 0.45, Level.NEUTRAL: 0.55, Level.GOOD: 0.0}
_FAN_CAP: Final = 5
#: A share of the anger goes within hours, the rest within days: no published figure, the desk's.
_STAYS, _FAST_SHARE, _FAST_DAYS, _SLOW_DAYS = 0.2, 0.25, 0.5, 8.0
#: A problem can be solved after the change window too; only the review can't change any more.
_AFTER_WINDOW: Final = 0.3
_DAY: Final = 24 * 60.0
_PRESENT_GAIN: Final = 0.35  # a review can be changed only while its writer is logged in
_CALL_COST, _ANNOYANCE, _ANNOYANCE_GROWTH = 0.2, 0.1, 0.6


@dataclass(frozen=True, slots=True, eq=False)
class CallCases:
    """Cases as arrays [n]; ``rated`` and ``window_until`` in minutes since 1970, NaN for none.

    ``habits`` are what the shop's answered calls taught of being willing.
    """

    beliefs: Beliefs
    worth: Singles
    solvable: Singles
    rated: Floats
    window_until: Floats
    habits: Willingness = USUAL


@dataclass(frozen=True, slots=True, eq=False)
class CallValues:
    """What a call is worth and the chance that a person answers: both [n, m]."""

    value: Singles
    reach: Singles


def worth(
    level: Level,
    *,
    order_fen: int = 0,
    item_reviews: int = 0,
    orders_before: int = 0,
    extortion: bool = False,
) -> float:
    """What a solved case is worth to the shop; 0 under suspicion of extortion.

    ``item_reviews`` counts the item's reviews of late (how much it sells), ``orders_before`` the
    buyer's earlier orders.
    """
    if extortion:
        return 0.0
    by_order = 1 + 0.5 * float(np.log1p(order_fen / 10_000))
    by_item = 1 + 0.2 * float(np.log10(1 + item_reviews))
    by_buyer = 1 + 0.1 * min(orders_before, _FAN_CAP)
    return _WORTH[level] * by_order * by_item * by_buyer


def solvable(level: Level) -> float:
    """P(the problem is solved in a talk held at once)."""
    return _SOLVABLE[level]


def call_values(
    cases: CallCases,
    slots: Slots,
    *,
    model: ReachModel,
    allowed: Booleans,
    now: datetime,
) -> CallValues:
    """Value of calling each case in each slot; 0 where not ``allowed`` [n, m] or not worth it."""
    reach = reach_curves(cases.beliefs, slots, model=model, now=now)
    return CallValues(values_at(reach, cases, slots, allowed=allowed, now=now), reach)


def values_at(
    reach: Singles,
    cases: CallCases,
    slots: Slots,
    *,
    allowed: Booleans,
    now: datetime,
    willing: Singles | None = None,
) -> Singles:
    """The values for given chances of an answer (and of a talk, where they are known), [n, m]."""
    busy = at_work(cases.beliefs, slots)
    if willing is None:
        willing = willing_curves(cases.beliefs, slots, busy, cases.habits)
    gain = cases.worth[:, None] * reach * willing * _solve(cases, slots, minutes(now))
    annoyance = _ANNOYANCE * (1 + _ANNOYANCE_GROWTH * cases.beliefs.dials[:, None]) * (1 + busy)
    value = np.where(allowed, gain - _CALL_COST - annoyance, 0.0)
    return np.maximum(value, 0.0).astype(np.float32)


def _solve(cases: CallCases, slots: Slots, now: float) -> Singles:
    """P(solved | talked) [n, m]: falls with age, better while logged in, less after the window."""
    at = np.maximum(slots.minute, now)[None, :]
    # Fading is a product of what has passed and what will: no power for each case and slot.
    passed = np.maximum(now - cases.rated[:, None], 0.0) / _DAY
    ahead = (at - now) / _DAY
    fast = _FAST_SHARE * np.exp2(-passed / _FAST_DAYS) * np.exp2(-ahead / _FAST_DAYS)
    slow = (1 - _FAST_SHARE) * np.exp(-passed / _SLOW_DAYS) * np.exp(-ahead / _SLOW_DAYS)
    fresh = fast + slow
    chance = cases.solvable[:, None] * (_STAYS + (1 - _STAYS) * fresh)
    chance += (1 - chance) * _PRESENT_GAIN * presence(cases.beliefs.seen, slots, now=now)
    over = at >= cases.window_until[:, None]
    return np.where(over, _AFTER_WINDOW * chance, chance).astype(np.float32)
