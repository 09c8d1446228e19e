"""The command line as people meet it: what they can mend is said in a sentence, no traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerError


def main() -> None:
    """Run `manage.py` with the arguments given; exit status 1 and one sentence where it can't."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewdesk.settings")
    sys.exit(guarded(_manage))


def _manage() -> int:
    execute_from_command_line(sys.argv)
    return 0


def guarded(act: Callable[[], int]) -> int:
    """Return the exit status of `act`, or 1 with a sentence for a fault that a person can mend."""
    try:
        return act()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; nothing may be flushed to it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (
        ImproperlyConfigured,
        OperationalError,
        ProgrammingError,
        BrokerError,
        OSError,
    ) as error:
        sentence = explain(error)
        if sentence is None:
            raise
        sys.stderr.write(f"{sentence}\n")
        return 1


def explain(error: Exception) -> str | None:
    """What a person can do about `error`, in one sentence; None where it is a fault of ours."""
    if isinstance(error, ImproperlyConfigured):
        return first_line(error)
    if isinstance(error, BrokerError):
        return _(
            "The broker cannot be reached (%(error)s). Start it or correct CELERY_BROKER_URL."
        ) % {"error": first_line(error)}
    if isinstance(error, OperationalError | ProgrammingError):
        return _explain_database(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return _("The disk is full. Free some space and run the command again.")
    return None


def first_line(error: BaseException) -> str:
    """The first line of an error's own words, or its name where it has none."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _explain_database(error: Exception) -> str | None:
    said = first_line(error)
    no_table = "no such table" in said or ("relation" in said and "does not exist" in said)
    if no_table:
        return _("The database is not set up (%(error)s). Run: python manage.py migrate") % {
            "error": said
        }
    if "disk is full" in said:
        return _("The disk is full. Free some space and run the command again.")
    if isinstance(error, ProgrammingError):
        return None
    return _(
        "The database cannot be used (%(error)s). Start it or correct DATABASE_URL, then try again."
    ) % {"error": said}
