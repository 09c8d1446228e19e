"""Indexes that would cost every write and serve no read."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model, UniqueConstraint

OWN = ("reviews", "compensation", "reports")
TABLES_OF_THE_DESK = {"Attempt", "Buyer", "Callback", "Case", "Review"}


def models() -> Iterator[type[Model]]:
    """The desk's own; tables of history are made by their library."""
    for label in OWN:
        for model in apps.get_app_config(label).get_models():
            if not model.__name__.startswith("Historical"):
                yield model


def leading_columns(model: type[Model]) -> set[str]:
    """First fields of the indexes that hold every row."""
    meta = model._meta
    indexes = {index.fields[0].lstrip("-") for index in meta.indexes if _whole(index)}
    unique = {
        one.fields[0]
        for one in meta.constraints
        if isinstance(one, UniqueConstraint) and _whole(one)
    }
    return indexes | unique


def _whole(index) -> bool:
    return bool(index.fields) and index.condition is None


@pytest.mark.parametrize("model", list(models()), ids=lambda model: model.__name__)
def test_no_foreign_key_has_an_index_that_another_one_covers(model: type[Model]) -> None:
    covered = leading_columns(model)
    doubled = [
        field.name
        for field in model._meta.local_fields
        if field.is_relation and field.db_index and not field.unique and field.name in covered
    ]
    assert doubled == []


@pytest.mark.django_db
def test_the_database_has_the_indexes_that_the_models_name() -> None:
    """The migration drops them by hand: what is dropped is asked of the database itself."""
    for model in models():
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
        one_column = {
            tuple(about["columns"])
            for about in found.values()
            if about["index"] and not about["unique"] and len(about["columns"]) == 1
        }
        declared = {
            tuple(model._meta.get_field(name.lstrip("-")).column for name in index.fields)
            for index in model._meta.indexes
        }
        for field in model._meta.local_fields:
            if field.is_relation and not field.unique:
                has = (field.column,) in one_column
                assert has == (field.db_index or (field.column,) in declared), (model, field.name)
            if field.name == "public_id" and model.__name__ in TABLES_OF_THE_DESK:
                assert (field.column,) not in one_column
