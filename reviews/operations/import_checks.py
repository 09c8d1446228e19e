"""The look before an import: a worker reads the file through, a person decides.

The row is the schedule here too: ``checking`` waits for a worker or has one, ``checked`` waits for
the person. ``tries`` is the fence: each look has a number, and whoever starts the import or
overrules something says which look was seen.
"""

import datetime as dt
import time
from typing import BinaryIO

from django.db import transaction
from django.db.models import F, Q, QuerySet

from reviews.domain.reason import Reason
from reviews.intake.asked import Asked
from reviews.intake.columns import FileKind
from reviews.intake.failures import UnreadableFile
from reviews.models import ImportRun, Member, Shop
from reviews.operations.history import record_change
from reviews.operations.import_files import limits_in_force, named, store_file, stored_file
from reviews.operations.import_mapping import keep_mapping, saved_columns
from reviews.operations.import_preview import Preview, preview_file
from reviews.operations.imports import new_run

#: Longer than a file of the largest size is read once before its rows are judged.
LEASE = dt.timedelta(minutes=5)
MAX_LOOKS = 5
#: Seconds between two notes of the progress.
_NOTED_EVERY = 0.5
#: What a person can overrule: the import waits for that. With other reasons it has failed.
_CAN_BE_OVERRULED = frozenset(
    {
        "encoding_unknown",
        "file_not_a_table",
        "header_row_empty",
        "no_data_rows",
        "preset_unknown",
        "quote_runs_away",
        "sheet_broken",
        "sheet_unknown",
        "too_many_columns",
    }
)


class LookEnded(Exception):
    """The look is no longer this worker's: cancelled, overruled or claimed by another one."""


def start_check(
    *,
    shop: Shop,
    kind: str,
    file: BinaryIO,
    file_name: str,
    member: Member | None,
    now: dt.datetime,
) -> ImportRun:
    """Keep the file and have it looked through; ``kind`` "" is found by its header.

    The same file already on its way gives that import, whoever brought it. Raises UnreadableFile
    for what can be told from the first bytes, and keeps nothing then.
    """
    run = new_run(shop=shop, kind=kind or FileKind.REVIEWS.value, file_name=file_name, now=now)
    run.state = "checking"
    run.created_by = member
    run.preview = {} if kind else {"find_kind": True}
    store_file(run=run, file=file)
    with transaction.atomic():
        Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
        twin = _twin_of(run, kind=kind)
        if twin is None:
            run.save()
            return run
    stored_file(run).unlink()
    return twin


def _twin_of(run: ImportRun, *, kind: str) -> ImportRun | None:
    """The same file on its way: its kind can still be changed until it is started."""
    started = Q(state__in=("queued", "running"))
    same_kind = Q(kind=kind) if kind else Q()
    waiting = Q(state__in=("checking", "checked"))
    twins = ImportRun.objects.filter(shop=run.shop, sha256=run.sha256)
    return twins.filter(waiting | started & same_kind).order_by("-created_at").first()


def sweep_checks(*, now: dt.datetime) -> list[int]:
    """Ids of imports a worker should look through; one whose look stopped too often has failed."""
    due = _due(now)
    for run in due.filter(tries__gte=MAX_LOOKS, lease_until__isnull=False):
        reason = Reason("import_failed", {"tries": run.tries, "row": run.checked_rows + 1})
        _end_look(run, now=now, state="failed", finished_at=now, error=reason.as_json())
    return list(due.order_by("due_at", "id").values_list("pk", flat=True))


def _due(now: dt.datetime) -> QuerySet[ImportRun]:
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return ImportRun.objects.filter(free, state="checking")


def run_check(*, run_id: int, now: dt.datetime) -> ImportRun | None:
    """Look the file through; None where another worker is at it.

    A look that was broken off begins anew: it has written nothing that could be doubled.
    """
    claimed = _due(now).filter(pk=run_id)
    claim = {"lease_until": now + LEASE, "started_at": now, "checked_rows": 0}
    if claimed.update(**claim, tries=F("tries") + 1) != 1:
        return None
    run = ImportRun.objects.select_related("shop", "created_by").get(pk=run_id)
    try:
        preview = _look(run, now=now)
    except LookEnded:
        # Overruled, cancelled or taken over: that state stands.
        pass
    except UnreadableFile as failure:
        _note_failure(run, named(failure.reason, run.file_name), now=now)
    else:
        _end_look(
            run,
            now=now,
            state="checked",
            checked_at=now,
            checked_rows=preview.counted,
            total_rows=preview.total or None,
            preview=preview.as_json(),
            parent=ImportRun.objects.filter(shop=run.shop, public_id=preview.mends).first(),
        )
    run.refresh_from_db()
    return run


def _look(run: ImportRun, *, now: dt.datetime) -> Preview:
    began = noted = time.monotonic()
    shaped = False

    def watch(preview: Preview) -> None:
        nonlocal noted, shaped
        moment = time.monotonic()
        if shaped and moment - noted < _NOTED_EVERY:
            return
        known: dict[str, object] = {} if shaped else {"preview": preview.as_json()}
        known |= {"kind": preview.kind, "checked_rows": preview.counted}
        known |= {"total_rows": preview.total or None}
        lease_until = now + dt.timedelta(seconds=moment - began) + LEASE
        if not _mine(run).update(lease_until=lease_until, **known):
            raise LookEnded
        noted, shaped = moment, True

    return preview_file(
        shop=run.shop,
        kind="" if run.preview.get("find_kind") else run.kind,
        path=stored_file(run),
        asked=Asked.from_json(run.asked),
        limits=limits_in_force(),
        watch=watch,
    )


def _mine(run: ImportRun) -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(pk=run.pk, state="checking", tries=run.tries)


def _note_failure(run: ImportRun, reason: Reason, *, now: dt.datetime) -> None:
    told = reason.as_json()
    if reason.code not in _CAN_BE_OVERRULED:
        if _end_look(run, now=now, state="failed", finished_at=now, preview={}, error=told):
            stored_file(run).unlink(missing_ok=True)
        return
    # What was found before it failed is kept: among it is what can be overruled.
    kept = ImportRun.objects.values_list("preview", flat=True).get(pk=run.pk)
    preview = {**Preview(kind=run.kind).as_json(), **kept, "problem": told}
    preview.pop("find_kind", None)
    _end_look(run, now=now, state="checked", checked_at=now, preview=preview)


def _end_look(run: ImportRun, *, now: dt.datetime, **values: object) -> bool:
    ended = _mine(run).update(lease_until=None, **values)
    if ended:
        record_change(run, member=run.created_by, now=now)
    return bool(ended)


def overrule(
    *,
    run: ImportRun,
    kind: str,
    asked: Asked,
    look: int,
    member: Member,
    now: dt.datetime,
    keep: bool = False,
) -> bool:
    """Have the file looked through anew, read as ``asked``.

    ``keep`` remembers the columns for the shop's next file of this header. False where the import
    has gone on since ``look`` was seen.
    """
    overruled = ImportRun.objects.filter(
        pk=run.pk, state__in=("checking", "checked"), tries=look
    ).update(
        state="checking",
        kind=kind,
        asked=asked.as_json(),
        preview={},
        lease_until=None,
        due_at=now,
        tries=F("tries") + 1,
    )
    if overruled:
        if keep:
            _remember(run, kind=kind, asked=asked, now=now)
        record_change(run, member=member, now=now)
    return bool(overruled)


def _remember(run: ImportRun, *, kind: str, asked: Asked, now: dt.datetime) -> None:
    header = run.preview.get("shape", {}).get("header", [])
    before = saved_columns(shop=run.shop, kind=FileKind(kind), header=header)
    keep_mapping(
        shop=run.shop, kind=kind, header=header, columns={**before, **asked.columns}, now=now
    )


def start_checked(
    *,
    run: ImportRun,
    look: int,
    member: Member,
    now: dt.datetime,
    covers: tuple[dt.date, dt.date] | None = None,
) -> bool:
    """Queue the import of a file as it was seen in ``look``; once, whoever is first.

    ``covers`` are first and last day of which the file is a full export. False where it has been
    started, given up or overruled since, or lacks a column.
    """
    if not run.preview or run.preview.get("problem") or run.preview.get("missing"):
        return False
    first, last = covers or (None, None)
    started = ImportRun.objects.filter(pk=run.pk, state="checked", tries=look).update(
        state="queued",
        due_at=now,
        as_of=now,
        tries=0,
        started_at=None,
        is_full_export=covers is not None,
        covers_from=first,
        covers_until=last,
    )
    if started:
        record_change(run, member=member, now=now)
    return bool(started)
