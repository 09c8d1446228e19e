import pytest

from compensation.models import LedgerEntry, Offer
from compensation.operations.decisions import approve_offer, approve_several, reject_offer
from compensation.operations.errors import OfferRefusedError, WordingBlockedError
from tests.factories import (
    CaseFactory,
    MemberFactory,
    RefundFactory,
    ReviewCauseFactory,
    ShopFactory,
)


@pytest.fixture
def waiting(propose):
    """A refund the policy lets a lead decide."""
    return propose(3_500, kind="refund")


@pytest.fixture
def beyond(propose):
    """Cash beyond the policy: the owner's."""
    return propose(900)


def codes(refused):
    return [reason.code for reason in refused.value.reasons]


def test_a_lead_approves_and_the_money_is_set_aside(waiting, lead, now, budget):
    budget.cap_fen = 5_000
    budget.save()
    approve_offer(offer=waiting, member=lead, now=now)
    budget.refresh_from_db()
    assert (waiting.state, waiting.decided_by, waiting.budget, budget.reserved_fen) == (
        "approved",
        lead,
        budget,
        3_500,
    )
    assert sorted(LedgerEntry.objects.values_list("amount_fen", flat=True)) == [-3_500, 3_500]


def test_an_approver_may_give_less_with_a_word(waiting, lead, now):
    approve_offer(offer=waiting, member=lead, now=now, amount_fen=2_000, word="先退一半看看")
    assert (waiting.amount_fen, waiting.requested_fen, waiting.decision_word) == (
        2_000,
        3_500,
        "先退一半看看",
    )
    assert LedgerEntry.objects.filter(amount_fen=2_000).count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"amount_fen": 2_000}, "say_a_word"),
        ({"amount_fen": 3_501, "word": "多给点"}, "more_than_asked"),
        ({"amount_fen": -1, "word": "少"}, "more_than_asked"),
        ({"amount_fen": 0, "word": "不给"}, "amount_must_be_positive"),
    ],
)
def test_an_amount_that_cannot_be_given_is_refused(waiting, lead, now, given, code):
    with pytest.raises(OfferRefusedError) as refused:
        approve_offer(offer=waiting, member=lead, now=now, **given)
    assert (codes(refused), Offer.objects.get().state) == ([code], "waiting_approval")


def test_a_no_needs_a_word(waiting, lead, now):
    with pytest.raises(OfferRefusedError):
        reject_offer(offer=waiting, member=lead, now=now, word=" ")
    reject_offer(offer=waiting, member=lead, now=now, word="先换货")
    assert (waiting.state, waiting.decision_word) == ("rejected", "先换货")
    assert not LedgerEntry.objects.exists()


def test_a_decision_never_speaks_of_the_review(waiting, lead, now):
    with pytest.raises(WordingBlockedError):
        reject_offer(offer=waiting, member=lead, now=now, word="买家没改评")


def test_what_is_beyond_the_policy_is_the_owners(beyond, lead, owner, now):
    with pytest.raises(OfferRefusedError) as refused:
        approve_offer(offer=beyond, member=lead, now=now)
    approve_offer(offer=beyond, member=owner, now=now)
    assert (codes(refused), beyond.state) == (["only_the_owner"], "approved")


def test_nobody_approves_their_own_offer(propose, lead, now):
    own = propose(3_500, kind="refund", member=lead)
    with pytest.raises(OfferRefusedError) as refused:
        approve_offer(offer=own, member=lead, now=now)
    assert codes(refused) == ["own_offer"]


@pytest.mark.parametrize("role", ["agent", "ops"])
def test_an_agent_and_ops_decide_nothing(waiting, shop, now, role):
    with pytest.raises(OfferRefusedError) as refused:
        approve_offer(offer=waiting, member=MemberFactory.create(shop=shop, role=role), now=now)
    assert codes(refused) == ["not_yours_to_decide"]


def test_the_lead_of_another_shop_decides_nothing(waiting, now):
    stranger = MemberFactory.create(shop=ShopFactory.create(), role="owner")
    with pytest.raises(OfferRefusedError) as refused:
        approve_offer(offer=waiting, member=stranger, now=now)
    assert codes(refused) == ["not_yours_to_decide"]


def test_the_second_of_two_deciders_moves_nothing(waiting, lead, owner, now):
    same = Offer.objects.get(pk=waiting.pk)
    approve_offer(offer=waiting, member=lead, now=now)
    with pytest.raises(OfferRefusedError) as refused:
        reject_offer(offer=same, member=owner, now=now, word="不行")
    assert refused.value.reason.params == {"state": "approved", "wanted": "rejected"}
    assert Offer.objects.get().decided_by == lead


def test_the_guards_are_asked_again_at_the_decision(waiting, case, lead, now):
    RefundFactory.create(order=case.review.order)
    with pytest.raises(OfferRefusedError) as refused:
        approve_offer(offer=waiting, member=lead, now=now)
    assert codes(refused) == ["refund_pending"]


def test_what_is_asked_for_does_not_count_against_itself(propose, owner, lead, now):
    most = propose(12_900, kind="refund")
    approve_offer(offer=most, member=owner, now=now)
    assert most.state == "approved"


def test_a_decision_is_kept_in_the_history(waiting, lead, now):
    approve_offer(offer=waiting, member=lead, now=now)
    latest = waiting.history.order_by("-history_id").first()
    assert (latest.state, latest.history_user, latest.history_date) == (
        "approved",
        lead.user,
        now,
    )


def test_several_are_approved_each_by_its_own_sum(case, propose, shop, lead, now, budget):
    """The second no longer fits what the first left; the third is the owner's alone."""
    budget.cap_fen = 5_000
    budget.save()
    another = CaseFactory.create(shop=shop)
    cause = case.review.review_causes.get().cause
    ReviewCauseFactory.create(review=another.review, cause=cause)
    refunds = [propose(3_500, kind="refund", case=one) for one in (case, another)]
    offers = [*refunds, propose(900, kind="gift")]
    decided = approve_several(offers=offers, member=lead, now=now)
    told = [[reason.code for reason in one.reasons] for one in decided]
    assert told == [[], ["budget_used_up"], ["only_the_owner"]]
    states = list(Offer.objects.order_by("id").values_list("state", flat=True))
    assert states == ["approved", "waiting_approval", "waiting_approval"]
    budget.refresh_from_db()
    assert budget.reserved_fen == 3_500
