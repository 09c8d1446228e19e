"""One step of the intake benchmark, in a process of its own: its time, its memory, as JSON.

Run by `tests.benchmarks.intake`, which has set the environment.
"""

import datetime as dt
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile

import django
from django.conf import settings
from django.db import connection

NOW = dt.datetime(2026, 11, 18, 10, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HEADER = ("评价ID", "订单号", "买家昵称", "评价结果", "评价内容", "评价时间", "商品ID", "商品名称")
ORDER_HEADER = (
    "订单编号",
    "买家会员名",
    "总金额",
    "订单状态",
    "收货人姓名",
    "收货地址",
    "联系手机",
    "订单创建时间",
    "宝贝标题",
)
REFUND_HEADER = ("退款编号", "订单编号", "买家退款金额", "退款状态", "申请时间")
TEXTS = ("壶用了两次就漏水，客服不理人", "很好，会再来", "快递太慢了，盒子也破了", "不错")
LEVELS = {"好评": "good", "中评": "neutral", "差评": "bad"}


def rows(count: int, *, changed: bool = False) -> Iterator[tuple[str, ...]]:
    """Reviews of twenty days in no order, 15 in 100 neutral or bad, seven buyers in ten new."""
    chance = random.Random(7)  # reproducible rows
    for number in range(count):
        level = chance.choices(tuple(LEVELS), (85, 6, 9))[0]
        at = NOW - dt.timedelta(minutes=chance.randrange(20 * 24 * 60))
        item = chance.randrange(200)
        yield (
            str(10**17 + number),
            str(2 * 10**17 + number),
            f"tb买家{chance.randrange(count)}",
            level,
            f"{chance.choice(TEXTS)}{number}{'，追加一句' if changed else ''}",
            at.strftime("%Y-%m-%d %H:%M:%S"),
            str(70_000 + item),
            f"2L 养生壶 {item} 型",
        )


def orders(count: int) -> Iterator[tuple[str, ...]]:
    """The orders of those reviews, each with a number to call and an address."""
    for number in range(count):
        at = NOW - dt.timedelta(days=20, minutes=number % (20 * 24 * 60))
        yield (
            str(2 * 10**17 + number),
            f"tb买家{number}",
            f"{50 + number % 200}.00",
            "交易成功",
            f"张{number}",
            f"浙江省 杭州市 西湖区 文三路 {number % 900} 号 幸福小区 {number % 40} 栋",
            str(13_800_000_000 + number),
            at.strftime("%Y-%m-%d %H:%M:%S"),
            f"2L 养生壶 {number % 200} 型",
        )


def refunds(count: int) -> Iterator[tuple[str, ...]]:
    """A refund of each of those orders."""
    for number in range(count):
        at = NOW - dt.timedelta(days=10, minutes=number % (9 * 24 * 60))
        yield (
            str(3 * 10**17 + number),
            str(2 * 10**17 + number),
            "29.00",
            "等待卖家处理",
            at.strftime("%Y-%m-%d %H:%M:%S"),
        )


#: By the start of a file's name: what it holds, its header, its rows.
KINDS: dict[str, tuple[str, tuple[str, ...], Callable[[int], Iterator[tuple[str, ...]]]]] = {
    "orders": ("orders", ORDER_HEADER, orders),
    "refunds": ("refunds", REFUND_HEADER, refunds),
    "changed": ("reviews", HEADER, partial(rows, changed=True)),
}
REVIEWS = ("reviews", HEADER, rows)


def make(path: Path, count: int) -> None:
    """A file as its name says: kind and format; "changed" gives every review another text."""
    _, header, made = KINDS.get(path.stem, REVIEWS)
    table = made(count)
    if path.suffix == ".csv":
        with path.open("w", encoding="gb18030") as file:
            file.write(",".join(header) + "\n")
            file.writelines(",".join(row) + "\n" for row in table)
        return
    from openpyxl import Workbook  # noqa: PLC0415 # a worker never loads it

    book = Workbook(write_only=True)
    sheet = book.create_sheet("评价")
    for row in (header, *table):
        sheet.append(row)
    book.save(path)


def prepare(shop: str) -> None:
    from reviews.operations.shops import create_shop  # noqa: PLC0415 # after setup

    create_shop(code=shop, name=shop, platform="tmall", now=NOW)


def bulk_create(shop: str, count: int) -> None:
    """The review rows alone, as Django writes them: what an import is held against."""
    from reviews.models import Review, Shop  # noqa: PLC0415 # after setup

    known = Shop.objects.get(code=shop)
    Review.objects.bulk_create(
        Review(
            shop=known,
            key=f"id:{review}",
            platform_id=review,
            order_number=order,
            level=LEVELS[level],
            rating_raw=level,
            content=text,
            content_hash="0" * 32,
            rated_at=dt.datetime.fromisoformat(at).replace(tzinfo=NOW.tzinfo),
            first_seen_at=NOW,
        )
        for review, order, _nick, level, text, at, _item, _title in rows(count)
    )


def take_in(shop: str, path: Path) -> None:
    """What a person and a worker do: the upload is kept, then the file is taken in.

    Each file of a shop comes an hour after the one before, so that unchanged reviews are noted as
    seen again.
    """
    from reviews.models import ImportRun, Shop  # noqa: PLC0415 # after setup
    from reviews.operations.imports import run_import, start_import  # noqa: PLC0415 # the same

    now = NOW + dt.timedelta(hours=ImportRun.objects.filter(shop__code=shop).count())
    with path.open("rb") as file:
        run = start_import(
            shop=Shop.objects.get(code=shop),
            kind=KINDS.get(path.stem, REVIEWS)[0],
            file=file,
            file_name=path.name,
            member=None,
            now=now,
        )
    done = run_import(run_id=run.pk, now=now)
    if done is None or done.state != "done" or done.rejected:
        raise RuntimeError(done)


def read(path: Path) -> int:
    """The rows as text, from the upload to the disk, and nothing made of them."""
    from reviews.intake.readers import inspect  # noqa: PLC0415 # after setup
    from reviews.intake.readers.spool import Spool  # noqa: PLC0415 # the same

    with TemporaryFile() as file:
        return inspect(path, keep=Spool(file).add).rows


def write_beside(shop: str) -> list[float]:
    """A colleague's small writes while an import runs in the shop; how long each took."""
    from reviews.models import ImportRun, Shop  # noqa: PLC0415 # after setup
    from reviews.operations.plan_requests import request_plan  # noqa: PLC0415 # the same

    chance, waits = random.Random(7), []
    running = ImportRun.objects.filter(shop__code=shop, state__in=["queued", "running"])
    while not running.exists():
        time.sleep(0.01)
    shop_id = Shop.objects.get(code=shop).pk
    while running.exists():
        time.sleep(chance.uniform(0.005, 0.05))
        began = time.perf_counter()
        request_plan(shop_id=shop_id, now=NOW)
        waits.append(time.perf_counter() - began)
    return waits


def main(step: str, *given: str) -> None:
    django.setup()
    # A worker has loaded what it needs and has its connection before a file comes.
    import_module("reviews.operations.imports")
    connection.ensure_connection()
    settings.UPLOAD_LIMIT_BYTES = 2**30
    steps: dict[str, Callable[[], object]] = {
        "make": lambda: make(Path(given[0]), int(given[1])),
        "prepare": lambda: prepare(given[0]),
        "bulk_create": lambda: bulk_create(given[0], int(given[1])),
        "take_in": lambda: take_in(given[0], Path(given[1])),
        "read": lambda: read(Path(given[0])),
        "write_beside": lambda: write_beside(given[0]),
    }
    began, worked = time.perf_counter(), time.process_time()
    told = steps[step]()
    measured = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - worked,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "told": told,
    }
    json.dump(measured, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
