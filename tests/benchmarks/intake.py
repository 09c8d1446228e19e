"""How fast exports come in: ``python -m tests.benchmarks.intake [--rows N]``.

Makes its own files and its own database in a temporary folder; prints a table. Beside each figure
stands what one ``bulk_create`` of the bare review rows takes in the same run.
"""

import argparse
import datetime as dt
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NOW = dt.datetime(2026, 11, 18, 10, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HEADER = ("评价ID", "订单号", "买家昵称", "评价结果", "评价内容", "评价时间", "商品ID", "商品名称")
TEXTS = ("壶用了两次就漏水，客服不理人", "很好，会再来", "快递太慢了，盒子也破了", "不错")


def rows(count: int) -> Iterator[tuple[str, ...]]:
    chance = random.Random(7)  # reproducible rows
    for number in range(count):
        level = chance.choices(("好评", "中评", "差评"), (85, 6, 9))[0]
        at = NOW - dt.timedelta(minutes=chance.randrange(20 * 24 * 60))
        item = chance.randrange(200)
        yield (
            str(10**17 + number),
            str(2 * 10**17 + number),
            f"tb买家{chance.randrange(count)}",
            level,
            f"{chance.choice(TEXTS)}{number}",
            at.strftime("%Y-%m-%d %H:%M:%S"),
            str(70_000 + item),
            f"2L 养生壶 {item} 型",
        )


def write_csv(path: Path, count: int) -> None:
    lines = [",".join(row) for row in (HEADER, *rows(count))]
    path.write_text("\n".join(lines), encoding="gb18030")


def write_xlsx(path: Path, count: int) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 # only this file needs it, and not at once

    book = Workbook(write_only=True)
    sheet = book.create_sheet("评价")
    for row in (HEADER, *rows(count)):
        sheet.append(row)
    book.save(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    count: int = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REVIEWDESK_DATA_DIR"] = folder
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "reviewdesk.settings"
        import django  # noqa: PLC0415 # settings read the environment set above

        django.setup()
        measure(Path(folder), count)


def measure(folder: Path, count: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415 # after setup

    from reviews.models import Review  # noqa: PLC0415 # the same
    from reviews.operations.imports import run_import, start_import  # noqa: PLC0415 # the same
    from reviews.operations.shops import create_shop  # noqa: PLC0415 # the same

    call_command("migrate", verbosity=0)
    bare = create_shop(code="bare", name="bare", platform="tmall", now=NOW)
    began = time.perf_counter()
    Review.objects.bulk_create(
        Review(
            shop=bare,
            key=f"id:{number}",
            level="good",
            content="x" * 20,
            content_hash="0" * 32,
            rated_at=NOW,
            first_seen_at=NOW,
            last_seen_at=NOW,
        )
        for number in range(count)
    )
    report("bulk_create of bare reviews", count, time.perf_counter() - began)
    for write, name in ((write_csv, "a.csv"), (write_xlsx, "b.xlsx")):
        write(folder / name, count)
        shop = create_shop(code=name[0], name=name, platform="tmall", now=NOW)
        for what in ("first import", "again, unchanged"):
            began = time.perf_counter()
            with (folder / name).open("rb") as file:
                run = start_import(
                    shop=shop, kind="reviews", file=file, file_name=name, member=None, now=NOW
                )
            run_import(run_id=run.pk, now=NOW)
            report(f"{name[2:]}, {what}", count, time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"peak memory {peak} MB\n")


def report(what: str, count: int, seconds: float) -> None:
    sys.stdout.write(
        f"{what:30} {count:>9,} rows {seconds:7.1f} s {count / seconds:>9,.0f} rows/s\n"
    )


if __name__ == "__main__":
    main()
