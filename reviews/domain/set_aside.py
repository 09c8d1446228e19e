"""Evidence that a colleague has said is not true: what is left, and what it was in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from reviews.domain.outcomes import CONNECTED
from reviews.domain.reach_evidence import Dial, EvidenceKind, ReachEvidence
from reviews.domain.reach_why import most_likely_place, usual_hour
from reviews.domain.reason import Parameter, Reason


@dataclass(frozen=True, slots=True)
class Aside:
    """What counts no more of a buyer: a kind ``until`` a moment, and single pieces of moments."""

    until: Mapping[EvidenceKind, datetime] = field(default_factory=dict)
    pieces: frozenset[tuple[EvidenceKind, datetime]] = frozenset()

    def counts(self, kind: EvidenceKind, at: datetime) -> bool:
        """Whether what is of that kind and moment still says something."""
        until = self.until.get(kind)
        return (until is None or at > until) and (kind, at) not in self.pieces


NOTHING_ASIDE: Final = Aside()
#: Kinds made of single pieces, each with its moment.
OF_PIECES: Final = frozenset(
    {EvidenceKind.OWN_CALLS, EvidenceKind.OWN_HOURS, EvidenceKind.PRESENCE}
)


def left_of(evidence: ReachEvidence, aside: Aside) -> ReachEvidence:
    """The evidence without what was set aside; what came after that moment counts again."""
    if aside == NOTHING_ASIDE:
        return evidence
    calls, hours, online = EvidenceKind.OWN_CALLS, EvidenceKind.OWN_HOURS, EvidenceKind.PRESENCE
    seen_at = evidence.seen_at
    return replace(
        evidence,
        dials=tuple(dial for dial in evidence.dials if aside.counts(calls, dial.when.at)),
        active=tuple(moment for moment in evidence.active if aside.counts(hours, moment.at)),
        seen_at=seen_at if seen_at is not None and aside.counts(online, seen_at) else None,
    )


def pieces_of(kind: EvidenceKind, evidence: ReachEvidence) -> tuple[tuple[datetime, Reason], ...]:
    """The single pieces of a kind with their moments, the newest first; none where it has none."""
    match kind:
        case EvidenceKind.OWN_CALLS:
            found = {dial.when.at: _call(dial) for dial in evidence.dials}
        case EvidenceKind.OWN_HOURS:
            found = {
                moment.at: Reason("fact.own_hour", _at(moment.at)) for moment in evidence.active
            }
        case EvidenceKind.PRESENCE if evidence.seen_at is not None:
            found = {evidence.seen_at: Reason("fact.seen_online", _seen(evidence.seen_at))}
        case _:
            found = {}
    return tuple(sorted(found.items(), reverse=True))


def _call(dial: Dial) -> Reason:
    return Reason("fact.own_call", {**_at(dial.when.at), "outcome": dial.outcome.value})


def _at(moment: datetime) -> dict[str, Parameter]:
    return {"fact_at": moment.isoformat()}


def _seen(moment: datetime) -> dict[str, Parameter]:
    return {"seen_at": moment.isoformat()}


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
            return Reason("fact.seen_online", _seen(evidence.seen_at))
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
