"""For migrations: foreign keys lose their own index where another one starts with the column."""

from collections.abc import Callable, Collection, Iterable, Sequence

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import AlterField
from django.db.migrations.operations.special import RunPython, SeparateDatabaseAndState
from django.db.models import Field, Model


def without_own_index(app: str, changes: Iterable[AlterField]) -> SeparateDatabaseAndState:
    """These changes of ``db_index`` as bare DROP INDEX.

    Django's own way copies the whole table on SQLite, which takes long and leaves the triggers of
    the ledger and of the rollups behind.
    """
    altered = list(changes)
    fields = [(change.model_name, change.name) for change in altered]
    steps: list[Operation] = [
        RunPython(_on_each(app, fields, _drop), _on_each(app, fields, _create)),
    ]
    return SeparateDatabaseAndState(steps, altered)


def without_pattern_index(app: str, models: Iterable[str], field: str) -> RunPython:
    """Nobody searches an address's random part by its beginning: PostgreSQL's index for it goes."""
    fields = [(model, field) for model in models]
    return RunPython(
        _on_each(app, fields, _drop, vendors=("postgresql",)),
        _on_each(app, fields, _create_pattern, vendors=("postgresql",)),
    )


_Step = Callable[[type[Model], "Field[object, object]", BaseDatabaseSchemaEditor], None]


def _on_each(
    app: str,
    fields: Sequence[tuple[str, str]],
    step: _Step,
    *,
    vendors: Collection[str] = ("postgresql", "sqlite"),
) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    def run(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor in vendors:
            for model_name, name in fields:
                model = apps.get_model(app, model_name)
                step(model, model._meta.get_field(name), schema_editor)  # noqa: SLF001  # Django documents it as its API

    return run


def _drop(
    model: type[Model], field: "Field[object, object]", schema_editor: BaseDatabaseSchemaEditor
) -> None:
    table = model._meta.db_table  # noqa: SLF001  # the same
    declared = {index.name for index in model._meta.indexes}  # noqa: SLF001  # the same
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    for name, about in found.items():
        is_its_own = about["columns"] == [field.column] and about["index"] and not about["unique"]
        if is_its_own and name not in declared:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


def _create(
    model: type[Model], field: "Field[object, object]", schema_editor: BaseDatabaseSchemaEditor
) -> None:
    create = schema_editor._create_index_sql  # type: ignore[attr-defined]  # noqa: SLF001  # Django has no public way
    schema_editor.execute(create(model, fields=[field]))


def _create_pattern(
    model: type[Model], field: "Field[object, object]", schema_editor: BaseDatabaseSchemaEditor
) -> None:
    create = schema_editor._create_like_index_sql  # type: ignore[attr-defined]  # noqa: SLF001  # the same
    schema_editor.execute(create(model, field))
