"""`scripts/run` says clearly what is missing, and starts the three programs where nothing is."""

import datetime as dt
import http.server
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError
from django.utils import translation

from reviewdesk import desk_runner
from reviewdesk.desk_runner import Address, CannotRun
from reviewdesk.supervisor import Log


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def log(lines: list[str]) -> Log:
    return Log(lines.append, colour=False)


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, "http://127.0.0.1:8000/"),
        ({"PORT": "9000"}, "http://127.0.0.1:9000/"),
        ({"HOST": "0.0.0.0", "PORT": "80"}, "http://127.0.0.1:80/"),  # noqa: S104  # people do set it
        ({"HOST": "desk.local"}, "http://desk.local:8000/"),
    ],
)
def test_the_address_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], url: str
) -> None:
    for name in ("HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert Address.from_environment().url == url


@pytest.mark.parametrize("port", ["", "http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(CannotRun, match="PORT must be a number from 1 to 65535"):
        Address.from_environment()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "zh_CN"}, "zh-hans"),
    ],
)
def test_the_runner_speaks_the_terminals_language(
    environment: dict[str, str], language: str
) -> None:
    assert desk_runner.language_of(environment) == language


def test_a_taken_port_is_told_with_another_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CannotRun, match=f"Port {port} on 127.0.0.1 cannot be used"):
            desk_runner.check_port(Address("127.0.0.1", port))


def test_a_free_port_is_well(free_port: int) -> None:
    desk_runner.check_port(Address("127.0.0.1", free_port))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CannotRun, match="cannot be made"):
        desk_runner.check_room(tmp_path / "file" / "var")


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_runner.os, "access", lambda *_: False)

    with pytest.raises(CannotRun, match="cannot be written"):
        desk_runner.check_room(tmp_path)


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = SimpleNamespace(free=7 * desk_runner.MEGABYTE)
    monkeypatch.setattr(desk_runner.shutil, "disk_usage", lambda _: usage)

    with pytest.raises(CannotRun, match="The disk is full: 7 MB left"):
        desk_runner.check_room(tmp_path)


def test_a_second_run_of_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (
        desk_runner.only_here(tmp_path),
        pytest.raises(CannotRun, match="already runs"),
        desk_runner.only_here(tmp_path),
    ):
        pass


def test_the_mark_of_a_folders_runs_is_kept(tmp_path: Path) -> None:
    assert desk_runner.kept_run_id(tmp_path) == desk_runner.kept_run_id(tmp_path)


def test_web_worker_and_beat_run_beside_each_other() -> None:
    programs = desk_runner.programs(Address("127.0.0.1", 9000))

    assert [program.name for program in programs] == ["web", "worker", "beat"]
    assert "9000" in programs[0].command


class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # the base class's form
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def test_the_desk_is_ready_when_it_answers(free_port: int) -> None:
    address = Address("127.0.0.1", free_port)
    assert not desk_runner.answers(address)

    with http.server.HTTPServer(("127.0.0.1", free_port), Healthy) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            assert desk_runner.answers(address)
        finally:
            server.shutdown()
            thread.join()


def test_the_address_and_the_demo_logins_are_announced(
    log: Log, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = Address("127.0.0.1", 9000)
    monkeypatch.setattr(desk_runner, "demo_logins", list)
    desk_runner.announce(address, log)
    monkeypatch.setattr(desk_runner, "demo_logins", lambda: ["agent 1", "lead 2"])
    desk_runner.announce(address, log)

    ready = "desk   | ReviewDesk is ready: http://127.0.0.1:9000/\n"
    ctrl_c = "desk   | Ctrl-C stops everything.\n"
    sign_in = "desk   | Sign in to the demo shop as:\n"
    logins = ["desk   |   agent 1\n", "desk   |   lead 2\n"]
    assert lines == [ready, ctrl_c, ready, sign_in, *logins, ctrl_c]


class StoppedCrew:
    """A crew that is told to stop as soon as it is ready."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        self.begun = dt.datetime.now(dt.UTC)

    def start(self) -> None:
        """Start nothing."""

    def watch(self, *, ready: object, announce: object) -> int:
        assert callable(ready)
        assert callable(announce)
        assert not ready()
        announce()
        return 0

    def stop(self) -> None:
        """Stop nothing."""


def test_a_run_prepares_announces_and_stops(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    free_port: int,
) -> None:
    monkeypatch.setenv("PORT", str(free_port))
    monkeypatch.setattr(desk_runner, "prepare", lambda _log: None)
    monkeypatch.setattr(desk_runner, "Crew", StoppedCrew)
    monkeypatch.setattr(desk_runner, "demo_logins", list)
    sent: list[str] = []
    monkeypatch.setattr(desk_runner.app, "send_task", sent.append)

    assert desk_runner.run(tmp_path) == 0
    assert sent == ["reviewdesk.beat_heart"]
    assert capsys.readouterr().out.splitlines() == [
        f"desk   | ReviewDesk is ready: http://127.0.0.1:{free_port}/",
        "desk   | Ctrl-C stops everything.",
        "desk   | Stopping ...",
        "desk   | Stopped.",
    ]


@pytest.mark.parametrize("error", [CannotRun("Port 1 is taken."), CommandError("No demo.")])
def test_what_keeps_the_desk_from_running_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail(_folder: Path) -> int:
        raise error

    monkeypatch.setattr(desk_runner, "run", fail)
    monkeypatch.setattr(desk_runner.sys, "exit", lambda status: status)

    desk_runner.main()

    assert capsys.readouterr().err == f"{error}\n"
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "reviewdesk.settings"
