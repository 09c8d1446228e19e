"""P(a person answers) by half hour: a mixture over kinds of place, bent by what the buyer did.

``P = sigmoid(logit(curve) + tilt + slope * earlier dials)``. The curve mixes the places' curves by
how likely each is for this buyer, then leans to the buyer's own answered and unanswered hours. A
fresh sign of presence lifts the next minutes; a time the buyer named stands above everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.reach_evidence import EvidenceKind
from reviews.domain.reach_prior import DAY_NAMES, HALF_HOURS, PLACES, prior_curves
from reviews.domain.reach_slots import Slots, at_slots, minutes, shifted
from reviews.domain.regions import RegionHours

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]

REACH_VERSION: Final = "reach-2"
#: Pseudo-calls behind a prior curve; a shop's own calls outweigh it after that many.
PRIOR_CALLS: Final = 14.0
#: Pseudo-calls behind a buyer's curve before their own calls count.
OWN_PRIOR_CALLS: Final = 4.0
#: Logit a further dial costs: -0.207 fits 45,211 clients of a bank's calls (see docs/timing.md).
DIAL_SLOPE: Final = -0.2
PRESENT, PRESENCE_HALF_LIFE = 0.8, 20.0  # probability at once; minutes
_FADED_AFTER: Final = 24  # half-lives: less than a ten-millionth is left
AGREED, BESIDE_AGREED = 0.8, 0.5
_LEAST, _MOST = 0.005, 0.97
_EVIDENCE_KINDS: Final = frozenset(EvidenceKind)


@dataclass(frozen=True, slots=True, eq=False)
class ReachModel:
    """What a shop has learned: reached and made calls by [place, workday/off, half hour].

    ``level`` is by how much its buyers answer more often than the curves say, on the logit.
    """

    reached: Floats
    calls: Floats
    dial_slope: float = DIAL_SLOPE
    level: float = 0.0
    uses: frozenset[EvidenceKind] = _EVIDENCE_KINDS

    @classmethod
    def prior(cls) -> Self:
        """Before the first call: the prior curves alone."""
        nothing = np.zeros((len(PLACES), len(DAY_NAMES), HALF_HOURS))
        return cls(reached=nothing, calls=nothing)

    def without(self, kind: EvidenceKind) -> Self:
        """The same model with one kind of evidence switched off."""
        return replace(self, uses=self.uses - {kind})

    def curves(self) -> Floats:
        """P(a person answers a first dial), [place, workday/off, half hour]."""
        if EvidenceKind.SHOP_RATES not in self.uses:
            return prior_curves()
        rates: Floats = (PRIOR_CALLS * prior_curves() + self.reached) / (PRIOR_CALLS + self.calls)
        if not self.level:
            return rates
        odds = np.exp(self.level) * rates
        return np.asarray(odds / (1 - rates + odds))


@dataclass(frozen=True, slots=True, eq=False)
class Beliefs:
    """Buyers as arrays, one row each; made by `reach_beliefs.believe`.

    ``places`` [n, place]; ``own_reached`` and ``own_calls`` [n, workday/off, half hour];
    ``region`` [n] into ``regions``; ``seen``, ``agreed_from`` and ``agreed_until`` are minutes
    since 1970, NaN for none.
    """

    places: Singles
    tilt: Singles
    own_reached: Singles
    own_calls: Singles
    dials: Integers
    region: Integers
    regions: tuple[RegionHours, ...]
    seen: Floats
    agreed_from: Floats
    agreed_until: Floats

    def __len__(self) -> int:
        return len(self.tilt)

    def take(self, rows: Integers | slice) -> Self:
        """Only those buyers."""
        return replace(
            self,
            **{name: getattr(self, name)[rows] for name in _ROW_FIELDS},
        )


_ROW_FIELDS: Final = (
    "places",
    "tilt",
    "own_reached",
    "own_calls",
    "dials",
    "region",
    "seen",
    "agreed_from",
    "agreed_until",
)


def stack(beliefs: Sequence[Beliefs]) -> Beliefs:
    """One table of several; at least one is needed."""
    regions = tuple(dict.fromkeys(region for some in beliefs for region in some.regions))
    renumbered = [
        np.array([regions.index(region) for region in some.regions])[some.region]
        for some in beliefs
    ]
    columns = {
        name: np.concatenate([getattr(some, name) for some in beliefs])
        for name in _ROW_FIELDS
        if name != "region"
    }
    return Beliefs(**columns, region=np.concatenate(renumbered), regions=regions)


def reach_curves(beliefs: Beliefs, slots: Slots, *, model: ReachModel, now: datetime) -> Singles:
    """P(a person answers) per buyer and slot, [n, m]; 0 where nobody of that region is up."""
    chance, awake = _leaning(beliefs, slots, model)
    chance = _sigmoid(
        _logit(chance) + (beliefs.tilt + np.float32(model.dial_slope) * beliefs.dials)[:, None],
    )
    if EvidenceKind.PRESENCE in model.uses:
        chance = _lifted_by_presence(chance, beliefs, slots, minutes(now))
    if EvidenceKind.AGREED_TIME in model.uses:
        chance = _bent_to_agreed_time(chance, beliefs, slots)
    return np.where(awake, chance, np.float32(0)).astype(np.float32)


def _leaning(
    beliefs: Beliefs, slots: Slots, model: ReachModel
) -> tuple[Singles, NDArray[np.bool_]]:
    """The mixed curve leant to the buyer's own calls, and whether anybody is up."""
    mixed = np.zeros((len(beliefs), len(slots)), dtype=np.float32)
    curves = model.curves()
    for number, region in enumerate(beliefs.regions):
        rows = np.flatnonzero(beliefs.region == number)
        here = at_slots(shifted(curves, region), slots).astype(np.float32)
        mixed[rows] = beliefs.places[rows] @ here
    awake = mixed > 0
    calls = beliefs.own_calls[:, slots.off, slots.half_hour]
    reached = beliefs.own_reached[:, slots.off, slots.half_hour]
    own = np.float32(OWN_PRIOR_CALLS)
    leant = (own * mixed + reached) / (own + calls)
    return leant.astype(np.float32), awake


def _lifted_by_presence(chance: Singles, beliefs: Beliefs, slots: Slots, now: float) -> Singles:
    lift = presence(beliefs.seen, slots, now=now)
    lifted: Singles = (1 - (1 - chance) * (1 - lift)).astype(np.float32)
    return lifted


def presence(seen: Floats, slots: Slots, *, now: float) -> Singles:
    """P(still at the screen) per buyer and slot, [n, m]; halves every twenty minutes.

    ``seen`` and ``now`` are minutes since 1970; the running slot counts from now.
    """
    here = np.zeros((len(seen), len(slots)), dtype=np.float32)
    at = np.maximum(slots.minute, now)
    fresh = np.flatnonzero(seen > now - _FADED_AFTER * PRESENCE_HALF_LIFE)
    since = at[None, :] - seen[fresh, None]
    here[fresh] = PRESENT * np.exp2(-np.maximum(since, 0.0) / PRESENCE_HALF_LIFE)
    return here


def _bent_to_agreed_time(chance: Singles, beliefs: Beliefs, slots: Slots) -> Singles:
    named = np.isfinite(beliefs.agreed_from)
    if not named.any():
        return chance
    ends = slots.minute + 30
    inside = (ends[None, :] > beliefs.agreed_from[:, None]) & (
        slots.minute[None, :] < beliefs.agreed_until[:, None]
    )
    bent = np.where(inside, np.float32(AGREED), chance * np.float32(BESIDE_AGREED))
    leant: Singles = np.where(named[:, None], bent, chance).astype(np.float32)
    return leant


def _logit(chance: Singles) -> Singles:
    kept = np.clip(chance, _LEAST, _MOST)
    logit: Singles = np.log(kept / (1 - kept)).astype(np.float32)
    return logit


def _sigmoid(logit: Singles) -> Singles:
    chance: Singles = (1 / (1 + np.exp(-logit))).astype(np.float32)
    return chance
