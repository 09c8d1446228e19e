"""SQLite empties tables between transactional tests by DELETE, which the ledger refuses."""

from collections.abc import Iterator

import pytest
from django.db import connection


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_triggers() -> Iterator[None]:
    """Lift the triggers for the flush alone; PostgreSQL truncates, past row triggers."""
    if connection.vendor != "sqlite":
        yield
        return
    patch = pytest.MonkeyPatch()
    # The class, not this connection: beside a running event loop Django opens another one.
    operations = type(connection.ops)
    flush = operations.sql_flush

    def lifted(*args: object, **kwargs: object) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        return [*drops, *flush(*args, **kwargs), *(sql for _name, sql in triggers)]

    patch.setattr(operations, "sql_flush", lifted)
    yield
    patch.undo()
