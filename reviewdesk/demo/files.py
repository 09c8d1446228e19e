"""The story as the files a shop downloads: the demo goes in through the same door as everyone."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

from reviewdesk.demo.story import DESK_ZONE, DemoOrder

_TIME = "%Y-%m-%d %H:%M:%S"
_LEVELS = {1: "差评", 2: "中评", 3: "中评", 4: "好评", 5: "好评"}
_ORDER_HEAD = (
    "订单编号",
    "买家会员名",
    "支付单号",
    "买家应付邮费",
    "总金额",
    "买家实际支付金额",
    "订单状态",
    "收货人姓名",
    "收货地址 ",
    "联系手机",
    "订单创建时间",
    "订单付款时间 ",
    "宝贝标题 ",
    "物流单号 ",
    "物流公司",
    "宝贝总数量",
    "确认收货时间",
    "发货时间",
)
_ITEM_HEAD = ("订单编号", "子订单编号", "标题", "价格", "购买数量", "商品ID", "订单状态")
_REVIEW_HEAD = (
    "主评ID",
    "订单号",
    "买家信息",
    "情感分类",
    "评价结果",
    "评价内容",
    "初次评价",
    "追评内容",
    "追评时间",
    "宝贝ID",
    "商品信息",
)
_REFUND_HEAD = (
    "订单编号",
    "退款编号",
    "买家会员名称",
    "宝贝标题",
    "买家退款金额",
    "退款状态",
    "买家退款原因",
    "退款申请时间",
    "退款完结时间",
)


def orders_file(orders: Sequence[DemoOrder]) -> bytes:
    """An order export of 2018 and later."""
    return _csv(_ORDER_HEAD, (_order_cells(order) for order in orders))


def items_file(orders: Sequence[DemoOrder]) -> bytes:
    """The order detail list that belongs to it."""
    return _csv(_ITEM_HEAD, (_item_cells(order) for order in orders))


def reviews_file(orders: Sequence[DemoOrder]) -> bytes:
    """The reviews among the orders."""
    return _csv(_REVIEW_HEAD, (_review_cells(order) for order in orders if order.review))


def refunds_file(orders: Sequence[DemoOrder]) -> bytes:
    """The refunds among the orders."""
    return _csv(_REFUND_HEAD, (_refund_cells(order) for order in orders if order.refund))


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows(rows)
    return file.getvalue().encode("gb18030")


def _time(moment: dt.datetime | None) -> str:
    return moment.astimezone(DESK_ZONE).strftime(_TIME) if moment else ""


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f}"


def _paid_fen(order: DemoOrder) -> int:
    return order.product.price_fen * order.quantity


def _order_cells(order: DemoOrder) -> tuple[str, ...]:
    paid_at = order.ordered_at + dt.timedelta(minutes=3)
    return (
        f'="{order.number}"',
        order.buyer.nick,
        f"ZF{order.number}",
        "0.00",
        _yuan(_paid_fen(order)),
        _yuan(_paid_fen(order)),
        "交易成功",
        order.buyer.name,
        order.buyer.address,
        f"'{order.buyer.phone}",
        _time(order.ordered_at),
        _time(paid_at),
        order.product.title,
        f"YD{order.number[-12:]}",
        order.carrier,
        str(order.quantity),
        _time(order.ended_at),
        _time(order.ordered_at + dt.timedelta(hours=20)),
    )


def _item_cells(order: DemoOrder) -> tuple[str, ...]:
    return (
        f'="{order.number}"',
        f'="{order.number}1"',
        order.product.title,
        _yuan(order.product.price_fen),
        str(order.quantity),
        order.product.item_id,
        "交易成功",
    )


def _review_cells(order: DemoOrder) -> tuple[str, ...]:
    review = order.review
    assert review is not None  # noqa: S101  # the caller leaves out orders without a review
    return (
        f'="88{order.number}"',
        f'="{order.number}"',
        order.buyer.nick,
        {"差评": "负面", "中评": "中性", "好评": "正面"}[_LEVELS[review.stars]],
        _LEVELS[review.stars],
        review.text,
        _time(review.rated_at),
        review.append,
        _time(review.append_at),
        order.product.item_id,
        order.product.title,
    )


def _refund_cells(order: DemoOrder) -> tuple[str, ...]:
    asked_at = order.ended_at + dt.timedelta(hours=6)
    ended = asked_at + dt.timedelta(days=2) if "退款" in order.refund[:2] else None
    return (
        f'="{order.number}"',
        f'="TK{order.number}"',
        order.buyer.nick,
        order.product.title,
        _yuan(_paid_fen(order)),
        order.refund,
        "质量问题",
        _time(asked_at),
        _time(ended),
    )
