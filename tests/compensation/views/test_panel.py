import pytest
from django.urls import reverse

from compensation.models import Offer, Payout
from reviews.models import WordingOverride
from tests.factories import BudgetFactory, CaseFactory, MemberFactory, ShopFactory


def panel_of(case, name="offer_panel"):
    return reverse(f"compensation:{name}", args=(case.shop.code, case.public_id))


def words(**typed):
    return {"kind": "cash", "amount": "5.00", "idempotency_key": "once", **typed}


def act_on(offer):
    return reverse("compensation:offer_act", args=(offer.shop.code, offer.public_id))


def test_the_panel_offers_each_remedy_with_a_key_and_a_reason(sit, agent, case):
    page = sit(agent).get(panel_of(case))
    options = [
        (key, option.kind.value, name) for key, option, name, _short in page.context["options"]
    ]
    assert [(key, kind) for key, kind, _name in options] == [
        ("f", "cash"),
        ("g", "replacement"),
        ("h", "refund"),
        ("v", "coupon"),
        ("m", "free_shipping"),
    ]
    assert "the amount for this severity" in page.content.decode()


def test_an_offer_within_the_policy_is_made_in_one_step(sit, agent, case):
    page = sit(agent).post(panel_of(case, "propose"), words())
    offer = Offer.objects.get()
    assert (offer.amount_fen, offer.state, offer.proposed_by) == (500, "approved", agent)
    assert "Told the buyer" in page.content.decode()


def test_the_panel_names_the_budget_that_leaves_less(sit, agent, case, shop):
    """Cash may be 6 yuan by the policy; the month has more than that left, the person has not."""
    BudgetFactory.create(shop=shop)
    BudgetFactory.create(shop=shop, name="小王十一月", person=agent, kind="cash", cap_fen=450)
    page = sit(agent).get(panel_of(case))
    short = {option.kind.value: short for _key, option, _name, short in page.context["options"]}
    assert short["cash"].params == {"name": "小王十一月", "left_fen": 450}
    assert short["coupon"] is None
    assert "The budget “小王十一月” leaves ¥4.50" in page.content.decode()


def test_a_kind_that_is_promised_is_not_offered_again(sit, agent, case, propose):
    propose(500)
    options = sit(agent).get(panel_of(case)).context["options"]
    assert [option.kind.value for _key, option, _name, _short in options] == [
        "replacement",
        "refund",
        "coupon",
        "free_shipping",
    ]


def test_a_message_is_checked_on_the_server(sit, agent, case):
    page = sit(agent).post(panel_of(case, "propose"), words(message="改好评返5元"))
    assert (Offer.objects.count(), [reason.code for reason in page.context["refused"]]) == (
        0,
        ["wording_money_for_review"],
    )
    assert not page.context["may_override"]
    assert "改好评返5元" in page.content.decode()


def test_an_owner_may_let_a_blocked_message_pass(sit, owner, case):
    typed = words(message="五星酒店同款，优惠券一张")
    page = sit(owner).post(panel_of(case, "propose"), typed)
    assert page.context["may_override"]
    sit(owner).post(panel_of(case, "propose"), {**typed, "override_word": "产品名"})
    assert (Offer.objects.count(), WordingOverride.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("五", "“五” is not an amount of money"),
        ("0.001", "parts of a fen"),
        ("", "This field is required."),
    ],
)
def test_an_amount_that_is_none_is_answered_beside_the_form(sit, agent, case, amount, sentence):
    page = sit(agent).post(panel_of(case, "propose"), words(amount=amount))
    assert Offer.objects.count() == 0
    assert sentence in page.content.decode()


def test_a_get_never_writes(sit, agent, case, propose):
    sit(agent).get(panel_of(case, "propose"), words())
    offer = propose()
    sit(agent).get(act_on(offer), {"act": "offered"})
    offer.refresh_from_db()
    assert (Offer.objects.count(), offer.state) == (1, "approved")


def test_the_course_of_an_offer_is_clicked_through(sit, agent, propose):
    offer = propose()
    states = []
    for act in ("offered", "accept"):
        sit(agent).post(act_on(offer), {"act": act})
        offer.refresh_from_db()
        states.append(offer.state)
    assert (states, Payout.objects.get().state) == (["offered", "payable"], "payable")


def test_a_move_that_cannot_be_says_why(sit, agent, propose):
    page = sit(agent).post(act_on(propose()), {"act": "accept"})
    assert "The offer is “Approved”" in page.content.decode()


def test_ops_read_the_panel_and_offer_nothing(sit, ops, case):
    page = sit(ops).get(panel_of(case))
    assert (page.status_code, page.context["may_act"]) == (200, False)
    assert sit(ops).post(panel_of(case, "propose"), words()).status_code == 403


def test_a_closed_case_has_no_form(sit, agent, case, now):
    case.status, case.close_reason, case.closed_at = "closed", "solved", now
    case.save()
    assert not sit(agent).get(panel_of(case)).context["may_act"]


def test_another_shops_case_and_offer_are_not_found(sit, agent, propose, shop):
    stranger = CaseFactory.create(shop=ShopFactory.create())
    elsewhere = MemberFactory.create()
    found = [
        sit(agent).get(reverse("compensation:offer_panel", args=(shop.code, stranger.public_id))),
        sit(elsewhere).post(
            reverse("compensation:offer_act", args=(elsewhere.shop.code, propose().public_id)),
            {"act": "offered"},
        ),
    ]
    assert [page.status_code for page in found] == [404, 404]


def test_the_wording_is_checked_while_typing(sit, agent, shop):
    page = sit(agent).post(
        reverse("compensation:wording", args=(shop.code,)), {"message": "后果自负"}
    )
    assert [hit.rule for hit in page.context["hits"]] == ["threat"]
