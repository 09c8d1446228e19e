"""Why a slot: each piece of evidence with how much it moved the chance there."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.outcomes import CONNECTED
from reviews.domain.places import PlaceType
from reviews.domain.reach import ReachModel, reach_curves, stack
from reviews.domain.reach_beliefs import believe
from reviews.domain.reach_evidence import EvidenceKind, ReachEvidence
from reviews.domain.reach_slots import DESK_ZONE, Slots
from reviews.domain.reason import Reason

Singles: TypeAlias = NDArray[np.float32]
Integers: TypeAlias = NDArray[np.int64]

#: Moving the chance by less than this is not worth a word.
_LEAST: Final = 0.005


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence: by how much it raised (or lowered) the chance in the slot."""

    kind: EvidenceKind
    effect: float
    reason: Reason


def explain(
    evidence: Sequence[ReachEvidence],
    slots: Slots,
    *,
    chosen: Integers,
    reach: Singles,
    model: ReachModel,
    now: datetime,
    least: float = _LEAST,
) -> list[tuple[Piece, ...]]:
    """The pieces of each buyer for its chosen slot, heaviest first, the shop's rates last.

    ``chosen`` [n] are columns of ``slots``; ``reach`` [n] the chances there, with all evidence. The
    effect of a piece is what the chance would lack without it; one below ``least`` is left out.
    """
    pieces: list[list[Piece]] = [[] for _ in evidence]
    for kind in EvidenceKind:
        if kind is EvidenceKind.SHOP_RATES and not model.calls.any():
            continue
        rows = [row for row, known in enumerate(evidence) if _HAS[kind](known)]
        if not rows:
            continue
        poorer = model.without(kind)
        beliefs = stack([believe(evidence[row], model=poorer, now=now) for row in rows])
        lacking = reach_curves(beliefs, slots, model=poorer, now=now)
        for position, row in enumerate(rows):
            effect = float(reach[row] - lacking[position, chosen[row]])
            reason = _REASONS[kind](evidence[row], effect)
            pieces[row].append(Piece(kind, effect, reason))
    return [_by_weight(found, least) for found in pieces]


def _by_weight(found: list[Piece], least: float) -> tuple[Piece, ...]:
    told = [piece for piece in found if abs(piece.effect) >= least]
    # The shop's rates say the same of everybody, so what is known of this buyer stands before them.
    return tuple(
        sorted(told, key=lambda one: (one.kind is EvidenceKind.SHOP_RATES, -abs(one.effect))),
    )


def most_likely_place(evidence: ReachEvidence) -> PlaceType:
    """The place that the address names, unknown where it names none."""
    named = {place: chance for place, chance in evidence.places.items() if chance > 0}
    named.pop(PlaceType.UNKNOWN, None)
    return max(named, key=lambda place: named[place], default=PlaceType.UNKNOWN)


def usual_hour(evidence: ReachEvidence) -> str:
    """The hour of most orders and reviews, the earliest of several."""
    hours = Counter(moment.at.astimezone(DESK_ZONE).hour for moment in evidence.active)
    return f"{max(hours, key=lambda one: (hours[one], -one)):02d}:00"


def _agreed(evidence: ReachEvidence, effect: float) -> Reason:
    named = evidence.agreed
    at = named.starts_at.isoformat() if named is not None else ""
    return Reason("timing.agreed_time", {"agreed_at": at, "effect_share": effect})


def _present(evidence: ReachEvidence, effect: float) -> Reason:
    at = evidence.seen_at.isoformat() if evidence.seen_at is not None else ""
    return Reason("timing.seen_online", {"seen_at": at, "effect_share": effect})


def _own_calls(evidence: ReachEvidence, effect: float) -> Reason:
    answered = sum(dial.outcome in CONNECTED for dial in evidence.dials)
    calls = len(evidence.dials)
    return Reason(
        "timing.own_calls",
        {"answered": answered, "calls": calls, "effect_share": effect},
    )


def _own_hours(evidence: ReachEvidence, effect: float) -> Reason:
    count, clock = len(evidence.active), usual_hour(evidence)
    return Reason(
        "timing.own_hours",
        {"count": count, "clock": clock, "effect_share": effect},
    )


def _shop_rates(_evidence: ReachEvidence, effect: float) -> Reason:
    return Reason("timing.shop_rates", {"effect_share": effect})


def _place(evidence: ReachEvidence, effect: float) -> Reason:
    place = most_likely_place(evidence)
    code = "timing.place_good_hour" if effect >= 0 else "timing.place_poor_hour"
    return Reason(code, {"place_type": place.value, "effect_share": effect})


_HAS: Final[dict[EvidenceKind, Callable[[ReachEvidence], bool]]] = {
    EvidenceKind.AGREED_TIME: lambda known: known.agreed is not None,
    EvidenceKind.PRESENCE: lambda known: known.seen_at is not None,
    EvidenceKind.OWN_CALLS: lambda known: bool(known.dials),
    EvidenceKind.OWN_HOURS: lambda known: bool(known.active),
    EvidenceKind.SHOP_RATES: lambda _known: True,
    EvidenceKind.PLACE: lambda known: most_likely_place(known) is not PlaceType.UNKNOWN,
}
_REASONS: Final = {
    EvidenceKind.AGREED_TIME: _agreed,
    EvidenceKind.PRESENCE: _present,
    EvidenceKind.OWN_CALLS: _own_calls,
    EvidenceKind.OWN_HOURS: _own_hours,
    EvidenceKind.SHOP_RATES: _shop_rates,
    EvidenceKind.PLACE: _place,
}
