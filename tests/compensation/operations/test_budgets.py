import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from compensation.models import Budget, BudgetDraw, Offer
from compensation.operations.answers import accept_offer, decline_offer, mark_offered
from compensation.operations.budgets import set_budget
from compensation.operations.errors import OfferRefusedError
from compensation.operations.payouts import record_by_hand, reverse_payout
from compensation.queries.money import budget_rows
from tests.factories import BudgetFactory, MemberFactory

FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)


@pytest.fixture
def set_cap(shop, owner, now):
    def act(cap_fen, **given):
        values = {"name": "十一月", "kind": "", "starts_on": FIRST, "ends_on": LAST, **given}
        return set_budget(shop=shop, member=owner, cap_fen=cap_fen, now=now, **values)

    return act


def test_a_budget_is_made_and_its_cap_moved(set_cap, shop):
    assert set_cap(100_000) == set_cap(80_000)
    [row] = budget_rows(shop=shop, day=dt.date(2026, 11, 15))
    assert (row.state.left_fen, row.burn.time_share, row.burn.used_share) == (80_000, 0.5, 0)


@pytest.mark.parametrize(
    "given",
    [
        {"cap_fen": 0},
        {"cap_fen": -1},
        {"cap_fen": 10**12},
        {"cap_fen": 1, "ends_on": dt.date(2026, 10, 1)},
        {"cap_fen": 1, "ends_on": dt.date(2099, 12, 31)},
    ],
)
def test_a_budget_that_makes_no_sense_is_refused(set_cap, given):
    with pytest.raises(OfferRefusedError) as refused:
        set_cap(**given)
    assert (refused.value.reason.code, Budget.objects.count()) == ("budget_makes_no_sense", 0)


def test_a_cap_never_falls_below_what_is_used(set_cap, propose):
    budget = set_cap(1_000)
    propose(500)
    with pytest.raises(OfferRefusedError) as refused:
        set_cap(499)
    budget.refresh_from_db()
    assert (refused.value.reason.code, budget.cap_fen) == ("budget_below_used", 1_000)


def reserved():
    return list(Budget.objects.order_by("id").values_list("reserved_fen", flat=True))


def drawn(offer):
    return [draw.budget for draw in offer.draws.all()]


def test_an_offer_is_reserved_in_every_budget_it_has_to_fit(set_cap, propose, case, agent):
    code = case.review.review_causes.get().cause.code
    whole, cash, of_cause, of_agent = (
        set_cap(1_000, **narrow)
        for narrow in ({}, {"kind": "cash"}, {"cause": code}, {"person": agent})
    )
    set_cap(1_000, kind="coupon", cause="another")
    offer = propose(500)
    assert drawn(offer) == [of_agent, of_cause, cash, whole]
    assert (offer.budget, reserved()) == (of_agent, [500, 500, 500, 500, 0])


def test_the_month_bounds_what_a_persons_budget_would_leave(set_cap, propose, agent):
    """What the person's own budget had set aside already is given back with the refusal."""
    set_cap(9_000, person=agent)
    set_cap(300, kind="")
    with pytest.raises(OfferRefusedError) as refused:
        propose(500)
    reason = refused.value.reason
    assert (reason.code, reason.params) == (
        "budget_used_up",
        {"name": "十一月", "left_fen": 300},
    )
    assert (reserved(), BudgetDraw.objects.count()) == ([0, 0], 0)


def test_what_is_paid_or_given_back_moves_in_every_budget(
    set_cap, propose, lead, owner, agent, now
):
    budgets = [set_cap(2_000), set_cap(1_000, person=agent)]
    assert drawn(propose(200, kind="coupon")) == budgets[::-1]
    decline_offer(offer=told(Offer.objects.get(), agent, now), member=agent, now=now)
    assert reserved() == [0, 0]
    payout = accept_offer(offer=told(propose(500), agent, now), member=agent, now=now)
    record_by_hand(payout=payout, member=lead, reference="7", now=now)
    sums = Budget.objects.order_by("id").values_list("reserved_fen", "spent_fen")
    assert list(sums) == [(0, 500), (0, 500)]
    reverse_payout(payout=payout, member=owner, word="打错账户", now=now)
    assert list(sums.all()) == [(0, 0), (0, 0)]


def told(offer, member, now):
    mark_offered(offer=offer, member=member, now=now)
    return offer


def test_a_draw_never_changes_and_is_never_deleted(set_cap, propose):
    set_cap(1_000)
    draws = BudgetDraw.objects.filter(offer=propose(500))
    for act in (lambda: draws.update(offer=None), lambda: draws._raw_delete("default")):
        with pytest.raises(IntegrityError, match="draw"), transaction.atomic():
            act()


def test_a_budget_is_for_people_of_the_shop_alone(set_cap):
    with pytest.raises(OfferRefusedError):
        set_cap(1_000, person=MemberFactory.create())


def test_without_a_budget_there_is_no_cap(propose):
    assert propose(500).budget is None


@pytest.mark.parametrize("change", [{"spent_fen": 501}, {"reserved_fen": F("reserved_fen") + 501}])
def test_the_database_itself_keeps_a_budget_from_being_overdrawn(shop, change):
    budget = BudgetFactory.create(shop=shop, cap_fen=500)
    with pytest.raises(IntegrityError), transaction.atomic():
        Budget.objects.filter(pk=budget.pk).update(**change)
