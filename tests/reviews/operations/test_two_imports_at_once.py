"""Two people bring in the same rows in the same instant: one result."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import NOW, ShopFactory
from tests.reviews.operations.importing import REVIEW, REVIEW_HEADER, queue, table
from tests.reviews.operations.test_two_dials_at_once import shared_database

ROWS = 1_500
WORKER = """
import datetime as dt, sys
import django
django.setup()
from reviews.models import Buyer, Case, ImportRun, Review, Snapshot
from reviews.operations.imports import run_import
print("ready", flush=True)
sys.stdin.readline()
run = run_import(run_id=int(sys.argv[1]), now=dt.datetime.fromisoformat(sys.argv[2]))
print(run.state, run.new + run.unchanged, flush=True)
sys.stdin.readline()
print(*(kind.objects.count() for kind in (Review, Snapshot, Case, Buyer)), flush=True)
print(sum(run.new for run in ImportRun.objects.all()), flush=True)
"""


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": shared_database(folder),
        "DJANGO_SETTINGS_MODULE": "reviewdesk.settings",
        "REVIEWDESK_DATA_DIR": str(folder),
        "REVIEWDESK_SECRET_KEY": settings.SECRET_KEY,
        "REVIEWDESK_INDEX_KEY": settings.INDEX_KEY,
        "REVIEWDESK_CONTACT_KEYS": ",".join(settings.CONTACT_KEYS),
    }


@pytest.mark.django_db(transaction=True)
def test_same_rows_from_two_people_at_once_end_in_one_result(tmp_path: Path) -> None:
    shop = ShopFactory.create()
    rows = [REVIEW | {"评价ID": str(n), "买家昵称": f"买家{n % 300}"} for n in range(ROWS)]
    content = table(REVIEW_HEADER, *rows)
    # A blank line makes another file of the same rows.
    runs = [queue(shop, "reviews", content + b"\n" * extra, now=NOW) for extra in range(2)]
    given = environment(tmp_path)
    workers = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", WORKER, str(run.pk), NOW.isoformat()],
            env=given,
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for run in runs
    ]
    assert [line_of(worker) for worker in workers] == ["ready", "ready"]
    for worker in workers:
        tell(worker)
    assert [line_of(worker) for worker in workers] == [f"done {ROWS}"] * 2
    tell(workers[0])
    assert line_of(workers[0]) == f"{ROWS} {ROWS} {ROWS} 300"
    assert line_of(workers[0]) == str(ROWS)
    for worker in workers:
        worker.communicate("\n", timeout=30)


def line_of(worker: "subprocess.Popen[str]") -> str:
    assert worker.stdout is not None
    return worker.stdout.readline().strip()


def tell(worker: "subprocess.Popen[str]") -> None:
    assert worker.stdin is not None
    worker.stdin.write("\n")
    worker.stdin.flush()
