"""How a shop's predictions came true: asked for once a night, measured by one worker, kept."""

import datetime as dt

from django.db import transaction

from reviews.domain.reach_slots import DESK_ZONE
from reviews.domain.reason import Reason
from reviews.domain.timing_figures import measure
from reviews.models import Shop, TimingReport
from reviews.operations.plan_requests import request_plan
from reviews.queries.forecast_log import measured_calls

LEASE = dt.timedelta(minutes=10)
MOST_TRIES = 3
#: Desk time; the calls of the day before are over then.
MEASURED_FROM_HOUR = 3


def request_timing_reports(*, now: dt.datetime) -> int:
    """Ask for today's figures where a shop has none; by every sweep, so that a lost night heals."""
    local = now.astimezone(DESK_ZONE)
    if local.hour < MEASURED_FROM_HOUR:
        return 0
    asked = TimingReport.objects.filter(for_day=local.date()).values("shop")
    missing = Shop.objects.exclude(pk__in=asked).order_by("id")
    rows = [TimingReport(shop=shop, for_day=local.date(), due_at=now) for shop in missing]
    # Two sweeps at once: the constraint lets one row in, the other insert changes nothing.
    return len(TimingReport.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def request_timing_report(*, shop: Shop, now: dt.datetime) -> TimingReport:
    """Ask for today's figures anew; one that waits or is being made is returned as it is."""
    day = now.astimezone(DESK_ZONE).date()
    report, made = TimingReport.objects.get_or_create(
        shop=shop, for_day=day, defaults={"due_at": now}
    )
    if not made:
        ended = TimingReport.objects.filter(pk=report.pk, state__in=["done", "failed"])
        ended.update(state="queued", due_at=now, tries=0, error={}, lease_until=None)
        report.refresh_from_db()
    return report


def sweep_timing_reports(*, now: dt.datetime, limit: int = 20) -> list[int]:
    """Ids of the reports a worker may make: waiting ones, and those whose worker went away."""
    request_timing_reports(now=now)
    due = TimingReport.objects.due(now).order_by("due_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


def make_timing_report(*, report_id: int, now: dt.datetime) -> bool:
    """Measure a due report; False where another worker has it, it is done, or it was given up."""
    if not TimingReport.objects.claim(pk=report_id, now=now, lease=LEASE):
        return False
    report = TimingReport.objects.select_related("shop__settings").get(pk=report_id)
    if report.tries > MOST_TRIES:
        gave_up = Reason("forecast.gave_up", {"tries": MOST_TRIES}).as_json()
        _end(report, state="failed", finished_at=now, error=gave_up)
        return False
    found = measured_calls(report.shop, now=now)
    figures = measure(found.log, found.dialed, found.answered)
    with transaction.atomic():
        _end(
            report,
            state="done",
            finished_at=now,
            calls=figures.calls,
            figures=figures.as_json(),
        )
        request_plan(shop_id=report.shop_id, now=now)
    return True


def _end(report: TimingReport, **values: object) -> None:
    """Only the worker that still holds the row may end it."""
    held = TimingReport.objects.filter(pk=report.pk, state="running", tries=report.tries)
    held.update(lease_until=None, **values)
