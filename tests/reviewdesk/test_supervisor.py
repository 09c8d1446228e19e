"""Several programs under one roof: one log, started again when they fall, ended together."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reviewdesk import supervisor
from reviewdesk.supervisor import RUN_VARIABLE, Crew, Log, Program, end_leftovers

SLEEPER = (sys.executable, "-c", "import time; print('here', flush=True); time.sleep(60)")
STUBBORN = (
    sys.executable,
    "-c",
    (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print('here', flush=True); time.sleep(60)"
    ),
)
QUITTER = (sys.executable, "-c", "raise SystemExit(3)")


class Crewed:
    """A crew whose log is a list of lines."""

    def __init__(self, folder: Path, *programs: Program) -> None:
        self.lines: list[str] = []
        log = Log(self.lines.append, colour=False)
        self.crew = Crew(programs, log=log, run_id="run-1", folder=folder)

    def until(self, text: str) -> bool:
        return any(text in line for line in self.lines)


@pytest.fixture(autouse=True)
def _own_signals() -> object:
    kept = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_the_log_names_the_program_of_each_line() -> None:
    lines: list[str] = []
    Log(lines.append, colour=False).line("web", "hello")
    Log(lines.append, colour=True).line("web", "hello")

    assert lines == ["web    | hello\n", "\x1b[36mweb    |\x1b[0m hello\n"]


def test_a_signal_stops_all_programs_and_ends_well(tmp_path: Path) -> None:
    crewed = Crewed(tmp_path, Program("one", SLEEPER), Program("two", SLEEPER))
    crewed.crew.start()
    processes = [running.process for running in crewed.crew._running]

    status = crewed.crew.watch(
        ready=lambda: crewed.until("one    | here") and crewed.until("two    | here"),
        announce=lambda: os.kill(os.getpid(), signal.SIGTERM),
    )
    crewed.crew.stop()

    assert status == 0
    assert [process.returncode for process in processes] == [-signal.SIGTERM, -signal.SIGTERM]


def test_a_program_that_ends_right_after_its_start_stops_the_desk(tmp_path: Path) -> None:
    crewed = Crewed(tmp_path, Program("one", SLEEPER), Program("bad", QUITTER))
    crewed.crew.start()

    status = crewed.crew.watch(ready=lambda: False, announce=lambda: None)
    crewed.crew.stop()

    assert status == 1
    assert crewed.until("desk   | bad ended with status 3 right after its start.")


def test_a_steady_program_that_falls_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STEADY_SECONDS", 0.0)
    crewed = Crewed(tmp_path, Program("one", SLEEPER))
    crewed.crew.start()
    first = crewed.crew._running[0].process
    first.kill()

    def stop() -> None:
        os.kill(os.getpid(), signal.SIGINT)

    status = crewed.crew.watch(
        ready=lambda: crewed.crew._running[0].process.pid != first.pid, announce=stop
    )
    crewed.crew.stop()

    assert status == 0
    assert crewed.until("desk   | one ended with status -9; starting it again.")


def test_a_program_that_will_not_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.3)
    crewed = Crewed(tmp_path, Program("one", STUBBORN))
    crewed.crew.start()
    process = crewed.crew._running[0].process
    while not crewed.until("here"):
        time.sleep(0.01)

    crewed.crew.stop()

    assert process.returncode == -signal.SIGKILL


def test_what_a_killed_run_left_behind_is_ended_and_nothing_else(tmp_path: Path) -> None:
    def sleeper(run_id: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(["sleep", "60"], env={**os.environ, RUN_VARIABLE: run_id})

    left, other = sleeper(f"run-{tmp_path}"), sleeper(f"run-{tmp_path}-2")
    try:
        assert end_leftovers(f"run-{tmp_path}") == 1
        assert left.wait(timeout=5) == -signal.SIGKILL
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_programs_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    script = f"""
import sys, time
from pathlib import Path
from reviewdesk.supervisor import Crew, Log, Program
crew = Crew([Program("one", {SLEEPER!r})], log=Log(sys.stdout.write, colour=False),
            run_id="x", folder=Path({str(tmp_path)!r}))
crew.start()
print(crew._running[0].process.pid, flush=True)
time.sleep(60)
"""
    boss = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert boss.stdout is not None
    # The child's own line may come first.
    child = next(int(line) for line in boss.stdout if line.strip().isdigit())
    boss.kill()
    boss.wait()
    boss.stdout.close()

    for _ in range(100):
        if (
            not Path(f"/proc/{child}").exists()
            or "(zombie)" in Path(f"/proc/{child}/status").read_text()
        ):
            break
        time.sleep(0.05)
    else:
        pytest.fail("the child outlived its supervisor")
