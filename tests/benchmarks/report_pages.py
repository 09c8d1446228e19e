"""The reports page and the weekly workbook in a shop of a million reviews.

Run with ``DATABASE_URL=... python -m tests.benchmarks.report_pages [REVIEWS [CASES_OF_LAST_WEEK]]``
against an empty, migrated database of its own: PostgreSQL or an SQLite file. The rows are made by
the database itself, so that the filling takes a minute or two.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.db import connection, models

from reports.domain.weeks import IsoWeek

LAST = IsoWeek(2026, 46)
WEEKS = 104
LOW_OF = 4  # every fourth review is neutral or bad
CAUSES, PRODUCTS, REQUESTS = 12, 200, 60
MEGABYTE = 1_024
WORKBOOKS = "workbooks"


def insert(model: type[models.Model], given: dict[str, str], *, source: str) -> None:
    """Rows from ``source``; columns not given get their field's default."""
    columns, values = [], []
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        columns.append(field.column)
        values.append(given.get(field.column) or _literal(field))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "
            f"SELECT {', '.join(values)} {source}"
        )


def _literal(field: models.Field) -> str:
    default = field.get_default()
    if isinstance(field, models.JSONField):
        return f"'{json.dumps(default)}'"
    if default is None:
        return "NULL"
    if isinstance(default, bool):
        is_sqlite = connection.vendor == "sqlite"
        return str(int(default)) if is_sqlite else str(default).upper()
    return str(default) if isinstance(default, int | float) else f"'{default}'"


def fill(reviews: int, last_week: int) -> None:
    """A shop of ``reviews`` over two years; the last week has ``last_week`` cases."""
    from reviews.models import (  # noqa: PLC0415
        Case,
        Cause,
        Product,
        Review,
        ReviewCause,
        Shop,
        ShopSettings,
    )

    shop = Shop.objects.create(
        code="bench", name="bench", platform="tmall", created_at=(LAST - WEEKS).starts_at
    )
    ShopSettings.objects.create(shop=shop)
    Cause.objects.bulk_create(
        Cause(shop=shop, code=f"c{n}", name=f"原因{n}", unit="product") for n in range(CAUSES)
    )
    Product.objects.bulk_create(
        Product(shop=shop, item_id=str(n), title=f"商品 {n} 号") for n in range(PRODUCTS)
    )
    cause, product = Cause.objects.order_by("id")[0].pk, Product.objects.order_by("id")[0].pk
    start, last = (f"{week.starts_at:%Y-%m-%d}" for week in (LAST - WEEKS + 1, LAST))
    minutes = (WEEKS - 1) * 7 * 24 * 60
    for first, count, day, span, low in (
        (0, reviews - last_week, start, minutes, f"n % {LOW_OF} = 0"),
        (reviews - last_week, last_week, last, 7 * 24 * 60, "1 = 1"),
    ):
        numbers = _numbers(first, count)
        at = _moment(day, f"(n * 7919) % {span}")
        review = {
            "public_id": "'b' || n",
            "shop_id": str(shop.pk),
            "key": "'k' || n",
            "platform_id": "'2026' || n",
            "product_id": f"{product} + (n * 40503 / 256) % {PRODUCTS}",
            "level": f"CASE WHEN {low} THEN 'bad' ELSE 'good' END",
            "content": "'用了两天就坏了，客服一直不回复，很失望 ' || n",
            "content_hash": "'h'",
            "rated_at": at,
            "first_seen_at": at,
            "causes_version": "'reader-1'",
        }
        insert(Review, review, source=numbers)
    low_reviews = f"FROM reviews_review r WHERE r.shop_id = {shop.pk} AND r.level = 'bad'"
    case = {
        "public_id": "'c' || r.id",
        "shop_id": str(shop.pk),
        "review_id": "r.id",
        "level": "'bad'",
        "opened_at": "r.rated_at",
        "contacted_at": "CASE WHEN r.id % 3 = 0 THEN r.rated_at END",
        "solved_at": "CASE WHEN r.id % 6 = 0 THEN r.rated_at END",
    }
    insert(Case, case, source=low_reviews)
    found = {
        "review_id": "r.id",
        "cause_id": f"{cause} + (r.id * 2654435761 / 65536) % {CAUSES}",
        "source": "'rules'",
        "version": "'reader-1'",
        "confidence": "0.9",
        "evidence": "'[[0, 4]]'",
        "is_main": "1 = 1",
        "is_current": "1 = 1",
        "decided_at": "r.rated_at",
    }
    insert(ReviewCause, found, source=low_reviews)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _numbers(first: int, count: int) -> str:
    if connection.vendor == "postgresql":
        return f"FROM generate_series({first + 1}::bigint, {first + count}::bigint) AS n"
    more = f"SELECT n + 1 FROM up WHERE n < {first + count}"  # noqa: S608  # whole numbers
    return f"FROM (WITH RECURSIVE up(n) AS (SELECT {first + 1} UNION ALL {more}) SELECT n FROM up)"  # noqa: S608  # whole numbers


def _moment(day: str, minutes: str) -> str:
    if connection.vendor == "postgresql":
        return f"TIMESTAMPTZ '{day} 00:00+08' + ({minutes}) * INTERVAL '1 minute'"
    return f"datetime('{day} 00:00', '-8 hours', '+' || ({minutes}) || ' minutes')"


def page_times() -> list[float]:
    """Seconds of each request to the page, one after another, warmed by three."""
    from django.test import Client  # noqa: PLC0415

    import reviewdesk.wsgi  # noqa: F401, PLC0415  # starts as the web process does
    from reviews.models import Member, Shop, User  # noqa: PLC0415

    shop = Shop.objects.get(code="bench")
    user, _new = User.objects.get_or_create(username="bench")
    Member.objects.get_or_create(
        shop=shop,
        user=user,
        role="ops",
        defaults={"display_name": "bench", "created_at": LAST.starts_at},
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    times = []
    for number in range(REQUESTS + 3):
        begun = time.perf_counter()
        answer = client.get(f"/s/bench/reports/?week={LAST - number % 10}")
        times.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            sys.exit(f"the page answered {answer.status_code}")
    return times[3:]


def report(name: str, begun: float) -> None:
    sys.stdout.write(f"{name:<52}{time.perf_counter() - begun:8.2f} s\n")
    sys.stdout.flush()


def workbooks() -> None:
    """Write a usual week and the large one, keeping what they were made from."""
    from reports.operations.runs import make_now  # noqa: PLC0415
    from reviews.models import Shop  # noqa: PLC0415

    shop = Shop.objects.get(code="bench")
    with TemporaryDirectory() as folder:
        for week in (LAST - 1, LAST):
            begun, used = time.perf_counter(), time.process_time()
            _run, summary = make_now(
                shops=[shop],
                week=week,
                language="zh-hans",
                path=Path(folder) / "week.xlsx",
                made_at=LAST.ends_at,
                now=LAST.ends_at,
            )
            used = time.process_time() - used
            report(
                f"workbook of {summary.totals.cases:,} cases ({used:.1f} s of its process)", begun
            )
    report_peak("workbooks")


def report_peak(name: str) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGABYTE
    sys.stdout.write(f"peak of the process of {name}: {peak} MB\n")
    sys.stdout.flush()


def main(reviews: int, last_week: int) -> None:
    """Fill, count, open the page, write the workbook, check."""
    from reports.operations.rollups import check_rollups, count_marked_weeks, count_week  # noqa: PLC0415
    from reviews.models import Shop  # noqa: PLC0415

    sys.stdout.write(f"{connection.vendor}, {reviews:,} reviews, week of {last_week:,} cases\n")
    if not Shop.objects.filter(code="bench").exists():
        begun = time.perf_counter()
        fill(reviews, last_week)
        report("filled", begun)
        begun = time.perf_counter()
        count_marked_weeks(now=LAST.ends_at)
        report(f"counted {WEEKS} weeks", begun)
    shop = Shop.objects.get(code="bench")
    begun = time.perf_counter()
    count_week(shop=shop, week=LAST - 1, now=LAST.ends_at)
    report("counted one usual week", begun)
    times = sorted(page_times())
    p95 = times[int(len(times) * 0.95)]
    sys.stdout.write(f"page: median {statistics.median(times):.3f} s, p95 {p95:.3f} s\n")
    report_peak("pages")
    # As a worker makes it: in a process of its own.
    subprocess.run([sys.executable, "-m", "tests.benchmarks.report_pages", WORKBOOKS], check=True)
    begun = time.perf_counter()
    found = check_rollups(now=LAST.ends_at, shop=shop, weeks=2)
    report(f"{len(found)} differences in the last 2 weeks", begun)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewdesk.settings")
    django.setup()
    if sys.argv[1:] == [WORKBOOKS]:
        workbooks()
    else:
        given = [int(one) for one in sys.argv[1:]]
        main(*(given + [1_000_000, 20_000][len(given) :]))
