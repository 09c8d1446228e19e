"""The life of a case: which status may follow which, and what holds it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    WAITING = "waiting"
    HELD = "held"
    CLOSED = "closed"


class Hold(StrEnum):
    """Why a case is held; nobody is called and nothing is offered while it is."""

    EXTORTION = "extortion"
    COMPLAINT = "complaint"
    REFUND_PENDING = "refund_pending"
    ABUSIVE = "abusive"


class CloseReason(StrEnum):
    """Why a case was closed."""

    SOLVED = "solved"
    NOT_SOLVED = "not_solved"
    UNREACHABLE = "unreachable"
    REFUSED_CONTACT = "refused_contact"
    WINDOW_OVER = "window_over"
    NO_COMPLAINT = "no_complaint"
    EXTORTION = "extortion"


#: A closed case opens again only by a fresh angry append.
TRANSITIONS: Mapping[CaseStatus, frozenset[CaseStatus]] = MappingProxyType(
    {
        CaseStatus.OPEN: frozenset({CaseStatus.WAITING, CaseStatus.HELD, CaseStatus.CLOSED}),
        CaseStatus.WAITING: frozenset({CaseStatus.OPEN, CaseStatus.HELD, CaseStatus.CLOSED}),
        CaseStatus.HELD: frozenset({CaseStatus.OPEN, CaseStatus.CLOSED}),
        CaseStatus.CLOSED: frozenset({CaseStatus.OPEN}),
    },
)


def may_become(status: CaseStatus, following: CaseStatus) -> bool:
    """Whether a case of this status may take the following one."""
    return following in TRANSITIONS[status]


def statuses_before(following: CaseStatus) -> frozenset[CaseStatus]:
    """From which statuses a case may come to this one: the condition of the UPDATE."""
    return frozenset(status for status, next_ones in TRANSITIONS.items() if following in next_ones)
