"""Weekly reports as rows: requested, claimed by one worker, made, kept, made again."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from reports.domain.makings import differences, making_of
from reports.domain.stored_week import StoredWeek, UnknownFormat, pack, unpack, unpack_rows
from reports.domain.summary import VERSION, WeekSummary
from reports.domain.weeks import DESK_ZONE, IsoWeek
from reports.models import ReportGroup, ReportInput, ReportRun
from reports.operations.actions import measure_actions
from reports.operations.deliveries import announce
from reports.operations.files import FOLDER, CaseUrl, copy_whole, media_path, write_workbook
from reports.operations.gathering import gather_week
from reports.operations.report_groups import unlisted_group
from reviews.domain.reason import Reason
from reviews.models import Member, Shop

LEASE = dt.timedelta(minutes=10)
MOST_TRIES = 3
#: Monday, desk time.
MADE_AT_HOUR = 6


def request_report(
    *,
    shop: Shop | None = None,
    group: ReportGroup | None = None,
    week: IsoWeek,
    language: str,
    now: dt.datetime,
    member: Member | None = None,
    base_url: str = "",
) -> ReportRun:
    """Ask for the workbook of a shop or of a group.

    A run of the same week that still waits or works is returned instead. ``base_url`` such as
    ``https://desk.example.com`` makes the case links of the workbook whole.
    """
    with transaction.atomic():
        waiting = (
            ReportRun.objects.select_for_update()
            .filter(week=str(week), language=language, state__in=["queued", "running"])
            .filter(shop=shop, group=group)
            .order_by("id")
            .first()
        )
        if waiting is not None:
            return waiting
        return ReportRun.objects.create(
            shop=shop,
            group=group,
            week=str(week),
            language=language,
            parameters={"base_url": settings.PUBLIC_URL or base_url},
            due_at=now,
            created_at=now,
            created_by=member,
        )


def request_weekly_reports(*, now: dt.datetime) -> int:
    """Ask for last week's workbook of every shop and group, once a Monday; returns how many.

    By every sweep after Monday 06:00, so that a lost Monday heals.
    """
    monday = IsoWeek.of(now).monday
    made_at = dt.datetime.combine(monday, dt.time(MADE_AT_HOUR), DESK_ZONE)
    if now < made_at:
        return 0
    asked = ReportRun.objects.filter(scheduled_for=monday)
    shops = Shop.objects.filter(created_at__lt=made_at).exclude(
        pk__in=asked.filter(shop__isnull=False).values("shop")
    )
    groups = ReportGroup.objects.filter(created_at__lt=made_at, retired_at__isnull=True).exclude(
        pk__in=asked.filter(group__isnull=False).values("group")
    )
    wanted = [_scheduled(monday, now, shop=shop) for shop in shops.order_by("id")]
    wanted += [_scheduled(monday, now, group=group) for group in groups.order_by("id")]
    # Two sweeps at once: the constraint lets one row in, the other insert changes nothing.
    return len(ReportRun.objects.bulk_create(wanted, ignore_conflicts=True))


def _scheduled(
    monday: dt.date,
    now: dt.datetime,
    *,
    shop: Shop | None = None,
    group: ReportGroup | None = None,
) -> ReportRun:
    return ReportRun(
        shop=shop,
        group=group,
        week=str(IsoWeek.of_day(monday) - 1),
        language=settings.LANGUAGE_CODE,
        parameters={"base_url": settings.PUBLIC_URL},
        scheduled_for=monday,
        due_at=now,
        created_at=now,
    )


def start_monday(*, now: dt.datetime) -> int:
    """Measure the effects first, so that last week's workbooks show them; returns the requests."""
    measure_actions(now=now)
    return request_weekly_reports(now=now)


def sweep_reports(*, now: dt.datetime, limit: int = 20) -> list[int]:
    """Ids of the runs a worker may start: waiting ones, and those whose worker went away.

    Asks for this Monday's workbooks first where nobody has.
    """
    request_weekly_reports(now=now)
    due = ReportRun.objects.due(now).order_by("due_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


def run_report(*, run_id: int, now: dt.datetime) -> bool:
    """Make the workbook of a due run; False where another worker has it or it is done.

    A full disk or an unwritable folder is stored on the row as its failure and raised, and
    so is a run whose worker died for the third time.
    """
    if not ReportRun.objects.claim(pk=run_id, now=now, lease=LEASE):
        return False
    run = ReportRun.objects.select_related("shop", "group").get(pk=run_id)
    if run.tries > MOST_TRIES:
        _end(run, now=now, state="failed", error=Reason("report_gave_up", {"tries": MOST_TRIES}))
        return False
    try:
        made = _make(run, now=now)
    except OSError as error:
        reason = Reason("report_not_written", {"error": error.strerror or str(error)})
        _end(run, now=now, state="failed", error=reason)
        raise
    with transaction.atomic():
        if _end(run, now=now, state="done", made=made):
            ReportInput.objects.update_or_create(run=run, defaults={"packed": made.packed})
        if run.scheduled_for is not None:
            announce(run=run, now=now)
    return True


@dataclass(frozen=True, slots=True)
class _Made:
    stored_path: str
    summary: WeekSummary
    since: tuple[Reason, ...]
    packed: bytes


def _make(run: ReportRun, *, now: dt.datetime) -> _Made:
    week = IsoWeek.parse(run.week)
    with translation.override(run.language):
        stored = gather_week(shops=shops_of_run(run), name=run_name(run), week=week, now=now)
    since = _since_last(run, stored)
    path = f"{FOLDER}/{run.public_id}.xlsx"
    summary = write_workbook(
        stored,
        path=media_path(path),
        language=run.language,
        since=since,
        case_url=_case_url(run),
    )
    return _Made(path, summary, since, pack(stored))


def _since_last(run: ReportRun, stored: StoredWeek) -> tuple[Reason, ...]:
    """What differs from the newest earlier making of this week; nothing for the first."""
    earlier = (
        ReportInput.objects.filter(
            run__shop=run.shop_id, run__group=run.group_id, run__week=run.week, run__state="done"
        )
        .exclude(run_id=run.pk)
        .select_related("run")
        .order_by("-run__finished_at", "-run_id")
        .first()
    )
    if earlier is None or earlier.run.finished_at is None:
        return ()
    try:
        before = making_of(unpack_rows(bytes(earlier.packed)), week=stored.week)
    except UnknownFormat:
        return ()
    told = Reason("making_before", {"finished_at": earlier.run.finished_at.isoformat()})
    return (told, *differences(before, making_of(stored.rows, week=stored.week)))


def make_now(
    *,
    shops: Sequence[Shop],
    group: ReportGroup | None = None,
    week: IsoWeek,
    language: str,
    path: Path,
    made_at: dt.datetime,
    now: dt.datetime,
) -> tuple[ReportRun, WeekSummary]:
    """Make a workbook at once and keep it with its input, as a scheduled one is kept.

    It says what the desk knew at ``made_at``. No worker sees the run before it is done. Raises
    OSError where ``path`` or the desk's own copy can't be written; then no report is kept.
    """
    if group is None and len(shops) > 1:
        group = unlisted_group(shops=shops, now=now)
    run = ReportRun(
        shop=shops[0] if group is None else None,
        group=group,
        week=str(week),
        language=language,
        parameters={"base_url": settings.PUBLIC_URL},
        state="running",
        tries=1,
        due_at=now,
        created_at=now,
    )
    made = _make(run, now=made_at)
    stored = media_path(made.stored_path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        copy_whole(stored, path)
        with transaction.atomic():
            run.save()
            _end(run, now=now, state="done", made=made)
            ReportInput.objects.create(run=run, packed=made.packed)
    except BaseException:
        stored.unlink(missing_ok=True)
        raise
    return run, made.summary


def make_again(*, run: ReportRun, path: Path) -> WeekSummary:
    """Write a finished report from its kept input, to the same figures whatever came since.

    Raises ReportInput.DoesNotExist for a report from before inputs were kept, UnknownFormat for
    one of a newer desk, OSError where the file can't be written.
    """
    stored = unpack(bytes(ReportInput.objects.get(run=run).packed))
    return write_workbook(
        stored,
        path=path,
        language=run.language,
        since=tuple(map(Reason.from_json, run.since_last)),
        case_url=_case_url(run),
    )


def shops_of_run(run: ReportRun) -> list[Shop]:
    """The shops a report is about, by their keys."""
    if run.group is not None:
        return list(run.group.shops.order_by("id"))
    return [run.shop] if run.shop is not None else []


def run_name(run: ReportRun) -> str:
    """The shop's or the group's name."""
    about = run.group or run.shop
    return about.name if about is not None else ""


def _case_url(run: ReportRun) -> CaseUrl | None:
    base = run.parameters.get("base_url")
    if not base:
        return None

    def url(case_id: str, shop: str) -> str:
        return f"{base}{reverse('reviews:case', kwargs={'shop': shop, 'case': case_id})}"

    return url


def _end(
    run: ReportRun,
    *,
    now: dt.datetime,
    state: str,
    error: Reason | None = None,
    made: _Made | None = None,
) -> bool:
    """Write the outcome, unless another worker took the run over after our lease had run out."""
    summary = made.summary if made else None
    written = ReportRun.objects.filter(pk=run.pk, state="running", tries=run.tries).update(
        state=state,
        finished_at=now,
        lease_until=None,
        error=error.as_json() if error else {},
        stored_path=made.stored_path if made else "",
        cases=summary.totals.cases if summary else None,
        versions={"report": VERSION} if summary else {},
        sentences=[sentence.as_json() for sentence in summary.sentences] if summary else [],
        since_last=[reason.as_json() for reason in made.since] if made else [],
    )
    return written == 1
