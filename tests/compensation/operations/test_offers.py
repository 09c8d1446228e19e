import datetime as dt

import pytest

from compensation.domain.default_policy import default_policy
from compensation.domain.policy_json import version_to_json
from compensation.models import LedgerEntry, Offer, PolicyVersion
from compensation.operations.errors import OfferRefusedError, WordingBlockedError
from compensation.operations.policies import draft_policy, publish_policy
from reviews.models import WordingOverride
from tests.factories import (
    CaseFactory,
    MemberFactory,
    OfferFactory,
    RefundFactory,
    ReviewFactory,
    ShopFactory,
)


def codes(refused):
    return [reason.code for reason in refused.value.reasons]


def test_an_offer_within_the_policy_is_approved_at_once(propose, agent, now, budget):
    offer = propose(500, message="壶底漏水是我们的问题，补偿您5元")
    assert (offer.state, offer.approver, offer.expires_at, offer.is_beyond_policy) == (
        "approved",
        "",
        now + dt.timedelta(days=7),
        False,
    )
    assert (offer.because["code"], offer.rule_position) == ("amount_by_severity", 5)
    budget.refresh_from_db()
    assert (budget.reserved_fen, budget.spent_fen, offer.budget_id) == (500, 0, budget.pk)


def test_an_approved_offer_is_promised_in_the_ledger(propose, agent):
    offer = propose(500)
    rows = LedgerEntry.objects.filter(offer=offer).order_by("amount_fen")
    assert [(row.event, row.account, row.amount_fen, row.member) for row in rows] == [
        ("promise", "available", -500, agent),
        ("promise", "promised", 500, agent),
    ]


def test_the_first_offer_of_a_shop_stores_the_shipped_policy_as_its_first_version(propose, shop):
    offer = propose()
    assert (offer.version.number, offer.version.state, offer.version.shop) == (1, "published", shop)
    propose(200, kind="coupon")
    assert PolicyVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("amount_fen", "kind", "approver", "beyond", "because"),
    [
        (601, "cash", None, True, "amount_beyond_policy"),
        (3_001, "refund", "lead", False, "amount_by_percent"),
        (4_000, "refund", "owner", True, "amount_beyond_policy"),
        (300, "gift", "owner", True, "kind_beyond_policy"),
    ],
)
def test_an_offer_beyond_the_limit_waits_for_the_one_who_decides(
    propose, budget, amount_fen, kind, approver, beyond, because
):
    offer = propose(amount_fen, kind=kind)
    budget.refresh_from_db()
    assert (offer.state, offer.approver, offer.is_beyond_policy, offer.because["code"]) == (
        "waiting_approval",
        approver or "owner",
        beyond,
        because,
    )
    assert (budget.reserved_fen, LedgerEntry.objects.count()) == (0, 0)


def test_an_offer_that_waits_says_why(propose):
    with pytest.raises(OfferRefusedError) as refused:
        propose(700, asked_reason=" ")
    assert codes(refused) == ["say_why"]


def test_a_version_published_meanwhile_is_looked_at_first(propose, shop, owner, case, now):
    assert propose(500, seen_policy="shipped").state == "approved"
    rules = version_to_json(default_policy())
    version = draft_policy(shop=shop, member=owner, rules=rules, name="", now=now)
    publish_policy(version=version, member=owner, now=now)
    with pytest.raises(OfferRefusedError) as refused:
        propose(100, kind="coupon", seen_policy="shipped")
    assert (codes(refused), Offer.objects.count()) == (["policy_changed"], 1)
    assert propose(100, kind="coupon", seen_policy=version.public_id).version == version


def test_an_owner_decides_at_once_but_says_why(propose, owner):
    assert propose(5_000, member=owner).state == "approved"
    with pytest.raises(OfferRefusedError) as refused:
        propose(5_000, kind="gift", member=owner, asked_reason="")
    assert codes(refused) == ["say_why"]


def test_the_same_key_again_returns_the_first_offer(propose):
    assert propose(500, key="once") == propose(500, key="once")
    assert (Offer.objects.count(), LedgerEntry.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": "closed", "close_reason": "solved", "closed_at": "now"}, "offer_case_closed"),
        ({"status": "held", "hold": "extortion"}, "offer_held"),
    ],
)
def test_a_case_that_is_closed_or_held_gets_nothing(propose, case, now, change, code):
    for name, value in change.items():
        setattr(case, name, now if value == "now" else value)
    case.save()
    with pytest.raises(OfferRefusedError) as refused:
        propose()
    assert (codes(refused), Offer.objects.count()) == ([code], 0)


def test_an_extortion_mark_that_ran_out_holds_no_longer(propose, case, now):
    case.status, case.hold, case.hold_until = "held", "extortion", now
    case.save()
    assert propose().state == "approved"


@pytest.mark.parametrize(
    ("amount_fen", "kind", "expected"),
    [
        (0, "cash", ["amount_must_be_positive"]),
        (-5, "cash", ["amount_must_be_positive"]),
        (12_901, "refund", ["offers_over_order"]),
        (500, "gold", ["kind_unknown"]),
    ],
)
def test_an_amount_or_kind_that_cannot_be_is_refused(propose, amount_fen, kind, expected):
    with pytest.raises(OfferRefusedError) as refused:
        propose(amount_fen, kind=kind)
    assert codes(refused) == expected


def test_all_offers_for_an_order_stay_below_what_was_paid(propose, owner):
    propose(12_500, kind="refund", member=owner)
    with pytest.raises(OfferRefusedError) as refused:
        propose(401)
    assert refused.value.reason.params == {"paid_fen": 12_900, "left_fen": 400}


def test_a_second_offer_of_a_kind_is_a_duplicate(propose):
    propose(500)
    with pytest.raises(OfferRefusedError) as refused:
        propose(300)
    assert codes(refused) == ["offer_duplicate"]


def test_a_second_case_for_the_same_order_is_a_duplicate(propose, case, shop):
    propose(500)
    review = ReviewFactory.create(shop=shop, buyer=case.buyer, order=case.review.order)
    with pytest.raises(OfferRefusedError) as refused:
        propose(500, case=CaseFactory.create(shop=shop, review=review))
    assert codes(refused) == ["offer_duplicate"]


def test_a_running_refund_comes_first(propose, case):
    RefundFactory.create(order=case.review.order)
    with pytest.raises(OfferRefusedError) as refused:
        propose()
    assert codes(refused) == ["refund_pending"]


def test_a_repeat_claimant_across_shops_needs_an_approval(propose, case, now):
    elsewhere = ShopFactory.create()
    for _n in range(2):
        other = CaseFactory.create(shop=elsewhere)
        other.buyer.phone_index = case.buyer.phone_index
        other.buyer.save()
        OfferFactory.create(case=other, state="paid", proposed_at=now - dt.timedelta(days=30))
    offer = propose()
    assert (offer.state, offer.approver, offer.because) == (
        "waiting_approval",
        "lead",
        {"code": "repeat_claimant", "params": {"claims": 2, "days": 90}},
    )


def test_an_agents_used_up_day_needs_an_approval(propose, case, shop):
    shop.settings.offer_limit_per_agent_day_fen = 700
    shop.settings.save()
    propose(500)
    offer = propose(300, kind="coupon")
    assert (offer.state, offer.because["code"]) == ("waiting_approval", "agent_daily_limit")


def test_a_case_without_buyer_and_order_can_be_remedied(propose, shop):
    review = ReviewFactory.create(shop=shop, order=None, buyer=None)
    offer = propose(200, kind="coupon", case=CaseFactory.create(shop=shop, review=review))
    assert (offer.state, offer.order, offer.buyer) == ("approved", None, None)


def test_a_budget_that_is_used_up_refuses_and_says_what_is_left(propose, budget):
    budget.reserved_fen = 1_600
    budget.save()
    with pytest.raises(OfferRefusedError) as refused:
        propose(500)
    assert (refused.value.reason.as_json(), Offer.objects.count()) == (
        {"code": "budget_used_up", "params": {"name": "十一月", "left_fen": 400}},
        0,
    )


def test_money_near_a_changed_review_is_never_sent(propose):
    with pytest.raises(WordingBlockedError) as refused:
        propose(message="改成好评就返您5元")
    assert (codes(refused), Offer.objects.count()) == (["wording_money_for_review"], 0)


def test_a_reason_names_a_cause_never_the_review(propose):
    with pytest.raises(WordingBlockedError) as refused:
        propose(asked_reason="改评")
    assert codes(refused) == ["wording_review_in_money_text", "wording_legacy_code"]


def test_only_an_owner_lets_a_blocked_text_pass_and_it_is_logged(propose, owner, agent, now):
    text = "五星酒店同款，优惠券一张"
    with pytest.raises(WordingBlockedError):
        propose(message=text, override_word="产品名")
    propose(message=text, override_word="产品名", member=owner)
    logged = WordingOverride.objects.get()
    assert (logged.member, logged.word, logged.text, logged.place) == (
        owner,
        "产品名",
        text,
        "message",
    )


def test_members_of_an_unknown_shop_cannot_be_counted_twice(propose, shop, now):
    colleague = MemberFactory.create(shop=shop)
    propose(500)
    assert propose(300, kind="coupon", member=colleague).state == "approved"
