"""Imports: a file becomes a row of work, and a worker takes it in, batch by batch.

Each batch is one transaction that also moves ``next_row`` on, so that a worker killed at any
point leaves whole batches and the next one goes on exactly there. ``tries`` is the fence: whoever
claimed later has the higher number, and the slower worker's next batch is rolled back.
"""

import datetime as dt
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from reviews.domain.reason import Reason
from reviews.intake.asked import Asked
from reviews.intake.failures import UnreadableFile
from reviews.models import ImportRun, Member, Shop
from reviews.operations.full_export import claim_deleted
from reviews.operations.history import record_change
from reviews.operations.import_batches import take_file
from reviews.operations.import_files import limits_in_force, named, store_file, stored_file
from reviews.operations.import_lease import ImportEnded, Lease
from reviews.operations.import_leftovers import drop_leftovers
from reviews.operations.plan_requests import request_plan

LEASE = dt.timedelta(minutes=2)
MAX_TRIES = 5
_LIVE = ("queued", "running")
_LOOKED_AT = ("checking", "checked")
#: So long an import waits for its person.
PATIENCE = dt.timedelta(days=7)


def start_import(
    *,
    shop: Shop,
    kind: str,
    file: BinaryIO,
    file_name: str,
    member: Member | None,
    now: dt.datetime,
    preset: str | None = None,
    asked: Asked | None = None,
    covers: tuple[dt.date, dt.date] | None = None,
    as_of: dt.datetime | None = None,
) -> ImportRun:
    """Keep the file and queue its import; the same file already on its way gives that import.

    ``asked`` overrules what would be found (``preset`` is the short form); ``covers`` are first
    and last day of which the file is a full export.

    Raises UnreadableFile for what can be told from the first bytes, and keeps nothing then.
    """
    run = new_run(shop=shop, kind=kind, file_name=file_name, now=now)
    run.asked = Asked(preset=preset or "").as_json() if asked is None else asked.as_json()
    run.as_of = as_of or now
    run.created_by = member
    if covers is not None:
        run.is_full_export, (run.covers_from, run.covers_until) = True, covers
    store_file(run=run, file=file)
    with transaction.atomic():
        Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
        twin = _twin_of(run)
        if twin is None:
            run.save()
            return run
    stored_file(run).unlink()
    return twin


def new_run(*, shop: Shop, kind: str, file_name: str, now: dt.datetime) -> ImportRun:
    """An import that isn't stored yet, as of ``now``."""
    return ImportRun(
        shop=shop,
        kind=kind,
        file_name=Path(file_name).name[:200],
        as_of=now,
        created_at=now,
        due_at=now,
    )


def _twin_of(run: ImportRun) -> ImportRun | None:
    return ImportRun.objects.filter(
        shop=run.shop, kind=run.kind, sha256=run.sha256, state__in=_LIVE
    ).first()


def run_import(*, run_id: int, now: dt.datetime) -> ImportRun | None:
    """Take the file in, from where an earlier worker left it; None where another one has it.

    What the file itself prevents is stored on the run, which then has failed.
    """
    if not ImportRun.objects.claim(pk=run_id, now=now, lease=LEASE):
        return None
    run = ImportRun.objects.select_related("shop", "created_by").get(pk=run_id)
    ImportRun.objects.filter(pk=run_id, tries=run.tries).update(began_row=run.next_row)
    lease = Lease(run, now=now, lasts=LEASE)
    try:
        take_file(run=run, path=stored_file(run), limits=limits_in_force(), lease=lease)
        claim_deleted(run=run, lease=lease)
    except UnreadableFile as failure:
        _end(run, state="failed", now=now, reason=named(failure.reason, run.file_name))
    except ImportEnded:
        # Cancelled, or taken over by another worker: that state stands.
        pass
    else:
        _end(run, state="done", now=now)
    run.refresh_from_db()
    return run


def _end(run: ImportRun, *, state: str, now: dt.datetime, reason: Reason | None = None) -> None:
    mine = ImportRun.objects.filter(pk=run.pk, state="running", tries=run.tries)
    with transaction.atomic():
        ended = mine.update(
            state=state,
            finished_at=now,
            lease_until=None,
            error=reason.as_json() if reason else {},
            preview={},
        )
        if not ended:
            return
        record_change(run, member=run.created_by, now=now)
        request_plan(shop_id=run.shop_id, now=now)
    stored_file(run).unlink(missing_ok=True)


def cancel_import(*, run: ImportRun, member: Member, now: dt.datetime) -> bool:
    """Stop an import before its next batch; what went in stays. False where it has ended."""
    going = _stop(run, states=_LIVE, reason=Reason("import_cancelled"), member=member, now=now)
    return going or _stop(
        run, states=_LOOKED_AT, reason=Reason("check_cancelled"), member=member, now=now
    )


def _stop(
    run: ImportRun,
    *,
    states: tuple[str, ...],
    reason: Reason,
    member: Member | None,
    now: dt.datetime,
) -> bool:
    with transaction.atomic():
        stopped = ImportRun.objects.filter(pk=run.pk, state__in=states).update(
            state="cancelled",
            finished_at=now,
            lease_until=None,
            preview={},
            error=reason.as_json(),
        )
        if not stopped:
            return False
        record_change(run, member=member, now=now)
        request_plan(shop_id=run.shop_id, now=now)  # for what went in before
    stored_file(run).unlink(missing_ok=True)
    return True


def sweep_imports(*, now: dt.datetime) -> list[int]:
    """Ids of imports a worker should take now; one that stopped too often has failed.

    What was looked through and never started is given up after a week. Files that a killed
    process left behind go as well.
    """
    drop_leftovers(now=now)
    for run in ImportRun.objects.filter(state="checked", checked_at__lt=now - PATIENCE):
        given_up = Reason("import_not_started", {"days": PATIENCE.days})
        _stop(run, states=("checked",), reason=given_up, member=None, now=now)
    due = ImportRun.objects.due(now)
    for run in due.filter(tries__gte=MAX_TRIES):
        reason = Reason("import_failed", {"tries": run.tries, "row": run.next_row + 1})
        _fail(run, now=now, reason=reason)
    return list(due.order_by("due_at", "id").values_list("pk", flat=True))


@transaction.atomic
def _fail(run: ImportRun, *, now: dt.datetime, reason: Reason) -> None:
    ImportRun.objects.filter(pk=run.pk, tries=run.tries, state__in=_LIVE).update(
        state="failed", finished_at=now, lease_until=None, error=reason.as_json()
    )
    record_change(run, member=None, now=now)
    request_plan(shop_id=run.shop_id, now=now)
