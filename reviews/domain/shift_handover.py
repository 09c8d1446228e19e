"""The end of a shift: what of a person's work goes to a colleague, and what stays where it is."""

from dataclasses import dataclass
from enum import StrEnum

from reviews.domain.reason import Reason


class Fate(StrEnum):
    """What becomes of one case when the shift of its person is handed over."""

    MOVES = "moves"  # name, claim, planned calls, promises and draft
    NAME_ONLY = "name_only"  # a colleague is on it: the claim stays with them
    PROMISES_ONLY = "promises_only"  # the case is not the person's any more, their word is
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class CaseInShift:
    """A case as it stands now, seen from the person who leaves.

    ``owner`` and ``holder`` (by a lease that still runs) are people by any key, None for nobody;
    ``name`` is how the colleague in the way is called; ``promises`` are open ones of the person.
    """

    owner: int | None
    holder: int | None
    is_closed: bool = False
    has_named_time: bool = False
    promises: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The fate of a case, and why it is not the plain one."""

    fate: Fate
    reason: Reason | None = None


def decide(case: CaseInShift, *, giver: int) -> Decision:
    """What goes with the shift.

    Order: a closed case moves nothing but promises; a case in the person's name, or in nobody's
    while the person holds it or has a time agreed with its buyer, moves; where a colleague holds
    it, their claim stays; of a case in nobody's name only promises move; a case that has gone to
    somebody else meanwhile stays with them.
    """
    if case.is_closed:
        return _promises_or(case, Reason("handover.closed"))
    if case.owner is None and case.holder is None and not case.has_named_time and case.promises:
        return Decision(Fate.PROMISES_ONLY)
    is_own = case.owner == giver
    is_held = case.owner is None and (case.holder == giver or case.has_named_time)
    if not (is_own or is_held):
        return _promises_or(case, Reason("handover.changed_hands", {"colleague": case.name}))
    if case.holder not in {None, giver}:
        return Decision(
            Fate.NAME_ONLY, Reason("handover.colleague_on_it", {"colleague": case.name})
        )
    return Decision(Fate.MOVES)


def fault_of(
    *, giver: int, receiver: int | None, can_receive: bool, is_calling: bool, cases: int
) -> Reason | None:
    """Why a shift can't be handed over like this; None where it can.

    ``receiver`` None is the queue; ``can_receive``: an active colleague of the shop who may call.
    """
    if is_calling:
        return Reason("handover.call_running")
    if receiver == giver:
        return Reason("handover.to_oneself")
    if not can_receive:
        return Reason("handover.no_colleague")
    if not cases:
        return Reason("handover.nothing")
    return None


def _promises_or(case: CaseInShift, reason: Reason) -> Decision:
    return Decision(Fate.PROMISES_ONLY if case.promises else Fate.STAYS, reason)
