"""Imports that die at each stage and are taken up again: run by `test_killed_imports` as a process.

Each import is begun by a fork of this process that kills itself with the signal nobody can catch,
and ended by this process once the lease has run out. Prints, as JSON, what every shop holds then.
"""

import datetime as dt
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402  # needs the setup above
from django.db.models import Count  # noqa: E402

from reviews.models import (  # noqa: E402
    Buyer,
    Case,
    ImportRun,
    Product,
    RejectedRow,
    Review,
    ReviewEvent,
    Shop,
    Snapshot,
)
from reviews.operations import import_batches, imports, review_intake, review_storing  # noqa: E402
from reviews.operations.import_files import stored_file  # noqa: E402
from reviews.operations.imports import LEASE, run_import  # noqa: E402
from tests.factories import plan_asked_at  # noqa: E402

#: Where it dies: module, function, at which call, and whether before or after its work.
STAGES: dict[str, tuple[Any, str, int, bool]] = {
    "before the first batch": (import_batches, "clocks_of", 1, False),
    "while reading the second batch": (import_batches, "normalise_all", 2, False),
    "with reviews and without snapshots": (review_storing, "insert_values", 5, True),
    "with snapshots and without cases": (review_intake, "open_cases", 2, False),
    "with cases, the batch not counted": (import_batches, "_move_on", 2, False),
    "with the batch counted and not committed": (import_batches, "_move_on", 2, True),
    "after the second batch": (import_batches, "_take_batch", 2, True),
    "in the last batch": (import_batches, "_move_on", 3, False),
    "with all rows in": (imports, "_end", 1, False),
    "ended and not noted": (imports, "record_change", 1, False),
    "noted and not planned": (imports, "request_plan", 1, False),
    "ended and its file not deleted": (imports, "_end", 1, True),
}


def die_at(module: Any, name: str, call: int, after: bool) -> None:
    real: Callable[..., object] = getattr(module, name)
    calls = iter(range(1, 1_000))

    def dying(*args: object, **given: object) -> object:
        here = next(calls) == call
        if here and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        done = real(*args, **given)
        if here:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(module, name, dying)


def killed(stage: str, *, run_id: int, now: dt.datetime) -> bool:
    """Whether the import was really killed."""
    connections.close_all()
    child = os.fork()
    if not child:
        die_at(*STAGES[stage])
        run_import(run_id=run_id, now=now)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def state_of(shop: Shop) -> dict[str, object]:
    """All that an import leaves behind, in an order and without the keys of rows."""
    run = ImportRun.objects.get(shop=shop)
    of_review = {"review__shop": shop}
    counts = ("new", "changed", "unchanged", "repeated", "rejected", "cases_opened", "next_row")
    return {
        "run": [run.state, *(getattr(run, name) for name in counts)],
        "history of the run": run.history.filter(state="done").count(),
        "file": stored_file(run).exists(),
        "plan": plan_asked_at(shop) is not None,
        "reviews": listed(
            Review.objects.filter(shop=shop), "key", "level", "content", "snapshot_count"
        ),
        "snapshots": listed(Snapshot.objects.filter(**of_review), "review__key", "number", "level"),
        "events": listed(ReviewEvent.objects.filter(**of_review), "review__key", "kind"),
        "cases": listed(
            Case.objects.filter(shop=shop).annotate(running=Count("clocks")),
            "review__key",
            "status",
            "running",
        ),
        "history of cases": listed(Case.history.filter(shop=shop), "review__key", "history_type"),
        "buyers": listed(Buyer.objects.filter(shop=shop), "key_index", "nick"),
        "products": listed(Product.objects.filter(shop=shop), "item_id", "title"),
        "rejects": listed(RejectedRow.objects.filter(run=run), "row_number"),
    }


def listed(rows: Any, *columns: str) -> list[list[object]]:
    return sorted(map(list, rows.values_list(*columns)))


def main(now: dt.datetime, runs: dict[str, int]) -> None:
    """``runs``: the import of each stage; the one called "whole" is left in peace."""
    import_batches.batch_size = lambda: 5
    ends = {}
    for stage, run_id in runs.items():
        if stage in STAGES:
            assert killed(stage, run_id=run_id, now=now), stage
        run_import(run_id=run_id, now=now + LEASE + dt.timedelta(seconds=1))
        imports.sweep_imports(now=now + LEASE * 3)
        ends[stage] = state_of(ImportRun.objects.get(pk=run_id).shop)
    json.dump(ends, sys.stdout)


if __name__ == "__main__":
    main(dt.datetime.fromisoformat(sys.argv[1]), json.loads(sys.argv[2]))
