"""Database triggers that note which weeks of a shop have to be counted again.

Reviews, cases, causes, attempts, orders, offers and payouts are written in some forty places, many
of them in bulk and some in raw SQL. A trigger sees them all, so no writer can forget a week. It
appends a `WeekMark`; the sweep counts the marked weeks and takes the marks away (docs/reports.md).

On PostgreSQL marks are only ever appended: a unique row would let two imports wait for each other.
SQLite has one writer, so there a mark that already waits is not repeated.

The triggers are lifted while migrations run, because SQLite rebuilds tables by renaming, and a
trigger that names a table under repair stops the migration.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

MARKS = "reports_weekmark"
_OF_REVIEW = "JOIN reviews_review r ON r.id = x.review_id"
_OF_CASE = "JOIN reviews_case c ON c.id = x.case_id JOIN reviews_review r ON r.id = c.review_id"
_OF_OFFER = (
    "JOIN compensation_offer o ON o.id = x.offer_id "
    "JOIN reviews_case c ON c.id = o.case_id JOIN reviews_review r ON r.id = c.review_id"
)
_REVIEW_MOMENTS = ("r.rated_at", "r.append_at")


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose changes move figures: the columns that matter, and the way to its weeks."""

    table: str
    columns: tuple[str, ...]
    joins: str
    shop: str
    moments: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"note_weeks_of_{self.table.split('_', 1)[1]}"


SOURCES = (
    Source(
        "reviews_review",
        ("shop_id", "rated_at", "append_at", "product_id"),
        "",
        "x.shop_id",
        ("x.rated_at", "x.append_at"),
    ),
    Source(
        "reviews_case",
        ("level", "contacted_at", "solved_at", "remedied_at", "review_changed_at"),
        _OF_REVIEW,
        "r.shop_id",
        _REVIEW_MOMENTS,
    ),
    Source(
        "reviews_reviewcause",
        ("cause_id", "is_current", "is_main", "confidence"),
        _OF_REVIEW,
        "r.shop_id",
        _REVIEW_MOMENTS,
    ),
    Source("reviews_attempt", ("at", "undone_at"), _OF_CASE, "r.shop_id", _REVIEW_MOMENTS),
    Source("compensation_offer", ("state", "amount_fen"), _OF_CASE, "r.shop_id", _REVIEW_MOMENTS),
    Source("compensation_payout", ("state", "amount_fen"), _OF_OFFER, "r.shop_id", _REVIEW_MOMENTS),
    Source("reviews_order", ("status", "ordered_at"), "", "x.shop_id", ("x.ordered_at",)),
    Source(
        "reviews_orderitem",
        ("quantity", "product_id"),
        "JOIN reviews_order r ON r.id = x.order_id",
        "r.shop_id",
        ("r.ordered_at",),
    ),
)


def lift_triggers(*, using: str, **_signal: Any) -> None:
    """Take the triggers away before migrations; a fresh database has none."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in sorted(_present(connection)):
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on_table}")


def set_triggers(*, using: str, **_signal: Any) -> None:
    """Put the triggers in place once every table stands; does nothing where they are."""
    connection = connections[using]
    if MARKS not in connection.introspection.table_names() or not missing_triggers(using=using):
        return
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def missing_triggers(*, using: str = "default") -> list[str]:
    """Names of triggers that should stand and do not."""
    wanted = {f"{one.name}_{event}" for one in SOURCES for event in ("added", "changed", "gone")}
    return sorted(wanted - {name for name, _table in _present(connections[using])})


def _present(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    question = (
        "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "
        "WHERE t.tgname LIKE 'note_weeks_of_%'"
        if connection.vendor == "postgresql"
        else "SELECT name, tbl_name FROM sqlite_master "
        "WHERE type = 'trigger' AND name LIKE 'note_weeks_of_%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {(name, table) for name, table in cursor.fetchall()}


def _statements(connection: BaseDatabaseWrapper) -> Iterator[str]:
    for source in SOURCES:
        if connection.vendor == "postgresql":
            yield from _postgresql(source)
        else:
            yield from _sqlite(source)


def _postgresql(source: Source) -> Iterator[str]:
    """Added and gone rows are looked at a statement at a time, changed ones where they differ."""
    table, name = source.table, source.name
    old, new = (", ".join(f"{row}.{one}" for one in source.columns) for row in ("OLD", "NEW"))
    week = "date_trunc('week', {moment} AT TIME ZONE 'Asia/Shanghai')::date"
    yield _function(f"{name}_statement", _append(source, rows="moved", week=week))
    yield _function(
        f"{name}_row",
        _append(source, rows="(SELECT OLD.* UNION ALL SELECT NEW.*)", week=week),
    )
    for event, when, which in (("added", "INSERT", "NEW"), ("gone", "DELETE", "OLD")):
        yield (
            f"CREATE OR REPLACE TRIGGER {name}_{event} AFTER {when} ON {table} "
            f"REFERENCING {which} TABLE AS moved "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_statement()"
        )
    yield (
        f"CREATE OR REPLACE TRIGGER {name}_changed "
        f"AFTER UPDATE OF {', '.join(source.columns)} ON {table} FOR EACH ROW "
        f"WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION {name}_row()"
    )


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN {body}; RETURN NULL; END $$"
    )


def _sqlite(source: Source) -> Iterator[str]:
    week = "date({moment}, '+8 hours', 'weekday 0', '-6 days')"
    differs = " OR ".join(f"OLD.{one} IS NOT NEW.{one}" for one in source.columns)
    for event, when, rows in (
        ("added", "INSERT", ("NEW",)),
        ("gone", "DELETE", ("OLD",)),
        ("changed", f"UPDATE OF {', '.join(source.columns)}", ("OLD", "NEW")),
    ):
        bodies = "; ".join(
            _append(source, rows=_sqlite_row(source, row), week=week, is_single=True)
            for row in rows
        )
        condition = f"WHEN {differs} " if event == "changed" else ""
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {source.name}_{event} AFTER {when} "
            f"ON {source.table} FOR EACH ROW {condition}BEGIN {bodies}; END"
        )


def _sqlite_row(source: Source, row: str) -> str:
    """The changed row as a table of one, with the columns that lead to its weeks."""
    ways = {part.split(".", 1)[1] for part in source.joins.split() if part.startswith("x.")}
    ways |= {part.split(".", 1)[1] for part in (source.shop, *source.moments) if part[0] == "x"}
    return "(SELECT " + ", ".join(f"{row}.{way} AS {way}" for way in sorted(ways)) + ")"


def _append(source: Source, *, rows: str, week: str, is_single: bool = False) -> str:
    """The insert of marks; ``is_single`` repeats no mark that already waits."""
    found = " UNION ".join(
        f"SELECT {source.shop} AS shop_id, {week.format(moment=moment)} AS monday "  # noqa: S608  # own names
        f"FROM {rows} x {source.joins} WHERE {moment} IS NOT NULL"
        for moment in source.moments
    )
    fresh = (
        f" WHERE NOT EXISTS (SELECT 1 FROM {MARKS} m "  # noqa: S608  # own names
        "WHERE m.shop_id = f.shop_id AND m.monday = f.monday)"
        if is_single
        else ""
    )
    into = f"INSERT INTO {MARKS} (shop_id, monday)"
    return f"{into} SELECT f.shop_id, f.monday FROM ({found}) f{fresh}"  # noqa: S608  # own names
