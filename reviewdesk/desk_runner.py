"""`scripts/run` once Python is ready: migrates, fills a demo the first time, starts everything."""

from __future__ import annotations

import fcntl
import http.client
import os
import secrets
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from reviewdesk.celery import app
from reviewdesk.command_line import guarded
from reviewdesk.first_start import CannotRun, demo_logins, prepare
from reviewdesk.supervisor import Crew, Log, Program, end_leftovers

MEGABYTE = 1024**2
FREE_MEGABYTES_NEEDED = 200
# In a container everything is root's; the hint would be the first thing a new user reads.
_ROOT_WARNING = "You're running the worker with superuser privileges"


@dataclass(frozen=True, slots=True)
class Address:
    """Where the desk is served."""

    host: str
    port: int

    @classmethod
    def from_environment(cls) -> Address:
        port = os.environ.get("PORT", "8000")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CannotRun(
                _("PORT must be a number from 1 to 65535, not %(port)r.") % {"port": port}
            )
        return cls(os.environ.get("HOST", "127.0.0.1"), int(port))

    @property
    def url(self) -> str:
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104  # compared
        return f"http://{host}:{self.port}/"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewdesk.settings")
    sys.exit(guarded(_main))


def _main() -> int:
    django.setup()
    with translation.override(language_of(os.environ)):
        try:
            return run(Path(settings.DATA_DIR))
        except (CannotRun, CommandError) as error:
            sys.stderr.write(f"{error}\n")
            return 1


def language_of(environment: os._Environ[str] | dict[str, str]) -> str:
    """The language of the terminal: Chinese where its locale is Chinese, English otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh-hans" if environment[name].lower().startswith("zh") else "en"
    return "en"


def run(folder: Path) -> int:
    """Run the desk until it is stopped; raises CannotRun where it can't start."""
    address = Address.from_environment()
    log = Log(_write, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ)
    check_room(folder)
    with only_here(folder):
        end_leftovers(kept_run_id(folder))
        check_port(address)
        prepare(log)
        crew = Crew(
            programs(address),
            log=log,
            run_id=kept_run_id(folder),
            folder=Path(settings.BASE_DIR),
        )
        try:
            crew.start()
            app.send_task("reviewdesk.beat_heart")  # beat's first one comes after half a minute
            status = crew.watch(
                ready=lambda: answers(address), announce=lambda: announce(address, log)
            )
        finally:
            log.line("desk", _("Stopping ..."))
            crew.stop()
        log.line("desk", _("Stopped."))
        return status


def check_room(folder: Path) -> None:
    """Refuse to start where data can't be kept."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise CannotRun(
            _("The folder %(folder)s cannot be made (%(error)s). Set REVIEWDESK_DATA_DIR.")
            % {"folder": folder, "error": error.strerror},
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotRun(
            _("The folder %(folder)s cannot be written. Mend that or set REVIEWDESK_DATA_DIR.")
            % {"folder": folder},
        )
    if free < FREE_MEGABYTES_NEEDED * MEGABYTE:
        raise CannotRun(
            _("The disk is full: %(free)d MB left in %(folder)s, %(needed)d MB are needed.")
            % {"free": free // MEGABYTE, "folder": folder, "needed": FREE_MEGABYTES_NEEDED},
        )


@contextmanager
def only_here(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; it ends with this process, however that ends."""
    with (folder / "run.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(
                _("ReviewDesk already runs with the folder %(folder)s. Stop that one first.")
                % {"folder": folder},
            ) from None
        yield


def kept_run_id(folder: Path) -> str:
    """The mark of all processes of this folder's runs, made once."""
    path = folder / "run.id"
    if not path.exists():
        path.write_text(secrets.token_hex(16))
    return path.read_text()


def check_port(address: Address) -> None:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            raise CannotRun(
                _(
                    "Port %(port)d on %(host)s cannot be used (%(error)s). "
                    "Choose another one: PORT=%(other)d ./scripts/run"
                )
                % {
                    "port": address.port,
                    "host": address.host,
                    "error": error.strerror,
                    "other": address.port + 1 if address.port < 65535 else 8000,
                },
            ) from None


def programs(address: Address) -> list[Program]:
    """Web server, worker and beat, as they run beside each other."""
    python = [sys.executable, "-W", f"ignore:{_ROOT_WARNING}", "-m"]
    celery = [*python, "celery", "--app", "reviewdesk", "--quiet"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    serve = ["--interface", "wsgi", "--host", address.host, "--port", str(address.port)]
    threads = ["--workers", "1", "--blocking-threads", "8", "--log-level", "error"]
    return [
        Program("web", [*python, "granian", *serve, *threads, "reviewdesk.wsgi:application"]),
        Program("worker", [*celery, "worker", "--concurrency", "2", *quiet]),
        Program("beat", [*celery, "beat", "--pidfile="]),
    ]


def answers(address: Address) -> bool:
    host = address.url.split("//")[1].rsplit(":", 1)[0]
    web = http.client.HTTPConnection(host, address.port, timeout=2)
    try:
        web.request("GET", "/healthz", headers={"Host": "localhost"})
        return web.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        web.close()


def announce(address: Address, log: Log) -> None:
    """Say where the desk is and who may sign in."""
    log.line("desk", _("ReviewDesk is ready: %(url)s") % {"url": address.url})
    for number, login in enumerate(demo_logins()):
        if number == 0:
            log.line("desk", _("Sign in to the demo shop as:"))
        log.line("desk", f"  {login}")
    log.line("desk", _("Ctrl-C stops everything."))


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
