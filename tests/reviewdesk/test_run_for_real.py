"""The three programs really start, survive a hard kill of their supervisor, and stop cleanly."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewdesk.supervisor import end_leftovers

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


class Desk:
    """A desk in a folder of its own, on the embedded default."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.folder = folder
        outside = {"DATABASE_URL", "CELERY_BROKER_URL", "LANG", "LC_ALL"}
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in outside},
            "REVIEWDESK_DATA_DIR": str(folder),
            "REVIEWDESK_DEMO": "0",
            "PORT": str(self.port),
        }

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "reviewdesk.desk_runner"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def health(self) -> dict[str, str]:
        web = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            web.request("GET", "/healthz", headers={"Host": "localhost"})
            answer: dict[str, str] = json.loads(web.getresponse().read())
        except OSError:
            answer = {}
        finally:
            web.close()
        return answer

    def run_id(self) -> str:
        return (self.folder / "run.id").read_text()


def wait_until(true: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            pytest.fail(f"waited in vain: {process.communicate()[0]}")
        time.sleep(0.1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    end_leftovers(desk.run_id())


@pytest.mark.broker
def test_a_desk_that_was_killed_hard_starts_again_and_stops_cleanly(desk: Desk) -> None:
    first = desk.start()
    wait_until(lambda: desk.health().get("worker") == "alive", first)

    refused = desk.start()
    assert refused.communicate(timeout=PATIENCE)[0] == (
        f"ReviewDesk already runs with the folder {desk.folder}. Stop that one first.\n"
    )
    assert refused.returncode == 1

    first.kill()
    first.communicate(timeout=PATIENCE)
    second = desk.start()
    wait_until(lambda: desk.health() == {"status": "ok", "worker": "alive"}, second)
    second.send_signal(signal.SIGTERM)
    log, _ = second.communicate(timeout=PATIENCE)

    assert second.returncode == 0
    assert log.splitlines()[-1] == "desk   | Stopped."
    assert end_leftovers(desk.run_id()) == 0
    assert desk.health() == {}


@pytest.mark.broker
def test_a_taken_port_is_one_sentence(desk: Desk) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", desk.port))
        other.listen()
        refused = desk.start()
        said, _ = refused.communicate(timeout=PATIENCE)

    assert refused.returncode == 1
    assert said == (
        f"Port {desk.port} on 127.0.0.1 cannot be used (Address already in use). "
        f"Choose another one: PORT={desk.port + 1} ./scripts/run\n"
    )
