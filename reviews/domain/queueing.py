"""Whom a free colleague calls now: the allowed case that loses most by waiting.

A miss is not the end: further dials remain, each worth a little less. So calling now is its value
and, where nobody answers, the dials after it; waiting is the best of the later dials at the price
of their half hours. The queue never idles for a better hour (a plan that makes people wait does
worse than newest first): the difference only ranks, and only a case far below its own best waits.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Integers: TypeAlias = NDArray[np.int64]

#: A call now must be worth this share of the case's best later one.
LEAST_SHARE: Final = 0.3
#: What a dial keeps of its value for each one before it: fewer answer, more of them refuse.
KEPT_AFTER_A_MISS: Final = 0.75
#: Minutes until the next dial to the same buyer, by the contact rules.
BETWEEN_DIALS: Final = 180.0


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What could be dialled: ``value`` and ``reach`` [n, m] of the next dial in each slot.

    ``price`` and ``minute`` [m] are of the slots, column 0 the running half hour; ``left`` [n]
    counts the dials a case may still get.
    """

    value: Singles
    reach: Singles
    price: Floats
    minute: Floats
    left: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Urgency:
    """Per case [n]: the value now, what is lost by waiting, its best later slot (-1 = none)."""

    now: Floats
    advantage: Floats
    best_later: Integers
    worth_it: NDArray[np.bool_]


def urgency(ahead: Outlook) -> Urgency:
    """What each case's call is worth now, and against waiting."""
    now = ahead.value[:, 0].astype(np.float64)
    if ahead.value.shape[1] < 2:
        nothing = np.full(len(now), -1, dtype=np.int64)
        return Urgency(now, now, nothing, now > 0)
    gain, after_miss = _gains(ahead)
    later = gain[:, 1:]
    gross = ahead.value[:, 1:].max(axis=1)
    return Urgency(
        now=now,
        advantage=now + after_miss - later.max(axis=1),
        best_later=np.where(gross > 0, later.argmax(axis=1) + 1, -1),
        worth_it=(now > 0) & (now >= LEAST_SHARE * gross),
    )


def _gains(ahead: Outlook) -> tuple[Singles, Singles]:
    """Net gain of the next dial in each slot with all that may follow it, and what follows now."""
    cases, slots = ahead.value.shape
    price, missed = ahead.price.astype(np.float32), 1 - ahead.reach
    following = np.searchsorted(ahead.minute, ahead.minute + BETWEEN_DIALS)
    #: Best net gain from each slot on, after one more dial; the last column is the end.
    beyond = np.zeros((cases, slots + 1), dtype=np.float32)
    gain, after_miss = beyond[:, :-1], beyond[:, 0]
    for dials in reversed(range(max(int(ahead.left.max(initial=0)), 1))):
        after = missed * beyond[:, following]
        kept = np.float32(KEPT_AFTER_A_MISS**dials)
        is_open = (ahead.value > 0) & (ahead.left > dials)[:, None]
        gain = np.where(is_open, np.maximum(kept * ahead.value - price + after, 0), np.float32(0))
        after_miss = after[:, 0]
        beyond = np.zeros_like(beyond)
        beyond[:, :-1] = np.maximum.accumulate(gain[:, ::-1], axis=1)[:, ::-1]
    return gain, after_miss
