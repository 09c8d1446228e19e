from io import BytesIO

import pytest
import time_machine
from kombu.exceptions import OperationalError
from openpyxl import load_workbook

from reports import tasks
from reports.models import ReportRun
from reports.operations.files import media_path
from reports.operations.runs import request_report, run_report
from reports.workbook.book import MIME_TYPE
from reviews.models import ExportLog
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

RUNS = "/s/hu/reports/workbooks/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(
        tasks.make_report, "apply_async", lambda **given: messages.append(given["kwargs"])
    )
    return messages


@pytest.fixture
def desk(client, ops):
    client.force_login(ops.user)
    return client


@pytest.fixture
def finished(shop):
    make_case(shop, cause=make_cause(shop, "odor"))
    run = request_report(shop=shop, week=WEEK, language="en", now=MONDAY)
    run_report(run_id=run.pk, now=MONDAY)
    run.refresh_from_db()
    return run


def test_asking_makes_a_run_and_wakes_a_worker(desk, ops, sent):
    response = desk.post(f"{RUNS}ask/?week=2026-W44")
    run = ReportRun.objects.get()
    assert response["Location"] == "/s/hu/reports/?week=2026-W44#workbooks"
    assert (run.week, run.created_by, run.language) == ("2026-W44", ops, "zh-hans")
    assert run.parameters == {"base_url": "http://testserver"}
    assert sent == [{"run_id": run.pk}]


def test_asking_without_a_broker_leaves_the_run_to_the_sweep(desk, monkeypatch):
    def away(**_given):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.make_report, "apply_async", away)
    assert desk.post(f"{RUNS}ask/").status_code == 302
    assert ReportRun.objects.get().state == "queued"


def test_asking_changes_something_and_needs_a_post(desk):
    assert desk.get(f"{RUNS}ask/").status_code == 405


@pytest.mark.parametrize(("state", "status"), [("queued", 200), ("done", 286), ("failed", 286)])
def test_list_polls_until_every_run_has_ended(desk, shop, state, status):
    ReportRun.objects.create(
        shop=shop,
        week="2026-W46",
        state=state,
        stored_path="x",
        due_at=MONDAY,
        created_at=MONDAY,
        error={"code": "report_gave_up", "params": {"tries": 3}} if state == "failed" else {},
    )
    assert desk.get(RUNS).status_code == status


def test_download_is_a_workbook_with_its_name_and_type(desk, finished):
    response = desk.get(f"{RUNS}{finished.public_id}/")
    assert response["Content-Type"] == MIME_TYPE
    assert response["Content-Disposition"] == 'attachment; filename="reviewdesk-hu-2026-W46.xlsx"'
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert book["Case rows"].max_row == 2
    taken = ExportLog.objects.get()
    assert (taken.what, taken.rows) == ("week_workbook", 1)
    assert taken.query == f"week=2026-W46&run={finished.public_id}"


def test_unfinished_missing_or_foreign_workbooks_are_not_found(desk, shop, finished):
    waiting = request_report(shop=shop, week=WEEK, language="en", now=MONDAY)
    foreign = request_report(shop=make.ShopFactory.create(), week=WEEK, language="en", now=MONDAY)
    run_report(run_id=foreign.pk, now=MONDAY)
    media_path(finished.stored_path).unlink()
    found = [
        desk.get(f"{RUNS}{run.public_id}/").status_code for run in (waiting, foreign, finished)
    ]
    assert found == [404, 404, 404]


def test_list_says_who_asked_for_a_workbook(desk, shop):
    desk.cookies["django_language"] = "en"
    given = {"shop": shop, "week": str(WEEK), "due_at": MONDAY, "created_at": MONDAY}
    ReportRun.objects.create(**given)
    assert "by command" in desk.get(RUNS).content.decode()
    ReportRun.objects.update(scheduled_for=MONDAY.date())
    assert "by schedule" in desk.get(RUNS).content.decode()
