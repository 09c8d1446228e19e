"""Real browsers in front of the desk, at a Saturday morning of 2022."""

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from threading import Condition, RLock

import pytest
import time_machine
from celery import Task
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.journeys.person import PASSWORD, Person

#: Inside the calling hours of a day off.
AT = dt.datetime.fromisoformat("2022-08-27T10:00+08:00")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")


class Traffic:
    """The requests that the server is at; a test ends only when there are none left."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._running = 0

    def counted(self, answer: Callable[..., object]) -> Callable[..., object]:
        """The same answer, counted while it is made."""

        def counting(*args: object) -> object:
            with self._changed:
                self._running += 1
                self._changed.notify_all()
            try:
                return answer(*args)
            finally:
                with self._changed:
                    self._running -= 1
                    self._changed.notify_all()

        return counting

    def settle(self) -> None:
        """Wait until nothing runs, and nothing new has come for a moment."""
        with self._changed:
            while True:
                assert self._changed.wait_for(lambda: not self._running, timeout=30)
                if not self._changed.wait_for(lambda: self._running > 0, timeout=_A_MOMENT):
                    return


_A_MOMENT = 0.3
Quiet = Callable[[], AbstractContextManager[object]]
Sit = Callable[..., Person]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless browser for the module's tests; skipped where there is none."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        if os.environ.get("REVIEWDESK_JOURNEYS") == "required":
            pytest.fail("Chromium is not installed, and REVIEWDESK_JOURNEYS=required")
        pytest.skip("Chromium is not installed")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, at which Django would refuse to query.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> Quiet:
    """A span in which no page queries.

    On SQLite in memory the server's threads and the test share one connection, whose transactions
    must not mix: requests come one after the other there. Elsewhere they come as they like.
    """
    if connection.vendor != "sqlite":
        return nullcontext
    lock, answer = RLock(), WSGIHandler.__call__

    def one_at_a_time(self: WSGIHandler, environ: object, start_response: object) -> object:
        with lock:
            return answer(self, environ, start_response)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(WSGIHandler, "__call__", one_at_a_time)
    return lambda: lock


@pytest.fixture
def traffic(quiet: Quiet, monkeypatch: pytest.MonkeyPatch) -> Traffic:
    """Counts what the server is at, around the answers that `quiet` may have put in line."""
    counted = Traffic()
    monkeypatch.setattr(WSGIHandler, "__call__", counted.counted(WSGIHandler.__call__))
    return counted


@pytest.fixture
def at() -> dt.datetime:
    """The moment at which the journey begins."""
    return AT


@pytest.fixture
def sit(
    chromium: Browser,
    traffic: Traffic,
    live_server: LiveServer,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    at: dt.datetime,
) -> Iterator[Sit]:
    """Seats people: ``sit("agent")`` opens a window of its own and logs in."""
    # No message reaches a worker: what waits is found by the sweeps, as after a lost one.
    monkeypatch.setattr(Task, "apply_async", lambda *_args, **_options: None)
    # The browser's clock is the real one: cookies with a date in 2022 would be gone at once.
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True
    settings.CSRF_COOKIE_AGE = None
    settings.ALLOWED_HOSTS = ["*"]
    people: list[Person] = []

    def seated(
        username: str,
        *,
        width: int = 1440,
        height: int = 900,
        password: str = PASSWORD,
        **how: str,
    ) -> Person:
        person = Person(chromium, live_server.url, size=(width, height), **how)
        people.append(person)
        person.log_in(username, password)
        return person

    with time_machine.travel(at, tick=True):
        yield seated
        for person in people:
            person.leave()
        # A page that was left may still ask; the rows go only when it has its answer.
        traffic.settle()
    assert [fault for person in people for fault in person.faults] == []
