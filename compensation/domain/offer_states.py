"""The states of an offer and the moves between them: the whole life of a remedy in one table."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from reviews.domain.reason import Reason


class OfferState(StrEnum):
    """Where an offer stands. ``declined`` is the buyer's no, ``rejected`` the approver's."""

    DRAFT = "draft"
    WAITING_APPROVAL = "waiting_approval"
    APPROVED = "approved"
    REJECTED = "rejected"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    PAYABLE = "payable"
    PAYING = "paying"
    PAID = "paid"
    FAILED = "failed"
    REVERSED = "reversed"


class PayoutState(StrEnum):
    """Where the act of paying stands."""

    PAYABLE = "payable"
    PAYING = "paying"
    PAID = "paid"
    FAILED = "failed"
    REVERSED = "reversed"


_S = OfferState
MOVES: Mapping[OfferState, frozenset[OfferState]] = MappingProxyType(
    {
        _S.DRAFT: frozenset({_S.WAITING_APPROVAL, _S.APPROVED, _S.EXPIRED}),
        _S.WAITING_APPROVAL: frozenset({_S.APPROVED, _S.REJECTED, _S.EXPIRED}),
        _S.APPROVED: frozenset({_S.OFFERED, _S.EXPIRED}),
        _S.OFFERED: frozenset({_S.ACCEPTED, _S.DECLINED, _S.EXPIRED}),
        _S.ACCEPTED: frozenset({_S.PAYABLE}),
        _S.PAYABLE: frozenset({_S.PAYING}),
        # Back to payable: a stuck payment that the provider never saw is freed by the sweep.
        _S.PAYING: frozenset({_S.PAID, _S.FAILED, _S.PAYABLE}),
        _S.FAILED: frozenset({_S.PAYABLE}),
        _S.PAID: frozenset({_S.REVERSED}),
        _S.REJECTED: frozenset(),
        _S.DECLINED: frozenset(),
        _S.EXPIRED: frozenset(),
        _S.REVERSED: frozenset(),
    },
)

#: Nothing more can happen to these.
FINAL = frozenset(state for state, after in MOVES.items() if not after)
#: Money is set aside in the budget for these, and not yet spent.
RESERVED = frozenset(
    {_S.APPROVED, _S.OFFERED, _S.ACCEPTED, _S.PAYABLE, _S.PAYING, _S.FAILED},
)
#: The buyer has been told, or will be: these count towards what the order has been given.
PROMISED = RESERVED | {_S.WAITING_APPROVAL, _S.PAID}


def may_move(before: OfferState, after: OfferState) -> bool:
    """Whether the table has a move from the one state to the other."""
    return after in MOVES[before]


def states_before(after: OfferState) -> frozenset[OfferState]:
    """The states a compare-and-swap to `after` may find."""
    return frozenset(state for state, moves in MOVES.items() if after in moves)


def why_not(before: OfferState, after: OfferState) -> Reason | None:
    """The reason a move is refused, or None where the table has it."""
    if may_move(before, after):
        return None
    return Reason("offer_move_refused", {"state": before.value, "wanted": after.value})
