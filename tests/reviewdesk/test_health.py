"""The doctor says what is wrong and how to mend it; the load balancer gets a status."""

import datetime as dt
import json
import os
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.checks import Error
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone, translation
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from kombu.exceptions import OperationalError as BrokerError
from pytest_django import Settings

from reviewdesk import health
from reviewdesk.health import Finding
from reviewdesk.models import Heartbeat
from reviewdesk.tasks import WORKER, beat_heart
from reviews.models import Shop
from tests.factories import CalendarSpanFactory, ShopFactory

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


@pytest.fixture
def at() -> dt.datetime:
    return timezone.now()


def refuse(*_args: object, **_kwargs: object) -> None:
    raise OperationalError("connection refused\nmore")


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_last_beat", refuse)
    monkeypatch.setattr(PeriodicTask.objects, "filter", refuse)
    monkeypatch.setattr(
        health,
        "connection",
        SimpleNamespace(cursor=refuse, ensure_connection=refuse, display_name="none"),
    )


def test_a_finding_is_well_where_nothing_is_to_be_mended() -> None:
    assert [Finding("x", "said").ok, Finding("x", "said", "do this").ok] == [True, False]


def test_settings_without_complaint_are_well(at: dt.datetime, settings: Settings) -> None:
    finding = health.check_settings(at)

    assert finding == Finding("settings", f"version {settings.VERSION}, embedded default")


def test_a_complaint_about_the_settings_is_told(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.checks, "run_checks", lambda **_: [Error("is bad", id="x.E1")])

    finding = health.check_settings(at)

    assert finding.said == "1 complaints, the first: is bad (x.E1)"
    assert not finding.ok


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_is_well(at: dt.datetime) -> None:
    assert health.check_database(at).ok


@pytest.mark.django_db
def test_missing_migrations_are_counted(at: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: [1, 2])

    finding = health.check_database(at)

    assert (finding.said, finding.mend) == (
        "2 migrations are missing",
        "Run: python manage.py migrate",
    )


@pytest.mark.usefixtures("no_database")
def test_without_a_database_each_check_says_so(at: dt.datetime) -> None:
    assert health.check_database(at).said == "cannot be reached: connection refused"
    for check in (health.check_beat, health.check_worker, health.check_clock):
        finding = check(at)
        assert (finding.said, finding.mend) == (
            "unknown while the database is not ready",
            "Mend the database first.",
        )


def test_the_embedded_broker_is_well(at: dt.datetime, tmp_path: Path) -> None:
    options = health.app.conf.broker_transport_options
    if health.app.conf.broker_url.startswith("files:"):
        health.app.conf.broker_transport_options = health_options(tmp_path)
    try:
        assert health.check_broker(at).ok
    finally:
        health.app.conf.broker_transport_options = options


def health_options(folder: Path) -> dict[str, object]:
    from reviewdesk import broker  # noqa: PLC0415  # only for the embedded broker

    return broker.transport_options(folder)


def test_an_unreachable_broker_is_told(at: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def refused() -> object:
        raise BrokerError("[Errno 111] Connection refused.")
        yield

    monkeypatch.setattr(health.app, "connection_for_write", refused)

    finding = health.check_broker(at)

    assert finding.said == "cannot be reached: [Errno 111] Connection refused"
    assert finding.mend == "Start the broker or correct CELERY_BROKER_URL."


def beat_entry(last_run_at: dt.datetime | None) -> None:
    every = IntervalSchedule.objects.create(every=30, period="seconds")
    PeriodicTask.objects.create(
        name="pulse", task=beat_heart.name, interval=every, last_run_at=last_run_at
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "well"), [(4, True), (6, False)])
def test_beat_is_silent_after_five_minutes(at: dt.datetime, minutes: int, well: bool) -> None:
    beat_entry(at - minutes * MINUTE)

    finding = health.check_beat(at)

    assert (finding.said, finding.ok) == (f"last sign of life {60 * minutes} seconds ago", well)


@pytest.mark.django_db
@pytest.mark.parametrize("made", [True, False])
def test_beat_that_never_ran_is_told(at: dt.datetime, made: bool) -> None:
    if made:
        beat_entry(None)

    assert health.check_beat(at).said == "has never run"


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "well"), [(1, True), (3, False)])
def test_a_worker_is_silent_after_two_minutes(at: dt.datetime, minutes: int, well: bool) -> None:
    Heartbeat.objects.create(name=WORKER, beat_at=at - minutes * MINUTE)

    assert health.check_worker(at).ok is well


@pytest.mark.django_db
def test_a_worker_that_never_answered_is_told(at: dt.datetime) -> None:
    assert health.check_worker(at).said == "has never answered"


@pytest.mark.django_db
def test_the_pulse_is_one_row() -> None:
    beat_heart()
    beat_heart()

    assert [beat.name for beat in Heartbeat.objects.all()] == [WORKER]


def test_a_folder_that_can_be_written_is_well(
    at: dt.datetime, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path / "new"

    assert health.check_storage(at).ok
    assert list((tmp_path / "new").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(
    at: dt.datetime, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    settings.DATA_DIR = tmp_path / "file" / "new"

    assert health.check_storage(at).said == (
        f"{tmp_path / 'file' / 'new'} cannot be written: Not a directory"
    )


def test_a_full_disk_is_told(
    at: dt.datetime, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    usage = SimpleNamespace(free=3 * 1024**2)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: usage)

    finding = health.check_storage(at)

    assert (finding.said, finding.mend) == (
        f"{tmp_path}, 3 MB free",
        "Free some space on that disk.",
    )


@pytest.mark.django_db
def test_a_right_clock_is_well(at: dt.datetime) -> None:
    assert health.check_clock(at) == Finding(
        "clock", timezone.localtime(at).isoformat(timespec="seconds")
    )


@pytest.mark.django_db
def test_a_clock_that_differs_from_the_databases_is_told(
    at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.timezone, "now", lambda: at + 10 * MINUTE)

    finding = health.check_clock(at)

    assert finding.said in {"599 seconds off the database's", "600 seconds off the database's"}
    assert not finding.ok


@pytest.mark.django_db
def test_a_clock_that_was_set_back_is_told(at: dt.datetime) -> None:
    Heartbeat.objects.create(name=WORKER, beat_at=at + 10 * MINUTE)

    assert not health.check_clock(at).ok


def test_keys_that_fit_are_well(at: dt.datetime) -> None:
    assert health.check_keys(at) == Finding("keys", "1 contact keys, the index key is there")


def test_a_damaged_key_is_told(at: dt.datetime, settings: Settings) -> None:
    settings.CONTACT_KEYS = ["c2hvcnQ="]

    finding = health.check_keys(at)

    assert finding.said == "A contact or index key must be base64 of exactly 32 bytes."
    assert not finding.ok


@pytest.mark.django_db
@pytest.mark.parametrize(("year", "well"), [(2026, True), (2098, False)])
def test_a_year_whose_days_off_are_not_announced_is_told(year: int, well: bool) -> None:
    assert health.check_calendar(dt.datetime(year, 6, 1, tzinfo=dt.UTC)).ok is well


@pytest.mark.django_db
def test_year_that_is_not_announced_is_named_before_the_plan_gets_there() -> None:
    november = health.check_calendar(dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    assert november.ok
    assert "2027" in november.said
    assert not health.check_calendar(dt.datetime(2026, 12, 20, tzinfo=dt.UTC)).ok


@pytest.mark.django_db
def test_year_whose_notice_every_shop_has_typed_in_is_known(shop: Shop) -> None:
    worked = {"kind": "workday", "starts_on": dt.date(2027, 2, 14), "name": "春节调休"}
    CalendarSpanFactory.create(shop=shop, ends_on=dt.date(2027, 2, 14), **worked)
    assert health.check_calendar(dt.datetime(2027, 6, 1, tzinfo=dt.UTC)).ok
    ShopFactory.create()
    assert not health.check_calendar(dt.datetime(2027, 6, 1, tzinfo=dt.UTC)).ok


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "worker"), [(None, "silent"), (0, "alive"), (3, "silent")])
def test_the_load_balancer_hears_of_the_worker(
    client: Client, age: int | None, worker: str
) -> None:
    if age is not None:
        Heartbeat.objects.create(name=WORKER, beat_at=timezone.now() - age * MINUTE)

    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok", "worker": worker})


@pytest.mark.usefixtures("no_database")
def test_the_load_balancer_is_told_of_a_lost_database() -> None:
    response = health.healthz(SimpleNamespace())  # type: ignore[arg-type]  # it reads nothing

    assert response.status_code == 503
    assert json.loads(response.content)["status"] == "database unreachable"


def answer(*findings: Finding) -> Callable[[dt.datetime], list[Finding]]:
    return lambda _now: list(findings)


def test_the_doctor_ends_well_where_all_is_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "reviewdesk.management.commands.doctor.examine", answer(Finding("clock", "right"))
    )

    call_command("doctor", no_color=True)

    assert capsys.readouterr().out == "ok    clock     right\n"


def test_the_doctor_ends_with_1_and_says_how_to_mend(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "reviewdesk.management.commands.doctor.examine",
        answer(Finding("clock", "wrong", "Set it.")),
    )

    with pytest.raises(SystemExit, match="1"):
        call_command("doctor", no_color=True)

    assert capsys.readouterr().out == "WRONG clock     wrong. To mend it: Set it.\n"


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (None, "not compiled: pages are half English"),
        (-1, "older than their source: new texts are English"),
        (1, "compiled"),
    ],
)
def test_messages_that_are_not_compiled_are_told(
    at: dt.datetime, settings: Settings, tmp_path: Path, age: int | None, said: str
) -> None:
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "desk.po").touch()
    settings.LOCALE_PATHS = [tmp_path]
    if age is not None:
        (folder / "desk.mo").touch()
        stamp = (folder / "desk.po").stat().st_mtime + age
        os.utime(folder / "desk.mo", (stamp, stamp))
    finding = health.check_messages(at)
    assert (finding.said, finding.ok) == (said, age == 1)


@pytest.mark.django_db
def test_every_part_is_examined_once(at: dt.datetime) -> None:
    assert [finding.name for finding in health.examine(at)] == [
        "settings",
        "database",
        "broker",
        "beat",
        "worker",
        "storage",
        "clock",
        "keys",
        "calendar",
        "messages",
    ]
