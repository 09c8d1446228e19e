import time_machine
from celery import current_app
from django.conf import settings

from reports import tasks
from reports.models import ReportRun
from reports.operations.runs import request_report
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK


def test_every_beat_entry_of_reports_has_its_task():
    named = {
        entry["task"]
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"].startswith("reports.")
    }
    assert named - set(current_app.tasks) == set()


def test_sweep_sends_due_runs_to_the_workers(shop, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.make_report, "delay", lambda **given: sent.append(given))
    run = request_report(shop=shop, week=WEEK, language="en", now=MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        assert tasks.wake_reports() == 1
        assert tasks.make_report(run_id=run.pk)
    assert sent == [{"run_id": run.pk}]
    run.refresh_from_db()
    assert (run.state, run.finished_at) == ("done", MONDAY)


def test_monday_asks_for_reports(db):
    make.ShopFactory.create(created_at=WEEK.starts_at)
    with time_machine.travel(MONDAY, tick=False):
        assert tasks.begin_week() == 1
    assert ReportRun.objects.get().scheduled_for == (WEEK + 1).monday
