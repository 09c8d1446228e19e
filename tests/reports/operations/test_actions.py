import datetime as dt

import pytest

from reports.models import Action
from reports.operations.actions import (
    WrongAction,
    close_action,
    measure_actions,
    open_action,
    put_in_force,
)
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

DUE = dt.date(2026, 12, 1)


@pytest.fixture
def product(shop):
    return make.ProductFactory.create(shop=shop)


@pytest.fixture
def action(shop, product, lead):
    return open_action(
        shop=shop,
        cause=make_cause(shop, "packaging", "warehouse"),
        product=product,
        title="加厚纸箱",
        change="五层瓦楞",
        owner_name="仓库老李",
        due_on=DUE,
        member=lead,
        now=MONDAY,
    )


def history(action):
    return list(action.history.order_by("history_id").values_list("status", flat=True))


def weeks_with(action, *, cases, weeks):
    for week in weeks:
        for number in range(20):
            cause = action.cause if number < cases else None
            make_case(action.shop, cause=cause, product=action.product, week=week)


def test_opened_action_belongs_to_the_unit_of_its_cause(action, lead):
    assert (action.unit, action.status, action.due_on, action.created_by) == (
        "warehouse",
        "open",
        DUE,
        lead,
    )


def test_history_begins_when_the_action_was_opened_and_by_whom(action, lead):
    (opened,) = action.history.all()
    assert (opened.history_type, opened.history_date) == ("+", MONDAY)
    assert (opened.history_user, opened.title) == (lead.user, "加厚纸箱")


def test_cause_or_product_of_another_shop_is_refused(shop, action):
    given = {
        "title": "x",
        "change": "",
        "owner_name": "",
        "due_on": DUE,
        "member": None,
        "now": MONDAY,
    }
    other = make.ProductFactory.create()
    for cause, product in ((action.cause, other), (make_cause(other.shop, "odor"), None)):
        with pytest.raises(WrongAction, match="action_of_another_shop"):
            open_action(shop=shop, cause=cause, product=product, **given)
    assert Action.objects.count() == 1


def test_action_in_force_is_measured_at_once(action, lead):
    weeks_with(action, cases=10, weeks=[WEEK - back for back in range(8, 2, -1)])
    weeks_with(action, cases=1, weeks=[WEEK - 1, WEEK])
    put_in_force(action=action, on=(WEEK - 2).monday, member=lead, now=MONDAY)
    assert (action.status, action.measured_at) == ("effective", MONDAY)
    assert action.effect["code"] == "effect_down_per_reviews"
    assert action.effect["params"]["after"] == 5.0
    assert history(action) == ["open", "in_force", "effective"]


def test_too_few_cases_leave_the_status(action, lead):
    make_case(action.shop, week=WEEK - 9)
    put_in_force(action=action, on=(WEEK - 2).monday, member=lead, now=MONDAY)
    assert (action.status, action.effect["code"]) == ("in_force", "effect_too_few")


def test_cause_that_comes_back_reopens_the_action(action, lead):
    weeks_with(action, cases=10, weeks=[WEEK - back for back in range(10, 7, -1)])
    weeks_with(action, cases=0, weeks=[WEEK - back for back in range(6, 2, -1)])
    put_in_force(action=action, on=(WEEK - 7).monday, member=lead, now=(WEEK - 2).starts_at)
    assert action.status == "effective"
    weeks_with(action, cases=12, weeks=[WEEK - 1, WEEK])
    assert measure_actions(now=MONDAY) == 1
    action.refresh_from_db()
    assert (action.status, action.effect["code"]) == ("reopened", "effect_recurred_per_reviews")
    assert measure_actions(now=MONDAY, shop=action.shop) == 0


def test_cause_that_comes_back_opens_a_closed_action_again_once(action, lead):
    weeks_with(action, cases=10, weeks=[WEEK - back for back in range(10, 7, -1)])
    weeks_with(action, cases=0, weeks=[WEEK - back for back in range(6, 2, -1)])
    put_in_force(action=action, on=(WEEK - 7).monday, member=lead, now=(WEEK - 2).starts_at)
    close_action(action=action, member=lead, now=(WEEK - 2).starts_at)
    assert measure_actions(now=(WEEK - 1).starts_at) == 0
    weeks_with(action, cases=12, weeks=[WEEK - 1, WEEK])
    assert measure_actions(now=MONDAY) == 1
    action.refresh_from_db()
    assert (action.status, action.closed_at) == ("reopened", None)
    close_action(action=action, member=lead, now=MONDAY)
    assert measure_actions(now=MONDAY) == 0


def test_other_shops_are_not_measured(action, lead):
    put_in_force(action=action, on=WEEK.monday, member=lead, now=MONDAY)
    later = MONDAY + dt.timedelta(days=1)
    measure_actions(now=later, shop=make.ShopFactory.create())
    action.refresh_from_db()
    assert action.measured_at == MONDAY


def test_closed_action_takes_no_further_step(action, lead):
    close_action(action=action, member=lead, now=MONDAY)
    assert (action.status, action.closed_at) == ("closed", MONDAY)
    for step in (
        lambda: close_action(action=action, member=lead, now=MONDAY),
        lambda: put_in_force(action=action, on=DUE, member=lead, now=MONDAY),
    ):
        with pytest.raises(WrongAction, match="action_is_closed"):
            step()
    assert history(action) == ["open", "closed"]
