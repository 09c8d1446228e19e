"""Imports: a file becomes a row of work, and a worker takes it in, batch by batch.

Each batch is one transaction that also moves ``next_row`` on, so that a worker killed at any
point leaves whole batches and the next one goes on exactly there. ``tries`` is the fence: whoever
claimed later has the higher number, and the slower worker's next batch is rolled back.
"""

import datetime as dt
import hashlib
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from reviews.domain.reason import Reason
from reviews.intake.asked import Asked
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers.sniff import sniff
from reviews.intake.readers.table import Limits
from reviews.models import ImportRun, Member, Shop
from reviews.operations.history import record_change
from reviews.operations.import_batches import ImportEnded, take_file
from reviews.operations.import_rejects import write_rejects_of
from reviews.operations.plan_requests import request_plan

LEASE = dt.timedelta(minutes=2)
MAX_TRIES = 5
_CHUNK = 1024 * 1024
_LIVE = ("queued", "running")


def limits_in_force() -> Limits:
    """The reader's limits with the desk's own bound on a file's size."""
    return Limits(size=settings.UPLOAD_LIMIT_BYTES)


def start_import(
    *,
    shop: Shop,
    kind: str,
    file: BinaryIO,
    file_name: str,
    member: Member | None,
    now: dt.datetime,
    preset: str | None = None,
    as_of: dt.datetime | None = None,
) -> ImportRun:
    """Keep the file and queue its import; the same file already on its way gives that import.

    Raises UnreadableFile for what can be told from the first bytes, and keeps nothing then.
    """
    run = _new_run(shop=shop, kind=kind, file_name=file_name, preset=preset, now=now, as_of=as_of)
    run.created_by = member
    run.stored_path = f"imports/{run.public_id}"
    path = stored_file(run)
    try:
        run.sha256 = _store(file, path)
        sniff(path, limits=limits_in_force())
    except UnreadableFile as failure:
        path.unlink(missing_ok=True)
        raise UnreadableFile(_named(failure.reason, run.file_name)) from None
    with transaction.atomic():
        Shop.objects.select_for_update().get(pk=shop.pk)
        twin = _twin_of(run)
        if twin is None:
            run.save()
            return run
    path.unlink()
    return twin


def _new_run(
    *,
    shop: Shop,
    kind: str,
    file_name: str,
    preset: str | None,
    now: dt.datetime,
    as_of: dt.datetime | None,
) -> ImportRun:
    return ImportRun(
        shop=shop,
        kind=kind,
        file_name=Path(file_name).name[:200],
        asked=Asked(preset=preset or "").as_json(),
        as_of=as_of or now,
        created_at=now,
        due_at=now,
    )


def _named(reason: Reason, file_name: str) -> Reason:
    """The reason with the name the person knows, not the stored one."""
    return Reason(reason.code, {**reason.params, "file": file_name})


def _twin_of(run: ImportRun) -> ImportRun | None:
    return ImportRun.objects.filter(
        shop=run.shop, kind=run.kind, sha256=run.sha256, state__in=_LIVE
    ).first()


def stored_file(run: ImportRun) -> Path:
    """Where the run's file lies."""
    return Path(settings.MEDIA_ROOT) / run.stored_path


def _store(file: BinaryIO, path: Path) -> str:
    """Write the file, at most one byte beyond the limit; returns its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    digest = hashlib.sha256()
    left = settings.UPLOAD_LIMIT_BYTES + 1
    with path.open("wb") as stored:
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            stored.write(chunk)
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()


def run_import(*, run_id: int, now: dt.datetime) -> ImportRun | None:
    """Take the file in, from where an earlier worker left it; None where another one has it.

    What the file itself prevents is stored on the run, which then has failed.
    """
    if not ImportRun.objects.claim(pk=run_id, now=now, lease=LEASE):
        return None
    run = ImportRun.objects.select_related("shop", "created_by").get(pk=run_id)
    try:
        take_file(run=run, path=stored_file(run), limits=limits_in_force(), now=now, lease=LEASE)
    except UnreadableFile as failure:
        _end(run, state="failed", now=now, reason=_named(failure.reason, run.file_name))
    except ImportEnded:
        # Cancelled, or taken over by another worker: that state stands.
        pass
    else:
        _end(run, state="done", now=now)
        request_plan(shop_id=run.shop_id, now=now)
    run.refresh_from_db()
    return run


def _end(run: ImportRun, *, state: str, now: dt.datetime, reason: Reason | None = None) -> None:
    ended = ImportRun.objects.filter(pk=run.pk, state="running", tries=run.tries).update(
        state=state,
        finished_at=now,
        lease_until=None,
        error=reason.as_json() if reason else {},
    )
    if ended:
        record_change(run, member=run.created_by, now=now)
        stored_file(run).unlink(missing_ok=True)


def try_import(
    *,
    shop: Shop,
    kind: str,
    path: Path,
    now: dt.datetime,
    preset: str | None = None,
    as_of: dt.datetime | None = None,
    rejects: BinaryIO | None = None,
) -> ImportRun:
    """Do everything an import does and undo it again: the counts without the rows.

    The rejected rows are written as a workbook to ``rejects``. Raises UnreadableFile. On SQLite
    other writers wait meanwhile.
    """
    with transaction.atomic():
        run = _new_run(
            shop=shop, kind=kind, file_name=path.name, preset=preset, now=now, as_of=as_of
        )
        run.state = "running"
        run.save()
        take_file(run=run, path=path, limits=limits_in_force(), now=now, lease=LEASE)
        if rejects is not None and run.rejected:
            write_rejects_of(run=run, file=rejects)
        transaction.set_rollback(True)
    return run


def cancel_import(*, run: ImportRun, member: Member, now: dt.datetime) -> bool:
    """Stop an import before its next batch; what went in stays. False where it has ended."""
    cancelled = ImportRun.objects.filter(pk=run.pk, state__in=_LIVE).update(
        state="cancelled",
        finished_at=now,
        lease_until=None,
        error=Reason("import_cancelled").as_json(),
    )
    if cancelled:
        record_change(run, member=member, now=now)
        stored_file(run).unlink(missing_ok=True)
    return bool(cancelled)


def sweep_imports(*, now: dt.datetime) -> list[int]:
    """Ids of imports a worker should take now; one that stopped too often has failed."""
    due = ImportRun.objects.due(now)
    for run in due.filter(tries__gte=MAX_TRIES):
        reason = Reason("import_failed", {"tries": run.tries, "row": run.next_row + 1})
        _fail(run, now=now, reason=reason)
    return list(due.order_by("due_at", "id").values_list("pk", flat=True))


def _fail(run: ImportRun, *, now: dt.datetime, reason: Reason) -> None:
    ImportRun.objects.filter(pk=run.pk, tries=run.tries, state__in=_LIVE).update(
        state="failed", finished_at=now, lease_until=None, error=reason.as_json()
    )
    record_change(run, member=None, now=now)
