"""Evidence that a colleague has said is not true: what is left, and what it was in words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from reviews.domain.outcomes import CONNECTED
from reviews.domain.reach_evidence import EvidenceKind, ReachEvidence
from reviews.domain.reach_why import most_likely_place, usual_hour
from reviews.domain.reason import Reason


def left_of(evidence: ReachEvidence, aside: Mapping[EvidenceKind, datetime]) -> ReachEvidence:
    """The evidence without what was set aside; what came after that moment counts again."""
    calls, hours = aside.get(EvidenceKind.OWN_CALLS), aside.get(EvidenceKind.OWN_HOURS)
    online = aside.get(EvidenceKind.PRESENCE)
    if calls is not None:
        later = tuple(dial for dial in evidence.dials if dial.when.at > calls)
        evidence = replace(evidence, dials=later)
    if hours is not None:
        later_hours = tuple(moment for moment in evidence.active if moment.at > hours)
        evidence = replace(evidence, active=later_hours)
    if online is not None and evidence.seen_at is not None and evidence.seen_at <= online:
        evidence = replace(evidence, seen_at=None)
    return evidence


def newest_at(kind: EvidenceKind, evidence: ReachEvidence) -> datetime | None:
    """How old a piece is: the time of the newest fact in it, None where it has no time."""
    match kind:
        case EvidenceKind.PRESENCE:
            return evidence.seen_at
        case EvidenceKind.OWN_CALLS:
            return max((dial.when.at for dial in evidence.dials), default=None)
        case EvidenceKind.OWN_HOURS:
            return max((moment.at for moment in evidence.active), default=None)
        case _:
            return None


def in_words(kind: EvidenceKind, evidence: ReachEvidence) -> Reason | None:
    """The bare facts of a piece, without what it does to a half hour; None where there are none."""
    match kind:
        case EvidenceKind.AGREED_TIME if evidence.agreed is not None:
            return Reason(
                "timing.agreed_time", {"agreed_at": evidence.agreed.starts_at.isoformat()}
            )
        case EvidenceKind.PRESENCE if evidence.seen_at is not None:
            return Reason("fact.seen_online", {"seen_at": evidence.seen_at.isoformat()})
        case EvidenceKind.OWN_CALLS if evidence.dials:
            answered = sum(dial.outcome in CONNECTED for dial in evidence.dials)
            return Reason("fact.own_calls", {"answered": answered, "calls": len(evidence.dials)})
        case EvidenceKind.OWN_HOURS if evidence.active:
            return Reason(
                "fact.own_hours",
                {"count": len(evidence.active), "clock": usual_hour(evidence)},
            )
        case EvidenceKind.PLACE:
            return Reason("fact.place", {"place_type": most_likely_place(evidence).value})
        case _:
            return None
