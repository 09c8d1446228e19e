"""The weekly workbook: time and memory for weeks of 2,000 and 20,000 cases.

Run with ``python -m tests.benchmarks.reports [CASES ...]``; rows are made here, no database.
"""

import datetime as dt
import os
import random
import resource
import sys
import time
from tempfile import TemporaryFile

import django

from reports.domain.board import Background
from reports.domain.rows import CaseRow, CauseMark, ProductRef
from reports.domain.summary import summarise
from reports.domain.weeks import DESK_ZONE, IsoWeek
from reviews.domain.levels import Level

WEEK = IsoWeek(2026, 46)
SEED, SIZES = 8, (2_000, 20_000)
MEGABYTE = 1_024


def made_rows(cases: int) -> list[CaseRow]:
    """Seeded rows of twelve causes and forty products."""
    draw = random.Random(SEED)
    marks = [CauseMark(f"cause{n}", f"原因{n}", "product", main=True) for n in range(12)]
    products = [ProductRef(str(n), f"商品 {n} 号 多功能", "蓝色", "厨房") for n in range(40)]
    rows = []
    for number in range(cases):
        rated_at = WEEK.starts_at + dt.timedelta(minutes=draw.randrange(10_000))
        rows.append(
            CaseRow(
                case_id=f"case{number:08d}",
                review_id=f"20261109{number:010d}",
                platform="tmall",
                rated_at=rated_at,
                arrived_at=rated_at,
                level=Level.BAD,
                stars=1,
                text=f"用了 {number % 90} 天就坏了，客服一直不回复，很失望",
                product=draw.choice(products),
                causes=(draw.choice(marks),),
                province="浙江省",
                carrier="中通",
                order_fen=12_900,
            )
        )
    return rows


def measure(cases: int) -> str:
    """One line: seconds for summary and workbook, and the peak memory of the process so far."""
    from reports.workbook.book import write_week  # noqa: PLC0415  # needs Django's setup

    rows = made_rows(cases)
    now = dt.datetime.combine(WEEK.sunday, dt.time(23), DESK_ZONE)
    begun = time.perf_counter()
    summary = summarise(rows, week=WEEK, background=Background(), now=now)
    worked_out, used = time.perf_counter(), time.process_time()
    with TemporaryFile() as file:
        write_week(summary, rows=rows, file=file, shop_name="x", versions={})
    written, used = time.perf_counter(), time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
    return (
        f"{cases:>7,} cases: summary {worked_out - begun:5.2f} s, "
        f"workbook {written - worked_out:6.2f} s, peak {peak} MB; "
        f"its processor time {used:.2f} s, {beside_xlsxwriter(rows, used)}"
    )


def beside_xlsxwriter(rows: list[CaseRow], used: float) -> str:
    """The whole workbook against the case rows alone by xlsxwriter in constant-memory mode."""
    try:
        import xlsxwriter  # noqa: PLC0415  # only this comparison needs it
    except ImportError:
        return "no comparison: pip install xlsxwriter"
    from reports.workbook.case_rows import case_columns  # noqa: PLC0415  # needs Django's setup

    columns = case_columns(WEEK)
    begun = time.process_time()
    with TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "remove_timezone": True})
        sheet = book.add_worksheet()
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for number, row in enumerate(rows):
            for place, column in enumerate(columns):
                value = column.value(row)
                if isinstance(value, str):
                    sheet.write_string(number, place, value)
                elif isinstance(value, dt.datetime):
                    sheet.write_datetime(number, place, value, moment)
                elif value is not None:
                    sheet.write_number(number, place, value)
        book.close()
    other = time.process_time() - begun
    return f"xlsxwriter {other:.2f} s, ratio {used / other:.2f}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewdesk.settings")
    django.setup()
    for size in [int(given) for given in sys.argv[1:]] or SIZES:
        sys.stdout.write(measure(size) + "\n")
