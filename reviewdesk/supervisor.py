"""Runs web server, worker and beat together: one log, one Ctrl-C. Used by `scripts/run`."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

RUN_VARIABLE = "REVIEWDESK_RUN_ID"
STOP_SECONDS = 20.0
STEADY_SECONDS = 10.0
_COLOURS = {"demo": "34", "web": "36", "worker": "33", "beat": "35", "desk": "32"}
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Program:
    """A part of the desk that runs as a process of its own."""

    name: str
    command: Sequence[str]


@dataclass(slots=True)
class _Running:
    program: Program
    process: subprocess.Popen[str]
    relay: threading.Thread
    since: float = field(default_factory=time.monotonic)


class Log:
    """Writes lines of several programs to one stream, each with its program's name before it."""

    def __init__(self, write: Callable[[str], object], *, colour: bool) -> None:
        self._write = write
        self._colour = colour
        self._lock = threading.Lock()

    def line(self, name: str, text: str) -> None:
        head = f"{name:<6} |"
        if self._colour:
            head = f"\x1b[{_COLOURS.get(name, '37')}m{head}\x1b[0m"
        with self._lock:
            self._write(f"{head} {text}\n")


class Crew:
    """The running programs. One that ends is started again, unless it ends right away."""

    def __init__(self, programs: Sequence[Program], *, log: Log, run_id: str, folder: Path) -> None:
        self._programs = programs
        self._log = log
        self._folder = folder
        self._environment = {
            "OMP_NUM_THREADS": "1",  # a small machine: threads of the numeric libraries only fight
            **os.environ,
            RUN_VARIABLE: run_id,
            "PYTHONUNBUFFERED": "1",
        }
        self._running: list[_Running] = []
        self._stop = threading.Event()
        self._signals = 0

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        self._running = [self._launch(program) for program in self._programs]

    def watch(self, *, ready: Callable[[], bool], announce: Callable[[], None]) -> int:
        """Keep the programs running until asked to stop; return the exit status."""
        announced = False
        while not self._stop.wait(0.2):
            if not self._all_alive():
                return 1
            if not announced and ready():
                announced = True
                announce()
        return 0

    def stop(self) -> None:
        """End every program, kindly first; a second Ctrl-C or 20 seconds end the kindness."""
        for running in self._running:
            running.process.terminate()
        until = time.monotonic() + STOP_SECONDS
        while self._alive() and time.monotonic() < until and self._signals < 2:
            time.sleep(0.05)
        for running in self._running:
            _kill_group(running.process.pid)
            running.process.wait()
            running.relay.join(timeout=1)

    def _alive(self) -> list[_Running]:
        return [running for running in self._running if running.process.poll() is None]

    def _all_alive(self) -> bool:
        for place, running in enumerate(self._running):
            status = running.process.poll()
            if status is None:
                continue
            name = running.program.name
            _kill_group(running.process.pid)
            running.relay.join(timeout=1)
            if time.monotonic() - running.since < STEADY_SECONDS:
                self._log.line("desk", f"{name} ended with status {status} right after its start.")
                return False
            self._log.line("desk", f"{name} ended with status {status}; starting it again.")
            self._running[place] = self._launch(running.program)
        return True

    def _launch(self, program: Program) -> _Running:
        process = subprocess.Popen(  # noqa: S603  # our own commands
            list(program.command),
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  # one C call; no lock is taken in it
        )
        relay = threading.Thread(target=self._relay, args=(program.name, process), daemon=True)
        relay.start()
        return _Running(program, process, relay)

    def _relay(self, name: str, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            return
        with process.stdout as lines:
            for line in lines:
                if line.strip():
                    self._log.line(name, line.rstrip())

    def _asked_to_stop(self, _number: int, _frame: object) -> None:
        self._signals += 1
        self._stop.set()


def end_leftovers(run_id: str, *, processes: Path = Path("/proc")) -> int:
    """Kill what a run that was itself killed has left running; return how many there were.

    A process is known by the run id in its environment, so no other program is ever touched.
    """
    mark = f"{RUN_VARIABLE}={run_id}".encode()
    found = 0
    for path in processes.glob("[0-9]*/environ"):
        pid = int(path.parent.name)
        try:
            if pid == os.getpid() or mark not in path.read_bytes().split(b"\0"):
                continue
            os.kill(pid, signal.SIGKILL)
            found += 1
        except OSError:
            continue
    return found


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent() -> None:
    """In the child: be told to end when the supervisor is killed and can't say so itself."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
