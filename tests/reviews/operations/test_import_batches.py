"""What a worker does around its batches: it keeps its lease and lets others write."""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.intake.columns import ColumnMapping
from reviews.intake.normalise import normalise_all
from reviews.intake.readers import RawRow, spool
from reviews.intake.rows import Rejected, Row
from reviews.models import ImportRun, Review, Shop
from reviews.operations import import_batches, import_lease, import_mapping, imports
from reviews.operations.imports import LEASE, run_import
from tests.factories import ShopFactory
from tests.reviews.operations.importing import REVIEW, REVIEW_HEADER, counts, queue, table

ROWS = 9


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_batches, "batch_size", lambda: 2)


def waiting(shop: Shop, *, now: dt.datetime) -> ImportRun:
    rows = [REVIEW | {"评价ID": str(number)} for number in range(ROWS)]
    return queue(shop, "reviews", table(REVIEW_HEADER, *rows), now=now)


def at_row(monkeypatch: pytest.MonkeyPatch, row: int, action: Callable[[], object]) -> None:
    """Do it whenever the batch of that row of the file is understood."""

    def reading(raws: Sequence[RawRow], *, mapping: ColumnMapping) -> Iterator[Row | Rejected]:
        if row in {raw.number for raw in raws}:
            action()
        return normalise_all(raws, mapping=mapping)

    monkeypatch.setattr(import_batches, "normalise_all", reading)


def stopped_after(rows: int, shop: Shop, *, now: dt.datetime) -> ImportRun:
    """An import whose worker was killed there, its lease just over."""
    run = waiting(shop, now=now)
    ImportRun.objects.filter(pk=run.pk).update(
        state="running", tries=1, next_row=rows, new=rows, lease_until=now - dt.timedelta(seconds=1)
    )
    return run


def test_rows_on_disk_lie_where_uploads_are_cleared_away_not_in_the_systems_folder(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    run = waiting(shop, now=now)
    run_import(run_id=run.pk, now=now)
    run.refresh_from_db()
    assert (run.state, run.new) == ("done", ROWS)


def test_lease_grows_while_rows_of_an_earlier_worker_are_read_again(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = stopped_after(6, shop, now=now)
    clock = SimpleNamespace(monotonic=iter(range(0, 10_000, 60)).__next__)
    monkeypatch.setattr(import_lease, "time", clock)
    leases: list[dt.datetime | None] = []
    at_row(monkeypatch, 6, lambda: leases.append(ImportRun.objects.get(pk=run.pk).lease_until))
    run_import(run_id=run.pk, now=now)
    # Written down after two batches; each look at the clock takes a minute.
    assert leases == [now + dt.timedelta(minutes=8) + LEASE]


def test_lease_grows_while_a_long_file_is_looked_through(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "_PIECE", 2)
    minutes = iter(range(0, 10_000, 60))
    monkeypatch.setattr(import_lease, "time", SimpleNamespace(monotonic=minutes.__next__))
    run = waiting(shop, now=now)
    leases: list[dt.datetime | None] = []
    at_row(monkeypatch, 2, lambda: leases.append(ImportRun.objects.get(pk=run.pk).lease_until))
    run_import(run_id=run.pk, now=now)
    # Each of four pieces has taken more than an eighth of the lease; it is asked thrice for each.
    assert leases[0] is not None
    assert leases[0] > now + dt.timedelta(minutes=4 * 3) + LEASE


def test_import_taken_over_while_it_is_looked_through_writes_nothing(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lease of no time at all is asked for after each piece."""
    monkeypatch.setattr(spool, "_PIECE", 2)
    monkeypatch.setattr(imports, "LEASE", dt.timedelta(0))
    run = waiting(shop, now=now)
    real = import_mapping.inspect

    def meanwhile(*args: Any, **given: Any) -> object:
        ImportRun.objects.filter(pk=run.pk).update(tries=7)
        return real(*args, **given)

    monkeypatch.setattr(import_mapping, "inspect", meanwhile)
    assert run_import(run_id=run.pk, now=now) is not None
    run.refresh_from_db()
    assert (run.state, run.total_rows, Review.objects.count()) == ("running", None, 0)


def test_import_taken_over_while_rows_are_read_again_writes_nothing(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = stopped_after(6, shop, now=now)
    at_row(monkeypatch, 4, lambda: ImportRun.objects.filter(pk=run.pk).update(tries=7))
    assert run_import(run_id=run.pk, now=now) is not None
    run.refresh_from_db()
    assert (run.state, run.next_row, Review.objects.count()) == ("running", 6, 0)


def test_import_taken_over_between_batches_writes_nothing_more(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = waiting(shop, now=now)
    at_row(monkeypatch, 6, lambda: ImportRun.objects.filter(pk=run.pk).update(tries=7))
    assert run_import(run_id=run.pk, now=now) is not None
    run.refresh_from_db()
    assert (run.state, run.next_row, Review.objects.count()) == ("running", 4, 4)


def test_blocks_repeated_within_a_batch_ask_the_database_no_more(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_batches, "batch_size", lambda: 100)
    asked = []
    for times in (1, 2, 20):
        rows = [REVIEW | {"评价ID": f"{times}-{number}"} for number in range(3)] * times
        run = queue(shop, "reviews", table(REVIEW_HEADER, *rows), now=now)
        with CaptureQueriesContext(connection) as queries:
            done = run_import(run_id=run.pk, now=now)
        assert done is not None
        assert counts(done) == (3, 0, 0, 3 * times - 3, 0, 3)
        asked.append(len(queries))
    assert asked[1] == asked[2]  # the first import made the product and the buyer


@pytest.mark.django_db(transaction=True)
def test_long_import_leaves_the_lock_alone_between_batches_on_sqlite(
    now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(import_batches, "_WORK_BETWEEN_BREATHS", -1.0)
    monkeypatch.setattr(import_batches.time, "sleep", pauses.append)
    done = run_import(run_id=waiting(ShopFactory.create(), now=now).pk, now=now)
    assert done is not None
    batches = (ROWS + 1) // 2
    # SQLite's own waiting looks again after 0.1 s at the latest.
    assert [pause > 0.1 for pause in pauses] == [True] * (
        batches if connection.vendor == "sqlite" else 0
    )


def states(moments: Iterable[str]) -> bytes:
    """One review in so many states, each with its own time."""
    rows = [REVIEW | {"评价内容": f"漏水 {at}", "评价时间": f"2026-11-17 {at}"} for at in moments]
    return table(REVIEW_HEADER, *rows)


def test_review_of_many_states_is_taken_in_a_few_a_transaction(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_batches, "batch_size", lambda: 100)
    monkeypatch.setattr(import_batches, "_MOST_STATES", 2)
    parts: list[int] = []
    real = import_batches.keep_rejects

    def counted(*, batch: Sequence[RawRow], **given: Any) -> None:
        parts.append(len(batch))
        real(batch=batch, **given)

    monkeypatch.setattr(import_batches, "keep_rejects", counted)
    content = states(f"20:00:{second:02}" for second in range(5))
    done = run_import(run_id=queue(shop, "reviews", content, now=now).pk, now=now)
    assert done is not None
    assert (parts, counts(done)) == ([2, 2, 1], (1, 4, 0, 0, 0, 1))
    assert Review.objects.get().snapshot_count == 5


def test_states_no_newer_than_what_came_before_ask_the_database_no_more(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_batches, "batch_size", lambda: 100)
    asked = []
    for number in (3, 9, 15):
        content = states(f"19:00:{30 - second:02}" for second in range(number))
        run = queue(shop, "reviews", content, now=now)
        with CaptureQueriesContext(connection) as queries:
            done = run_import(run_id=run.pk, now=now)
        assert done is not None
        asked.append(len(queries))
    assert asked[1] == asked[2]
    assert Review.objects.get().snapshot_count == 1
