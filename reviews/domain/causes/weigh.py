"""What the order's data say for or against a cause; it is shown, never judged."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from reviews.domain.causes.facts import delivered_late
from reviews.domain.causes.folding import fold
from reviews.domain.causes.reader import read_causes
from reviews.domain.causes.tree import NONE_STATED, OTHER
from reviews.domain.reason import Reason

_NOT_RECEIVED = re.compile(r"[没未](?:有)?(?:收|拿|送)到|还没到|不见了|丢件|没送来")
_DAY = dt.timedelta(days=1)


class Stance(StrEnum):
    """Whether a fact speaks for a cause or against it."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is known of the order behind a review; times are aware, anything may be unknown."""

    rated_at: dt.datetime
    paid_at: dt.datetime | None = None
    shipped_at: dt.datetime | None = None
    signed_at: dt.datetime | None = None
    carrier: str = ""
    refund_reason: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A fact beside a cause of the review: its code, what the fact says, and the fact in words."""

    code: str
    stance: Stance
    reason: Reason


def weigh(codes: tuple[str, ...], *, text: str, facts: OrderFacts) -> tuple[Weighed, ...]:
    """Facts for and against each of ``codes``, in their order; none where nothing is known."""
    found: list[Weighed] = []
    for code in codes:
        if code == "slow_delivery":
            found += _delivery(facts)
        if code == "courier_service" or (code == "slow_delivery" and not found):
            found += _signed(code, text, facts)
        found += _refund(code, facts)
    return tuple(found)


def _delivery(facts: OrderFacts) -> list[Weighed]:
    is_late = delivered_late(
        paid_at=facts.paid_at, shipped_at=facts.shipped_at, signed_at=facts.signed_at
    )
    if is_late is None or facts.paid_at is None:
        return []
    reached = facts.signed_at or facts.shipped_at or facts.paid_at
    days = (reached - facts.paid_at) // _DAY
    reason = Reason(
        "fact_days_to_sign" if facts.signed_at else "fact_days_to_ship",
        {"days": days, "carrier": facts.carrier or "—"},
    )
    return [Weighed("slow_delivery", Stance.SUPPORTS if is_late else Stance.CONTRADICTS, reason)]


def _signed(code: str, text: str, facts: OrderFacts) -> list[Weighed]:
    """ "Never came", while the carrier has a signature from before the review."""
    signed = facts.signed_at
    if signed is None or signed > facts.rated_at or not _NOT_RECEIVED.search(fold(text)):
        return []
    days = (facts.rated_at - signed) // _DAY
    reason = Reason("fact_signed_before", {"days": days, "carrier": facts.carrier or "—"})
    return [Weighed(code, Stance.CONTRADICTS, reason)]


def _refund(code: str, facts: OrderFacts) -> list[Weighed]:
    """The reason given for the refund is read as a review is."""
    if not facts.refund_reason or code in {OTHER, NONE_STATED}:
        return []
    if code not in {cause.code for cause in read_causes(facts.refund_reason).causes}:
        return []
    reason = Reason("fact_refund_reason", {"said": facts.refund_reason})
    return [Weighed(code, Stance.SUPPORTS, reason)]
