"""The platforms' words for where something stands."""

import pytest

from reviews.domain.levels import ReviewState
from reviews.intake.rows import OrderState, RefundState
from reviews.intake.states import (
    city_of,
    order_state,
    province_of,
    refund_state,
    refund_state_of_order,
    review_state,
)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("等待买家付款", OrderState.UNPAID),
        ("买家已付款，等待卖家发货", OrderState.PAID),
        ("卖家已发货，等待买家确认", OrderState.SHIPPED),
        ("交易成功", OrderState.SUCCESS),
        ("交易关闭", OrderState.CLOSED),
        ("(锁定)等待确认收货", OrderState.SHIPPED),
        ("未发货，退款成功", OrderState.CLOSED),
        ("已发货，待收货", OrderState.SHIPPED),
        ("TRADE_FINISHED", OrderState.SUCCESS),
        ("没见过", OrderState.UNKNOWN),
        ("", OrderState.UNKNOWN),
    ],
)
def test_order_state(word: str, state: OrderState) -> None:
    assert order_state(word, paid=False) == state


def test_order_without_a_word_but_paid_is_paid() -> None:
    assert order_state("", paid=True) == OrderState.PAID


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("WAIT_SELLER_AGREE", RefundState.REQUESTED),
        ("WAIT_BUYER_RETURN_GOODS", RefundState.RETURNING),
        ("SELLER_REFUSE_BUYER", RefundState.REFUSED),
        ("SUCCESS", RefundState.SUCCESS),
        ("CLOSED", RefundState.CLOSED),
        ("退款成功", RefundState.SUCCESS),
        ("待退货", RefundState.RETURNING),
        ("请退款", RefundState.REQUESTED),
        ("退款关闭", RefundState.CLOSED),
        ("商家拒绝退款", RefundState.REFUSED),
        ("无售后或售后取消", RefundState.NONE),
        ("没见过", RefundState.REQUESTED),
        ("", RefundState.REQUESTED),
    ],
)
def test_refund_state(word: str, state: RefundState) -> None:
    assert refund_state(word) == state


def test_refund_without_a_word_but_with_an_end_is_paid_back() -> None:
    assert refund_state("", finished=True) == RefundState.SUCCESS


@pytest.mark.parametrize(
    ("word", "order_word", "fen", "state"),
    [
        ("退款中", "交易成功", None, RefundState.REQUESTED),
        ("", "已发货，退款成功", 100, RefundState.SUCCESS),
        ("", "交易成功", 100, RefundState.SUCCESS),
        ("", "交易成功", 0, RefundState.NONE),
        ("", "", None, RefundState.NONE),
    ],
)
def test_refund_state_of_an_order(
    word: str, order_word: str, fen: int | None, state: RefundState
) -> None:
    assert refund_state_of_order(word, order_word, refund_fen=fen) == state


@pytest.mark.parametrize(
    ("word", "state"),
    [("已删除", ReviewState.DELETED), ("折叠", ReviewState.HIDDEN), ("1", ReviewState.LIVE)],
)
def test_review_state(word: str, state: ReviewState) -> None:
    assert review_state(word) == state


@pytest.mark.parametrize(
    ("address", "province"),
    [
        ("广东省 深圳市 南山区 科技园(518000)", "广东省"),
        ("新疆维吾尔自治区 乌鲁木齐市", "新疆维吾尔自治区"),
        ("浙江省杭州市西湖区", "浙江省"),
        ("北京", "北京市"),
        ("上海市浦东新区", "上海市"),
        ("内蒙古自治区", "内蒙古自治区"),
        ("浙江 杭州", "浙江"),
        ("某某大厦十二楼", ""),
        ("", ""),
    ],
)
def test_province_of_an_address(address: str, province: str) -> None:
    assert province_of(address) == province


@pytest.mark.parametrize(
    ("address", "city"),
    [
        ("广东省 深圳市 南山区 科技园(518000)", "深圳市"),
        ("浙江省杭州市西湖区", "杭州市"),
        ("新疆维吾尔自治区 伊犁哈萨克自治州 伊宁市", "伊犁哈萨克自治州"),
        ("上海 上海市 浦东新区", "上海市"),
        ("某某大厦", ""),
        ("", ""),
    ],
)
def test_city_of_an_address(address: str, city: str) -> None:
    assert city_of(address) == city
