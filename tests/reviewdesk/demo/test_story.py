import datetime as dt
import random

import pytest

from reviewdesk.demo import files
from reviewdesk.demo.people import make_buyer
from reviewdesk.demo.story import (
    DESK_ZONE,
    FIXED_CAUSE,
    FIXED_ITEM,
    PROMOTION,
    WEEKS,
    WEEKS_SINCE_FIX,
    DemoOrder,
    tell_story,
)

UNTIL = dt.datetime(2026, 11, 22, 10, tzinfo=DESK_ZONE)


@pytest.fixture(scope="module")
def story() -> list[DemoOrder]:
    return tell_story(cases=1_000, seed=1, until=UNTIL)


def complaints(story: list[DemoOrder]) -> list[DemoOrder]:
    return [order for order in story if order.review and order.review.stars <= 3]


def test_a_story_is_the_same_for_one_seed_and_another_for_the_next(story: list[DemoOrder]) -> None:
    assert tell_story(cases=1_000, seed=1, until=UNTIL) == story
    assert tell_story(cases=1_000, seed=2, until=UNTIL) != story


def test_a_story_has_the_cases_asked_for_and_none_after_its_end(story: list[DemoOrder]) -> None:
    assert len(complaints(story)) == 1_000
    reviews = [order.review for order in story if order.review]
    assert max(review.rated_at for review in reviews) < UNTIL
    assert min(review.rated_at for review in reviews) > UNTIL - dt.timedelta(weeks=WEEKS, days=2)


def test_orders_and_numbers_are_one_each(story: list[DemoOrder]) -> None:
    assert len({order.number for order in story}) == len(story)
    assert len({order.buyer.phone for order in story}) == len(story)


def test_four_product_lines_complain(story: list[DemoOrder]) -> None:
    assert {order.product.line for order in complaints(story)} == {
        "养生壶",
        "棉柔巾",
        "坚果礼盒",
        "加绒卫衣",
    }


def test_the_fixed_cause_is_rare_after_the_fix(story: list[DemoOrder]) -> None:
    fix = UNTIL - dt.timedelta(weeks=WEEKS_SINCE_FIX)
    kettles = [order.review for order in complaints(story) if order.product.item_id == FIXED_ITEM]
    share = {}
    for after in (False, True):
        reviews = [review for review in kettles if review and (review.rated_at > fix) is after]
        share[after] = sum(FIXED_CAUSE in review.causes for review in reviews) / len(reviews)
    assert share[True] < share[False] / 3


def test_more_is_ordered_in_the_promotion(story: list[DemoOrder]) -> None:
    def a_day(first: dt.date, last: dt.date) -> float:
        days = (last - first).days + 1
        rated = [o.review.rated_at.astimezone(DESK_ZONE).date() for o in story if o.review]
        return sum(first <= day <= last for day in rated) / days

    (month, first), (_month, last) = PROMOTION
    promotion = a_day(dt.date(2026, month, first), dt.date(2026, month, last))
    assert promotion > 1.5 * a_day(dt.date(2026, 10, 5), dt.date(2026, 10, 30))


def test_numbers_of_the_demo_ring_nowhere() -> None:
    buyer = make_buyer(42, random.Random(1))
    assert buyer.phone == "15400000042"


def test_the_files_are_as_a_platform_writes_them(story: list[DemoOrder]) -> None:
    orders = files.orders_file(story[:1]).decode("gb18030").splitlines()
    assert orders[0].startswith("订单编号,买家会员名,支付单号")
    assert orders[1].startswith(f'"=""{story[0].number}"""')
    with_refund = [order for order in story if order.refund]
    assert len(files.refunds_file(story).decode("gb18030").splitlines()) == len(with_refund) + 1
