"""Two connections to PostgreSQL, one of which waits for the other."""

import time

import pytest
from django.db import connection

needs_row_locks = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"
)


def wait_until_blocked() -> None:
    """Until another connection waits for a lock of this one."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    pytest.fail("nobody waited for this connection")
