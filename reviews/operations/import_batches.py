"""The inner course of an import: rows are read, understood and stored in batches."""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import TypeVar

from django.db import connection, transaction

from reviews.domain.clocks import PlatformClock
from reviews.intake.columns import ColumnMapping, FileKind
from reviews.intake.disk import room_needed
from reviews.intake.normalise import normalise_all
from reviews.intake.readers import Limits, RawRow
from reviews.intake.readers.spool import Spool
from reviews.intake.rows import DoNotContactRow, OrderRow, RefundRow, Rejected, ReviewRow, Row
from reviews.models import ImportRun, Shop
from reviews.operations.contact_list_intake import take_do_not_contact
from reviews.operations.import_lease import ImportEnded, Lease
from reviews.operations.import_mapping import recognise_file
from reviews.operations.import_rejects import keep_rejects
from reviews.operations.order_intake import take_orders
from reviews.operations.refund_intake import take_refunds
from reviews.operations.review_intake import take_reviews
from reviews.operations.seen_keys import SeenKeys
from reviews.operations.tally import Tally
from reviews.queries.clocks import clocks_of

#: Seconds; whoever waits for SQLite's lock looks again after 0.1 at the latest.
_WORK_BETWEEN_BREATHS, _NEXT_LOOK = 0.5, 0.11
#: Different states of one review in a transaction.
_MOST_STATES = 16
_Kind = TypeVar("_Kind", ReviewRow, OrderRow, RefundRow, DoNotContactRow)


def batch_size() -> int:
    """Rows of a transaction: few where all other writers wait for it, else what is fastest."""
    return 500 if connection.vendor == "sqlite" else 2_000


@dataclass(slots=True)
class _Course:
    """What one worker carries through a file."""

    run: ImportRun
    mapping: ColumnMapping
    clocks: Sequence[PlatformClock]
    seen: SeenKeys = field(default_factory=SeenKeys)


def take_file(*, run: ImportRun, path: Path, limits: Limits, lease: Lease) -> None:
    """Take the file in from ``run.next_row`` on; the run's counts grow with it.

    Raises UnreadableFile before anything is written, and ImportEnded after whole batches.
    """
    # Rows in clear lie beside the file they are of, and like it never outlive the import: a file
    # without a name goes with its process, and the sweep looks after this folder.
    with room_needed(), TemporaryFile(dir=path.parent) as file:
        spool = Spool(file, heard=lease.renew_in_time)
        table, mapping = recognise_file(run=run, path=path, limits=limits, keep=spool.add)
        lease.renew()
        course = _Course(run=run, mapping=mapping, clocks=clocks_of(run.shop))
        _take_rows(course, spool.rows(path, table, limits=limits), lease=lease)


def _take_rows(course: _Course, raws: Iterator[RawRow], *, lease: Lease) -> None:
    for batch in _batches(islice(raws, course.run.next_row)):
        _recall(course, batch)
        lease.renew()
    breath = time.monotonic()
    for part, understood in _parts(course, raws):
        _take_batch(course, part, understood, lease_until=lease.until())
        if time.monotonic() - breath > _WORK_BETWEEN_BREATHS:
            _let_others_write()
            breath = time.monotonic()


def _batches(raws: Iterator[RawRow]) -> Iterator[list[RawRow]]:
    rows = batch_size()
    while batch := list(islice(raws, rows)):
        yield batch


def _parts(
    course: _Course, raws: Iterator[RawRow]
) -> Iterator[tuple[Sequence[RawRow], Sequence[Row | Rejected]]]:
    """Batches as they are understood, cut where one review has too many states for a transaction.

    Each state of a review is compared with the one before, and asks the database anew.
    """
    for batch in _batches(raws):
        understood = list(normalise_all(batch, mapping=course.mapping))
        if _has_few_states(understood):
            yield batch, understood
            continue
        first, states = 0, defaultdict[str, set[str]](set)
        for place, row in enumerate(understood):
            if isinstance(row, ReviewRow):
                states[row.key].add(row.content_hash)
                if len(states[row.key]) > _MOST_STATES:
                    yield batch[first:place], understood[first:place]
                    first = place
                    states.clear()
                    states[row.key].add(row.content_hash)
        yield batch[first:], understood[first:]


def _has_few_states(understood: Sequence[Row | Rejected]) -> bool:
    """Nearly all files: so few rows share a key that none can have too many states."""
    keys = [row.key for row in understood if isinstance(row, ReviewRow)]
    return len(keys) - len(set(keys)) < _MOST_STATES


def _let_others_write() -> None:
    """SQLite has one writer and no queue: without a pause of one look, others may wait for long."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(_NEXT_LOOK)


def _recall(course: _Course, raws: Iterable[RawRow]) -> None:
    """Rows an earlier worker took in: only what tells a repeat is kept of them."""
    for row in normalise_all(raws, mapping=course.mapping):
        if isinstance(row, ReviewRow):
            course.seen.add(row.key)
        elif isinstance(row, OrderRow | RefundRow):
            course.seen.add(row.content_hash)


def _take_batch(
    course: _Course,
    batch: Sequence[RawRow],
    understood: Sequence[Row | Rejected],
    *,
    lease_until: dt.datetime,
) -> None:
    run = course.run
    rows = [row for row in understood if not isinstance(row, Rejected)]
    rejected = [row for row in understood if isinstance(row, Rejected)]
    with transaction.atomic():
        # One import at a time writes into a shop: two of the same file can't cross. Without its
        # key, so that whoever writes a row of this shop meanwhile needn't wait.
        Shop.objects.select_for_update(no_key=True).get(pk=run.shop_id)
        tally = _store(course, rows)
        tally.rejected = len(rejected)
        keep_rejects(run=run, rejected=rejected, batch=batch)
        _move_on(run, rows=len(batch), tally=tally, lease_until=lease_until)


def _store(course: _Course, rows: Sequence[Row]) -> Tally:
    run, shop, seen, clocks = course.run, course.run.shop, course.seen, course.clocks
    match course.mapping.kind:
        case FileKind.REVIEWS:
            reviews = _of(rows, ReviewRow)
            return take_reviews(shop=shop, run=run, rows=reviews, seen=seen, clocks=clocks)
        case FileKind.ORDERS:
            orders = _of(rows, OrderRow)
            return take_orders(shop=shop, run=run, rows=orders, seen=seen, clocks=clocks)
        case FileKind.REFUNDS:
            return take_refunds(shop=shop, rows=_of(rows, RefundRow), seen=seen)
        case FileKind.DO_NOT_CONTACT:
            contacts = _of(rows, DoNotContactRow)
            return take_do_not_contact(shop=shop, run=run, rows=contacts, seen=seen)


def _of(rows: Sequence[Row], kind: type[_Kind]) -> list[_Kind]:
    return [row for row in rows if isinstance(row, kind)]


def _move_on(run: ImportRun, *, rows: int, tally: Tally, lease_until: dt.datetime) -> None:
    """Count the batch and keep the lease; raises ImportEnded, which rolls the batch back."""
    counts = {name: getattr(run, name) + count for name, count in tally.as_dict().items()}
    moved = ImportRun.objects.filter(
        pk=run.pk, state="running", tries=run.tries, next_row=run.next_row
    ).update(next_row=run.next_row + rows, lease_until=lease_until, **counts)
    if moved != 1:
        raise ImportEnded
    run.next_row += rows
    for name, count in counts.items():
        setattr(run, name, count)
