"""Whom a free colleague calls now: the allowed case whose call is worth most, at a good moment.

Two plain rules stand at the ends. To call what is worth most now wastes good hours; to call what
loses most by waiting trusts that the better hour will come, and under much work it often does not:
new cases arrive, and few are called twice. So a case is ranked by its value now, less what a better
later half hour would bring, plus a part of what is lost by waiting. The queue never idles for a
better hour (a plan that makes people wait does worse than newest first): the difference only ranks,
and only a case far below its own best waits.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Integers: TypeAlias = NDArray[np.int64]

#: A call now must be worth this share of the case's best later one after the price of its slot:
#: where there is room later a poor hour is left alone, and where all is sold out nothing waits.
LEAST_SHARE: Final = 0.6
#: What counts beside the value now: each unit that a later half hour would bring more, and each
#: that waiting would lose. Chosen in simulated months (docs/timing.md).
BETTER_LATER_COUNTS, LOST_BY_WAITING_COUNTS = 2.0, 0.5
#: Worth is tempered: a case of half the worth is not half as urgent, or small orders never come up.
TEMPERED: Final = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What could be dialled: ``value`` [n, m] of the next dial in each slot.

    ``price`` [m] is of the slots, column 0 the running half hour; ``worth`` [n] of the cases.
    """

    value: Singles
    price: Floats
    worth: Singles


@dataclass(frozen=True, slots=True, eq=False)
class Urgency:
    """Per case [n]: the value now, what waiting loses (below zero: gains), the queue's rank.

    ``best_later`` is the later slot worth most after its price (-1 = none).
    """

    now: Floats
    advantage: Floats
    rank: Floats
    best_later: Integers
    worth_it: NDArray[np.bool_]


def urgency(ahead: Outlook) -> Urgency:
    """What each case's call is worth now, and against waiting."""
    now = ahead.value[:, 0].astype(np.float64)
    if ahead.value.shape[1] < 2:
        nothing = np.full(len(now), -1, dtype=np.int64)
        return Urgency(now, now, _rank(now, now, ahead.worth), nothing, now > 0)
    dearer = (ahead.price[1:] - ahead.price[0]).astype(np.float32)
    later = np.where(ahead.value[:, 1:] > 0, ahead.value[:, 1:] - dearer, np.float32(-np.inf))
    gross = ahead.value[:, 1:].max(axis=1)
    surplus = np.maximum((ahead.value[:, 1:] - ahead.price[1:]).max(axis=1), 0.0)
    advantage = now - np.maximum(later.max(axis=1), 0.0)
    return Urgency(
        now=now,
        advantage=advantage,
        rank=_rank(now, advantage, ahead.worth),
        best_later=np.where(gross > 0, later.argmax(axis=1) + 1, -1),
        worth_it=(now > 0) & (now >= LEAST_SHARE * surplus),
    )


def _rank(now: Floats, advantage: Floats, worth: Singles) -> Floats:
    counts = np.where(advantage < 0, BETTER_LATER_COUNTS, LOST_BY_WAITING_COUNTS)
    ranked: Floats = (now + counts * advantage) * np.maximum(worth, 1.0) ** -TEMPERED
    return ranked
