"""Weekly reports as rows: requested, claimed by one worker, made, kept."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from reports.domain.summary import VERSION, WeekSummary
from reports.domain.weeks import DESK_ZONE, IsoWeek
from reports.models import ReportRun
from reports.operations.actions import measure_actions
from reports.operations.deliveries import announce
from reports.operations.files import FOLDER, media_path, save_weekly_workbook
from reviews.domain.reason import Reason
from reviews.models import Member, Shop

LEASE = dt.timedelta(minutes=10)
MOST_TRIES = 3
#: Monday, desk time.
MADE_AT_HOUR = 6


def request_report(
    *,
    shop: Shop,
    week: IsoWeek,
    language: str,
    now: dt.datetime,
    member: Member | None = None,
    base_url: str = "",
) -> ReportRun:
    """Ask for a workbook; a run of the same week that still waits or works is returned instead.

    ``base_url`` such as ``https://desk.example.com`` makes the case links of the workbook whole.
    """
    with transaction.atomic():
        waiting = (
            ReportRun.objects.select_for_update()
            .filter(shop=shop, week=str(week), language=language, state__in=["queued", "running"])
            .order_by("id")
            .first()
        )
        if waiting is not None:
            return waiting
        return ReportRun.objects.create(
            shop=shop,
            week=str(week),
            language=language,
            parameters={"base_url": settings.PUBLIC_URL or base_url},
            due_at=now,
            created_at=now,
            created_by=member,
        )


def request_weekly_reports(*, now: dt.datetime) -> int:
    """Ask for last week's workbook of every shop, once a Monday; returns how many were added.

    By every sweep after Monday 06:00, so that a lost Monday heals.
    """
    monday = IsoWeek.of(now).monday
    made_at = dt.datetime.combine(monday, dt.time(MADE_AT_HOUR), DESK_ZONE)
    if now < made_at:
        return 0
    asked = ReportRun.objects.filter(scheduled_for=monday).values("shop")
    shops = Shop.objects.filter(created_at__lt=made_at).exclude(pk__in=asked)
    # Two sweeps at once: the constraint lets one row in, the other insert changes nothing.
    made = ReportRun.objects.bulk_create(
        [_scheduled(shop, monday, now) for shop in shops.order_by("id")], ignore_conflicts=True
    )
    return len(made)


def _scheduled(shop: Shop, monday: dt.date, now: dt.datetime) -> ReportRun:
    return ReportRun(
        shop=shop,
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
    run = ReportRun.objects.select_related("shop").get(pk=run_id)
    if run.tries > MOST_TRIES:
        _end(run, now=now, state="failed", error=Reason("report_gave_up", {"tries": MOST_TRIES}))
        return False
    stored = f"{FOLDER}/{run.public_id}.xlsx"
    try:
        summary = save_weekly_workbook(
            shop=run.shop,
            week=IsoWeek.parse(run.week),
            language=run.language,
            path=media_path(stored),
            now=now,
            case_url=_case_url(run),
        )
    except OSError as error:
        reason = Reason("report_not_written", {"error": error.strerror or str(error)})
        _end(run, now=now, state="failed", error=reason)
        raise
    with transaction.atomic():
        _end(run, now=now, state="done", stored=stored, summary=summary)
        if run.scheduled_for is not None:
            announce(run=run, now=now)
    return True


def _case_url(run: ReportRun) -> Callable[[str], str] | None:
    base = run.parameters.get("base_url")
    if not base:
        return None

    def url(case_id: str) -> str:
        path = reverse("reviews:case", kwargs={"shop": run.shop.code, "case": case_id})
        return f"{base}{path}"

    return url


def _end(
    run: ReportRun,
    *,
    now: dt.datetime,
    state: str,
    error: Reason | None = None,
    stored: str = "",
    summary: WeekSummary | None = None,
) -> None:
    """Write the outcome, unless another worker took the run over after our lease had run out."""
    ReportRun.objects.filter(pk=run.pk, state="running", tries=run.tries).update(
        state=state,
        finished_at=now,
        lease_until=None,
        error=error.as_json() if error else {},
        stored_path=stored,
        cases=summary.totals.cases if summary else None,
        versions={"report": VERSION} if summary else {},
        sentences=[sentence.as_json() for sentence in summary.sentences] if summary else [],
    )
