"""Reading for a bounded time: a question the database can't answer soon is given up."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

#: SQLite looks at the clock after so many steps of its machine, some milliseconds.
_STEPS = 20_000


class TookTooLong(Exception):
    """The database had no answer within the time."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Let each query inside read for so long; raises TookTooLong, and nothing else is lost."""
    bounded = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    try:
        with bounded(seconds):
            yield
    except OperationalError as error:
        if not _was_stopped(error):
            raise
        raise TookTooLong from error


@contextmanager
def _on_postgresql(seconds: float) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        (before,) = cursor.fetchone() or ("0",)
        cursor.execute(f"SET LOCAL statement_timeout = {int(1000 * seconds)}")
        yield
        # Within a transaction of others the limit would outlive this block.
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])


@contextmanager
def _on_sqlite(seconds: float) -> Iterator[None]:
    connection.ensure_connection()
    ends = time.monotonic() + seconds
    connection.connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


def _was_stopped(error: OperationalError) -> bool:
    """PostgreSQL's query_canceled, or SQLite's interrupt."""
    return getattr(error.__cause__, "sqlstate", "") == "57014" or str(error) == "interrupted"
