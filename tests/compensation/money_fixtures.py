"""A case with a serious trouble, and the policy the house ships: 6 yuan are the agent's to give."""

import datetime as dt
from collections.abc import Callable

import pytest

from compensation.models import Budget, Offer
from compensation.operations.answers import accept_offer, mark_offered
from compensation.operations.offers import Proposal, propose_offer
from reviews.models import Case, Member, Shop
from tests.factories import BudgetFactory, CaseFactory, CauseFactory, ReviewCauseFactory

Propose = Callable[..., Offer]


@pytest.fixture
def case(shop: Shop) -> Case:
    case = CaseFactory.create(shop=shop)
    cause = CauseFactory.create(shop=shop)
    ReviewCauseFactory.create(review=case.review, cause=cause)
    return case


@pytest.fixture
def budget(shop: Shop) -> Budget:
    return BudgetFactory.create(shop=shop, cap_fen=2_000)


@pytest.fixture
def propose(case: Case, agent: Member, now: dt.datetime) -> Propose:
    def make(amount_fen: int = 500, *, key: str = "", **given: object) -> Offer:
        by = given.pop("member", agent)
        at = given.pop("now", now)
        about = given.pop("case", case)
        seen = given.pop("seen_policy", None)
        words = {"kind": "cash", "asked_reason": "壶底漏水，运费也是买家出的", **given}
        return propose_offer(
            case=about,
            member=by,
            proposal=Proposal(amount_fen=amount_fen, **words),
            idempotency_key=key or f"{about.pk}-{words['kind']}-{amount_fen}",
            now=at,
            seen_policy=seen,
        )

    return make


@pytest.fixture
def accepted(propose: Propose, budget: Budget, agent: Member, now: dt.datetime) -> Offer:
    offer = propose(500)
    mark_offered(offer=offer, member=agent, now=now)
    accept_offer(offer=offer, member=agent, now=now)
    return offer
