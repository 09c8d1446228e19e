"""What the import page shows."""

from dataclasses import dataclass

from reviews.models import ImportRun, Member, RejectedRow

RUNS_SHOWN, REJECTS_SHOWN = 30, 20
ENDED = frozenset({"done", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import with its progress and its first rejected rows."""

    run: ImportRun
    percent: int
    has_ended: bool
    rejects: list[RejectedRow]


def import_runs(*, member: Member) -> list[ImportRun]:
    """The shop's imports, newest first."""
    runs = ImportRun.objects.filter(shop=member.shop_id).select_related("created_by")
    return list(runs.order_by("-created_at", "-id")[:RUNS_SHOWN])


def import_view(*, member: Member, public_id: str) -> ImportView:
    """One import of the shop; raises ImportRun.DoesNotExist."""
    run = ImportRun.objects.select_related("created_by").get(
        shop=member.shop_id,
        public_id=public_id,
    )
    rejects = run.rejects.filter(resolved_at__isnull=True).order_by("row_number")
    return ImportView(
        run=run,
        percent=percent_done(run),
        has_ended=run.state in ENDED,
        rejects=list(rejects[:REJECTS_SHOWN]),
    )


def percent_done(run: ImportRun) -> int:
    """How far an import is, 0 to 100; 100 once it is done."""
    if run.state == "done":
        return 100
    return 100 * run.next_row // run.total_rows if run.total_rows else 0
