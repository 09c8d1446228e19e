"""The states of a payout batch and what its lines make of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from reviews.domain.reason import Reason


class BatchState(StrEnum):
    """Where a batch stands; from ``exported`` on its file may be outside."""

    DRAFT = "draft"
    EXPORTED = "exported"
    PARTLY = "partly"
    ANSWERED = "answered"
    CLOSED = "closed"
    RECALLED = "recalled"
    DISCARDED = "discarded"


class LineState(StrEnum):
    """Where one payout of a batch stands."""

    GATHERED = "gathered"
    SENT = "sent"
    PAID = "paid"
    FAILED = "failed"
    DROPPED = "dropped"
    RECALLED = "recalled"


_B = BatchState
MOVES: Mapping[BatchState, frozenset[BatchState]] = MappingProxyType(
    {
        _B.DRAFT: frozenset({_B.EXPORTED, _B.DISCARDED}),
        _B.EXPORTED: frozenset({_B.PARTLY, _B.ANSWERED, _B.RECALLED}),
        _B.PARTLY: frozenset({_B.ANSWERED}),
        _B.ANSWERED: frozenset({_B.CLOSED}),
        _B.CLOSED: frozenset(),
        _B.RECALLED: frozenset(),
        _B.DISCARDED: frozenset(),
    },
)


def states_before(after: BatchState) -> frozenset[BatchState]:
    """The states a compare-and-swap to `after` may find."""
    return frozenset(state for state, moves in MOVES.items() if after in moves)


def state_by_lines(lines: Iterable[LineState]) -> BatchState:
    """Exported, partly or fully answered: what the lines of a batch outside say."""
    found = {line for line in lines if line != LineState.DROPPED}
    if LineState.SENT not in found:
        return BatchState.ANSWERED
    return BatchState.PARTLY if found - {LineState.SENT} else BatchState.EXPORTED


@dataclass(frozen=True, slots=True)
class Outside:
    """What is known of a batch's file outside the desk."""

    exported: bool
    downloads: int
    handed_over: bool
    answers: int


def whereabouts(batch: Outside) -> Reason:
    """Unsent, perhaps sent, or sent: what can be said of a batch that was interrupted.

    In order: answers, a person's word, downloads, the export itself.
    """
    if batch.answers:
        return Reason("batch_was_answered", {"answers": batch.answers})
    if batch.handed_over:
        return Reason("batch_was_handed_over")
    if batch.downloads:
        return Reason("batch_may_be_outside", {"downloads": batch.downloads})
    return Reason("batch_was_never_fetched") if batch.exported else Reason("batch_is_a_draft")


def recall_refusal(batch: Outside, *, is_owner: bool) -> Reason | None:
    """Why an exported batch can't be taken back into line; None where it can.

    A file nobody fetched can't have been paid. One that was fetched may have been: the owner
    alone answers for that, and nobody once an answer came.
    """
    if batch.answers:
        return Reason("batch_was_answered", {"answers": batch.answers})
    if (batch.downloads or batch.handed_over) and not is_owner:
        return Reason("recall_is_the_owners", {"downloads": batch.downloads})
    return None


def approval_wanted(*, total_fen: int, above_fen: int | None, is_approved: bool) -> Reason | None:
    """Whether the policy wants a second pair of eyes before this batch leaves."""
    if above_fen is None or total_fen <= above_fen or is_approved:
        return None
    return Reason("batch_wants_four_eyes", {"above_fen": above_fen})
