"""A file is a row of work: taken in once, from where it stopped, by one worker at a time."""

import datetime as dt
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import OperationalError
from openpyxl import load_workbook
from pytest_django import Settings

from reviews.domain.reason import Reason
from reviews.intake.columns import ColumnMapping
from reviews.intake.failures import UnreadableFile
from reviews.intake.normalise import normalise_all
from reviews.intake.readers import RawRow
from reviews.intake.rows import Rejected, ReviewRow, Row
from reviews.models import (
    Case,
    DoNotContact,
    ImportMapping,
    ImportRun,
    Member,
    Review,
    Shop,
    Snapshot,
)
from reviews.operations import import_batches, imports
from reviews.operations.import_files import stored_file
from reviews.operations.import_mapping import header_hash
from reviews.operations.import_rejects import cells_of, write_rejects_of
from reviews.operations.imports import (
    LEASE,
    MAX_TRIES,
    cancel_import,
    run_import,
    sweep_imports,
)
from reviews.operations.order_intake import take_orders
from reviews.operations.review_intake import take_reviews
from tests.factories import plan_asked_at
from tests.reviews.operations.importing import (
    ORDER,
    REVIEW,
    REVIEW_HEADER,
    counts,
    queue,
    table,
    take,
)

pytestmark = pytest.mark.django_db
EXPIRED = LEASE + dt.timedelta(seconds=1)


def many(count: int) -> bytes:
    """So many bad reviews, each of its own."""
    rows = [REVIEW | {"评价ID": str(n), "评价内容": f"第 {n} 个漏水"} for n in range(count)]
    return table(REVIEW_HEADER, *rows)


@pytest.fixture
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_batches, "batch_size", lambda: 3)


def state_of_everything() -> list[tuple[object, ...]]:
    return [
        *Review.objects.order_by("key").values_list("key", "content", "snapshot_count"),
        *Case.objects.order_by("review__key").values_list("review__key", "status"),
        *Snapshot.objects.order_by("review__key").values_list("review__key", "number"),
    ]


def test_started_import_waits_with_its_file(shop: Shop, agent: Member, now: dt.datetime) -> None:
    run = imports.start_import(
        shop=shop,
        kind="reviews",
        file=io.BytesIO(many(1)),
        file_name="../../评价.csv",
        member=agent,
        now=now,
        preset="generic_reviews",
    )
    assert (run.state, run.due_at, run.as_of, run.created_by) == ("queued", now, now, agent)
    assert (run.file_name, run.asked) == ("评价.csv", {"preset": "generic_reviews"})
    assert stored_file(run).read_bytes() == many(1)
    assert stored_file(run).stat().st_mode & 0o777 == 0o600


def test_done_import_tells_what_it_recognised_and_keeps_no_file(
    shop: Shop, now: dt.datetime
) -> None:
    run = take(shop, "reviews", REVIEW, now=now)
    assert (run.state, run.finished_at, run.lease_until, run.error) == ("done", now, None, {})
    assert (run.total_rows, run.next_row) == (1, 1)
    recognised = {name: run.recognised[name] for name in ("preset", "format", "encoding")}
    assert recognised == {"preset": "generic_reviews", "format": "text", "encoding": "gb18030"}
    assert run.recognised["fields"]["rated_at"] == "评价时间"
    assert not stored_file(run).exists()
    shop.refresh_from_db()
    assert plan_asked_at(shop) == now


def test_same_file_already_on_its_way_gives_that_import(shop: Shop, now: dt.datetime) -> None:
    first = queue(shop, "reviews", many(2), now=now)
    second = queue(shop, "reviews", many(2), now=now)
    assert (second.pk, ImportRun.objects.count()) == (first.pk, 1)
    assert len(list(stored_file(first).parent.iterdir())) == 1


def test_import_is_run_by_one_worker(shop: Shop, now: dt.datetime) -> None:
    queued = queue(shop, "reviews", many(2), now=now)
    assert ImportRun.objects.claim(pk=queued.pk, now=now, lease=LEASE)
    assert run_import(run_id=queued.pk, now=now) is None
    assert Review.objects.count() == 0


@pytest.mark.usefixtures("_small_batches")
@pytest.mark.parametrize("stop_at", range(4))
def test_killed_import_goes_on_where_it_stopped(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    content = many(10) + many(4).split(b"\n", 1)[1]
    whole = take_whole(shop, content, now=now)
    expected = state_of_everything()
    Case.objects.all().delete()
    Review.objects.all().delete()

    calls = iter(range(100))
    real = take_reviews

    def dying(*, rows: Sequence[ReviewRow], **rest: Any) -> object:
        done = real(rows=rows, **rest)
        if next(calls) == stop_at:
            raise KeyboardInterrupt
        return done

    queued = queue(shop, "reviews", content, now=now)
    monkeypatch.setattr(import_batches, "take_reviews", dying)
    with pytest.raises(KeyboardInterrupt):
        run_import(run_id=queued.pk, now=now)
    stopped = ImportRun.objects.get(pk=queued.pk)
    assert (stopped.state, stopped.next_row, stopped.new) == (
        "running",
        3 * stop_at,
        min(3 * stop_at, 10),
    )
    assert run_import(run_id=queued.pk, now=now) is None
    resumed = run_import(run_id=queued.pk, now=now + EXPIRED)
    assert resumed is not None
    assert (counts(resumed), resumed.tries) == (counts(whole), 2)
    assert state_of_everything() == expected


def take_whole(shop: Shop, content: bytes, *, now: dt.datetime) -> ImportRun:
    run = run_import(run_id=queue(shop, "reviews", content, now=now).pk, now=now)
    assert run is not None
    return run


def meanwhile(monkeypatch: pytest.MonkeyPatch, *, row: int, action: Callable[[], object]) -> None:
    """Do something once, between two batches, when that row of the file is read."""
    real = normalise_all

    def reading(raws: Sequence[RawRow], *, mapping: ColumnMapping) -> Iterator[Row | Rejected]:
        if row in {raw.number for raw in raws}:
            monkeypatch.setattr(import_batches, "normalise_all", real)
            action()
        return real(raws, mapping=mapping)

    monkeypatch.setattr(import_batches, "normalise_all", reading)


@pytest.mark.usefixtures("_small_batches")
def test_slow_worker_is_fenced_off_by_the_one_that_took_over(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued = queue(shop, "reviews", many(7), now=now)
    later = now + EXPIRED
    meanwhile(monkeypatch, row=6, action=lambda: run_import(run_id=queued.pk, now=later))
    run = run_import(run_id=queued.pk, now=now)
    assert run is not None
    assert (run.state, run.finished_at, run.tries) == ("done", later, 2)
    assert (counts(run), Review.objects.count()) == ((7, 0, 0, 0, 0, 7), 7)
    assert Snapshot.objects.count() == 7


@pytest.mark.usefixtures("_small_batches")
def test_cancelled_import_stops_after_whole_batches(
    shop: Shop, agent: Member, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued = queue(shop, "reviews", many(7), now=now)
    meanwhile(monkeypatch, row=6, action=lambda: cancel_import(run=queued, member=agent, now=now))
    run = run_import(run_id=queued.pk, now=now)
    assert run is not None
    assert (run.state, run.next_row, counts(run)) == ("cancelled", 3, (3, 0, 0, 0, 0, 3))
    assert Review.objects.count() == 3


def test_waiting_import_can_be_cancelled_once(shop: Shop, agent: Member, now: dt.datetime) -> None:
    queued = queue(shop, "reviews", many(1), now=now)
    assert cancel_import(run=queued, member=agent, now=now)
    assert not cancel_import(run=queued, member=agent, now=now)
    assert (queued.state, queued.error["code"]) == ("cancelled", "import_cancelled")
    assert not stored_file(queued).exists()
    assert run_import(run_id=queued.pk, now=now) is None


def test_file_refused_at_the_door_leaves_nothing(shop: Shop, now: dt.datetime) -> None:
    with pytest.raises(UnreadableFile) as caught:
        queue(shop, "reviews", b"%PDF-1.7", now=now)
    assert caught.value.reason == Reason("file_foreign", {"format": "PDF", "file": "reviews.csv"})
    assert ImportRun.objects.count() == 0
    assert list((stored_file(ImportRun(stored_path="imports"))).iterdir()) == []


def test_file_over_the_limit_is_refused_while_it_is_read(
    shop: Shop, now: dt.datetime, settings: Settings
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 100
    with pytest.raises(UnreadableFile) as caught:
        queue(shop, "reviews", b"x" * 300_000, now=now)
    assert caught.value.reason.code == "file_too_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (table(("甲", "乙"), {"甲": "1"}), "columns_missing"),
        (table(REVIEW_HEADER), "no_data_rows"),
        (b'"a","b\n' + b"x" * 5_000_000, "quote_runs_away"),
    ],
)
def test_import_of_an_unreadable_file_fails_with_the_reason(
    shop: Shop, now: dt.datetime, content: bytes, code: str
) -> None:
    run = take_whole(shop, content, now=now)
    assert (run.state, run.error["code"], run.finished_at) == ("failed", code, now)
    assert (Review.objects.count(), stored_file(run).exists()) == (0, False)


def test_import_whose_file_is_gone_fails_with_the_reason(shop: Shop, now: dt.datetime) -> None:
    queued = queue(shop, "reviews", many(1), now=now)
    stored_file(queued).unlink()
    run = run_import(run_id=queued.pk, now=now)
    assert run is not None
    assert run.error == {"code": "file_missing", "params": {"file": "reviews.csv"}}


def test_rejected_rows_are_kept_sealed_and_handed_out_as_a_workbook(
    shop: Shop, now: dt.datetime
) -> None:
    ruined = REVIEW | {"评价ID": "2", "订单号": "1.23E+17", "买家昵称": "=1+1"}
    run = take(shop, "reviews", REVIEW, ruined, now=now)
    reject = run.rejects.get()
    assert (run.rejected, reject.row_number, reject.reason["code"]) == (1, 3, "id_ruined")
    assert cells_of(reject)[:3] == ["2", "1.23E+17", "=1+1"]
    assert "1.23" not in str(reject.cells)
    file = io.BytesIO()
    assert write_rejects_of(run=run, file=file) == 1
    rows = list(load_workbook(file).worksheets[0].iter_rows(values_only=True))
    assert rows[0][: len(REVIEW_HEADER)] == REVIEW_HEADER
    assert rows[1][:3] == ("2", "1.23E+17", "=1+1")
    assert rows[1][-2] == 3


def test_mapping_kept_for_a_shop_is_used_again(shop: Shop, now: dt.datetime) -> None:
    header = ("评价时间", "买家的话")
    content = table(header, {"评价时间": "2026-11-17", "买家的话": "漏水"})
    assert take_whole(shop, content, now=now).state == "failed"
    ImportMapping.objects.create(
        shop=shop,
        kind="reviews",
        header_hash=header_hash(("评价时间 ", "买家的话")),
        fields={"买家的话": "text"},
        created_at=now,
    )
    assert counts(take_whole(shop, content, now=now)) == (1, 0, 0, 0, 0, 0)


def test_sweep_finds_waiting_and_abandoned_imports(shop: Shop, now: dt.datetime) -> None:
    waiting = queue(shop, "reviews", many(1), now=now)
    running = queue(shop, "reviews", many(2), now=now)
    done = take(shop, "reviews", REVIEW, now=now)
    ImportRun.objects.claim(pk=running.pk, now=now, lease=LEASE)
    assert sweep_imports(now=now) == [waiting.pk]
    assert sweep_imports(now=now + EXPIRED) == [waiting.pk, running.pk]
    assert done.state == "done"


def test_import_that_stops_too_often_fails(shop: Shop, now: dt.datetime) -> None:
    queued = queue(shop, "reviews", many(1), now=now)
    ImportRun.objects.filter(pk=queued.pk).update(
        state="running", tries=MAX_TRIES, lease_until=now - dt.timedelta(seconds=1)
    )
    assert sweep_imports(now=now) == []
    queued.refresh_from_db()
    failure = {"code": "import_failed", "params": {"tries": MAX_TRIES, "row": 1}}
    assert (queued.state, queued.error) == ("failed", failure)


def test_database_error_leaves_the_run_to_the_sweep(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(**_given: object) -> None:
        raise OperationalError

    queued = queue(shop, "reviews", many(1), now=now)
    monkeypatch.setattr(import_batches, "take_reviews", unreachable)
    with pytest.raises(OperationalError):
        run_import(run_id=queued.pk, now=now)
    assert sweep_imports(now=now + EXPIRED) == [queued.pk]


def test_do_not_contact_list_ends_contact_by_hash(shop: Shop, now: dt.datetime) -> None:
    header = ("手机号", "买家昵称", "原因")
    rows = [{"手机号": "13800138000"}, {"买家昵称": "tb买家"}, {"手机号": "13800138000"}]
    first = take_list(shop, table(header, *rows), now=now)
    again = take_list(shop, table(header, *rows), now=now)
    assert (counts(first), counts(again)) == ((2, 0, 0, 1, 0, 0), (0, 0, 2, 1, 0, 0))
    reasons = {row.reason["code"] for row in DoNotContact.objects.all()}
    assert (DoNotContact.objects.count(), reasons) == (2, {"do_not_contact_listed"})


def take_list(shop: Shop, content: bytes, *, now: dt.datetime) -> ImportRun:
    run = run_import(run_id=queue(shop, "do_not_contact", content, now=now).pk, now=now)
    assert run is not None
    return run


@pytest.mark.usefixtures("_small_batches")
def test_killed_import_of_orders_knows_what_it_has_seen(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [ORDER | {"订单编号": str(n)} for n in (1, 2, 3, 1)]
    queued = queue(shop, "orders", table(tuple(ORDER), *rows), now=now)
    real = take_orders
    calls = iter([False, True])

    def dying(**given: Any) -> object:
        if next(calls):
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(import_batches, "take_orders", dying)
    with pytest.raises(KeyboardInterrupt):
        run_import(run_id=queued.pk, now=now)
    monkeypatch.setattr(import_batches, "take_orders", real)
    run = run_import(run_id=queued.pk, now=now + EXPIRED)
    assert run is not None
    assert counts(run) == (3, 0, 0, 1, 0, 0)
