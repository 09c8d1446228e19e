"""What was decided for each case of a plan, and the words for it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviews.domain.exploration import Explored
from reviews.domain.planning import Plan
from reviews.domain.queueing import Urgency
from reviews.domain.reach_why import Piece, explain
from reviews.domain.reason import Reason
from reviews.queries.call_values import Callable, case_reasons


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """Slots with their probabilities, the plan behind them, and what waiting would cost."""

    slot: NDArray[np.int64]
    explored: Explored
    by_chance: NDArray[np.bool_]
    plan: Plan
    urgency: Urgency
    value: float


def evidence_of(found: Callable, decision: Decision, now: dt.datetime) -> list[tuple[Piece, ...]]:
    """The evidence for each case's planned half hour, or else for the running one."""
    column = np.maximum(decision.slot, 0)
    reach = found.values.reach[np.arange(len(column)), column]
    return explain(
        found.evidence,
        found.slots,
        chosen=column,
        reach=reach,
        model=found.model,
        now=now,
    )


def callback_reasons(
    found: Callable,
    decision: Decision,
    pieces: Sequence[tuple[Piece, ...]],
) -> list[list[Reason]]:
    """For each placed case: its weightiest evidence, the chance, then the rest."""
    told: list[list[Reason]] = []
    for row, column in enumerate(decision.slot):
        first, *rest = [piece.reason for piece in pieces[row]] or [Reason("timing.average_hours")]
        by_chance = [Reason("timing.explored")] if decision.by_chance[row] else []
        facts = case_reasons(row, found, column=int(column)) if column >= 0 else []
        told.append([first, *facts, *rest, *by_chance])
    return told


def queue_lines(
    found: Callable,
    decision: Decision,
    pieces: Sequence[tuple[Piece, ...]],
) -> list[list[Reason]]:
    """One line for the queue: when, then the evidence."""
    return [
        [_when(found, decision, row), *[piece.reason for piece in pieces[row]]]
        for row in range(len(found.cases))
    ]


def _when(found: Callable, decision: Decision, row: int) -> Reason:
    here = found.verdicts[row][0]
    if not here.allowed:
        return here.reasons[0]
    if not (found.values.value[row] > 0).any():
        return Reason("timing.not_worth_it")
    later = int(decision.urgency.best_later[row])
    if later < 0 or decision.urgency.advantage[row] >= 0:
        return Reason("timing.call_now")
    best_at = found.slots.starts_at[later].isoformat()
    return Reason("timing.better_later", {"best_at": best_at})
