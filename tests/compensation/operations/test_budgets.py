import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from compensation.models import Budget
from compensation.operations.budgets import set_budget
from compensation.operations.errors import OfferRefusedError
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


def test_a_kind_with_its_own_budget_draws_on_that(set_cap, propose):
    whole, cash = set_cap(1_000), set_cap(1_000, kind="cash")
    assert [propose(500).budget, propose(200, kind="coupon").budget] == [cash, whole]


def test_a_cause_and_a_person_have_purses_of_their_own(set_cap, propose, case, agent):
    code = case.review.review_causes.get().cause.code
    whole, of_cause = set_cap(1_000), set_cap(1_000, cause=code)
    assert propose(200, kind="coupon").budget == of_cause
    of_agent = set_cap(600, person=agent)
    assert propose(500).budget == of_agent
    assert Budget.objects.get(pk=whole.pk).reserved_fen == 0


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
