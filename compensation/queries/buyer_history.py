"""What a buyer and the shop have had with each other before, in one query."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import BigIntegerField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Left

from compensation.choices import OFFER_STATE_CHOICES, REMEDY_CHOICES
from compensation.models import Offer
from reviews.choices import LEVEL_CHOICES, ORDER_STATUS_CHOICES, REFUND_STATUS_CHOICES
from reviews.models import Case, Order, Refund, Review

SHOWN = 20
_WORDS = 60
_STATES = {
    "order": dict(ORDER_STATUS_CHOICES),
    "review": dict(LEVEL_CHOICES),
    "refund": dict(REFUND_STATUS_CHOICES),
    "offer": dict(OFFER_STATE_CHOICES),
}
_REMEDIES = dict(REMEDY_CHOICES)


#: Rows of different tables under the same names: their types meet only in `_line`.
Part: TypeAlias = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class PastLine:
    """One thing of the past: an order, a review, a refund or an offer."""

    kind: str
    at: dt.datetime | None
    state: str
    words: str
    amount_fen: int


def buyer_history(*, case: Case) -> list[PastLine]:
    """The buyer's orders, earlier reviews, refunds and offers in this shop, the newest first.

    Without the case's own review, order and offers, which the card shows anyway.
    """
    if case.buyer_id is None:
        return []
    past: Any = _orders(case).union(_reviews(case), _refunds(case), _offers(case), all=True)
    return [_line(*line[:-1]) for line in past.order_by("-past_at", "past_kind", "-pk")[:SHOWN]]


def _orders(case: Case) -> Part:
    rows = Order.objects.filter(buyer=case.buyer_id).exclude(pk=case.review.order_id or 0)
    return _columns(
        rows, "order", at=F("ordered_at"), state="status", words="number", fen="paid_fen"
    )


def _reviews(case: Case) -> Part:
    rows = Review.objects.filter(buyer=case.buyer_id).exclude(pk=case.review_id)
    return _columns(rows, "review", at=F("rated_at"), state="level", words="content")


def _refunds(case: Case) -> Part:
    rows = Refund.objects.filter(order__buyer=case.buyer_id).exclude(
        order=case.review.order_id or 0
    )
    at = Coalesce("changed_at", "requested_at")
    return _columns(rows, "refund", at=at, state="status", words="reason", fen="amount_fen")


def _offers(case: Case) -> Part:
    rows = Offer.objects.filter(buyer=case.buyer_id).exclude(case=case)
    return _columns(
        rows, "offer", at=F("proposed_at"), state="state", words="kind", fen="amount_fen"
    )


def _columns(
    rows: QuerySet[Any], kind: str, *, at: Any, state: str, words: str, fen: str = ""
) -> Part:
    """The part under the names all parts share; a review has no amount."""
    amount = F(fen) if fen else Value(0, output_field=BigIntegerField())
    part: Part = (
        rows.order_by()
        .annotate(
            past_kind=Value(kind, output_field=TextField()),
            past_at=at,
            past_state=Cast(state, TextField()),
            past_words=Left(Cast(words, TextField()), _WORDS),
            past_fen=Cast(amount, BigIntegerField()),
        )
        .values_list("past_kind", "past_at", "past_state", "past_words", "past_fen", "pk")
    )
    return part


def _line(kind: str, at: dt.datetime | None, state: str, words: str, fen: int) -> PastLine:
    shown = str(_REMEDIES.get(words, words)) if kind == "offer" else words
    return PastLine(kind, at, str(_STATES[kind].get(state, state)), shown, fen)
