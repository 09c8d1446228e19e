"""Celery tasks: each reads the clock and makes one call."""

import logging

from celery import shared_task
from django.db.utils import OperationalError
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from reports.operations.alarms import find_alarms
from reports.operations.deliveries import deliver, sweep_deliveries
from reports.operations.reminders import remind_of_actions
from reports.operations.rollups import WEEKS_A_SWEEP, check_rollups, count_marked_weeks
from reports.operations.runs import run_report, start_monday, sweep_reports

logger = logging.getLogger(__name__)


@shared_task(
    name="reports.run_report",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def make_report(*, run_id: int) -> bool:
    """Make one workbook; harmless where it was delivered twice."""
    return run_report(run_id=run_id, now=timezone.now())


@shared_task(name="reports.sweep_reports")
def wake_reports() -> int:
    """Send waiting and abandoned runs to the workers; a lost message or Monday heals here."""
    due = sweep_reports(now=timezone.now())
    for run_id in due:
        make_report.delay(run_id=run_id)
    return len(due)


@shared_task(name="reports.request_weekly_reports")
def begin_week() -> int:
    """Mondays at 06:00: measure the actions, then ask for last week's workbooks."""
    return start_monday(now=timezone.now())


@shared_task(name="reports.count_marked_weeks")
def count_weeks() -> int:
    """Bring the rollups up to date with what was written since the last sweep."""
    return count_marked_weeks(now=timezone.now(), limit=WEEKS_A_SWEEP)


@shared_task(name="reports.check_rollups")
def check_weeks() -> int:
    """At night: work the weeks out again from their rows and log what differs."""
    return len(check_rollups(now=timezone.now()))


@shared_task(name="reports.find_alarms")
def watch_days() -> int:
    """Each hour: causes of products that jumped on one of the last complete days."""
    return find_alarms(now=timezone.now())


@shared_task(name="reports.remind_of_actions")
def remind() -> int:
    """Each hour of the day: actions that fall due, are overdue, or whose cause came back."""
    return remind_of_actions(now=timezone.now())


@shared_task(name="reports.deliver")
def send_delivery(*, delivery_id: int) -> bool:
    """Announce one report to one receiver; harmless where it was delivered twice."""
    return deliver(delivery_id=delivery_id, now=timezone.now())


@shared_task(name="reports.sweep_deliveries")
def wake_deliveries() -> int:
    """Send what is due, first tries and later ones alike."""
    due = sweep_deliveries(now=timezone.now())
    for delivery_id in due:
        send_delivery.delay(delivery_id=delivery_id)
    return len(due)


def wake_report(*, run_id: int) -> None:
    """Send a run to the workers now; where no broker answers, the next sweep does it."""
    try:
        make_report.apply_async(kwargs={"run_id": run_id}, retry=False)
    except BrokerAway:
        logger.warning("report %s waits for the next sweep: no broker", run_id)
