"""Platforms' words for where a review, an order or a refund stands."""

import re

from reviews.domain.levels import ReviewState
from reviews.intake.rows import OrderState, RefundState

#: The first word found decides; codes of the platforms' answers are matched whole.
_ORDER_WORDS: tuple[tuple[str, OrderState], ...] = (
    ("等待买家付款", OrderState.UNPAID),
    ("待付款", OrderState.UNPAID),
    ("待支付", OrderState.UNPAID),
    ("未付款", OrderState.UNPAID),
    ("等待付款", OrderState.UNPAID),
    ("交易关闭", OrderState.CLOSED),
    ("已关闭", OrderState.CLOSED),
    ("已取消", OrderState.CLOSED),
    ("取消", OrderState.CLOSED),
    ("退款成功", OrderState.CLOSED),
    ("关闭", OrderState.CLOSED),
    ("交易成功", OrderState.SUCCESS),
    ("已完成", OrderState.SUCCESS),
    ("完成", OrderState.SUCCESS),
    ("已收货", OrderState.SUCCESS),
    ("已签收", OrderState.SUCCESS),
    ("等待买家确认", OrderState.SHIPPED),
    ("卖家已发货", OrderState.SHIPPED),
    ("已发货", OrderState.SHIPPED),
    ("待收货", OrderState.SHIPPED),
    ("等待确认收货", OrderState.SHIPPED),
    ("等待卖家发货", OrderState.PAID),
    ("等待出库", OrderState.PAID),
    ("待发货", OrderState.PAID),
    ("备货中", OrderState.PAID),
    ("已付款", OrderState.PAID),
    ("已支付", OrderState.PAID),
    ("等待发货", OrderState.PAID),
)
_ORDER_CODES = {
    "WAIT_BUYER_PAY": OrderState.UNPAID,
    "TRADE_NO_CREATE_PAY": OrderState.UNPAID,
    "WAIT_SELLER_SEND_GOODS": OrderState.PAID,
    "SELLER_CONSIGNED_PART": OrderState.PAID,
    "WAIT_BUYER_CONFIRM_GOODS": OrderState.SHIPPED,
    "TRADE_BUYER_SIGNED": OrderState.SHIPPED,
    "TRADE_FINISHED": OrderState.SUCCESS,
    "TRADE_CLOSED": OrderState.CLOSED,
    "TRADE_CLOSED_BY_TAOBAO": OrderState.CLOSED,
}
_REFUND_CODES = {
    "WAIT_SELLER_AGREE": RefundState.REQUESTED,
    "WAIT_BUYER_RETURN_GOODS": RefundState.RETURNING,
    "WAIT_SELLER_CONFIRM_GOODS": RefundState.RETURNING,
    "WAIT_BUYER_CONFIRM_EXCHANGE_SELLER_SEND_GOODS": RefundState.REQUESTED,
    "EXCHANGE_TRANSFORM_TO_REFUND": RefundState.REQUESTED,
    "WAIT_SELLER_CONSIGN_GOODS": RefundState.REQUESTED,
    "SELLER_REFUSE_BUYER": RefundState.REFUSED,
    "CLOSED": RefundState.CLOSED,
    "SUCCESS": RefundState.SUCCESS,
    "NO_REFUND": RefundState.NONE,
}
_REFUND_WORDS: tuple[tuple[str, RefundState], ...] = (
    ("无售后", RefundState.NONE),
    ("未申请", RefundState.NONE),
    ("没有申请", RefundState.NONE),
    ("无退款", RefundState.NONE),
    ("未退款", RefundState.NONE),
    ("拒绝", RefundState.REFUSED),
    ("驳回", RefundState.REFUSED),
    ("退款关闭", RefundState.CLOSED),
    ("售后关闭", RefundState.CLOSED),
    ("售后取消", RefundState.CLOSED),
    ("撤销", RefundState.CLOSED),
    ("关闭", RefundState.CLOSED),
    ("退款成功", RefundState.SUCCESS),
    ("已退款", RefundState.SUCCESS),
    ("售后完成", RefundState.SUCCESS),
    ("退款完成", RefundState.SUCCESS),
    ("成功", RefundState.SUCCESS),
    ("完成", RefundState.SUCCESS),
    ("待退货", RefundState.RETURNING),
    ("退货中", RefundState.RETURNING),
    ("等待买家退货", RefundState.RETURNING),
    ("待退款", RefundState.REQUESTED),
    ("退款中", RefundState.REQUESTED),
    ("请退款", RefundState.REQUESTED),
    ("售后中", RefundState.REQUESTED),
    ("待处理", RefundState.REQUESTED),
    ("处理中", RefundState.REQUESTED),
    ("等待", RefundState.REQUESTED),
    ("申请", RefundState.REQUESTED),
    ("退款", RefundState.REQUESTED),
    ("售后", RefundState.REQUESTED),
)
_REVIEW_WORDS = {
    "删除": ReviewState.DELETED,
    "已删除": ReviewState.DELETED,
    "deleted": ReviewState.DELETED,
    "隐藏": ReviewState.HIDDEN,
    "已隐藏": ReviewState.HIDDEN,
    "屏蔽": ReviewState.HIDDEN,
    "折叠": ReviewState.HIDDEN,
    "hidden": ReviewState.HIDDEN,
}
_PROVINCE_ENDS = ("省", "自治区", "特别行政区")
_MUNICIPALITIES = ("北京", "上海", "天津", "重庆")
_LONGEST_PROVINCE = 9
_CITY = re.compile(r"\S{1,10}?(?:自治州|地区|盟|市)(?!场|区|部)")


def order_state(word: str, *, paid: bool) -> OrderState:
    """The state behind a platform's word; without one, what the payment time tells."""
    if not word:
        return OrderState.PAID if paid else OrderState.UNKNOWN
    if word in _ORDER_CODES:
        return _ORDER_CODES[word]
    return next((state for sign, state in _ORDER_WORDS if sign in word), OrderState.UNKNOWN)


def refund_state(word: str, *, finished: bool = False) -> RefundState:
    """The state behind a platform's word; without one, success if it has an end.

    A word nobody knows counts as requested: what may be pending holds offers back.
    """
    if not word:
        return RefundState.SUCCESS if finished else RefundState.REQUESTED
    if word in _REFUND_CODES:
        return _REFUND_CODES[word]
    return next((state for sign, state in _REFUND_WORDS if sign in word), RefundState.REQUESTED)


def refund_state_of_order(word: str, order_word: str, *, refund_fen: int | None) -> RefundState:
    """The refund state an order row tells: its own column, then money already given back."""
    if word:
        return refund_state(word)
    if "退款" in order_word or "退货" in order_word:
        return refund_state(order_word)
    return RefundState.SUCCESS if refund_fen else RefundState.NONE


def review_state(word: str) -> ReviewState:
    """What the platform shows of the review; live where it says nothing we know."""
    return _REVIEW_WORDS.get(word.lower(), ReviewState.LIVE)


def province_of(address: str) -> str:
    """The province an address starts with: ``广东省 深圳市 ...`` gives ``广东省``."""
    first = address.split(maxsplit=1)[0] if address.strip() else ""
    for end in _PROVINCE_ENDS:
        place = first.find(end)
        if 0 < place <= _LONGEST_PROVINCE:
            return first[: place + len(end)]
    if first.startswith(_MUNICIPALITIES):
        return f"{first[:2]}市"
    return first if len(first) <= 4 else ""


def city_of(address: str) -> str:
    """The city below the province: ``广东省 深圳市 南山区`` gives ``深圳市``."""
    province = province_of(address)
    if province.removesuffix("市") in _MUNICIPALITIES:
        return province
    rest = address.strip().removeprefix(province).strip()
    found = _CITY.match(rest)
    return found[0] if found else ""
