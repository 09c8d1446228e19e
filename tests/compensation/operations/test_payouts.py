import datetime as dt

import pytest

from compensation.models import LedgerEntry, Payout
from compensation.operations.errors import OfferRefusedError, WordingBlockedError
from compensation.operations.payments import (
    DEMO_LIMIT_FEN,
    DemoProvider,
    Payment,
    PaymentUnreachableError,
    provider_of,
)
from compensation.operations.payouts import (
    LEASE,
    claim,
    pay,
    pay_now,
    record_by_hand,
    retry_payout,
    reverse_payout,
    sweep_payouts,
)
from compensation.operations.sweeps import sweep_money
from reviews.domain.reason import Reason
from reviews.models import ReviewEvent

SECOND = dt.timedelta(seconds=1)
DUE = dt.timedelta(days=3)


class Provider:
    """Remembers what it was asked and answers as told."""

    name = "test"

    def __init__(self, answer=None, *, known=None):
        self.answer = answer or Payment(reference="R-1")
        self.known = known
        self.asked = []

    def pay(self, *, key, amount_fen, remark):  # noqa: ARG002  # the interface is this
        self.asked.append((key, amount_fen))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def find(self, *, key):  # noqa: ARG002  # the interface is this
        if isinstance(self.known, Exception):
            raise self.known
        return self.known


@pytest.fixture
def payout(accepted):
    return Payout.objects.get(offer=accepted)


@pytest.fixture
def of_the_demo(shop, payout):
    shop.is_demo = True
    shop.save()
    return payout


@pytest.fixture
def budget_of():
    def sums(payout):
        budget = payout.offer.budget
        budget.refresh_from_db()
        return budget.reserved_fen, budget.spent_fen

    return sums


def standing(payout):
    """State of payout and offer, read again."""
    payout = Payout.objects.select_related("offer").get(pk=payout.pk)
    assert payout.state == payout.offer.state
    return payout.state


def code(refused):
    return refused.value.reason.code


def test_a_payout_is_paid_with_its_key_and_stands_in_the_ledger(payout, budget_of, now):
    provider = Provider()
    assert pay(payout=payout, provider=provider, member=None, now=now)
    assert provider.asked == [(f"payout-{payout.offer.public_id}", 500)]
    assert (standing(payout), payout.provider_reference, payout.paid_at) == ("paid", "R-1", now)
    rows = LedgerEntry.objects.filter(event="pay").order_by("amount_fen")
    assert [(row.account, row.amount_fen, row.payout) for row in rows] == [
        ("payable", -500, payout),
        ("paid", 500, payout),
    ]
    assert budget_of(payout) == (0, 500)


def test_a_payment_keeps_the_promise_and_remedies_the_case(payout, case, now):
    pay(payout=payout, provider=Provider(), member=None, now=now)
    case.refresh_from_db()
    promise = payout.offer.promise
    promise.refresh_from_db()
    assert (case.remedied_at, case.review_changed_at) == (now, None)
    assert (promise.state, promise.ended_at) == ("kept", now)


def test_a_payout_is_paid_once(payout, now):
    provider = Provider()
    same = Payout.objects.get(pk=payout.pk)
    assert pay(payout=payout, provider=provider, member=None, now=now)
    assert not pay(payout=same, provider=provider, member=None, now=now)
    assert (len(provider.asked), LedgerEntry.objects.filter(event="pay").count()) == (1, 2)


def test_a_failed_payment_keeps_the_money_aside_and_can_be_tried_again(
    payout, lead, now, budget_of
):
    failing = Provider(Payment(failure=Reason("payment_refused")))
    pay(payout=payout, provider=failing, member=None, now=now)
    assert (standing(payout), payout.failure["code"], budget_of(payout)) == (
        "failed",
        "payment_refused",
        (500, 0),
    )
    retry_payout(payout=payout, member=lead, now=now)
    again = Provider()
    assert pay(payout=payout, provider=again, member=None, now=now)
    assert (again.asked, payout.tries, payout.failure) == (failing.asked, 2, {})


def test_no_answer_leaves_the_payout_to_the_sweep(payout, now):
    assert not pay(
        payout=payout, provider=Provider(PaymentUnreachableError()), member=None, now=now
    )
    assert standing(payout) == "paying"


@pytest.mark.parametrize(
    ("known", "state"),
    [(None, "payable"), (Payment("R-9"), "paid"), (PaymentUnreachableError(), "paying")],
)
def test_a_stuck_payout_is_freed_by_what_the_provider_knows(
    of_the_demo, now, monkeypatch, known, state
):
    claim(payout=of_the_demo, provider_name="test", member=None, now=now)
    provider = Provider(known=known)
    monkeypatch.setattr("compensation.operations.payouts.provider_of", lambda _: provider)
    assert sweep_payouts(now=now + LEASE)["freed"] == 0
    freed = sweep_payouts(now=now + LEASE + SECOND)["freed"]
    assert (standing(of_the_demo), freed) == (state, int(state != "paying"))


def test_the_sweep_pays_what_the_demo_shop_owes_when_it_is_due(of_the_demo, now):
    assert sweep_money(now=now + DUE - SECOND) == {
        "expired": 0,
        "freed": 0,
        "paid": 0,
        "booked": 0,
        "purged": 0,
    }
    assert sweep_money(now=now + DUE) == {
        "expired": 0,
        "freed": 0,
        "paid": 1,
        "booked": 0,
        "purged": 0,
    }
    assert standing(of_the_demo) == "paid"


def test_the_sweep_leaves_shops_alone_where_a_person_pays(payout, now):
    assert sweep_payouts(now=now + DUE) == {"freed": 0, "paid": 0}


def test_a_payment_made_by_hand_is_recorded_once(payout, lead, now):
    record_by_hand(payout=payout, member=lead, reference=" 2026111822001 ", now=now)
    assert (standing(payout), payout.provider, payout.provider_reference) == (
        "paid",
        "by_hand",
        "2026111822001",
    )
    with pytest.raises(OfferRefusedError) as refused:
        record_by_hand(payout=payout, member=lead, reference="2", now=now)
    assert code(refused) == "payout_not_payable"


def test_a_payment_by_hand_needs_the_platforms_number(payout, lead, now):
    with pytest.raises(OfferRefusedError) as refused:
        record_by_hand(payout=payout, member=lead, reference=" ", now=now)
    assert (code(refused), standing(payout)) == ("reference_missing", "payable")


def test_an_agent_pays_nothing(payout, agent, now):
    for act in (pay_now, retry_payout):
        with pytest.raises(OfferRefusedError) as refused:
            act(payout=payout, member=agent, now=now)
        assert code(refused) == "not_yours_to_decide"


def test_a_shop_without_a_provider_cannot_pay_by_click(payout, lead, now):
    with pytest.raises(OfferRefusedError) as refused:
        pay_now(payout=payout, member=lead, now=now)
    assert code(refused) == "no_provider"


def test_the_demo_shop_pays_by_click_once(of_the_demo, lead, now):
    payout = Payout.objects.select_related("shop", "offer").get(pk=of_the_demo.pk)
    pay_now(payout=payout, member=lead, now=now)
    with pytest.raises(OfferRefusedError) as refused:
        pay_now(payout=payout, member=lead, now=now)
    assert (standing(payout), code(refused)) == ("paid", "payout_not_payable")


def test_a_reversed_payment_frees_the_budget_and_stays_in_the_ledger(payout, owner, now, budget_of):
    pay(payout=payout, provider=Provider(), member=None, now=now)
    reverse_payout(payout=payout, member=owner, word="打错账户", now=now)
    assert (standing(payout), budget_of(payout)) == ("reversed", (0, 0))
    entry = LedgerEntry.objects.get(account="reversed")
    assert (entry.amount_fen, entry.because["params"]) == (500, {"word": "打错账户"})


@pytest.mark.parametrize(
    ("role", "word", "expected"),
    [("lead", "打错账户", "only_the_owner"), ("owner", " ", "say_a_word")],
)
def test_a_payment_is_reversed_by_the_owner_with_a_word(payout, request, now, role, word, expected):
    pay(payout=payout, provider=Provider(), member=None, now=now)
    with pytest.raises(OfferRefusedError) as refused:
        reverse_payout(payout=payout, member=request.getfixturevalue(role), word=word, now=now)
    assert (code(refused), standing(payout)) == (expected, "paid")


def test_a_remedy_is_never_taken_back_because_the_review_stays(payout, owner, now):
    pay(payout=payout, provider=Provider(), member=None, now=now)
    with pytest.raises(WordingBlockedError):
        reverse_payout(payout=payout, member=owner, word="买家没改评价", now=now)
    assert standing(payout) == "paid"


@pytest.mark.parametrize("event", [None, "level_raised", "deleted", "append_added"])
def test_whatever_the_review_does_the_offer_takes_the_same_course(payout, case, now, event):
    if event:
        ReviewEvent.objects.create(review=case.review, kind=event, at=now)
    pay(payout=payout, provider=Provider(), member=None, now=now)
    assert standing(payout) == "paid"


@pytest.mark.parametrize(
    ("amount_fen", "payment"),
    [
        (DEMO_LIMIT_FEN, Payment(reference="demo-k")),
        (
            DEMO_LIMIT_FEN + 1,
            Payment(failure=Reason("payment_over_provider_limit", {"limit_fen": DEMO_LIMIT_FEN})),
        ),
    ],
)
def test_the_demo_provider_pays_up_to_its_limit(amount_fen, payment):
    assert DemoProvider().pay(key="k", amount_fen=amount_fen, remark="") == payment


def test_the_demo_provider_remembers_nothing_and_serves_the_demo_only(shop):
    assert (DemoProvider().find(key="k"), provider_of(shop)) == (None, None)
