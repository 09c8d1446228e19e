"""What was promised and paid for the cases of a week, and whether promises were kept in time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reports.domain.intervals import Proportion
from reports.domain.rows import CaseRow, OfferFact


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """The offers of one key (a cause, a rule or a kind); money in fen.

    ``kept`` counts promises paid by their time, out of those whose time has come.
    """

    key: str
    offers: int
    promised_offers: int
    promised: int
    paid: int
    kept: Proportion


@dataclass(frozen=True, slots=True)
class Remedies:
    """The same offers added up in three ways; each column has the same sum."""

    total: RemedyLine
    by_cause: tuple[RemedyLine, ...]
    by_rule: tuple[RemedyLine, ...]
    by_kind: tuple[RemedyLine, ...]


def make_remedies(rows: Iterable[CaseRow], *, now: datetime) -> Remedies:
    """Add up all offers of the rows, by the case's main cause, the rule and the kind."""
    offers = [(row, offer) for row in rows for offer in row.offers]
    return Remedies(
        total=_line("", [offer for _row, offer in offers], now=now),
        by_cause=_lines(offers, key=lambda row, _offer: row.main_cause.code, now=now),
        by_rule=_lines(offers, key=lambda _row, offer: offer.rule, now=now),
        by_kind=_lines(offers, key=lambda _row, offer: offer.kind, now=now),
    )


def _lines(
    offers: Sequence[tuple[CaseRow, OfferFact]],
    *,
    key: Callable[[CaseRow, OfferFact], str],
    now: datetime,
) -> tuple[RemedyLine, ...]:
    grouped: dict[str, list[OfferFact]] = {}
    for row, offer in offers:
        grouped.setdefault(key(row, offer), []).append(offer)
    lines = [_line(name, group, now=now) for name, group in grouped.items()]
    return tuple(sorted(lines, key=lambda line: (-line.paid, -line.promised, line.key)))


def _line(key: str, offers: Sequence[OfferFact], *, now: datetime) -> RemedyLine:
    promised = [offer for offer in offers if offer.promised]
    due = [offer for offer in promised if _time_has_come(offer, now)]
    return RemedyLine(
        key=key,
        offers=len(offers),
        promised_offers=len(promised),
        promised=sum(offer.amount for offer in promised),
        paid=sum(offer.paid for offer in offers),
        kept=Proportion(sum(_kept(offer) for offer in due), len(due)),
    )


def _time_has_come(offer: OfferFact, now: datetime) -> bool:
    return offer.paid_at is not None or (offer.due_at is not None and offer.due_at <= now)


def _kept(offer: OfferFact) -> bool:
    if offer.paid_at is None:
        return False
    return offer.due_at is None or offer.paid_at <= offer.due_at
