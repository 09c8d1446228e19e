"""Proposing an offer: policy, guards, wording, budget and ledger in one step."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db import transaction

from compensation.domain.guards import check_offer
from compensation.domain.offer_states import OfferState
from compensation.domain.policy import (
    MONEY_KINDS,
    Allowed,
    Approver,
    CaseFacts,
    RemedyKind,
    approval_needed,
    evaluate,
)
from compensation.domain.policy import PolicyVersion as Policy
from compensation.models import Offer, PolicyVersion
from compensation.operations.budgets import reserve
from compensation.operations.errors import OfferRefusedError
from compensation.operations.ledger import post_promise
from compensation.operations.policies import policy_for_use
from compensation.operations.wording import require_wording
from compensation.queries.facts import case_facts, offer_facts
from compensation.queries.policies import policy_name, read_policy
from reviews.choices import OWNER
from reviews.domain.reason import Reason
from reviews.domain.wording import WordingPlace
from reviews.models import Case, Member, Order


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a member wants to give, in their words; ``amount_fen`` in fen."""

    kind: str
    amount_fen: int
    message: str = ""
    asked_reason: str = ""
    override_word: str = ""


@dataclass(frozen=True, slots=True)
class _Judgement:
    """Who must decide (None = nobody), what the policy allows of that kind, and why."""

    approver: Approver | None
    option: Allowed | None
    because: Reason


@transaction.atomic
def propose_offer(
    *,
    case: Case,
    member: Member,
    proposal: Proposal,
    idempotency_key: str,
    now: dt.datetime,
    seen_policy: str | None = None,
) -> Offer:
    """Make an offer: approved at once within the policy, else waiting for the one who decides.

    In order: repeated key (the earlier offer is returned), the version the member was shown
    (``seen_policy``, see `policy_name`; None asks nothing), guards, policy, wording, budget.
    Raises OfferRefusedError or its WordingBlockedError with the reasons of the first step that
    says no; nothing is written then.
    """
    # Before the case, as everybody who needs both; an agent's day is counted by one at a time.
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    case = lock_case(case)
    # Not before the lock: the same click twice would find no earlier offer, twice.
    earlier = Offer.objects.filter(idempotency_key=idempotency_key, case=case).first()
    if earlier is not None:
        return earlier
    version = policy_for_use(shop=case.shop, now=now)
    if seen_policy not in (None, policy_name(version)):
        raise OfferRefusedError(Reason("policy_changed", {"number": version.number}))
    policy = read_policy(version)
    judged = _judge(case, member, proposal, policy, now)
    _require_words(case, member, proposal, judged, now)
    offer = _new_offer(case, member, proposal, version, judged)
    offer.idempotency_key = idempotency_key
    offer.proposed_at = now
    if judged.approver is not None:
        offer.save()
        return offer
    budgets = approve(offer, now=now, valid_days=policy.limits.offer_valid_days)
    offer.save()
    post_promise(offer=offer, budgets=budgets, member=member, now=now)
    return offer


def approve(offer: Offer, *, now: dt.datetime, valid_days: int) -> list[int]:
    """Reserve the budgets and set the offer's fields as approved; the budgets' keys.

    The caller stores the offer, then posts its promise.
    """
    budgets = reserve(offer=offer, now=now)
    offer.state = OfferState.APPROVED.value
    offer.expires_at = now + dt.timedelta(days=valid_days)
    return budgets


def lock_case(case: Case) -> Case:
    """The case with what the policy reads, its row and its order's row locked for this offer.

    Locks without the key: a row that others only refer to (a ledger entry names its member) must
    not make them wait, or two who wait for each other deadlock on PostgreSQL.
    """
    locked = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("shop__settings", "review__order", "review__product", "buyer")
        .get(pk=case.pk)
    )
    if locked.review.order_id is not None:
        Order.objects.select_for_update(no_key=True).get(pk=locked.review.order_id)
    return locked


def _judge(
    case: Case,
    member: Member,
    proposal: Proposal,
    policy: Policy,
    now: dt.datetime,
) -> _Judgement:
    """Hard guards first; then the policy says who decides; soft guards can only add an approver.

    An owner decides for the shop, so that an owner's own proposal waits for nobody.
    """
    kind = _kind(proposal.kind)
    facts = case_facts(case=case, now=now, repeat_days=policy.limits.repeat_days)
    judged = _by_policy(policy, facts, kind, proposal.amount_fen)
    guarded = offer_facts(
        case=case,
        member=member,
        facts=facts,
        kind=kind.value,
        amount_fen=proposal.amount_fen,
        needs_approval=True,
        now=now,
    )
    moves_money = kind in MONEY_KINDS
    if against := check_offer(guarded, limits=policy.limits, moves_money=moves_money):
        raise OfferRefusedError(*against)
    alone = replace(guarded, needs_approval=judged.approver is not None)
    if against := check_offer(alone, limits=policy.limits, moves_money=moves_money):
        judged = _Judgement(Approver.LEAD, judged.option, against[0])
    if member.role == OWNER:
        return _Judgement(None, judged.option, judged.because)
    return judged


def _by_policy(policy: Policy, facts: CaseFacts, kind: RemedyKind, amount_fen: int) -> _Judgement:
    option = evaluate(policy, facts).option(kind)
    approver = approval_needed(option, amount_fen)
    if option is None:
        return _Judgement(approver, None, Reason("kind_beyond_policy", {"kind": kind.value}))
    if amount_fen > option.max_fen:
        because = Reason("amount_beyond_policy", {"max_fen": option.max_fen})
        return _Judgement(approver, option, because)
    return _Judgement(approver, option, option.because)


def _kind(kind: str) -> RemedyKind:
    try:
        return RemedyKind(kind)
    except ValueError:
        raise OfferRefusedError(Reason("kind_unknown", {"kind": kind[:20]})) from None


def _is_beyond(judged: _Judgement) -> bool:
    return judged.because.code in {"kind_beyond_policy", "amount_beyond_policy"}


def _require_words(
    case: Case,
    member: Member,
    proposal: Proposal,
    judged: _Judgement,
    now: dt.datetime,
) -> None:
    """The message may be said, and what needs a decision says why: by a cause, not a review."""
    if (judged.approver or _is_beyond(judged)) and not proposal.asked_reason.strip():
        raise OfferRefusedError(Reason("say_why"))
    for text, place in (
        (proposal.message, WordingPlace.MESSAGE),
        (proposal.asked_reason, WordingPlace.REASON_CODE),
    ):
        require_wording(
            text,
            place=place,
            shop=case.shop,
            member=member,
            case=case,
            override_word=proposal.override_word,
            now=now,
        )


def _new_offer(
    case: Case,
    member: Member,
    proposal: Proposal,
    version: PolicyVersion,
    judged: _Judgement,
) -> Offer:
    option = judged.option
    return Offer(
        shop=case.shop,
        case=case,
        order=case.review.order,
        buyer=case.buyer,
        kind=proposal.kind,
        amount_fen=proposal.amount_fen,
        requested_fen=proposal.amount_fen,
        state=OfferState.WAITING_APPROVAL.value,
        version=version,
        rule_position=option.rule_position if option else None,
        because=judged.because.as_json(),
        say=option.say if option else "",
        message=proposal.message.strip()[:500],
        is_beyond_policy=_is_beyond(judged),
        approver=judged.approver.value if judged.approver else "",
        asked_reason=proposal.asked_reason.strip()[:300],
        proposed_by=member,
    )
