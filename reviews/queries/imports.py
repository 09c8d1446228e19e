"""What the import pages show: the shop's imports, and one with its progress."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from reviews.models import ImportRun, Member, RejectedRow
from reviews.queries.import_preview import PreviewView, preview_view

RUNS_SHOWN, REJECTS_SHOWN = 30, 20
ENDED = frozenset({"done", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it goes, in rows a second, and how long the rest will take."""

    rate: int
    left: dt.timedelta | None

    @property
    def minutes(self) -> int:
        return int(self.left.total_seconds()) // 60 if self.left else 0

    @property
    def seconds(self) -> int:
        return int(self.left.total_seconds()) % 60 if self.left else 0


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import with its preview or its progress, and its first rejected rows."""

    run: ImportRun
    percent: int
    rows_done: int
    pace: Pace | None
    has_ended: bool
    preview: PreviewView | None
    is_outdated: bool
    rejects: list[RejectedRow]
    mended: int
    still_rejected: int
    parts: list[ImportRun]

    @property
    def is_moving(self) -> bool:
        """A worker is at it, or will be: the page asks how it goes."""
        return self.run.state in {"checking", "queued", "running"}


def import_runs(*, member: Member) -> QuerySet[ImportRun]:
    """The shop's imports, newest first, with how many of the rejected rows were mended since."""
    runs = ImportRun.objects.filter(shop=member.shop_id).select_related("created_by", "parent")
    mended = Count("rejects", filter=Q(rejects__resolved_at__isnull=False))
    return runs.annotate(mended=mended).order_by("-created_at", "-id")[:RUNS_SHOWN]


def import_view(*, member: Member, public_id: str, now: dt.datetime) -> ImportView:
    """One import of the shop; raises ImportRun.DoesNotExist."""
    run = ImportRun.objects.select_related("created_by", "parent").get(
        shop=member.shop_id, public_id=public_id
    )
    rejects = run.rejects.filter(resolved_at__isnull=True).order_by("row_number")
    return ImportView(
        run=run,
        percent=percent_done(run),
        rows_done=_rows_done(run),
        pace=_pace(run, now),
        has_ended=run.state in ENDED,
        preview=preview_view(run),
        is_outdated=_is_outdated(run),
        rejects=list(rejects[:REJECTS_SHOWN]),
        mended=run.rejects.filter(resolved_at__isnull=False).count(),
        still_rejected=rejects.count(),
        parts=list(run.parts.order_by("created_at")),
    )


def _rows_done(run: ImportRun) -> int:
    return run.checked_rows if run.state in {"checking", "checked"} else run.next_row


def percent_done(run: ImportRun) -> int:
    """How far a look or an import is, 0 to 100; 100 once it is done."""
    if run.state == "done":
        return 100
    return 100 * _rows_done(run) // run.total_rows if run.total_rows else 0


def _pace(run: ImportRun, now: dt.datetime) -> Pace | None:
    """By what the present worker has done since it began; None before its first rows."""
    if run.state not in {"checking", "running"} or run.started_at is None:
        return None
    done = _rows_done(run) - (run.began_row if run.state == "running" else 0)
    passed = (now - run.started_at).total_seconds()
    if done <= 0 or passed <= 0:
        return None
    rate = done / passed
    left = (
        dt.timedelta(seconds=(run.total_rows - _rows_done(run)) / rate) if run.total_rows else None
    )
    return Pace(rate=round(rate), left=left)


def _is_outdated(run: ImportRun) -> bool:
    """Another import has ended since the file was looked through: its counts may be others."""
    if run.state != "checked":
        return False
    later = ImportRun.objects.filter(
        shop=run.shop_id, state="done", finished_at__gt=run.checked_at, next_row__gt=0
    )
    return later.exists()
