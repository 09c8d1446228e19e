"""Why then: the detail view of one case's time."""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from reviews.domain.contact_rules import Verdict
from reviews.domain.moments import best_moments, placed_because, price_in_words
from reviews.domain.reach_evidence import EvidenceKind, ReachEvidence
from reviews.domain.reach_slots import DESK_ZONE
from reviews.domain.reach_why import Piece, explain
from reviews.domain.reason import Reason
from reviews.domain.set_aside import in_words, newest_at, pieces_of
from reviews.models import Buyer, Callback, Case, Correction
from reviews.queries.call_values import Callable, valued
from reviews.queries.corrections import corrections_of
from reviews.queries.prices import Prices, latest_plan, prices_of

DAYS_SHOWN = 3
SINGLES_SHOWN = 20  # as many of the hours as count at all


@dataclass(frozen=True, slots=True)
class HalfHour:
    """One half hour: the chance of an answer, what a call is worth, and what it costs others."""

    starts_at: dt.datetime
    reach: float
    value: float
    price: float
    is_staffed: bool
    verdict: Verdict

    @property
    def allowed(self) -> bool:
        """Whether the contact rules allow a call then."""
        return self.verdict.allowed

    @property
    def percent(self) -> int:
        """The chance of an answer in percent."""
        return round(100 * self.reach)

    @property
    def price_words(self) -> Reason:
        """The price as a sentence."""
        return price_in_words(self.starts_at, self.price, is_staffed=self.is_staffed)


@dataclass(frozen=True, slots=True)
class Single:
    """One call, order or observation behind a piece of evidence."""

    at: dt.datetime
    fact: Reason


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of evidence with its age; ``singles`` are what it is made of, the newest first."""

    piece: Piece
    fact: Reason
    at: dt.datetime | None
    singles: tuple[Single, ...] = ()

    @property
    def percent(self) -> int:
        """By how many percent points it raises (or lowers) the chance there."""
        return round(100 * self.piece.effect)

    @property
    def can_be_untrue(self) -> bool:
        """The shop's rates are true of everybody or of nobody: the owner switches them off."""
        return self.piece.kind is not EvidenceKind.SHOP_RATES


@dataclass(frozen=True, slots=True)
class Why:
    """The curve of the next days, the half hour that is explained, and what speaks for it.

    ``chosen`` is the planned or promised half hour, else the best one that is allowed; None where
    none is. ``placed`` says why it is that one; empty where nothing is planned.
    """

    curve: tuple[HalfHour, ...]
    chosen: HalfHour | None
    is_planned: bool
    placed: Reason | None
    best: tuple[HalfHour, ...]
    pieces: tuple[Told, ...]
    corrections: tuple[Correction, ...]

    @property
    def knows_place(self) -> bool:
        """Whether the kind of place is among the pieces."""
        return any(told.piece.kind is EvidenceKind.PLACE for told in self.pieces)


def why_then(*, case: Case, now: dt.datetime) -> Why:
    """Everything behind the time of one case; it need not be open."""
    case = Case.objects.select_related("buyer", "review", "review__order").get(pk=case.pk)
    found = valued(case.shop, (case,), now=now)
    prices = prices_of(latest_plan(case.shop_id), found.slots)
    halves = _halves(found, prices)
    window = Callback.objects.filter(case=case, status__in=["planned", "calling"]).first()
    planned = _column_of(window, found)
    best = best_moments(found.values.value[0])
    column = planned if planned is not None else next(iter(best), None)
    return Why(
        curve=tuple(half for half in halves if _is_shown(half, now)),
        chosen=halves[column] if column is not None else None,
        is_planned=planned is not None,
        placed=_placed(found, prices, planned, window),
        best=tuple(halves[one] for one in best),
        pieces=_pieces(case, found, column, now),
        corrections=tuple(corrections_of(case)),
    )


def _halves(found: Callable, prices: Prices) -> list[HalfHour]:
    return [
        HalfHour(
            start,
            float(found.values.reach[0, column]),
            float(found.values.value[0, column]),
            float(prices.price[column]),
            bool(prices.staffed[column]),
            found.verdicts[0][column],
        )
        for column, start in enumerate(found.slots.starts_at)
    ]


def _is_shown(half: HalfHour, now: dt.datetime) -> bool:
    last = now.astimezone(DESK_ZONE).date() + dt.timedelta(days=DAYS_SHOWN)
    return half.starts_at.astimezone(DESK_ZONE).date() < last


def _column_of(window: Callback | None, found: Callable) -> int | None:
    """The half hour in which the window begins."""
    if window is None:
        return None
    begins = [
        column for column, start in enumerate(found.slots.starts_at) if start <= window.starts_at
    ]
    return begins[-1] if begins and window.ends_at > found.slots.starts_at[0] else None


def _placed(
    found: Callable,
    prices: Prices,
    planned: int | None,
    window: Callback | None,
) -> Reason | None:
    if planned is None or window is None:
        return None
    if window.is_promised:
        return Reason("timing.agreed_time", {"agreed_at": window.starts_at.isoformat()})
    return placed_because(
        planned,
        value=found.values.value[0],
        price=prices.price,
        staffed=prices.staffed,
        starts_at=found.slots.starts_at,
        by_chance=bool(window.draw),
    )


def _pieces(case: Case, found: Callable, column: int | None, now: dt.datetime) -> tuple[Told, ...]:
    """The evidence for the explained half hour, or for the running one where none is allowed."""
    if not found.slots.starts_at:
        return ()
    chosen = np.array([column or 0])
    told = explain(
        found.evidence,
        found.slots,
        chosen=chosen,
        reach=found.values.reach[:, chosen[0]],
        model=found.model,
        now=now,
        least=0.0,
    )
    known = found.evidence[0]
    return tuple(
        Told(
            piece,
            in_words(piece.kind, known) or piece.reason,
            _age(piece.kind, known, case.buyer),
            _singles(piece.kind, known),
        )
        for piece in told[0]
    )


def _singles(kind: EvidenceKind, known: ReachEvidence) -> tuple[Single, ...]:
    """Single pieces where there are several: of one alone its kind says the same."""
    found = pieces_of(kind, known)
    return tuple(Single(at, fact) for at, fact in found[:SINGLES_SHOWN]) if len(found) > 1 else ()


def _age(kind: EvidenceKind, known: ReachEvidence, buyer: Buyer | None) -> dt.datetime | None:
    if kind is EvidenceKind.PLACE and buyer is not None:
        return buyer.place_corrected_at or buyer.first_seen_at
    return newest_at(kind, known)
