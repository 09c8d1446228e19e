"""``field__among=[...]``: one of many values, as one parameter.

``__in`` writes a sign for each value into the statement and prepares each by itself; with the
thousands of keys of an import's batch that took longer than the query.
"""

import json
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    LookupBase = Lookup[Any]
else:
    LookupBase = Lookup


@Field.register_lookup
@ForeignObject.register_lookup
class Among(LookupBase):
    """Texts or whole numbers as the column stores them; for none of them nothing is asked."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[str] | list[int]:
        return list(self.rhs)

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", (*parameters, self.rhs)
        among = "IN (SELECT value FROM json_each(%s))"
        return f"{column} {among}", (*parameters, json.dumps(self.rhs))
