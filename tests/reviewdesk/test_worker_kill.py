"""A worker that is killed in the middle of work leaves nothing half-made and nothing doubled."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[2]
ROWS = 8_000
NAME = "reviewdesk_killed_worker"
HEADS = ["评价ID", "订单号", "商品ID", "商品名称", "评价等级", "评价内容", "评价时间"]
START = """
import io, pathlib
from django.utils import timezone
from reviews.models import Shop
from reviews.operations.imports import start_import
path = pathlib.Path({path!r})
with path.open("rb") as file:
    start_import(shop=Shop.objects.get(code="kill"), kind="reviews", file=file,
                 file_name=path.name, member=None, now=timezone.now())
"""
FACTS = """
import json
from django.db.models import F
from reviews.models import Case, ImportRun, Review, Snapshot
run = ImportRun.objects.get()
print(json.dumps({
    "state": run.state, "tries": run.tries, "next_row": run.next_row, "new": run.new,
    "rejected": run.rejected, "repeated": run.repeated,
    "reviews": Review.objects.count(), "snapshots": Snapshot.objects.count(),
    "cases": Case.objects.count(), "cases_opened": run.cases_opened,
}))
"""
LET_LEASE_RUN_OUT = """
import datetime as dt
from django.utils import timezone
from reviews.models import ImportRun
past = timezone.now() - dt.timedelta(seconds=1)
ImportRun.objects.filter(state="running").update(lease_until=past)
"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk of its own: database, broker and files apart from those of the test run."""

    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        ended = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def manage(self, *arguments: str) -> str:
        return self.run("manage.py", *arguments)

    def shell(self, code: str) -> str:
        return self.manage("shell", "--no-imports", "-c", code)

    def facts(self) -> dict[str, object]:
        facts: dict[str, object] = json.loads(self.shell(FACTS))
        return facts

    def worker(self) -> subprocess.Popen[bytes]:
        command = ["celery", "--app", "reviewdesk", "--quiet", "worker", "--concurrency", "1"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        return subprocess.Popen(
            [sys.executable, "-m", *command, *quiet],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def sweep(self) -> None:
        self.run("-m", "celery", "--app", "reviewdesk", "call", "reviews.sweep_imports")


@pytest.fixture
def progress(desk: Desk) -> Callable[[], tuple[str, int]]:
    """State and next row of the only import, read beside the worker."""

    def read() -> tuple[str, int]:
        with connections["killed"].cursor() as cursor:
            cursor.execute("SELECT state, next_row FROM reviews_importrun")
            state, next_row = cursor.fetchone()
        return str(state), int(next_row)

    return read


@pytest.fixture
def desk(tmp_path: Path, django_db_blocker: pytest.FixtureRequest) -> Iterator[Desk]:
    """A fresh database of the kind under test, the broker under test, and no worker yet."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV_")}
    environment = {
        **kept,
        "REVIEWDESK_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "reviewdesk.settings",
    }
    own = {**connections.databases["default"], "TEST": {}, "NAME": str(tmp_path / "killed.sqlite3")}
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own type
        if connection.vendor == "postgresql":
            own["NAME"] = NAME
            environment["DATABASE_URL"] = settings.DATABASE_URL.rpartition("/")[0] + f"/{NAME}"
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
                cursor.execute(f"CREATE DATABASE {NAME}")
        else:
            environment["DATABASE_URL"] = f"sqlite:///{own['NAME']}"
        connections.databases["killed"] = own
        try:
            yield Desk(environment)
        finally:
            connections["killed"].close()
            del connections["killed"]
            del connections.databases["killed"]
            if connection.vendor == "postgresql":
                with connection._nodb_cursor() as cursor:
                    cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def kill(worker: subprocess.Popen[bytes]) -> None:
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def wait_until(true: Callable[[], bool], *, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def write_reviews(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(
            ["评价ID", "订单号", "商品ID", "商品名称", "评价等级", "评价内容", "评价时间"]
        )
        for n in range(ROWS):
            level = ("好评", "差评")[n % 2]
            moment = f"2026-11-{n % 20 + 1:02d} {n % 24:02d}:00:00"
            sheet.writerow(
                [f"r{n}", f"o{n}", f"p{n % 7}", f"水壶{n % 7}", level, f"漏水了 {n}", moment]
            )


@pytest.mark.broker
def test_a_worker_killed_in_the_middle_of_an_import_is_continued_exactly(
    desk: Desk, progress: Callable[[], tuple[str, int]], tmp_path: Path
) -> None:
    desk.manage("migrate", "--verbosity", "0")
    desk.manage("create_shop", "kill", "--name", "壶", "--platform", "other")
    write_reviews(tmp_path / "reviews.csv")
    desk.shell(START.format(path=str(tmp_path / "reviews.csv")))

    first = desk.worker()
    try:
        desk.sweep()
        wait_until(lambda: progress()[1] > 0)
    finally:
        kill(first)
    state, taken = progress()
    assert (state, 0 < taken < ROWS) == ("running", True)
    assert desk.facts()["reviews"] == taken

    desk.shell(LET_LEASE_RUN_OUT)
    second = desk.worker()
    try:
        desk.sweep()
        wait_until(lambda: progress()[0] == "done")
    finally:
        kill(second)

    assert desk.facts() == {
        "state": "done",
        "tries": 2,
        "next_row": ROWS,
        "new": ROWS,
        "rejected": 0,
        "repeated": 0,
        "reviews": ROWS,
        "snapshots": ROWS,
        "cases": ROWS / 2,
        "cases_opened": ROWS / 2,
    }
