"""How fast the desk answers with 200,000 open and 1,000,000 closed cases, on PostgreSQL.

    DATABASE_URL=postgresql://... python -m tests.benchmarks.desk [--fill] [--only pages|next]

``--fill`` fills that database first, which must be empty (minutes). Pages are asked for in this
process through every middleware, without a network; "next" is pressed by 50 people in a closed
loop, in as many processes as there are cores.
"""

import argparse
import datetime as dt
import gzip
import multiprocessing
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from statistics import median, quantiles
from urllib.parse import quote

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewdesk.settings")

from django.core.management import call_command
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import reviewdesk.wsgi  # noqa: F401  # starts as the web process does
from reviews.models import Case, Cause, Member, Shop
from reviews.operations.claiming import claim_best
from reviews.operations.queue import next_case
from tests.benchmarks.desk_fill import AT, CODE, fill

RUNS = 40
CLAIMERS = 50
CLAIM_SECONDS = 10.0
#: Seconds between two questions of an open queue page for news (its template says so).
POLLED_EVERY = 5
#: So many claimed cases leave the queue by one statement, as if worked on.
RETIRED = 10
QUEUE_INDEX = "case_queue"
_FORK = multiprocessing.get_context("fork")
_all_ready = _FORK.Barrier(CLAIMERS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fill", action="store_true")
    parser.add_argument("--open", type=int, default=200_000)
    parser.add_argument("--closed", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["pages", "next"])
    asked = parser.parse_args()
    if asked.fill:
        call_command("migrate", verbosity=0)
        started = time.perf_counter()
        fill(open_cases=asked.open, closed_cases=asked.closed)
        _say("filled in seconds", round(time.perf_counter() - started))
    _say(f"{Case.objects.count():,} cases")
    if asked.only != "next":
        pages()
    if asked.only != "pages":
        for name in ("claim", "next"):
            presses(name)


def pages() -> None:
    """Time, queries and weight of each page."""
    client = Client(SERVER_NAME="localhost")
    member = Member.objects.select_related("user", "shop").get(display_name="lead")
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    _say("page", "p50 ms", "p95 ms", "own cpu ms", "queries", "KB", "KB zipped")
    for name, addresses in asked_pages(member.shop).items():
        _say(name, *measured(client, addresses))
    polls(client)


def asked_pages(shop: Shop) -> dict[str, Iterator[str]]:
    """Name and addresses, one after the other, of what a day at the desk asks for."""
    cause = Cause.objects.filter(shop=shop).order_by("id")[3].code
    ids = list(
        Case.objects.filter(status="open")
        .order_by("-advantage")
        .values_list("public_id", flat=True)[: 2 * RUNS]
    )
    queue = f"/s/{CODE}/queue/"
    some = {
        "queue, best first": [queue],
        "queue, one cause": [f"{queue}?cause={cause}"],
        "queue, neutral, newest": [f"{queue}?level=neutral&sort=newest"],
        "queue, ends soon": [f"{queue}?clock=soon"],
        "queue, closed": [f"{queue}?view=closed&sort=newest"],
        "search, order number": [f"{queue}?q=20260000000000{n:05d}" for n in range(1, 99)],
        "search, last four": [f"{queue}?q={n:04d}" for n in range(1, 99)],
        "search, nick": [f"{queue}?q=buyer{n}" for n in range(1, 99)],
        "search, words": [f"{queue}?q=%E5%A3%B6%E5%BA%95%E6%BC%8F%E6%B0%B4"],
        "search, rare words": [
            f"{queue}?q=%E8%AE%A2%E5%8D%95%E5%B0%BE%E5%8F%B7{n}" for n in range(9)
        ],
        "case card": [f"/s/{CODE}/cases/{one}/" for one in ids],
        "today": [f"/s/{CODE}/"],
    }
    return {name: cycle(addresses) for name, addresses in some.items()}


def polls(client: Client) -> None:
    """What an open queue page asks every `POLLED_EVERY` seconds while nothing happens."""
    page = client.get(f"/s/{CODE}/queue/").content.decode()
    rows = ",".join(map(":".join, re.findall(r'<tr id="case-(\w+)".*?data-mark="(\w+)"', page)))
    since = quote(timezone.now().isoformat())
    address, sent = f"/s/{CODE}/queue/news/?since={since}", {"rows": rows, "told": "0,0"}
    assert client.post(address, sent).status_code == 204
    with CaptureQueriesContext(connection) as queries:
        client.post(address, sent)
        asked = len(queries)
    taken: list[float] = []
    before = time.process_time()
    for _run in range(RUNS):
        started = time.perf_counter()
        client.post(address, sent)
        taken.append(1000 * (time.perf_counter() - started))
    cpu = 1000 * (time.process_time() - before) / RUNS
    _say("news of 100 rows", *_spread(taken), f"{cpu:.1f}", asked, 0, 0)
    share = CLAIMERS / POLLED_EVERY * cpu / 1000
    _say(f"{CLAIMERS} open pages ask for news: {share:.0%} of a core of the web process")


def measured(client: Client, addresses: Iterator[str]) -> tuple[object, ...]:
    """p50 and p95 in ms, this process's part of it, queries, weight plain and zipped."""
    client.get(next(addresses))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(next(addresses))
        asked = len(queries)
    assert answer.status_code == 200, answer.status_code
    taken: list[float] = []
    before = time.process_time()
    for _run in range(RUNS):
        started = time.perf_counter()
        answer = client.get(next(addresses))
        taken.append(1000 * (time.perf_counter() - started))
        if sum(taken) > 20_000:
            break
    cpu = 1000 * (time.process_time() - before) / len(taken)
    body = answer.content
    return (
        *_spread(taken),
        f"{cpu:.1f}",
        asked,
        len(body) // 1024,
        len(gzip.compress(body)) // 1024,
    )


def presses(name: str) -> None:
    """``CLAIMERS`` people press in a closed loop; nobody gets what another one holds.

    Each one's first press, which opens a connection, is not counted.
    """
    Case.objects.filter(leased_by__isnull=False).update(leased_by=None, lease_until=None)
    connection.close()
    cores = multiprocessing.cpu_count()
    with _FORK.Pool(cores) as pool:
        told = pool.starmap(_press_all, [(name, core, cores) for core in range(cores)])
    pressed = [one for part in told for one in part]
    if name == "claim":  # nothing comes back
        keys = [key for key, _taken in pressed]
    else:
        held = Case.objects.filter(leased_by__isnull=False)
        keys = list(held.values_list("leased_by", flat=True))
    assert len(keys) == len(set(keys)), "a case was handed out twice, or somebody holds two"
    _put_back(pressed)
    what = {"claim": "the claim alone, one statement", "next": "next, with rules and give-back"}
    _say("pressed", "p50 ms", "p95 ms", "a second", "in all")
    taken = [ms for _key, ms in pressed]
    _say(what[name], *_spread(taken), round(len(taken) / CLAIM_SECONDS), len(taken))


def _put_back(pressed: list[tuple[int, float]]) -> None:
    """The next measurement finds the queue as this one did; autovacuum may be off here."""
    held = Q(pk__in={key for key, _taken in pressed}) | Q(leased_by__isnull=False)
    Case.objects.filter(held).update(status="open", leased_by=None, lease_until=None)
    with connection.cursor() as cursor:
        cursor.execute(f"REINDEX INDEX {QUEUE_INDEX}")
        cursor.execute(f"VACUUM ANALYZE {Case._meta.db_table}")


def _press_all(name: str, core: int, cores: int) -> list[tuple[int, float]]:
    members = list(Member.objects.select_related("shop__settings").filter(role="agent"))
    mine = members[core:CLAIMERS:cores]
    with ThreadPoolExecutor(len(mine)) as threads:
        pressed = threads.map(_press, [_PRESSES[name]] * len(mine), mine)
        return [one for part in pressed for one in part]


def _press(press: "Press", member: Member) -> list[tuple[int, float]]:
    pressed: list[tuple[int, float]] = []
    _first, leaving = press(member, "", AT)  # opens the connection and lets it plan the statement
    _all_ready.wait()
    ends = time.perf_counter() + CLAIM_SECONDS
    while (started := time.perf_counter()) < ends:
        now = AT + dt.timedelta(minutes=5, microseconds=len(pressed))
        key, leaving = press(member, leaving, now)
        pressed.append((key, 1000 * (time.perf_counter() - started)))
        if press is _claim and len(pressed) % RETIRED == 0:  # worked on, and out of the queue
            done = [key for key, _taken in pressed[-RETIRED:]]
            Case.objects.filter(pk__in=done).update(
                status="waiting", leased_by=None, lease_until=None
            )
    connection.close()
    return pressed


def _claim(member: Member, _leaving: str, now: dt.datetime) -> tuple[int, str]:
    key = claim_best(shop=member.shop, member=member, now=now)
    assert key is not None
    return key, ""


def _next(member: Member, leaving: str, now: dt.datetime) -> tuple[int, str]:
    case = next_case(shop=member.shop, member=member, leaving=leaving, now=now)
    assert case is not None
    return case.pk, case.public_id


Press = Callable[[Member, str, dt.datetime], tuple[int, str]]
_PRESSES: dict[str, Press] = {"claim": _claim, "next": _next}


def _spread(taken: list[float]) -> tuple[str, str]:
    last = quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]
    return f"{median(taken):.1f}", f"{last:.1f}"


def _say(*cells: object) -> None:
    sys.stdout.write("\t".join(str(cell) for cell in cells) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
