"""The look before an import tells what the import will do, and writes nothing."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reviews.intake.asked import NOTHING_ASKED, Asked
from reviews.intake.readers import DEFAULT_LIMITS
from reviews.models import ImportMapping, Order, Shop
from reviews.operations import import_preview
from reviews.operations.import_mapping import header_hash
from reviews.operations.import_preview import Preview, preview_file
from tests.factories import ShopFactory
from tests.reviews.operations.importing import (
    HEADERS,
    ORDER,
    ORDER_HEADER,
    REFUND,
    REVIEW,
    REVIEW_HEADER,
    counts,
    table,
    take,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


def look(
    shop: Shop, path: Path, content: bytes, *, kind: str = "", asked: Asked = NOTHING_ASKED
) -> Preview:
    path.write_bytes(content)
    return preview_file(shop=shop, kind=kind, path=path, asked=asked, limits=DEFAULT_LIMITS)


def told(preview: Preview) -> tuple[int, ...]:
    """The counts in the order of `importing.counts`."""
    return tuple(preview.tally.as_dict().values())


def test_data_above_a_header_asked_for_is_not_shown(shop: Shop, path: Path) -> None:
    content = table(ORDER_HEADER, ORDER, ORDER | {"订单编号": "2"}, ORDER | {"订单编号": "3"})
    preview = look(shop, path, content, kind="orders", asked=Asked(header_row=3))
    assert "张三" not in str(preview.opening)
    assert preview.opening[1] == (2, "", 12)


def test_nothing_is_written_and_no_transaction_opened(shop: Shop, path: Path) -> None:
    with CaptureQueriesContext(connection) as queries:
        look(shop, path, table(REVIEW_HEADER, REVIEW, REVIEW | {"评价时间": ""}))
    said = {query["sql"].split()[0] for query in queries.captured_queries}
    assert said == {"SELECT"}


def test_shape_and_kind_are_found_by_looking(shop: Shop, path: Path) -> None:
    title = "店铺评价导出\n生成时间,2026-11-18\n".encode("gb18030")
    preview = look(shop, path, title + table(REVIEW_HEADER, REVIEW))
    shape = {name: preview.shape[name] for name in ("format", "encoding", "delimiter")}
    assert shape == {"format": "text", "encoding": "gb18030", "delimiter": ","}
    assert (preview.kind, preview.shape["header_row"], preview.total) == ("reviews", 3, 1)
    assert [row[0] for row in preview.opening] == [1, 2, 3, 4]
    assert preview.opening[3] == (4, "", 8)  # data: how wide it is, and no word of it
    assert look(shop, path, table(ORDER_HEADER, ORDER)).kind == "orders"


def test_every_part_can_be_overruled(shop: Shop, path: Path) -> None:
    content = "题\n评价时间;买家的话\n2026-11-18;漏水\n".encode()
    asked = Asked(
        encoding="utf-8-sig",
        delimiter=";",
        header_row=2,
        preset="pdd_reviews",
        columns={"买家的话": "text"},
    )
    preview = look(shop, path, content, kind="reviews", asked=asked)
    assert (preview.shape["header_row"], preview.shape["preset"]) == (2, "pdd_reviews")
    assert [(column["name"], column["told_by"]) for column in preview.columns] == [
        ("评价时间", "heading"),
        ("买家的话", "asked"),
    ]
    assert told(preview) == (1, 0, 0, 0, 0, 0)


def test_missing_column_is_asked_for_and_proposed_by_its_values(shop: Shop, path: Path) -> None:
    rows = "\n".join(f"2026-11-{day:02d} 20:00,壶用了两次就漏水了" for day in range(1, 9))
    preview = look(shop, path, f"何时,说了什么\n{rows}\n".encode(), kind="reviews")
    assert preview.missing == [["rated_at"], ["text", "stars", "level", "sentiment"]]
    assert not preview.can_go_in
    assert [column["proposal"] for column in preview.columns] == ["rated_at", "text"]
    assert preview.counted == 0


def test_contact_data_are_masked_in_samples_and_first_rows(shop: Shop, path: Path) -> None:
    header = (*ORDER_HEADER, "收件号码", "买家支付宝账号")
    row = ORDER | {"收件号码": "13912345678", "买家支付宝账号": "zhang.san@example.com"}
    shown = str(look(shop, path, table(header, row)).as_json())
    for private in ("13800138000", "13912345678", "张三", "tb买家一", "文三路", "zhang.san"):
        assert private not in shown
    for visible in ("138****8000", "139****5678", "张*", "浙江省 杭州市***"):
        assert visible in shown


def test_rejected_rows_are_grouped_by_reason_the_most_frequent_first(
    shop: Shop, path: Path
) -> None:
    rows = [REVIEW | {"评价ID": str(n), "评价时间": f"第{n}天"} for n in range(7)]
    ruined = REVIEW | {"评价ID": "9", "订单号": "1.23E+17"}
    preview = look(shop, path, table(REVIEW_HEADER, ruined, *rows, REVIEW))
    groups = [(g["reason"]["code"], g["count"], g["rows"]) for g in preview.reasons]  # type: ignore[index]  # stored JSON
    assert groups == [("time_unreadable", 7, [3, 4, 5, 6, 7]), ("id_ruined", 1, [2])]
    assert [row["verdict"] for row in preview.first] == ["rejected"] * 8


def test_first_rows_show_what_will_be_stored(shop: Shop, path: Path, now: dt.datetime) -> None:
    take(shop, "reviews", REVIEW, now=now)
    fresh = REVIEW | {"评价ID": "2", "评价内容": "请打 13800138000"}
    preview = look(shop, path, table(REVIEW_HEADER, REVIEW, fresh, REVIEW))
    assert [row["verdict"] for row in preview.first] == ["unchanged", "new", "repeated"]
    cells = dict(preview.first[1]["cells"])  # type: ignore[call-overload]  # stored JSON
    assert next(iter(cells)) == "level"
    assert cells["level"] == "bad"
    assert cells["text"] == "请打 138****8000"
    assert cells["rated_at"] == "2026-11-17T20:00:00+08:00"


def test_mapping_kept_for_the_shop_is_shown_as_such(
    shop: Shop, path: Path, now: dt.datetime
) -> None:
    header = ("评价时间", "买家的话", "颜色")
    ImportMapping.objects.create(
        shop=shop,
        kind="reviews",
        header_hash=header_hash(header),
        fields={"买家的话": "text", "颜色": ""},
        created_at=now,
    )
    row = {"评价时间": "2026-11-18", "买家的话": "漏水", "颜色": "蓝"}
    preview = look(shop, path, table(header, row), kind="reviews")
    assert [column["told_by"] for column in preview.columns] == ["heading", "saved", "dropped"]


def test_longer_file_is_counted_so_far_and_says_so(
    shop: Shop, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_preview, "BATCH", 2)
    rows = [REVIEW | {"评价ID": str(n)} for n in range(7)]
    path.write_bytes(table(REVIEW_HEADER, *rows))
    heard: list[int] = []
    preview = preview_file(
        shop=shop,
        kind="reviews",
        path=path,
        asked=NOTHING_ASKED,
        limits=DEFAULT_LIMITS,
        most=5,
        watch=lambda so_far: heard.append(so_far.counted),
    )
    assert (preview.counted, preview.total, preview.tally.new) == (5, 7, 5)
    assert heard == [0, 2, 4, 5]


_TIMES = ("2026-11-17 20:00:00", "2026-11-17 21:00:00", "昨天")
_ROWS = st.fixed_dictionaries(
    {
        "评价ID": st.sampled_from(["1", "2", "3"]),
        "评价结果": st.sampled_from(["好评", "中评", "差评", ""]),
        "评价内容": st.sampled_from(["壶漏水", "很好", ""]),
        "评价时间": st.sampled_from(_TIMES),
        "追评内容": st.sampled_from(["", "用了一周坏了"]),
        "追评时间": st.sampled_from(["", "2026-11-18 08:00:00"]),
        "商家回复": st.sampled_from(["", "抱歉"]),
    }
)


@settings(
    max_examples=40,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=st.lists(_ROWS, max_size=4), rows=st.lists(_ROWS, min_size=1, max_size=8))
def test_reviews_are_counted_exactly_as_the_import_will(
    db: None, path: Path, now: dt.datetime, before: list[Any], rows: list[Any]
) -> None:
    shop = ShopFactory.create()
    if before:
        take(shop, "reviews", *before, now=now)
    preview = look(shop, path, table(REVIEW_HEADER, *rows), kind="reviews")
    assert told(preview) == counts(take(shop, "reviews", *rows, now=now))


_ORDERS = st.fixed_dictionaries(
    {
        "订单编号": st.sampled_from(["1", "2"]),
        "买家会员名": st.sampled_from(["tb甲", "tb乙", ""]),
        "总金额": st.sampled_from(["139.00", "89.00", "很多"]),
        "订单状态": st.sampled_from(["交易成功", "买家已付款，等待卖家发货", "退款中"]),
        "订单创建时间": st.just("2026-11-10 20:00:00"),
    }
)


@settings(
    max_examples=25,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=st.lists(_ORDERS, max_size=3), rows=st.lists(_ORDERS, min_size=1, max_size=6))
def test_orders_are_counted_exactly_as_the_import_will(
    db: None, path: Path, now: dt.datetime, before: list[Any], rows: list[Any]
) -> None:
    shop = ShopFactory.create()
    if before:
        take(shop, "orders", *before, now=now)
    preview = look(shop, path, table(HEADERS["orders"], *rows), kind="orders")
    assert told(preview) == counts(take(shop, "orders", *rows, now=now))


def test_order_that_changes_hands_within_the_file_counts_as_changed(
    shop: Shop, path: Path, now: dt.datetime
) -> None:
    """Neither buyer is stored yet: they must be told apart all the same."""
    rows = [ORDER | {"买家会员名": nick} for nick in ("tb甲", "tb乙")]
    preview = look(shop, path, table(ORDER_HEADER, *rows), kind="orders")
    assert told(preview) == (1, 1, 0, 0, 0, 0) == counts(take(shop, "orders", *rows, now=now))


def test_refunds_and_lists_are_counted_as_the_import_will(
    shop: Shop, path: Path, now: dt.datetime
) -> None:
    Order.objects.create(shop=shop, number="9001")
    rows = [REFUND, REFUND, REFUND | {"订单编号": "404", "退款编号": "R9"}]
    preview = look(shop, path, table(HEADERS["refunds"], *rows), kind="refunds")
    assert told(preview) == (2, 0, 0, 1, 0, 0) == counts(take(shop, "refunds", *rows, now=now))
    again = look(shop, path, table(HEADERS["refunds"], *rows), kind="refunds")
    assert told(again) == (0, 0, 2, 1, 0, 0)
    numbers = "手机号,原因\n13800138000,投诉\n13800138000,投诉\n".encode()
    listed = look(shop, path, numbers)
    assert (listed.kind, told(listed)) == ("do_not_contact", (1, 0, 0, 1, 0, 0))
    assert listed.first[0]["cells"] == [
        ["phone", "138****8000"],
        ["buyer_nick", ""],
        ["reason", "投诉"],
    ]


def test_order_whose_lines_lie_in_two_batches_is_new_once(
    shop: Shop, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_preview, "BATCH", 1)
    header = ("订单编号", "标题", "价格", "购买数量", "外部系统编号", "商品属性", "订单状态")
    lines = [dict.fromkeys(header, "") | {"订单编号": "1", "标题": t} for t in ("壶", "盖")]
    assert told(look(shop, path, table(header, *lines))) == (1, 1, 0, 0, 0, 0)
    file = io.StringIO()
    file.write("退款编号,订单编号,买家退款金额,退款状态\n")
    Order.objects.create(shop=shop, number="1")
    file.write("R1,1,5,等待卖家处理\nR1,1,6,等待卖家处理\n")
    refunds = look(shop, path, file.getvalue().encode(), kind="refunds")
    assert told(refunds) == (1, 1, 0, 0, 0, 0)
