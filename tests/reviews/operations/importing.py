"""Files for tests of imports: made here, in the shapes of real exports."""

import csv
import datetime as dt
import io
from collections.abc import Sequence

from reviews.models import ImportRun, Shop
from reviews.operations.imports import run_import, start_import

REVIEW_HEADER = (
    "评价ID",
    "订单号",
    "买家昵称",
    "评价结果",
    "评价内容",
    "评价时间",
    "追评内容",
    "追评时间",
    "商家回复",
    "商品ID",
    "商品名称",
)
ORDER_HEADER = (
    "订单编号",
    "买家会员名",
    "买家实际支付金额",
    "总金额",
    "订单状态",
    "收货人姓名",
    "收货地址 ",
    "联系手机",
    "订单创建时间",
    "确认收货时间",
    "物流公司",
    "仓库名称",
)
REFUND_HEADER = ("退款编号", "订单编号", "买家退款金额", "退款状态", "申请时间", "完结时间")
REVIEW = {
    "评价ID": "7001",
    "订单号": "9001",
    "买家昵称": "tb买家一",
    "评价结果": "差评",
    "评价内容": "壶用了两次就漏水",
    "评价时间": "2026-11-17 20:00:00",
    "商品ID": "5001",
    "商品名称": "2L 养生壶",
}
ORDER = {
    "订单编号": '="9001"',
    "买家会员名": "tb买家一",
    "买家实际支付金额": "129.00",
    "总金额": "139.00",
    "订单状态": "交易成功",
    "收货人姓名": "张三",
    "收货地址 ": "浙江省 杭州市 西湖区 文三路 1 号 幸福小区(310000)",
    "联系手机": "'13800138000",
    "订单创建时间": "2026-11-10 20:00:00",
    "确认收货时间": "2026-11-15 09:00:00",
    "物流公司": "中通",
    "仓库名称": "杭州仓",
}
REFUND = {
    "退款编号": "R1",
    "订单编号": "9001",
    "买家退款金额": "29.00",
    "退款状态": "等待卖家处理",
    "申请时间": "2026-11-16 09:00:00",
}
HEADERS = {"reviews": REVIEW_HEADER, "orders": ORDER_HEADER, "refunds": REFUND_HEADER}


def table(header: Sequence[str], *rows: dict[str, str], encoding: str = "gb18030") -> bytes:
    """A csv file as a shop downloads it."""
    file = io.StringIO()
    writer = csv.DictWriter(file, header, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode(encoding)


def queue(shop: Shop, kind: str, content: bytes, *, now: dt.datetime) -> ImportRun:
    """An import that waits for its worker."""
    return start_import(
        shop=shop,
        kind=kind,
        file=io.BytesIO(content),
        file_name=f"{kind}.csv",
        member=None,
        now=now,
    )


def take(shop: Shop, kind: str, *rows: dict[str, str], now: dt.datetime) -> ImportRun:
    """An import of these rows, done."""
    queued = queue(shop, kind, table(HEADERS[kind], *rows), now=now)
    run = run_import(run_id=queued.pk, now=now)
    assert run is not None
    assert run.state == "done"
    return run


def counts(run: ImportRun) -> tuple[int, int, int, int, int, int]:
    """New, changed, unchanged, repeated, rejected rows, and cases opened."""
    return (run.new, run.changed, run.unchanged, run.repeated, run.rejected, run.cases_opened)
