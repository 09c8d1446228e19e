"""Tables are emptied between transactional tests past the triggers that protect them."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from django.db import connection

Flush = Callable[..., list[str]]


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_triggers() -> Iterator[None]:
    """Lift the triggers for the flush alone."""
    # The class, not this connection: beside a running event loop Django opens another one.
    operations = type(connection.ops)
    patch = pytest.MonkeyPatch()
    if connection.vendor == "sqlite":
        patch.setattr(operations, "sql_flush", _without_triggers(operations.sql_flush))
    else:
        patch.setattr(operations, "sql_flush", _by_deleting(operations.sql_flush))
    yield
    patch.undo()


def _without_triggers(flush: Flush) -> Flush:
    """SQLite empties by DELETE, which the ledger refuses."""

    def lifted(*args: object, **kwargs: object) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        return [*drops, *flush(*args, **kwargs), *(sql for _name, sql in triggers)]

    return lifted


def _by_deleting(flush: Flush) -> Flush:
    """PostgreSQL truncates, which makes new files for 120 tables: seconds where few hold a row."""

    def deleting(self: object, style: object, tables: Sequence[str], **kwargs: object) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            [may_lift] = cursor.fetchone()
        if not may_lift or not tables:
            return flush(self, style, tables, **kwargs)
        names = map(connection.ops.quote_name, tables)
        deletes = [f"DELETE FROM {name}" for name in names]  # noqa: S608  # names of our tables
        return ["SET LOCAL session_replication_role = replica", *deletes]

    return deleting
