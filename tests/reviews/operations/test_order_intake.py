"""Orders bring buyers, lines and refund states, and meet their reviews."""

import datetime as dt
from typing import Any

import pytest

from reviews.contact_cipher import blind_index
from reviews.models import Buyer, Case, Order, OrderItem, Refund, Review, Shop
from reviews.operations.imports import run_import
from tests.reviews.operations.importing import (
    ORDER,
    REFUND,
    REVIEW,
    counts,
    queue,
    table,
    take,
)

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=1)


def shanghai(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.timezone(dt.timedelta(hours=8)))  # type: ignore[arg-type,misc] # parts


def items(shop: Shop, *rows: dict[str, str], now: dt.datetime) -> tuple[int, ...]:
    header = ("订单编号", "标题", "价格", "购买数量", "商品ID", "商品属性", "子订单编号")
    queued = queue(shop, "orders", table(header, *rows), now=now)
    run = run_import(run_id=queued.pk, now=now)
    assert run is not None
    assert run.state == "done"
    return counts(run)


def test_order_is_stored_with_its_buyer(shop: Shop, now: dt.datetime) -> None:
    run = take(shop, "orders", ORDER, now=now)
    order = Order.objects.select_related("buyer").get()
    assert counts(run) == (1, 0, 0, 0, 0, 0)
    assert (order.number, order.status, order.status_raw) == ("9001", "success", "交易成功")
    assert (order.amount_fen, order.paid_fen, order.carrier) == (13_900, 12_900, "中通")
    assert order.warehouse == "杭州仓"
    assert (order.ordered_at, order.ended_at) == (
        shanghai(2026, 11, 10, 20),
        shanghai(2026, 11, 15, 9),
    )
    buyer = order.buyer
    assert buyer is not None
    assert (buyer.name, buyer.phone, buyer.phone_masked) == ("张三", "13800138000", "138****8000")
    assert buyer.phone_index == blind_index("13800138000", purpose="phone")
    assert (buyer.phone_last4, buyer.province, buyer.city) == ("8000", "浙江省", "杭州市")
    assert (buyer.place_type, buyer.place_version != "") == ("residential", True)


def test_contact_data_lie_encrypted(shop: Shop, now: dt.datetime) -> None:
    take(shop, "orders", ORDER, now=now)
    stored = Buyer.objects.extra(  # the column as it lies in the database
        select={"raw": "phone || name || address || nick"}
    ).values_list("raw", flat=True)
    assert [part for part in ("138", "张三", "文三路", "买家一") if part in stored[0]] == []


def test_same_orders_again_change_nothing(shop: Shop, now: dt.datetime) -> None:
    take(shop, "orders", ORDER, ORDER | {"订单编号": "9002"}, now=now)
    before = list(Order.objects.order_by("pk").values())
    run = take(shop, "orders", ORDER, ORDER | {"订单编号": "9002"}, ORDER, now=now)
    assert counts(run) == (0, 0, 2, 1, 0, 0)
    assert list(Order.objects.order_by("pk").values()) == before


def test_later_state_of_an_order_is_taken_and_an_earlier_one_is_not(
    shop: Shop, now: dt.datetime
) -> None:
    paid = ORDER | {"订单状态": "买家已付款，等待卖家发货", "确认收货时间": ""}
    take(shop, "orders", paid, now=now)
    assert counts(take(shop, "orders", ORDER, now=now)) == (0, 1, 0, 0, 0, 0)
    assert counts(take(shop, "orders", paid, now=now)) == (0, 0, 1, 0, 0, 0)
    assert Order.objects.get().status == "success"


def test_review_meets_an_order_that_came_before(shop: Shop, now: dt.datetime) -> None:
    take(shop, "orders", ORDER, now=now)
    take(shop, "reviews", REVIEW | {"买家昵称": "t***一"}, now=now)
    review = Review.objects.select_related("order", "buyer", "case").get()
    assert review.order is not None
    assert review.buyer == review.case.buyer == review.order.buyer
    assert set(review.case.clocks.values_list("kind", "ends_at")) == {
        ("change_window", review.rated_at + dt.timedelta(days=30)),
        ("reply_limit", review.rated_at + dt.timedelta(days=30)),
        ("number_expiry", shanghai(2026, 11, 30, 9)),
    }


def test_review_meets_an_order_that_comes_later(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", REVIEW | {"买家昵称": ""}, now=now)
    assert Case.objects.get().buyer is None
    take(shop, "orders", ORDER, now=now)
    case = Case.objects.select_related("review__order").get()
    order = case.review.order
    assert order is not None
    assert (case.buyer, case.review.buyer) == (order.buyer, order.buyer)
    assert case.clocks.get(kind="number_expiry").ends_at == shanghai(2026, 11, 30, 9)


def test_end_of_the_trade_that_comes_later_moves_the_number_clock(
    shop: Shop, now: dt.datetime
) -> None:
    take(shop, "reviews", REVIEW, now=now)
    take(shop, "orders", ORDER | {"确认收货时间": ""}, now=now)
    case = Case.objects.get()
    assert case.clocks.filter(kind="number_expiry").count() == 0
    for day in ("2026-11-15", "2026-11-16"):
        take(shop, "orders", ORDER | {"确认收货时间": day}, now=now)
    assert case.clocks.get(kind="number_expiry").ends_at == shanghai(2026, 12, 1)


def test_virtual_number_expires_and_keeps_its_extension(shop: Shop, now: dt.datetime) -> None:
    take(shop, "orders", ORDER | {"联系手机": "18877771111-123"}, now=now)
    buyer = Buyer.objects.get()
    assert (buyer.phone, buyer.phone_masked) == ("18877771111-123", "188****1111")
    assert buyer.phone_expires_at == shanghai(2026, 11, 30, 9)


def test_younger_order_replaces_contact_data_and_an_older_one_does_not(
    shop: Shop, now: dt.datetime
) -> None:
    take(shop, "orders", ORDER, now=now)
    old = {"订单编号": "8001", "订单创建时间": "2026-01-01", "联系手机": "13900139000"}
    take(shop, "orders", ORDER | old, now=now)
    assert Buyer.objects.get().phone == "13800138000"
    new = {"订单编号": "9900", "订单创建时间": "2026-11-17", "联系手机": "13700137000"}
    take(shop, "orders", ORDER | new, now=now)
    assert Buyer.objects.get().phone == "13700137000"


def test_rows_of_one_file_end_in_the_youngest_contact(shop: Shop, now: dt.datetime) -> None:
    new = {"订单编号": "9900", "订单创建时间": "2026-11-17", "联系手机": "13700137000"}
    take(shop, "orders", ORDER | new, ORDER, now=now)
    assert Buyer.objects.get().phone == "13700137000"


def test_wrong_number_is_forgotten_with_a_new_one(shop: Shop, now: dt.datetime) -> None:
    take(shop, "orders", ORDER, now=now)
    Buyer.objects.update(phone_is_wrong=True)
    new = {"订单编号": "9900", "订单创建时间": "2026-11-17", "联系手机": "13700137000"}
    take(shop, "orders", ORDER | new, now=now)
    assert not Buyer.objects.get().phone_is_wrong


def test_purged_buyer_stays_purged_unless_a_younger_order_comes(
    shop: Shop, now: dt.datetime
) -> None:
    take(shop, "orders", ORDER, now=now)
    Buyer.objects.update(purged_at=now, nick="", name="", phone="", address="")
    take(shop, "orders", ORDER, now=now)
    assert Buyer.objects.get().phone == ""
    take(shop, "orders", ORDER | {"订单编号": "9900", "订单创建时间": "2026-11-19"}, now=now)
    buyer = Buyer.objects.get()
    assert (buyer.phone, buyer.purged_at) == ("13800138000", None)


def test_buyer_without_a_nick_is_known_by_the_number(shop: Shop, now: dt.datetime) -> None:
    row = ORDER | {"买家会员名": "t**一"}
    take(shop, "orders", row, row | {"订单编号": "9002"}, now=now)
    assert Buyer.objects.get().orders.count() == 2


def test_number_without_an_end_of_the_trade_does_not_expire(shop: Shop, now: dt.datetime) -> None:
    take(shop, "orders", ORDER | {"联系手机": "18877771111-1", "确认收货时间": ""}, now=now)
    assert Buyer.objects.get().phone_expires_at is None


def test_items_of_orders_are_stored_once_and_brought_up(shop: Shop, now: dt.datetime) -> None:
    take(shop, "orders", ORDER, now=now)
    pot = {"订单编号": "9001", "标题": "壶", "价格": "129", "购买数量": "1", "商品ID": "5001"}
    lid = pot | {"标题": "盖", "商品ID": "5002", "价格": "10"}
    assert items(shop, pot, lid, now=now) == (0, 2, 0, 0, 0, 0)
    assert items(shop, pot, lid | {"购买数量": "2"}, now=now) == (0, 1, 1, 0, 0, 0)
    stored = OrderItem.objects.order_by("pk").values_list("product__title", "quantity", "price_fen")
    assert list(stored) == [("壶", 1, 12_900), ("盖", 2, 1_000)]


def test_two_states_of_one_line_in_one_file_end_in_the_last(shop: Shop, now: dt.datetime) -> None:
    line = {"订单编号": "1", "标题": "壶", "购买数量": "1", "子订单编号": "S1"}
    assert items(shop, line, line | {"购买数量": "2"}, now=now) == (1, 1, 0, 0, 0, 0)
    assert OrderItem.objects.get().quantity == 2


def test_refund_state_of_an_order_holds_until_the_refund_itself_comes(
    shop: Shop, now: dt.datetime
) -> None:
    take(shop, "orders", ORDER | {"订单状态": "卖家已发货，退款中"}, now=now)
    assert Refund.objects.get().status == "requested"
    take(shop, "orders", ORDER | {"订单状态": "退款成功"}, now=now)
    assert Refund.objects.get().status == "success"
    take(shop, "refunds", REFUND, now=now)
    refund = Refund.objects.get()
    assert (refund.number, refund.status, refund.amount_fen) == ("R1", "requested", 2_900)
    take(shop, "orders", ORDER | {"订单状态": "退款成功", "物流公司": "圆通"}, now=now)
    assert Refund.objects.get().status == "requested"


def test_refund_comes_in_once_and_follows_its_course(shop: Shop, now: dt.datetime) -> None:
    take(shop, "orders", ORDER, now=now)
    done = REFUND | {"退款状态": "退款成功", "完结时间": "2026-11-17 09:00:00"}
    assert counts(take(shop, "refunds", REFUND, REFUND, now=now)) == (1, 0, 0, 1, 0, 0)
    assert counts(take(shop, "refunds", done, now=now)) == (0, 1, 0, 0, 0, 0)
    assert counts(take(shop, "refunds", done, now=now)) == (0, 0, 1, 0, 0, 0)
    older = REFUND | {"完结时间": "2026-11-16 10:00:00"}
    assert counts(take(shop, "refunds", older, now=now)) == (0, 0, 1, 0, 0, 0)
    assert Refund.objects.get().status == "success"


def test_refund_without_its_order_waits_for_it(shop: Shop, now: dt.datetime) -> None:
    assert counts(take(shop, "refunds", REFUND, now=now)) == (1, 0, 0, 0, 0, 0)
    assert counts(take(shop, "refunds", REFUND, now=now)) == (0, 0, 1, 0, 0, 0)
    waiting = Refund.objects.get()
    assert (waiting.order, waiting.order_number) == (None, "9001")
    take(shop, "orders", ORDER | {"订单状态": "卖家已发货，退款中"}, now=now)
    joined = Refund.objects.get()
    assert joined.pk == waiting.pk
    assert joined.order == Order.objects.get()


def test_refund_without_a_number_is_known_by_its_order(shop: Shop, now: dt.datetime) -> None:
    take(shop, "orders", ORDER, now=now)
    take(shop, "refunds", REFUND | {"退款编号": ""}, now=now)
    assert Refund.objects.get().number == "9001:"


@pytest.mark.parametrize("size", [1, 3])
def test_queries_of_a_batch_do_not_grow_with_its_orders(
    shop: Shop, now: dt.datetime, size: int, django_assert_num_queries: Any
) -> None:
    rows = [
        ORDER | {"订单编号": f"90{n}", "买家会员名": f"买家{n}", "联系手机": f"1380013800{n}-12"}
        for n in range(size)
    ]
    take(shop, "orders", *rows, now=now)
    with django_assert_num_queries(35):
        take(shop, "orders", *(row | {"收货地址 ": "浙江省 宁波市"} for row in rows), now=now)
