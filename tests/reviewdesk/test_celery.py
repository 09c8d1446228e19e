"""Beat names tasks that exist; tasks have names of ours and are safe to deliver twice."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from reviewdesk.celery import app

ROOT = Path(__file__).resolve().parents[2]
APPS = ("reviewdesk.", "reviews.", "compensation.", "reports.")


def own_tasks() -> dict[str, object]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.startswith(APPS)}


def test_every_entry_of_beat_names_a_task() -> None:
    entries = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert sorted(entries - set(own_tasks())) == []


def test_a_task_is_named_after_its_app_and_act() -> None:
    assert sorted(name for name in own_tasks() if name.count(".") != 1) == []


def test_a_task_is_acknowledged_after_its_work_and_keeps_no_result() -> None:
    assert (app.conf.task_acks_late, app.conf.task_ignore_result) == (True, True)
    assert [app.conf.task_serializer, *app.conf.accept_content] == ["json", "json"]


def test_the_embedded_broker_is_wired_where_nothing_is_set(tmp_path: Path) -> None:
    outside = {"DATABASE_URL", "CELERY_BROKER_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in outside}
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            (
                "from reviewdesk.celery import app\n"
                "with app.connection_for_write() as broker:\n"
                "    print(type(broker.transport).__module__, app.conf.broker_transport_options)\n"
            ),
        ],
        cwd=ROOT,
        env={**environment, "REVIEWDESK_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    folder = tmp_path / "broker"
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "unreadable_folder": str(folder / "unreadable"),
        "polling_interval": 0.1,
    }
    assert told == f"reviewdesk.broker {options}\n"
