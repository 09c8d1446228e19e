import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from compensation.models import Budget, Offer, Payout
from compensation.operations.checks import check_ledger
from compensation.operations.payments import DemoProvider
from compensation.operations.payouts import pay
from reviews.models import ExportLog, Snapshot
from tests.factories import BudgetFactory, CaseFactory, OfferFactory, PromiseFactory


def url(shop, name, *args):
    return reverse(f"compensation:{name}", args=(shop.code, *args))


@pytest.fixture
def paid(accepted, now):
    pay(payout=accepted.payout, provider=DemoProvider(), member=None, now=now)
    accepted.refresh_from_db()
    return accepted


@pytest.mark.parametrize("role", ["agent", "lead", "owner"])
@pytest.mark.parametrize("name", ["home", "offers", "policy"])
def test_everyone_who_calls_reads_the_overview(sit, request, shop, paid, role, name):
    assert sit(request.getfixturevalue(role)).get(url(shop, name)).status_code == 200


@pytest.mark.parametrize("name", ["approvals", "ledger", "budgets", "payouts"])
@pytest.mark.parametrize(
    ("role", "status"), [("agent", 403), ("ops", 403), ("lead", 200), ("owner", 200)]
)
def test_money_pages_are_for_those_who_decide(sit, request, shop, paid, name, role, status):
    assert sit(request.getfixturevalue(role)).get(url(shop, name)).status_code == status


@pytest.mark.parametrize(
    "name", ["home", "offers", "policy", "approvals", "ledger", "budgets", "payouts"]
)
def test_a_page_of_nothing_says_what_to_do(sit, owner, shop, name):
    assert sit(owner).get(url(shop, name)).status_code == 200


def test_the_overview_says_where_the_money_stands(sit, lead, shop, paid, propose, now):
    propose(900, kind="coupon", case=CaseFactory.create(shop=shop))
    check_ledger(shop=shop, now=now)
    page = sit(lead).get(url(shop, "home"))
    assert [(name, fen) for name, _label, fen in page.context["accounts"]] == [
        ("promised", 0),
        ("payable", 0),
        ("paid", 500),
        ("reversed", 0),
    ]
    assert page.context["waiting"] == 1


def test_a_ledger_that_does_not_balance_is_said_loudly(sit, owner, shop, accepted, now):
    Offer.objects.update(state="paid")
    check_ledger(shop=shop, now=now)
    for name in ("home", "ledger"):
        assert "its ledger says otherwise" in sit(owner).get(url(shop, name)).content.decode()


def test_the_ledger_runs_a_balance(sit, lead, shop, paid, propose):
    propose(300, kind="coupon")
    page = sit(lead).get(url(shop, "ledger"), {"account": "promised"})
    rows = [(entry.amount_fen, entry.balance_fen) for entry in page.context["page"]]
    assert rows == [(300, 300), (-500, 0), (500, 500)]


@pytest.mark.parametrize("account", ["", "gold"])
def test_an_unknown_account_shows_what_is_paid(sit, lead, shop, account):
    assert sit(lead).get(url(shop, "ledger"), {"account": account}).context["account"] == "paid"


@pytest.mark.parametrize("size", [1, 3])
def test_offers_and_ledger_ask_as_often_for_many_rows_as_for_one(
    sit, lead, shop, propose, size, django_assert_max_num_queries
):
    for _n in range(size):
        propose(300, kind="coupon", case=CaseFactory.create(shop=shop))
    browser = sit(lead)
    for name, most in [("offers", 8), ("ledger", 10), ("home", 14)]:
        with django_assert_max_num_queries(most):
            browser.get(url(shop, name), {"account": "promised"})


BUDGET = {
    "name": "十一月",
    "kind": "",
    "starts_on": "2026-11-01",
    "ends_on": "2026-11-30",
    "cap": "500",
}


def test_the_owner_sets_a_budget(sit, owner, shop):
    page = sit(owner).post(url(shop, "budget_set"), BUDGET)
    assert (page.status_code, Budget.objects.get().cap_fen) == (302, 50_000)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cap": "-5"}, "A budget needs a cap above nothing"),
        ({"cap": "much"}, "is not an amount of money"),
        ({"ends_on": "2026-10-01"}, "A budget needs a cap above nothing"),
        ({"starts_on": "soon"}, "Enter a valid date."),
        ({"starts_on": "9999-12-31", "period": "week"}, "2099"),
    ],
)
def test_a_budget_that_cannot_be_is_answered_on_the_page(sit, owner, shop, change, sentence):
    page = sit(owner).post(url(shop, "budget_set"), {**BUDGET, **change})
    assert Budget.objects.count() == 0
    assert sentence in page.content.decode()


def test_a_lead_reads_budgets_and_sets_none(sit, lead, shop):
    BudgetFactory.create(shop=shop, reserved_fen=400_000)
    assert sit(lead).get(url(shop, "budgets")).status_code == 200
    assert sit(lead).post(url(shop, "budget_set"), BUDGET).status_code == 403


def test_opening_the_address_of_a_budget_leads_to_the_budgets(sit, owner, shop):
    assert sit(owner).get(url(shop, "budget_set")).url == url(shop, "budgets")


def act(browser, payout, **typed):
    return browser.post(url(payout.shop, "payout_act", payout.public_id), typed, follow=True)


def test_a_payment_by_hand_is_noted(sit, lead, accepted):
    act(sit(lead), accepted.payout, act="by_hand", word="2026111822001")
    payout = Payout.objects.get()
    assert (payout.state, payout.provider_reference) == ("paid", "2026111822001")


def test_a_demo_shop_pays_by_click(sit, lead, shop, accepted):
    shop.is_demo = True
    shop.save()
    act(sit(lead), accepted.payout, act="pay")
    assert Payout.objects.get().state == "paid"


def test_a_failed_payment_is_tried_again_and_a_paid_one_taken_back(sit, owner, accepted):
    Payout.objects.update(state="failed")
    Offer.objects.update(state="failed")
    browser = sit(owner)
    states = []
    for typed in (
        {"act": "retry"},
        {"act": "by_hand", "word": "1"},
        {"act": "reverse", "word": "打错账户"},
    ):
        act(browser, accepted.payout, **typed)
        states.append(Payout.objects.get().state)
    assert states == ["payable", "paid", "reversed"]


@pytest.mark.parametrize("typed", [{"act": "by_hand"}, {"act": "fly"}, {}])
def test_an_act_that_is_none_moves_nothing(sit, lead, accepted, typed):
    act(sit(lead), accepted.payout, **typed)
    assert Payout.objects.get().state == "payable"


@pytest.mark.parametrize("state", ["payable", "paid", "failed", "gold"])
def test_payouts_are_listed_by_state(sit, lead, shop, accepted, state):
    page = sit(lead).get(url(shop, "payouts"), {"state": state})
    assert len(page.context["page"].object_list) == (state in {"payable", "gold"})


def test_offers_are_listed_by_state(sit, agent, shop):
    offer = OfferFactory.create(case__shop=shop, state="declined")
    for state, listed in [("declined", [offer]), ("paid", []), ("", [offer])]:
        page = sit(agent).get(url(shop, "offers"), {"state": state})
        assert list(page.context["page"]) == listed


@pytest.fixture
def waiting(propose):
    return propose(3_500, kind="refund")


def decide(browser, offer, **typed):
    return browser.post(url(offer.shop, "decide", offer.public_id), typed, follow=True)


def test_a_lead_decides_on_one_card(sit, lead, shop, waiting):
    page = sit(lead).get(url(shop, "approvals"))
    [card] = page.context["waiting"]
    assert (card.offer, card.claims, card.given_fen) == (waiting, 0, 0)
    decide(sit(lead), waiting, verdict="approve", amount="20", word="先退一半")
    offer = Offer.objects.get()
    assert (offer.state, offer.amount_fen, offer.decided_by) == ("approved", 2_000, lead)


def test_a_no_is_told_with_its_word(sit, lead, waiting):
    page = decide(sit(lead), waiting, verdict="reject", word="先换货")
    assert "Decided: Not approved" in page.content.decode()
    assert Offer.objects.get().state == "rejected"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"verdict": "approve", "amount": "99"}, "Between nothing and the ¥35.00 asked for."),
        ({"verdict": "approve", "amount": "x"}, "is not an amount of money"),
        ({"verdict": "reject"}, "A word is needed here"),
        ({}, "This field is required."),
    ],
)
def test_a_decision_that_cannot_be_is_answered(sit, lead, waiting, typed, sentence):
    page = decide(sit(lead), waiting, **typed)
    assert Offer.objects.get().state == "waiting_approval"
    assert sentence in page.content.decode().replace("&#x27;", "'")


def test_a_card_says_who_else_decides(sit, lead, owner, shop, propose):
    propose(900)
    propose(3_500, kind="refund", member=lead)
    text = sit(lead).get(url(shop, "approvals")).content.decode()
    assert ("Beyond the policy: the owner decides." in text, "Yours: a colleague" in text) == (
        True,
        True,
    )
    assert "several" not in text  # nothing of it is a lead's to tick


@pytest.mark.parametrize(("role", "status"), [("agent", 403), ("lead", 200), ("owner", 200)])
def test_a_payment_has_its_proof(sit, request, shop, paid, case, now, role, status):
    for number, (days, state) in enumerate([(-2, "live"), (1, "deleted")], start=1):
        Snapshot.objects.create(
            review=case.review,
            number=number,
            taken_at=now + dt.timedelta(days=days),
            level="bad",
            state=state,
            content_hash=str(number),
        )
    member = request.getfixturevalue(role)
    page = sit(member).get(url(shop, "proof", paid.payout.public_id))
    assert page.status_code == status
    if status == 200:
        shown = page.context["proof"]
        with translation.override("en"):
            assert [(str(step.name), step.snapshot.state) for step in shown.moments] == [
                ("Proposed", "live"),
                ("Told the buyer", "live"),
                ("Buyer answered", "live"),
                ("Paid", "live"),
            ]
        assert len(shown.entries) == 6


def test_the_proof_of_a_review_never_seen_before_is_silent(sit, lead, shop, paid):
    page = sit(lead).get(url(shop, "proof", paid.payout.public_id))
    assert {step.snapshot for step in page.context["proof"].moments} == {None}


def test_several_are_approved_at_once_and_the_refused_one_says_why(sit, owner, shop, case, propose):
    BudgetFactory.create(shop=shop, cap_fen=1_000)
    two = [propose(900), propose(900, kind="coupon", case=CaseFactory.create(shop=shop))]
    browser = sit(owner)
    page = browser.get(url(shop, "approvals")).content.decode()
    assert page.count('form="several"') == 2
    chosen = {"offer": [offer.public_id for offer in two] + ["of-another-shop"], "word": "同意"}
    told = browser.post(url(shop, "approve_chosen"), chosen, follow=True).content.decode()
    assert "1 offer approved." in told
    assert "Not approved: Coupon ¥9.00" in told
    assert "The budget “十一月” leaves ¥1.00" in told
    nothing = browser.post(url(shop, "approve_chosen"), follow=True).content.decode()
    assert "Tick the offers to approve first." in nothing


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [("month", "2026-11-01", "2026-11-30"), ("week", "2026-11-16", "2026-11-22")],
)
def test_a_budget_may_be_for_a_month_or_week_a_cause_and_a_person(
    sit, owner, agent, shop, case, propose, period, first, last
):
    cause = case.review.review_causes.get().cause
    typed = {**BUDGET, "period": period, "starts_on": "2026-11-18", "ends_on": ""}
    typed |= {"cause": cause.code, "person": agent.pk}
    browser = sit(owner)
    assert browser.post(url(shop, "budget_set"), typed).status_code == 302
    budget = Budget.objects.get()
    assert [str(budget.starts_on), str(budget.ends_on)] == [first, last]
    assert (budget.cause, budget.person) == (cause.code, agent)
    propose(300, kind="coupon")
    page = browser.get(url(shop, "budgets"))
    ((_row, name, chart),) = page.context["rows"]
    assert (name, chart.days[-1][1]) == (cause.label, budget.cap_fen - 300)
    drilled = browser.get(url(shop, "ledger"), {"account": "promised", "budget": budget.public_id})
    assert [entry.amount_fen for entry in drilled.context["page"]] == [300]


def test_own_days_need_their_last(sit, owner, shop):
    page = sit(owner).post(url(shop, "budget_set"), {**BUDGET, "ends_on": ""})
    assert "Say the last day." in page.content.decode()


def test_promises_are_warned_of_and_escalated_and_their_share_is_told(
    sit, lead, agent, shop, accepted, now
):
    late = now - dt.timedelta(hours=1)
    PromiseFactory.create(case=accepted.case, text="寄出新壶", due_at=late, member=agent)
    PromiseFactory.create(case=accepted.case, due_at=now + dt.timedelta(hours=3))
    ends = {"state": "kept", "case": accepted.case, "due_at": late}
    PromiseFactory.create(**ends, ended_at=late - dt.timedelta(hours=1))
    PromiseFactory.create(**ends, ended_at=late + dt.timedelta(minutes=1))
    page = sit(lead).get(url(shop, "promises"))
    assert [number for _name, _label, number in page.context["groups"]] == [1, 1, 1]
    assert (page.context["share"].due, page.context["share"].kept) == (3, 1)
    assert "33 % of promises kept in time" in page.content.decode()
    assert "1 promise is past its date." in sit(lead).get(url(shop, "home")).content.decode()
    assert "is past its date" not in sit(agent).get(url(shop, "home")).content.decode()


def test_without_promises_the_page_says_what_to_do(sit, agent, shop):
    page = sit(agent).get(url(shop, "promises")).content.decode()
    assert "No promise has come due" in page
    assert "Open the queue" in page


@pytest.mark.parametrize(("language", "words"), [("en", "Cap"), ("zh-hans", "上限")])
def test_amounts_and_days_are_labelled_in_the_readers_language(sit, owner, shop, language, words):
    browser = sit(owner)
    browser.cookies["django_language"] = language
    form = browser.get(url(shop, "budgets")).context["new"]
    with translation.override(language):
        assert str(form["cap"].label) == words


def test_offers_and_payouts_are_saved_as_workbooks_under_their_filter(
    sit, lead, agent, shop, paid, propose
):
    propose(300, kind="coupon", case=CaseFactory.create(shop=shop))
    browser = sit(lead)
    for name, state, kinds in [
        ("offers_file", "", {"Cash", "Coupon"}),
        ("offers_file", "paid", {"Cash"}),
        ("payouts_file", "paid", {"Cash"}),
        ("payouts_file", "payable", set()),
    ]:
        answer = browser.get(url(shop, name), {"state": state})
        sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
        assert {row[2].value for row in sheet.iter_rows(min_row=2)} == kinds
    logged = ExportLog.objects.order_by("id").values_list("what", "query", "rows")
    assert list(logged)[:2] == [("offers", "", 2), ("offers", "state=paid", 1)]
    assert sit(agent).get(url(shop, "offers_file")).status_code == 403
