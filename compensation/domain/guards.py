"""What keeps an offer from being made, whatever the policy allows."""

from collections.abc import Iterator
from dataclasses import dataclass

from compensation.domain.money import LARGEST_FEN
from compensation.domain.policy import Limits
from reviews.domain.reason import Reason


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What the desk knows when an offer is proposed; amounts in fen, None = not known.

    ``claims`` counts this buyer's remedies in all shops of the desk within the repeat days;
    ``daily_fen`` is what the agent has promised today, bounded by the shop's ``daily_limit_fen``.
    """

    amount_fen: int
    same_kind_open: bool
    order_paid_fen: int | None
    order_given_fen: int
    claims: int
    has_pending_refund: bool
    order_is_cancelled_unshipped: bool
    case_is_open: bool
    suspected_extortion: bool
    daily_fen: int
    daily_limit_fen: int
    needs_approval: bool


def check_offer(facts: OfferFacts, *, limits: Limits, moves_money: bool) -> tuple[Reason, ...]:
    """Every reason against the offer, the hardest first; empty where it may be made.

    A repeat claimant and an agent's used-up day only keep the agent from promising alone: with
    an approval the offer may be made.
    """
    hard = tuple(_hard(facts, moves_money=moves_money))
    return hard or tuple(_without_approval(facts, limits))


def _hard(facts: OfferFacts, *, moves_money: bool) -> Iterator[Reason]:
    if facts.suspected_extortion:
        yield Reason("offer_held")
    if not facts.case_is_open:
        yield Reason("offer_case_closed")
    if facts.amount_fen < 0 or (moves_money and facts.amount_fen == 0):
        yield Reason("amount_must_be_positive")
    if facts.amount_fen > LARGEST_FEN:
        yield Reason("yuan_too_large", {"text": str(facts.amount_fen)})
    if facts.same_kind_open:
        yield Reason("offer_duplicate")
    if facts.order_is_cancelled_unshipped:
        yield Reason("order_cancelled_unshipped")
    if facts.has_pending_refund:
        yield Reason("refund_pending")
    yield from _over_the_order(facts)


def _over_the_order(facts: OfferFacts) -> Iterator[Reason]:
    paid_fen = facts.order_paid_fen
    if paid_fen is not None and facts.order_given_fen + facts.amount_fen > paid_fen:
        left_fen = max(paid_fen - facts.order_given_fen, 0)
        yield Reason("offers_over_order", {"paid_fen": paid_fen, "left_fen": left_fen})


def _without_approval(facts: OfferFacts, limits: Limits) -> Iterator[Reason]:
    if facts.needs_approval:
        return
    if facts.claims >= limits.repeat_claims:
        yield Reason("repeat_claimant", {"claims": facts.claims, "days": limits.repeat_days})
    if facts.daily_fen + facts.amount_fen > facts.daily_limit_fen:
        left_fen = max(facts.daily_limit_fen - facts.daily_fen, 0)
        yield Reason("agent_daily_limit", {"left_fen": left_fen})
