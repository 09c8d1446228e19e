import datetime as dt

import pytest

from reports.domain.effect import Basis, WeekRate
from reports.models import Action
from reports.queries.actions import action_rows, case_count, effect_weeks
from reviews.domain.reason import Reason
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

CHANGED_ON = WEEK.monday - dt.timedelta(weeks=2)


@pytest.fixture
def product(shop):
    return make.ProductFactory.create(shop=shop)


@pytest.fixture
def action(shop, product):
    cause = make_cause(shop, "quality_defect")
    make_case(shop, week=WEEK - 9)
    return make.ActionFactory.create(
        cause=cause,
        product=product,
        status="in_force",
        in_force_on=CHANGED_ON,
        owner_name="老周",
        change="换供应商",
    )


def sell(shop, product, weeks, units):
    for week in weeks:
        order = make.OrderFactory.create(shop=shop, ordered_at=week.starts_at)
        make.OrderItemFactory.create(order=order, product=product, quantity=units)


def test_action_is_shown_with_its_parts(action):
    action.effect = Reason("effect_too_few", {"weeks": 1}).as_json()
    action.save()
    (row,) = action_rows(Action.objects.all())
    assert (row.cause.code, row.owner, row.text) == (
        "quality_defect",
        "老周",
        "更换壶底密封圈: 换供应商",
    )
    assert (row.opened_on, row.ended_on) == (dt.date(2026, 11, 18), CHANGED_ON)
    assert row.effect == Reason("effect_too_few", {"weeks": 1})


def test_closed_action_of_all_products_ends_when_it_was_closed(action):
    Action.objects.update(status="closed", in_force_on=None, closed_at=MONDAY, product=None)
    (row,) = action_rows(Action.objects.all())
    assert (row.ended_on, row.product.code, row.effect) == (MONDAY.date(), "", None)


def test_open_action_has_not_ended(action):
    Action.objects.update(status="open", in_force_on=None)
    assert action_rows(Action.objects.all())[0].ended_on is None


def test_weeks_around_the_change_are_complete_and_leave_its_own_out(shop, product, action):
    weeks = [WEEK - back for back in range(10, -2, -1)]
    sell(shop, product, weeks, 50)
    for week in (WEEK - 3, WEEK - 3, WEEK - 2, WEEK - 1, WEEK + 1):
        make_case(shop, cause=action.cause, product=product, week=week)
    make_case(shop, cause=action.cause, week=WEEK - 3)
    make_case(shop, cause=make_cause(shop, "odor"), product=product, week=WEEK - 3)
    found = effect_weeks(action, now=MONDAY)
    assert found.basis == Basis.UNITS
    assert found.before == (*[WeekRate(0, 50)] * 5, WeekRate(2, 50))
    assert found.after == (WeekRate(1, 50), WeekRate(0, 50))


def test_a_week_without_sales_makes_reviews_the_basis(shop, product, action):
    sell(shop, product, [WEEK - 1], 50)
    make_case(shop, cause=action.cause, product=product, week=WEEK - 1)
    make.ReviewFactory.create(
        shop=shop, product=product, level="good", rated_at=(WEEK - 1).starts_at
    )
    found = effect_weeks(action, now=MONDAY)
    assert found.basis == Basis.REVIEWS
    assert found.after == (WeekRate(1, 2),)
    make_case(shop, week=WEEK + 1)
    assert effect_weeks(action, now=MONDAY).after == (WeekRate(1, 2), WeekRate(0, 0))


def test_action_for_all_products_counts_the_whole_shop(shop, action):
    action.product = None
    make_case(shop, cause=action.cause, week=WEEK)
    assert effect_weeks(action, now=MONDAY).after == (WeekRate(0, 0), WeekRate(1, 1))


def test_weeks_after_the_last_review_hold_nothing(shop, action):
    action.product = None
    make_case(shop, cause=action.cause, week=WEEK)
    found = effect_weeks(action, now=(WEEK + 9).starts_at)
    assert (found.after, found.weeks_after) == ((WeekRate(0, 0), WeekRate(1, 1)), 2)


def test_weeks_before_the_first_review_are_not_compared(shop, action):
    make_case(shop, week=WEEK - 4)
    Action.objects.update(in_force_on=(WEEK - 8).monday)
    action.refresh_from_db()
    assert len(effect_weeks(action, now=MONDAY).before) == 0


def test_action_not_in_force_has_no_weeks(action):
    action.in_force_on = None
    with pytest.raises(ValueError, match="not in force"):
        effect_weeks(action, now=MONDAY)


def test_action_against_a_carrier_counts_its_orders_alone(shop, product, action):
    for carrier, warehouse in (("中通", "义乌仓"), ("中通", "武汉仓"), ("顺丰", "义乌仓")):
        order = make.OrderFactory.create(
            shop=shop, carrier=carrier, warehouse=warehouse, ordered_at=(WEEK - 1).starts_at
        )
        make.OrderItemFactory.create(order=order, product=product, quantity=10)
        make_case(shop, cause=action.cause, product=product, week=WEEK - 1, review__order=order)
    found = {}
    for carrier, warehouse in (("", ""), ("中通", ""), ("中通", "义乌仓"), ("圆通", "")):
        action.carrier, action.warehouse = carrier, warehouse
        week = effect_weeks(action, now=MONDAY).after[0]
        found[carrier, warehouse] = (week.cases, week.exposure, case_count(action, WEEK - 1))
    assert found == {
        ("", ""): (3, 3, 3),
        ("中通", ""): (2, 2, 2),
        ("中通", "义乌仓"): (1, 1, 1),
        ("圆通", ""): (0, 0, 0),
    }


def test_change_long_ago_is_followed_by_its_latest_weeks(shop, product, action):
    now = (WEEK + 20).starts_at
    make_case(shop, cause=action.cause, product=product, week=WEEK + 18)
    found = effect_weeks(action, now=now)
    assert (len(found.after), found.weeks_after) == (12, 20)
    assert [week.cases for week in found.latest] == [0, 0, 0, 1]
    assert effect_weeks(action, now=(WEEK + 14).starts_at).latest == ()
