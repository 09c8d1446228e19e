"""Any order of offers, decisions, answers, payments, batches, results, codes and failures, against
sums that follow from the states.

REVIEWDESK_TEST_MONEY_EXAMPLES sets how many lives of forty steps are tried (suite: 8; 5,000 make
200,000 steps). The figures are printed at the end.
"""

import datetime as dt
import os

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from compensation.models import Budget, BudgetDraw, Offer, Payout
from compensation.operations.answers import (
    accept_offer,
    decline_offer,
    mark_offered,
    withdraw_offer,
)
from compensation.operations.budgets import set_budget
from compensation.operations.decisions import approve_offer, reject_offer
from compensation.operations.errors import OfferRefusedError
from compensation.operations.offers import Proposal, propose_offer
from compensation.operations.payments import Payment, PaymentUnreachableError
from compensation.operations.payouts import (
    claim,
    pay,
    record_by_hand,
    retry_payout,
    reverse_payout,
)
from compensation.operations.sweeps import sweep_money
from compensation.queries.checks import ledger_findings
from reviews.domain.reason import Reason
from tests.compensation.operations.batch_life import WHICH, BatchLife
from tests.compensation.operations.money_sums import money_sums
from tests.factories import (
    NOW,
    BudgetFactory,
    CaseFactory,
    CauseFactory,
    CodeStockFactory,
    MemberFactory,
    ReviewCauseFactory,
    ShopFactory,
    StockCodeFactory,
)

EXAMPLES = int(os.environ.get("REVIEWDESK_TEST_MONEY_EXAMPLES", "8"))
ANSWERS = st.sampled_from(["paid", "failed", "silent"])
steps = {"taken": 0, "moved": 0, "refused": 0, "most": 0}


class Provider:
    """Answers as the machine decides."""

    name = "machine"

    def __init__(self, answer, paid):
        self.answer = answer
        self.paid = paid

    def pay(self, *, key, amount_fen, remark):  # noqa: ARG002  # the interface is this
        if self.answer == "silent":
            raise PaymentUnreachableError
        failure = Reason("payment_over_provider_limit", {"limit_fen": 0})
        if self.answer == "failed":
            return Payment(failure=failure)
        assert key not in self.paid
        self.paid.add(key)
        return Payment(f"R-{key}")


class LifeOfMoney(BatchLife, RuleBasedStateMachine):
    """The model: what is reserved and spent follows from the states of offers and payouts."""

    world = None  # made once a test; every life is rolled back

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now = NOW
        self.paid = set()
        self.shop, self.people, self.cases, self.cause, self.budget, self.stock = self.world
        self.proposed = 0
        self.results = 0

    def teardown(self):
        try:
            assert ledger_findings(shop=self.shop) == []
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def attempt(self, act, **given):
        """One operation: it moves what it says, or refuses and leaves every sum alone."""
        _wrong, before = money_sums()
        self.now += dt.timedelta(minutes=7)
        try:
            done = act(**given, now=self.now)
        except OfferRefusedError:
            steps["refused"] += 1
            assert money_sums() == ([], before)
            return None
        steps["moved"] += 1
        return done

    @initialize(
        begun=st.lists(
            st.tuples(WHICH, st.sampled_from(["cash", "coupon", "refund"]), st.integers(0, 3)),
            min_size=1,
            max_size=4,
        )
    )
    def some_are_begun(self, begun):
        """Offers of the day, some told and taken: from here every rule finds work."""
        for which, kind, far in begun:
            self.propose(which, 2, kind, 300)
            for act in (mark_offered, accept_offer)[:far]:
                if offer := self.offer(0):
                    self.attempt(act, offer=offer, member=self.people[0])

    def offer(self, which):
        offers = Offer.objects.select_related("shop", "case", "version", "proposed_by", "promise")
        found = list(offers.order_by("-id")[:10])
        return found[which % len(found)] if found else None

    def payout(self, which):
        payouts = Payout.objects.select_related("shop", "offer__case", "offer__promise")
        found = list(payouts.order_by("-id")[:10])
        return found[which % len(found)] if found else None

    @rule(
        which=WHICH,
        who=st.integers(0, 2),
        kind=st.sampled_from(["cash", "coupon", "refund", "gift", "member_level"]),
        fen=st.sampled_from([0, 1, 200, 300, 500, 1_000, 3_000]),
    )
    def propose(self, which, who, kind, fen):
        self.proposed += 1
        offer = self.attempt(
            propose_offer,
            case=self.cases[which % 3],
            member=self.people[who],
            proposal=Proposal(kind, fen, asked_reason="漏水"),
            idempotency_key=f"{self.shop.pk}-{self.proposed}",
        )
        if offer is not None and offer.state == "approved":
            self.draws_on_all(offer)

    @rule(which=WHICH, who=st.integers(0, 2), share=st.sampled_from([None, 0, 1, 2, 3]))
    def approve(self, which, who, share):
        if offer := self.offer(which):
            fen = None if share is None else offer.requested_fen * share // 2
            decided = {"offer": offer, "member": self.people[who], "amount_fen": fen}
            before = steps["moved"]
            self.attempt(approve_offer, **decided, word="酌情")
            if steps["moved"] > before:
                self.draws_on_all(offer)

    def draws_on_all(self, offer):
        """Just approved: it is set aside in every budget of its day, kind, cause and person."""
        day = timezone.localdate(self.now)
        fits = [
            budget.pk
            for budget in Budget.objects.all()
            if budget.starts_on <= day <= budget.ends_on
            and budget.kind in ("", offer.kind)
            and budget.cause in ("", self.cause)
            and budget.person_id in (None, offer.proposed_by_id)
        ]
        drawn = BudgetDraw.objects.filter(offer=offer).values_list("budget_id", flat=True)
        assert sorted(drawn) == sorted(fits)
        steps["most"] = max(steps["most"], len(fits))

    @rule(which=WHICH, who=st.integers(0, 2))
    def reject(self, which, who):
        if offer := self.offer(which):
            self.attempt(reject_offer, offer=offer, member=self.people[who], word="先换货")

    @rule(
        which=WHICH,
        act=st.sampled_from([mark_offered, accept_offer, decline_offer, withdraw_offer]),
    )
    def answer(self, which, act):
        if offer := self.offer(which):
            self.attempt(act, offer=offer, member=self.people[0])

    @rule(which=WHICH, answer=ANSWERS)
    def pay(self, which, answer):
        if payout := self.payout(which):
            self.attempt(pay, payout=payout, provider=Provider(answer, self.paid), member=None)

    @rule(which=WHICH)
    def pay_by_hand(self, which):
        if payout := self.payout(which):
            self.attempt(record_by_hand, payout=payout, member=self.people[1], reference="7")

    @rule(which=WHICH)
    def die_while_paying(self, which):
        if payout := self.payout(which):
            self.attempt(claim, payout=payout, provider_name="gone", member=None)

    @rule(which=WHICH)
    def retry(self, which):
        if payout := self.payout(which):
            self.attempt(retry_payout, payout=payout, member=self.people[1])

    @rule(which=WHICH)
    def reverse(self, which):
        if payout := self.payout(which):
            self.attempt(reverse_payout, payout=payout, member=self.people[2], word="打错账户")

    @rule(
        cap_fen=st.sampled_from([300, 1_000, 2_500, 9_000]),
        kind=st.sampled_from(["", "", "cash", "coupon"]),
        who=st.sampled_from([None, None, 0, 2]),
        by_cause=st.booleans(),
    )
    def set_a_cap(self, cap_fen, kind, who, by_cause):
        """The shop's budget gets another cap, or a kind, cause or person one of their own."""
        budget = self.budget
        self.attempt(
            set_budget,
            shop=self.shop,
            member=self.people[2],
            name=budget.name,
            kind=kind,
            cause=self.cause if by_cause else "",
            person=None if who is None else self.people[who],
            starts_on=budget.starts_on,
            ends_on=budget.ends_on,
            cap_fen=cap_fen,
        )

    @rule(hours=st.sampled_from([0, 1, 80]))
    def wait_for_the_sweep(self, hours):
        self.now += dt.timedelta(hours=hours)
        self.attempt(sweep_money)

    @invariant()
    def every_sum_is_as_the_states_say(self):
        wrong, _sums = money_sums()
        steps["taken"] += 1
        assert wrong == []


def a_world():
    """A shop with its people, three cases of a cause, a budget and a stock of two codes."""
    shop = ShopFactory.create(is_demo=True)
    roles = ("agent", "lead", "owner")
    people = [MemberFactory.create(shop=shop, role=role) for role in roles]
    cases = CaseFactory.create_batch(3, shop=shop)
    cause = CauseFactory.create(shop=shop)
    for case in cases:
        ReviewCauseFactory.create(review=case.review, cause=cause)
    budget = BudgetFactory.create(shop=shop, cap_fen=2_500)
    stock = CodeStockFactory.create(shop=shop, created_by=people[1])
    StockCodeFactory.create_batch(2, stock=stock)
    return shop, people, cases, cause.code, budget, stock


@pytest.mark.django_db
def test_no_order_of_events_loses_or_doubles_a_fen():
    LifeOfMoney.world = a_world()
    run_state_machine_as_test(
        LifeOfMoney,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=40,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"steps {steps['taken']}: {steps['moved']} operations moved, ", end="")  # noqa: T201  # the long run's figures
    print(f"{steps['refused']} refused, violations 0; ", end="")  # noqa: T201  # the same
    print(f"an offer drew on up to {steps['most']} budgets")  # noqa: T201  # the same
    assert steps["moved"] > EXAMPLES
