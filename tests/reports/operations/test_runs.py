import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.domain.summary import VERSION
from reports.models import ReportRun
from reports.operations.files import media_path
from reports.operations.runs import (
    LEASE,
    request_report,
    request_weekly_reports,
    run_report,
    start_monday,
    sweep_reports,
)
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause


@pytest.fixture
def run(shop, ops):
    return request_report(shop=shop, week=WEEK, language="zh-hans", member=ops, now=MONDAY)


def old_shop(**given):
    return make.ShopFactory.create(created_at=WEEK.starts_at, **given)


def state_of(run):
    run.refresh_from_db()
    return run.state


def test_requested_report_waits_with_its_parameters(run, ops):
    assert (run.state, run.week, run.due_at, run.created_by) == ("queued", "2026-W46", MONDAY, ops)


def test_report_that_still_waits_is_not_asked_for_twice(shop, run):
    again = request_report(shop=shop, week=WEEK, language="zh-hans", now=MONDAY)
    other = request_report(shop=shop, week=WEEK, language="en", now=MONDAY)
    assert (again.pk, other.pk == run.pk) == (run.pk, False)


def test_made_report_has_file_versions_and_cases(shop, run):
    make_case(shop, cause=make_cause(shop, "odor"))
    assert run_report(run_id=run.pk, now=MONDAY)
    assert state_of(run) == "done"
    assert (run.cases, run.versions, run.finished_at) == (1, {"report": VERSION}, MONDAY)
    assert run.lease_until is None
    assert load_workbook(media_path(run.stored_path)).sheetnames[0] == "摘要"


def test_case_links_are_whole_where_the_address_is_known(shop):
    case = make_case(shop, cause=make_cause(shop, "odor"))
    run = request_report(
        shop=shop, week=WEEK, language="en", now=MONDAY, base_url="https://desk.example.com"
    )
    run_report(run_id=run.pk, now=MONDAY)
    run.refresh_from_db()
    sheet = load_workbook(media_path(run.stored_path))["Original words"]
    assert sheet["H5"].value == f"https://desk.example.com/s/hu/cases/{case.public_id}/"


def test_running_report_is_left_to_its_worker_until_the_lease_ends(run):
    ReportRun.objects.claim(pk=run.pk, now=MONDAY, lease=LEASE)
    assert not run_report(run_id=run.pk, now=MONDAY + LEASE)
    assert run_report(run_id=run.pk, now=MONDAY + LEASE + dt.timedelta(seconds=1))


def test_redelivered_message_changes_nothing(run):
    run_report(run_id=run.pk, now=MONDAY)
    assert not run_report(run_id=run.pk, now=MONDAY)


def test_run_whose_worker_died_three_times_is_given_up(run):
    ReportRun.objects.filter(pk=run.pk).update(tries=3)
    assert not run_report(run_id=run.pk, now=MONDAY)
    assert state_of(run) == "failed"
    assert run.error == {"code": "report_gave_up", "params": {"tries": 3}}


def test_unwritable_folder_is_stored_as_the_failure(run, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    settings.MEDIA_ROOT = blocked
    with pytest.raises(OSError, match="file"):
        run_report(run_id=run.pk, now=MONDAY)
    assert state_of(run) == "failed"
    assert run.error["code"] == "report_not_written"


def test_half_made_file_is_not_left_behind(shop, run, monkeypatch):
    def full_disk(*_args, **_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reports.operations.files.write_week", full_disk)
    with pytest.raises(OSError, match="No space"):
        run_report(run_id=run.pk, now=MONDAY)
    assert list(Path(media_path("reports")).iterdir()) == []
    assert state_of(run) == "failed"
    assert run.error["params"] == {"error": "No space left on device"}


def test_monday_asks_once_for_each_shop(db):
    old_shop()
    old_shop()
    assert request_weekly_reports(now=MONDAY) == 2
    assert request_weekly_reports(now=MONDAY + dt.timedelta(days=3)) == 0
    runs = list(ReportRun.objects.values_list("week", "scheduled_for", "state").distinct())
    assert runs == [("2026-W46", (WEEK + 1).monday, "queued")]


@pytest.mark.parametrize(("seconds", "asked"), [(-1, 0), (0, 1)])
def test_monday_begins_at_six_desk_time(db, seconds, asked):
    old_shop()
    assert request_weekly_reports(now=MONDAY + dt.timedelta(seconds=seconds)) == asked


def test_shop_made_after_monday_gets_no_report_of_last_week(db):
    make.ShopFactory.create(created_at=MONDAY)
    assert request_weekly_reports(now=MONDAY + dt.timedelta(days=1)) == 0


def test_sweep_asks_for_a_lost_monday_and_names_due_runs(db, shop):
    old_shop()
    (run_id,) = sweep_reports(now=MONDAY + dt.timedelta(days=2))
    ReportRun.objects.claim(pk=run_id, now=MONDAY + dt.timedelta(days=2), lease=LEASE)
    assert sweep_reports(now=MONDAY + dt.timedelta(days=2)) == []
    assert sweep_reports(now=MONDAY + dt.timedelta(days=3)) == [run_id]


def test_monday_measures_before_it_reports(db):
    shop = old_shop()
    make_case(shop, week=WEEK - 8)
    action = make.ActionFactory.create(
        cause=make_cause(shop, "odor"), status="in_force", in_force_on=(WEEK - 2).monday
    )
    assert start_monday(now=MONDAY) == 1
    action.refresh_from_db()
    assert action.measured_at == MONDAY
