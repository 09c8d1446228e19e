"""Headings of known exports are recognised, whatever dress they wear."""

import pytest

from reviews.domain.reason import Reason
from reviews.intake.columns import (
    FileKind,
    clean_heading,
    column_names,
    fields_of,
    known_headings,
    likely_kind,
    map_columns,
    missing_fields,
    presets,
    recognise,
)
from reviews.intake.failures import UnreadableFile

ORDERS_2017 = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,"
    "返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,"
    "运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,"
    "物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,退款金额"
)
JD_ORDERS = (
    "订单号,商品ID,商品名称,订购数量,下单时间,京东价,订单金额,应付金额,订单状态,"
    "下单帐号,客户姓名,客户地址,联系电话"
)
PDD_ORDERS = (
    "商品,订单号,订单状态,商品总价(元),用户实付金额(元),商品数量(件),发货时间,"
    "确认收货时间,商品id,订单成交时间"
)
HEADERS = [
    ("orders", ORDERS_2017, "taobao_orders_2017"),
    ("orders", f"{ORDERS_2017},支付单号,确认收货时间,主订单编号", "taobao_orders_2018"),
    ("orders", "订单编号,标题,价格,购买数量,外部系统编号,商品属性,订单状态", "taobao_order_items"),
    ("orders", JD_ORDERS, "jd_orders"),
    ("orders", PDD_ORDERS, "pdd_orders"),
    ("orders", "主订单编号,子订单编号,商品ID,订单应付金额,订单提交时间,售后状态", "douyin_orders"),
    ("orders", "Order Number,Created,Amount", "generic_orders"),
    ("refunds", "订单编号,退款编号,支付宝交易号,买家会员名称,买家退款金额", "taobao_refunds"),
    ("refunds", "refund_id,tid,oid,refund_fee,status", "top_refunds"),
    ("refunds", "售后单号,订单号,退款状态", "generic_refunds"),
    ("reviews", "tid,oid,role,nick,result,created,content,num_iid", "top_trade_rates"),
    ("reviews", "content,comment_time,append_content,append_time,user_nick", "tmall_feeds"),
    ("reviews", "id,rateContent,rateDate,displayUserNick,reply", "tmall_rate_list"),
    ("reviews", "commentId,skuid,content,creationTime,score", "jd_comments"),
    ("reviews", "商品ID,用户ID,购买时间,评论时间,评论天数间隔,打分,商品名称,评论内容", "jd_crawl"),
    ("reviews", "content,creationtime,location,productcolor", "jd_crawl_short"),
    ("reviews", "userProvince,name,prosize_col,level,mobile,commtime,comments", "jd_crawl_members"),
    ("reviews", "评论ID,用户ID,评分,描述得分,评论内容,订单编号,评论时间", "pdd_reviews"),
    ("reviews", "情感分类,评价内容,订单号,初次评价,商品信息,买家信息", "taobao_reviews"),
    ("reviews", "评价时间,评价内容,好中差评", "generic_reviews"),
    ("do_not_contact", "手机号,原因", "generic_do_not_contact"),
]


@pytest.mark.parametrize(("kind", "header", "preset"), HEADERS)
def test_known_export_is_recognised(kind: str, header: str, preset: str) -> None:
    assert recognise(header.split(","), kind=FileKind(kind)).preset == preset


def test_every_preset_of_the_package_is_recognised_by_a_test() -> None:
    assert {preset.name for preset in presets()} == {preset for _, _, preset in HEADERS}


@pytest.mark.parametrize(
    ("heading", "clean"),
    [
        ("收货地址 ", "收货地址"),
        ("\ufeff订单编号", "订单编号"),
        ("商品总价（元）", "商品总价"),
        ("Ｏｒｄｅｒ No", "orderno"),
        ('"打分"', "打分"),
    ],
)
def test_heading_is_cleaned(heading: str, clean: str) -> None:
    assert clean_heading(heading) == clean


def test_crawl_id_that_looks_like_a_phone_is_the_review_id() -> None:
    header = (
        "商品ID,用户ID,会员等级,总打分数,总回复数,购买时间,评论时间,评论天数间隔,"
        "打分,商品名称,评论内容"
    )
    mapping = recognise(header.split(","), kind=FileKind.REVIEWS)
    assert dict(mapping.fields) == {
        "item_id": 0,
        "review_id": 1,
        "purchased_at": 5,
        "rated_at": 6,
        "stars": 8,
        "item_title": 9,
        "text": 10,
    }
    assert mapping.unknown == ()


def test_membership_level_of_a_crawl_is_no_rating() -> None:
    header = ["userProvince", "name", "prosize_col", "level", "mobile", "commtime", "comments"]
    mapping = recognise(header, kind=FileKind.REVIEWS)
    assert set(mapping.fields) == {"province", "buyer_nick", "sku", "rated_at", "text"}


def test_unknown_headings_are_named_and_strange_ones_can_be_mapped_by_hand() -> None:
    header = ["评价时间", "买家的话", "颜色 "]
    with pytest.raises(UnreadableFile) as caught:
        recognise(header, kind=FileKind.REVIEWS)
    assert caught.value.reason == Reason(
        "columns_missing",
        {
            "missing": "评论内容 / 评分 / 评价等级 / 情感分类",
            "found": "评价时间, 买家的话, 颜色",
        },
    )
    mapping = recognise(header, kind=FileKind.REVIEWS, overrides={"买家的话 ": "text"})
    assert (mapping.fields["text"], mapping.unknown) == (1, ("颜色",))


def test_preset_can_be_asked_for_and_an_unknown_one_is_named() -> None:
    header = ["评论ID", "评论内容", "评论时间"]
    mapping = recognise(header, kind=FileKind.REVIEWS, preset="pdd_reviews")
    assert mapping.preset == "pdd_reviews"
    with pytest.raises(UnreadableFile) as caught:
        recognise(header, kind=FileKind.DO_NOT_CONTACT, preset="pdd_reviews")
    assert caught.value.reason == Reason(
        "preset_unknown", {"preset": "pdd_reviews", "known": "generic_do_not_contact"}
    )


def test_first_of_two_headings_for_one_field_is_taken() -> None:
    mapping = recognise(["评论时间", "评价内容", "评论内容"], kind=FileKind.REVIEWS)
    assert (mapping.fields["text"], mapping.unknown) == (2, ("评价内容",))


def test_heading_of_a_field_is_shown_as_it_stands_in_the_file() -> None:
    header = ["评论时间 ", "评论内容"]
    mapping = recognise(header, kind=FileKind.REVIEWS)
    assert mapping.heading_of("rated_at", header) == "评论时间"
    assert mapping.heading_of("stars", header) == "stars"


def test_headings_are_counted_once_and_long_cells_are_none() -> None:
    assert known_headings(["评论内容", "评论内容 ", "x", "评论" * 50]) == 1


@pytest.mark.parametrize(("kind", "header", "preset"), HEADERS)
def test_kind_of_a_known_export_is_seen_by_its_header(kind: str, header: str, preset: str) -> None:
    assert likely_kind(header.split(",")) == kind


def test_kind_is_seen_by_what_is_its_alone_even_where_a_needed_column_has_a_strange_name() -> None:
    header = "订单号,商品ID,商品名称,好中差,说了什么,评价时间,买家昵称"
    assert likely_kind(header.split(",")) is FileKind.REVIEWS


def test_column_that_is_not_wanted_is_neither_read_nor_unknown() -> None:
    header = ["评论时间", "评论内容", "评分", "颜色"]
    mapping = map_columns(header, kind=FileKind.REVIEWS, overrides={"评分 ": "", "颜色": "sku"})
    assert (dict(mapping.fields), mapping.unknown) == ({"rated_at": 0, "text": 1, "sku": 3}, ())


def test_columns_of_one_name_or_none_are_told_apart_by_their_place() -> None:
    header = ["评论时间", "内容", "", "内容 "]
    assert column_names(header) == ("评论时间", "内容", "#3", "内容 #4")
    mapping = map_columns(
        header, kind=FileKind.REVIEWS, overrides={"内容 #4": "text", "#3": "stars"}
    )
    assert dict(mapping.fields) == {"rated_at": 0, "text": 3, "stars": 2}
    assert mapping.unknown == ("内容",)


def test_what_a_kind_needs_and_has_not_is_told_in_groups() -> None:
    mapping = map_columns(["颜色"], kind=FileKind.REVIEWS)
    needed = (("rated_at",), ("text", "stars", "level", "sentiment"))
    assert missing_fields(mapping) == needed
    assert set(fields_of(FileKind.REVIEWS)) >= {field for group in needed for field in group}
