"""Offers for the case card, the approvals and the lists."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils import timezone

from compensation.domain.budget import budgets_for, used_up
from compensation.domain.offer_states import PROMISED
from compensation.domain.policy import Allowed, Answer, CaseFacts, RemedyKind, evaluate
from compensation.models import Offer, Payout
from compensation.queries.buyer_history import PastLine, buyer_history
from compensation.queries.facts import case_facts, claims_of, promised_today_fen
from compensation.queries.money import budgets_on
from compensation.queries.policies import policy_name, read_policy, version_in_force
from reviews.choices import OWNER
from reviews.domain.reason import Reason
from reviews.models import Case, Member, Refund, Shop

_SHOWN = 12
_PROMISED = frozenset(state.value for state in PROMISED)


@dataclass(frozen=True, slots=True)
class OfferPanel:
    """What may be offered now and why not more, and what this case was offered before."""

    answer: Answer
    facts: CaseFacts
    offers: list[Offer]
    day_left_fen: int
    past: list[PastLine]
    policy: str
    short: dict[RemedyKind, Reason]

    @property
    def free(self) -> list[Allowed]:
        """The allowed remedies of kinds this case has not been promised yet."""
        taken = {offer.kind for offer in self.offers if offer.state in _PROMISED}
        return [option for option in self.answer.options if option.kind.value not in taken]

    @property
    def blocked(self) -> tuple[Reason, ...]:
        """Why nothing at all can be offered."""
        return () if self.answer.options else self.answer.refused


@dataclass(frozen=True, slots=True)
class Waiting:
    """An offer that waits, with what its decider needs on one card."""

    offer: Offer
    claims: int
    given_fen: int
    refunds: list[Refund]
    earlier: list[Offer]

    @property
    def is_owners(self) -> bool:
        """Whether the owner alone decides it."""
        return self.offer.approver == OWNER


def offer_panel(*, case: Case, member: Member, now: dt.datetime) -> OfferPanel:
    """The panel of a case card; the case comes with shop settings, review, order and product."""
    version = version_in_force(shop=case.shop, now=now)
    policy = read_policy(version)
    facts = case_facts(case=case, now=now, repeat_days=policy.limits.repeat_days)
    limit_fen = case.shop.settings.offer_limit_per_agent_day_fen
    answer = evaluate(policy, facts)
    return OfferPanel(
        answer=answer,
        facts=facts,
        offers=offers_of(case=case),
        day_left_fen=max(limit_fen - promised_today_fen(member=member, now=now), 0),
        past=buyer_history(case=case),
        policy=policy_name(version),
        short=_short(answer, member=member, cause=facts.cause, now=now),
    )


def _short(
    answer: Answer, *, member: Member, cause: str | None, now: dt.datetime
) -> dict[RemedyKind, Reason]:
    """The kinds whose budgets leave less than the policy would give, with the fullest budget."""
    if not answer.options:
        return {}
    day = timezone.localdate(now)
    budgets = budgets_on(shop=member.shop, day=day)
    found: dict[RemedyKind, Reason] = {}
    for option in answer.options:
        fits = budgets_for(budgets, kind=option.kind, day=day, cause=cause, person=member.pk)
        if any(budget.left_fen < option.max_fen for budget in fits):
            found[option.kind] = used_up(fits)
    return found


def offers_of(*, case: Case) -> list[Offer]:
    """The offers of a case, newest first."""
    rows = Offer.objects.filter(case=case).select_related(
        "proposed_by", "decided_by", "payout__payee", "code__stock"
    )
    return list(rows.order_by("-proposed_at", "-id")[:_SHOWN])


@dataclass(frozen=True, slots=True)
class WaitingFilter:
    """Which of the offers that wait; what is empty shows all. ``person`` is a public id."""

    kind: str = ""
    approver: str = ""
    person: str = ""


def waiting_in(*, shop: Shop, wanted: WaitingFilter) -> QuerySet[Offer]:
    """What waits for a decision in a shop, the oldest first."""
    named = {
        "kind": wanted.kind,
        "approver": wanted.approver,
        "proposed_by__public_id": wanted.person,
    }
    bounds = {name: value for name, value in named.items() if value}
    rows = Offer.objects.filter(shop=shop, state="waiting_approval", **bounds)
    related = ("case__review__product", "case__buyer", "order", "proposed_by", "version")
    return rows.select_related(*related).order_by("proposed_at", "id")


def waiting_cards(offers: Iterable[Offer], *, now: dt.datetime) -> list[Waiting]:
    """Each with what its decider needs."""
    return [_waiting(offer, now) for offer in offers]


def offers_named(*, shop: Shop, public_ids: Sequence[str]) -> list[Offer]:
    """The shop's offers with these ids, the oldest first; an unknown id finds none."""
    rows = Offer.objects.filter(shop=shop, public_id__in=public_ids)
    related = rows.select_related("shop", "case__buyer", "version", "proposed_by")
    return list(related.order_by("proposed_at", "id"))


def _waiting(offer: Offer, now: dt.datetime) -> Waiting:
    days = read_policy(offer.version).limits.repeat_days
    earlier = Offer.objects.filter(case=offer.case_id).exclude(pk=offer.pk)
    if offer.order_id is not None:
        earlier = Offer.objects.filter(order=offer.order_id).exclude(pk=offer.pk)
    listed = list(earlier.order_by("-proposed_at", "-id")[:_SHOWN])
    return Waiting(
        offer=offer,
        claims=claims_of(case=offer.case, now=now, days=days),
        given_fen=sum(row.amount_fen for row in listed if row.state in _PROMISED),
        refunds=list(offer.order.refunds.order_by("-id")[:3]) if offer.order else [],
        earlier=listed,
    )


def offers_in(*, shop: Shop, state: str = "") -> QuerySet[Offer]:
    """A shop's offers, newest first, perhaps of one state."""
    rows = Offer.objects.filter(shop=shop).select_related("case__buyer", "proposed_by")
    return (rows.filter(state=state) if state else rows).order_by("-proposed_at", "-id")


def count_waiting(*, shop: Shop) -> int:
    """How many offers wait for a decision."""
    return Offer.objects.filter(shop=shop, state="waiting_approval").count()


def payouts_in(*, shop: Shop, state: str = "") -> QuerySet[Payout]:
    """A shop's payouts: the earliest due first while they are to be paid, else the newest."""
    rows = Payout.objects.filter(shop=shop).select_related("offer__case__buyer", "offer__promise")
    if state in {"payable", "paying", "failed"}:
        return rows.filter(state=state).order_by("due_at", "id")
    return (rows.filter(state=state) if state else rows).order_by("-created_at", "-id")


def payout_counts(*, shop: Shop) -> Counter[str]:
    """Payouts of a shop by state."""
    rows = Payout.objects.filter(shop=shop).values("state").annotate(number=Count("id"))
    return Counter({row["state"]: row["number"] for row in rows.order_by("state")})
