"""Deciding an offer that waits: approve, give less, or say no, with a word."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from compensation.domain.guards import check_offer
from compensation.domain.offer_states import OfferState
from compensation.domain.policy import MONEY_KINDS, RemedyKind
from compensation.models import Offer
from compensation.operations.errors import OfferRefusedError
from compensation.operations.ledger import post_promise
from compensation.operations.moves import move
from compensation.operations.offers import approve, lock_case
from compensation.operations.wording import require_wording
from compensation.queries.facts import case_facts, offer_facts
from compensation.queries.policies import read_policy
from reviews.choices import LEAD, OWNER
from reviews.domain.reason import Reason
from reviews.domain.wording import WordingPlace
from reviews.models import Member


@transaction.atomic
def approve_offer(
    *,
    offer: Offer,
    member: Member,
    now: dt.datetime,
    word: str = "",
    amount_fen: int | None = None,
) -> None:
    """Approve the amount asked for, or less with a word for it.

    The guards are asked again: a case may have been closed or held meanwhile. Raises
    OfferRefusedError; nothing is moved then.
    """
    given_fen = offer.requested_fen if amount_fen is None else amount_fen
    _require_seat(offer, member)
    _require_word(offer, member, word, needed=given_fen < offer.requested_fen, now=now)
    if not 0 <= given_fen <= offer.requested_fen:
        raise OfferRefusedError(Reason("more_than_asked", {"asked_fen": offer.requested_fen}))
    offer.amount_fen = given_fen
    policy = read_policy(offer.version)
    _require_possible(offer, now)
    budgets = approve(offer, now=now, valid_days=policy.limits.offer_valid_days)
    move(
        offer,
        OfferState.APPROVED,
        member=member,
        now=now,
        amount_fen=given_fen,
        budget_id=offer.budget_id,
        expires_at=offer.expires_at,
        **_decision(member, word, now),
    )
    post_promise(offer=offer, budgets=budgets, member=member, now=now)


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one offer of several; ``reasons`` are empty where it was approved."""

    offer: Offer
    reasons: tuple[Reason, ...] = ()


def approve_several(
    *, offers: Sequence[Offer], member: Member, now: dt.datetime, word: str = ""
) -> list[Decided]:
    """Approve each as it was asked for, in order, guards and budget asked for each on its own.

    A transaction an offer: one that is refused leaves the others as they are. What an earlier one
    reserves is gone for a later one, so that together they can't overdraw a budget.
    """
    decided = []
    for offer in offers:
        try:
            approve_offer(offer=offer, member=member, now=now, word=word)
        except OfferRefusedError as refused:
            decided.append(Decided(offer, refused.reasons))
        else:
            decided.append(Decided(offer))
    return decided


@transaction.atomic
def reject_offer(*, offer: Offer, member: Member, now: dt.datetime, word: str) -> None:
    """Say no, with a word for the colleague. Raises OfferRefusedError."""
    _require_seat(offer, member)
    _require_word(offer, member, word, needed=True, now=now)
    move(offer, OfferState.REJECTED, member=member, now=now, **_decision(member, word, now))


def _decision(member: Member, word: str, now: dt.datetime) -> dict[str, object]:
    return {"decided_by": member, "decided_at": now, "decision_word": word.strip()[:200]}


def _require_seat(offer: Offer, member: Member) -> None:
    """A lead or owner of the same shop, never the proposer; some offers are the owner's alone."""
    if member.shop_id != offer.shop_id or member.role not in {LEAD, OWNER}:
        raise OfferRefusedError(Reason("not_yours_to_decide"))
    if member.pk == offer.proposed_by_id:
        raise OfferRefusedError(Reason("own_offer"))
    if offer.approver == OWNER and member.role != OWNER:
        raise OfferRefusedError(Reason("only_the_owner"))


def _require_word(
    offer: Offer,
    member: Member,
    word: str,
    *,
    needed: bool,
    now: dt.datetime,
) -> None:
    if needed and not word.strip():
        raise OfferRefusedError(Reason("say_a_word"))
    require_wording(
        word,
        place=WordingPlace.REASON_CODE,
        shop=offer.shop,
        member=member,
        case=offer.case,
        now=now,
    )


def _require_possible(offer: Offer, now: dt.datetime) -> None:
    case = lock_case(offer.case)
    limits = read_policy(offer.version).limits
    facts = case_facts(case=case, now=now, repeat_days=limits.repeat_days)
    guarded = offer_facts(
        case=case,
        member=offer.proposed_by,
        facts=facts,
        kind=offer.kind,
        amount_fen=offer.amount_fen,
        needs_approval=True,
        now=now,
    )
    # What is asked for here stands among the order's promises already.
    others_fen = guarded.order_given_fen - offer.requested_fen if offer.order_id else 0
    guarded = replace(guarded, same_kind_open=False, order_given_fen=others_fen)
    moves_money = RemedyKind(offer.kind) in MONEY_KINDS
    against = check_offer(guarded, limits=limits, moves_money=moves_money)
    if against:
        raise OfferRefusedError(*against)
