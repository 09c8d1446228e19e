"""Rows of every kind as the desk understands them, or the reason why not."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from reviews.domain.levels import Level, ReviewState
from reviews.domain.reason import Reason
from reviews.intake.columns import FileKind, recognise
from reviews.intake.normalise import normalise
from reviews.intake.readers import RawRow
from reviews.intake.rows import (
    DoNotContactRow,
    OrderRow,
    OrderState,
    RefundRow,
    RefundState,
    Rejected,
    ReviewRow,
    Row,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def made(kind: str, **cells: str) -> Row | Rejected:
    """One row from heading=cell pairs."""
    mapping = recognise(tuple(cells), kind=FileKind(kind))
    return normalise(RawRow(2, tuple(cells.values())), mapping=mapping)


def review(**cells: str) -> ReviewRow:
    row = made("reviews", **{"评论时间": "2026-11-18 09:00", "评论内容": "漏水"} | cells)
    assert isinstance(row, ReviewRow)
    return row


def refusal(kind: str, **cells: str) -> Reason:
    row = made(kind, **cells)
    assert isinstance(row, Rejected)
    assert (row.row_number, row.original) == (2, tuple(cells.values()))
    return row.reason


def test_review_of_a_crawl_is_read_whole() -> None:
    row = made(
        "reviews",
        商品ID="100008847233 ",
        用户ID="16173978325",
        购买时间="2021/8/15 0:12",
        评论时间="2021/8/21 17:30",
        评论天数间隔="6",
        打分="2",
        商品名称="空调 3匹",
        评论内容="声音大",
    )
    assert isinstance(row, ReviewRow)
    assert row == ReviewRow(
        row_number=2,
        key="id:16173978325",
        content_hash=row.content_hash,
        content_at=datetime(2021, 8, 21, 17, 30, tzinfo=SHANGHAI),
        rated_at=datetime(2021, 8, 21, 17, 30, tzinfo=SHANGHAI),
        level=Level.NEUTRAL,
        text="声音大",
        is_default_text=False,
        review_id="16173978325",
        stars=2,
        rating_raw="2",
        purchased_at=datetime(2021, 8, 15, 0, 12, tzinfo=SHANGHAI),
        item_id="100008847233",
        item_title="空调 3匹",
    )


def test_review_of_the_open_platform_is_keyed_by_its_sub_order() -> None:
    row = made(
        "reviews",
        tid="1",
        oid="2",
        role="buyer",
        nick="t**b",
        result="bad",
        created="2026-11-18 09:00:00",
        content="差",
        valid_score="true",
        item_price="129.00",
    )
    assert isinstance(row, ReviewRow)
    assert (row.key, row.level, row.counts_towards_score) == ("sub:2", Level.BAD, True)
    assert (row.order_number, row.buyer_nick, row.item_price_fen) == ("1", "t**b", 12_900)


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({"评论ID": "7", "子订单编号": "8", "订单号": "9"}, "id:7"),
        ({"子订单编号": "8", "订单号": "9"}, "sub:8"),
        ({"订单号": "9"}, "order:9:"),
    ],
)
def test_review_key_is_the_platforms_own_first(cells: dict[str, str], key: str) -> None:
    assert review(**cells).key == key


def test_review_of_an_order_is_told_apart_by_its_item() -> None:
    one, other = (review(订单号="9", 商品ID=item).key for item in ("1", "2"))
    assert (one[:8], one != other) == ("order:9:", True)


def test_address_in_the_column_of_another_thing_is_not_quoted() -> None:
    told = refusal("reviews", 评价内容="漏水", 评价时间="浙江省杭州市文一路8号").params
    assert told["value"] == "浙江省杭…"


def test_review_of_the_longest_order_number_has_a_key_that_can_be_stored() -> None:
    one, other = (
        made("reviews", 评价内容="漏水", 评价时间="2026-11-17", 订单号="7" * 64, 商品ID=item)
        for item in ("1", "2")
    )
    assert isinstance(one, ReviewRow)
    assert isinstance(other, ReviewRow)
    assert len(one.key) == len(other.key) == 80
    assert one.key != other.key


def test_review_without_any_id_is_keyed_by_item_nick_time_and_text() -> None:
    keys = {
        review().key,
        review(评论内容="不漏").key,
        review(昵称="张").key,
        review(商品名称="壶").key,
        review(评论时间="2026-11-18 09:01").key,
    }
    assert (len(keys), {key.split(":")[0] for key in keys}) == (5, {"hash"})
    assert review().key == review(评分="1").key


@pytest.mark.parametrize(
    ("cells", "level", "stars"),
    [
        ({"评分": "1"}, Level.BAD, 1),
        ({"评分": "3"}, Level.NEUTRAL, 3),
        ({"评分": "五星"}, Level.GOOD, 5),
        ({"好中差评": "中评", "评分": "5"}, Level.NEUTRAL, 5),
        ({"情感分类": "负面"}, Level.BAD, None),
        ({"评分": "0"}, Level.UNRATED, None),
        ({}, Level.UNRATED, None),
    ],
)
def test_review_level(cells: dict[str, str], level: Level, stars: int | None) -> None:
    row = review(**cells)
    assert (row.level, row.stars) == (level, stars)


def test_review_keeps_append_reply_pictures_and_latest_time() -> None:
    row = review(
        追评内容="用了一周坏了",
        追评时间="2026-11-25 09:00",
        商家回复="抱歉",
        回复时间="2026-11-20 09:00",
        图片="a.jpg,b.jpg",
        评价状态="已隐藏",
    )
    assert (row.append_text, row.reply, row.images) == ("用了一周坏了", "抱歉", 2)
    assert row.content_at == datetime(2026, 11, 25, 9, tzinfo=SHANGHAI)
    assert row.state == ReviewState.HIDDEN


def test_addresses_of_pictures_are_kept_and_nothing_else() -> None:
    long = "https://example.com/" + "x" * 500
    pictures = ["//img.example.com/a.jpg", "HTTP://example.com/b", "javascript:alert(1)", "c.jpg"]
    row = review(图片=",".join([*pictures, long]))
    assert row.images == 5
    assert row.image_links == ("https://img.example.com/a.jpg", "HTTP://example.com/b")
    many = review(图片=" ".join(f"https://example.com/{number}" for number in range(12)))
    assert (many.images, len(many.image_links)) == (12, 9)


def test_content_hash_follows_what_the_review_says_and_nothing_else() -> None:
    same = {review().content_hash, review(商品名称="壶", 昵称="张").content_hash}
    other = {
        review(评分="1").content_hash,
        review(评论内容="不漏").content_hash,
        review(追评内容="坏").content_hash,
        review(商家回复="好").content_hash,
        review(评价状态="删除").content_hash,
    }
    assert (len(same), len(other), same & other) == (1, 5, set())


def test_default_text_of_the_platform_is_marked() -> None:
    assert review(评论内容="此用户未填写评价内容").is_default_text


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"评论时间": ""}, Reason("value_missing", {"field": "rated_at"})),
        ({"评论时间": "昨天"}, Reason("time_unreadable", {"field": "rated_at", "value": "昨天"})),
        ({"评论内容": " "}, Reason("review_empty")),
        ({"评分": "9"}, Reason("stars_unreadable", {"field": "stars", "value": "9"})),
        ({"订单号": "1.2E+17"}, Reason("id_ruined", {"field": "order_number", "value": "1.2E+17"})),
        (
            {"好中差评": "打 13800138000 找我"},
            Reason("level_unreadable", {"field": "level", "value": "打 13…"}),
        ),
    ],
)
def test_review_that_cannot_go_in_says_why(cells: dict[str, str], reason: Reason) -> None:
    row = {"评论时间": "2026-11-18", "评论内容": "漏水"} | cells
    assert refusal("reviews", **row) == reason


def test_review_the_shop_itself_gave_is_refused() -> None:
    cells = {"oid": "2", "role": "seller", "nick": "a", "result": "good"}
    assert refusal("reviews", **cells, created="2026-11-18") == Reason("rated_by_seller")


def test_damaged_row_is_rejected_with_its_damage() -> None:
    mapping = recognise(("评论时间", "评论内容"), kind=FileKind.REVIEWS)
    damage = Reason("row_too_long", {"cells": 3, "headings": 2})
    row = RawRow(9, ("a", "b"), damage)
    assert normalise(row, mapping=mapping) == Rejected(9, damage, ("a", "b"))


def test_order_of_a_taobao_export_is_read_whole() -> None:
    row = made(
        "orders",
        **{
            "订单编号": '="123456789012345678"',
            "买家会员名": "tb买家",
            "买家实际支付金额": "129.00",
            "总金额": "139.00",
            "订单状态": "交易成功",
            "收货人姓名": "张三",
            "收货地址 ": "浙江省 杭州市 西湖区 文三路 1 号(310000)",
            "联系手机": "'13800138000",
            "订单创建时间": "2026-11-10 20:00:00",
            "订单付款时间 ": "2026-11-10 20:01:00",
            "确认收货时间": "2026-11-15 09:00:00",
            "物流公司": "中通",
            "发货仓库": "杭州仓",
            "退款金额": "0.00",
        },
    )
    assert isinstance(row, OrderRow)
    assert row == OrderRow(
        row_number=2,
        order_number="123456789012345678",
        content_hash=row.content_hash,
        state=OrderState.SUCCESS,
        state_raw="交易成功",
        buyer_nick="tb买家",
        receiver_name="张三",
        phone="13800138000",
        address="浙江省 杭州市 西湖区 文三路 1 号(310000)",
        province="浙江省",
        created_at=datetime(2026, 11, 10, 20, tzinfo=SHANGHAI),
        paid_at=datetime(2026, 11, 10, 20, 1, tzinfo=SHANGHAI),
        ended_at=datetime(2026, 11, 15, 9, tzinfo=SHANGHAI),
        paid_fen=12_900,
        total_fen=13_900,
        refund_fen=0,
        carrier="中通",
        warehouse="杭州仓",
    )


def test_changed_address_of_an_order_wins() -> None:
    row = made(
        "orders",
        订单编号="1",
        收货地址="旧",
        修改后的收货地址="新",
        买家实际支付金额="1",
        订单创建时间="2026-11-10",
    )
    assert isinstance(row, OrderRow)
    assert row.address == "新"


def test_order_without_a_number_is_refused() -> None:
    missing = Reason("value_missing", {"field": "order_number"})
    assert refusal("orders", 订单号="", 下单时间="2026-11-10") == missing


@pytest.mark.parametrize(
    ("number", "key"), [("R1", "id:R1"), ("", "order:1:2")], ids=["its number", "its order"]
)
def test_refund_is_keyed_by_its_number_or_its_order(number: str, key: str) -> None:
    row = made(
        "refunds",
        refund_id=number,
        tid="1",
        oid="2",
        refund_fee="12.90",
        status="WAIT_BUYER_RETURN_GOODS",
        created="2026-11-10 10:00:00",
        has_good_return="true",
    )
    assert isinstance(row, RefundRow)
    assert (row.key, row.state, row.amount_fen) == (key, RefundState.RETURNING, 1_290)
    assert (row.goods_back, row.order_number, row.sub_order_number) == (True, "1", "2")


def test_refund_without_an_order_is_refused() -> None:
    missing = Reason("value_missing", {"field": "order_number"})
    assert refusal("refunds", 退款编号="1", 订单编号="", 退款金额="1") == missing


def test_do_not_contact_row_needs_a_number_or_a_nick() -> None:
    assert made("do_not_contact", 手机号="138 0013 8000", 原因="本人要求") == DoNotContactRow(
        row_number=2, phone="13800138000", reason="本人要求"
    )
    assert refusal("do_not_contact", 手机号="") == Reason("value_missing", {"field": "phone"})
    assert refusal("do_not_contact", 手机号="138****8000") == Reason("phone_unusable")


def test_name_everybody_hides_behind_is_nobody() -> None:
    assert (review(昵称="匿名用户").buyer_nick, review(昵称="t**b").buyer_nick) == ("", "t**b")
