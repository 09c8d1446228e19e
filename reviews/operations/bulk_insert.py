"""Many new rows at once, without Django's insert compiler.

``bulk_create`` spends three quarters of an import on asking every field of every row how it is
written and on the text of the statement. Here a column is prepared at once, and the rows go in by
one prepared statement (SQLite) or by COPY (PostgreSQL); constraints and triggers hold as ever.
Figures in ``tests/benchmarks/README.md``.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

#: Their Python values are what the driver takes; every other field prepares its own.
_PLAIN = frozenset(
    {
        models.BigIntegerField,
        models.BooleanField,
        models.CharField,
        models.FloatField,
        models.ForeignKey,
        models.OneToOneField,
        models.PositiveBigIntegerField,
        models.PositiveIntegerField,
        models.PositiveSmallIntegerField,
        models.TextField,
    }
)


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model, which get their keys; within the caller's transaction.

    Like ``bulk_create`` it sends no signals; unlike it, rows hold values only: no expressions, and
    no field that sets itself (``auto_now``).
    """
    if not rows:
        return
    model = type(rows[0])
    names = [field.attname for field in _fields(model)]
    columns = zip(*map(attrgetter(*names), rows), strict=True)
    keys = _insert(model, dict(zip(names, columns, strict=True)), count=len(rows))
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding = False  # noqa: SLF001  # as in `Model.from_db`
        row._state.db = router.db_for_write(model)  # noqa: SLF001  # the same


def insert_values(model: type[models.Model], rows: Sequence[Mapping[str, object]]) -> Sequence[int]:
    """The same for rows nobody needs as objects: column -> value, the same columns in each.

    A foreign key is ``review_id``; what is left out takes its default. Returns the keys: new ones,
    but of a model whose key is another row's the given ones.
    """
    if not rows:
        return ()
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    for field in _fields(model):
        if field.attname not in columns:
            columns[field.attname] = [field.get_default() for _ in rows]
    return _insert(model, columns, count=len(rows))


def _fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Those with a column, the key apart."""
    return [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001  # Django documents it as its API


def _insert(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]], *, count: int
) -> Sequence[int]:
    connection = connections[router.db_for_write(model)]
    fields = _fields(model)
    key = model._meta.pk  # noqa: SLF001  # the same
    keys = columns[key.attname] if key.remote_field else _reserve_keys(connection, key, count)
    prepared = [_prepared(columns[field.attname], field, connection) for field in fields]
    _write(connection, [key, *fields], list(zip(keys, *prepared, strict=True)))
    return keys


def _prepared(
    values: Sequence[Any], field: "models.Field[Any, Any]", connection: BaseDatabaseWrapper
) -> Sequence[Any]:
    if type(field) in _PLAIN:
        return values
    if isinstance(field, models.DateTimeField):
        # Most columns of times hold a few different ones, or the import's own.
        known = {moment: field.get_db_prep_save(moment, connection) for moment in set(values)}
        return [known[moment] for moment in values]
    return [field.get_db_prep_save(value, connection) for value in values]


def _reserve_keys(
    connection: BaseDatabaseWrapper, key: "models.Field[Any, Any]", count: int
) -> Sequence[int]:
    """The next keys of a table: nobody else gets them.

    On SQLite that is so because the transaction holds the write lock from its start.
    """
    table = key.model._meta.db_table  # noqa: SLF001  # Django documents it as its API
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), key.column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return range(last + 1, last + 1 + count)


def _write(
    connection: BaseDatabaseWrapper,
    fields: "Sequence[models.Field[Any, Any]]",
    rows: Sequence[tuple[Any, ...]],
) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    into = f"{quote(fields[0].model._meta.db_table)} ({columns})"  # noqa: SLF001  # the same
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608  # names of ours
