"""Before the desk's programs start: the database up to date and, the first time, a demo shop."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from reviewdesk.demo.catalogue import PASSWORD, SHOWN_LOGINS
from reviewdesk.supervisor import Log, end_with_parent


class CannotRun(Exception):
    """A sentence for the person at the terminal: what is missing and what to do."""


def prepare(log: Log) -> None:
    """Bring the database up to date; fill a demo shop where there is no shop yet."""
    log.line("desk", _("Preparing the database ..."))
    database = embedded_database()
    if demo_is_wanted() and database is not None and not database.exists():
        fill_beside(database, log)
    call_command("migrate", interactive=False, verbosity=0)
    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)
    if demo_is_wanted() and not _shops(demo=False):
        _say_that_it_takes_a_while(log)
        call_command("demo")


def demo_is_wanted() -> bool:
    return not settings.PRODUCTION and os.environ.get("REVIEWDESK_DEMO", "1") != "0"


def embedded_database() -> Path | None:
    """The file of the embedded database; None where a server keeps it."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] != "django.db.backends.sqlite3":
        return None
    return Path(str(database["NAME"]))


def fill_beside(database: Path, log: Log) -> None:
    """Fill the demo in another file and move it into place, so that there is never half a demo.

    Raises CannotRun where the filling fails; what it leaves is removed at the next start.
    """
    _say_that_it_takes_a_while(log)
    draft = database.with_name(f"{database.name}.filling")
    for path in database.parent.glob(f"{draft.name}*"):
        path.unlink()
    for command in (("migrate", "--no-input", "--verbosity", "0"), ("demo",)):
        if _manage(command, f"sqlite:///{draft}", log) != 0:
            raise CannotRun(
                _(
                    "The demo shop cannot be filled; the lines above say why. "
                    "REVIEWDESK_DEMO=0 ./scripts/run starts without it."
                ),
            )
    with sqlite3.connect(draft) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    draft.replace(database)


def demo_logins() -> list[str]:
    """User name and password of one person a role, where there is a demo shop."""
    return [f"{name:<6} {PASSWORD}" for name in SHOWN_LOGINS] if _shops(demo=True) else []


def _manage(command: tuple[str, ...], database_url: str, log: Log) -> int:
    with subprocess.Popen(  # noqa: S603  # our own command
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        preexec_fn=end_with_parent,  # noqa: PLW1509  # one C call; no lock is taken in it
    ) as process:
        for line in process.stdout or ():
            log.line("demo", line.rstrip())
    return process.returncode


def _shops(*, demo: bool) -> bool:
    """Whether there is a shop at all, or a demo shop."""
    # Models can be loaded only after django.setup(), which the caller's module itself calls.
    from reviews.models import Shop  # noqa: PLC0415

    return Shop.objects.filter(is_demo=True).exists() if demo else Shop.objects.exists()


def _say_that_it_takes_a_while(log: Log) -> None:
    log.line("desk", _("Filling a demo shop; this happens once and takes a few minutes ..."))
