"""The one statement by which a free colleague takes the case on top of the queue.

    UPDATE ... WHERE id = COALESCE((promised ... FOR UPDATE SKIP LOCKED LIMIT 1),
                                   (best ... FOR UPDATE SKIP LOCKED LIMIT 1)) RETURNING id

Of any number of people who ask at once each gets another case and none waits for the others.
Building and compiling it takes several times as long as the database needs to answer. So it is
compiled once, for a shop, a member and a moment that don't exist, and these are exchanged for the
true ones at each claim (decision 58). PostgreSQL plans it once a connection too, which takes five
times as long as running it (decision 67).
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection, transaction
from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.sql import UpdateQuery

from reviews.models import Case, Member, Shop
from reviews.queries.queue import PROMISED_EARLY, best_now, promised_now

#: A claimed case returns to the queue by itself after this long without a word.
CASE_LEASE = dt.timedelta(minutes=15)
_NO_SHOP, _NO_MEMBER = -7_000_001, -7_000_002
_NO_MOMENT = dt.datetime(2001, 2, 3, 4, 5, 6, 789, tzinfo=dt.UTC)
#: The moments of the statement, seen from now.
_OFFSETS = (dt.timedelta(0), CASE_LEASE, PROMISED_EARLY)


#: What a prepared statement takes, in this order: shop, member and the moments.
_TAKES = ("bigint", "bigint", *["timestamptz"] * len(_OFFSETS))
#: Which statements a connection has prepared.
_prepared: WeakKeyDictionary[object, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL, and its values: what stands for shop, member or a moment is exchanged."""

    name: str
    sql: str
    values: tuple[Any, ...]

    def values_for(self, *, shop: int, member: int, now: dt.datetime) -> list[Any]:
        """The values of one claim."""
        true = dict(zip(_made_up(), _true(shop, member, now), strict=True))
        return [true.get(value, value) if _is_plain(value) else value for value in self.values]

    def to_prepare(self) -> str:
        """What prepares it: the exchanged values are parameters, all others part of the text."""
        numbers = {value: f"${number}" for number, value in enumerate(_made_up(), start=1)}
        written = [
            numbers[value]
            if _is_plain(value) and value in numbers
            else connection.ops.compose_sql("%s", [value])  # type: ignore[attr-defined]  # PostgreSQL has it
            for value in self.values
        ]
        return f"PREPARE {self.name} ({', '.join(_TAKES)}) AS {self.sql % tuple(written)}"


def claim_best(*, shop: Shop, member: Member, now: dt.datetime, spared: bool = False) -> int | None:
    """Claim the case on top for this member by one statement; its key, or None where none waits.

    Times that buyers named come first, then what loses most by waiting.
    """
    statement = claim_statement(connection.vendor, spared=spared)
    with connection.cursor() as cursor:
        if _may_prepare():
            _prepare_once(statement)
            marks = ", ".join(["%s"] * len(_TAKES))
            cursor.execute(f"EXECUTE {statement.name}({marks})", _true(shop.pk, member.pk, now))
        else:
            values = statement.values_for(shop=shop.pk, member=member.pk, now=now)
            cursor.execute(statement.sql, values)
        claimed = cursor.fetchone()
    return claimed[0] if claimed else None


def _may_prepare() -> bool:
    """Whether a connection is ours alone: behind a pooler that shares them, Django is told so."""
    shares = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS", False)
    return connection.vendor == "postgresql" and not shares


def _prepare_once(statement: Statement) -> None:
    known = _prepared.setdefault(connection.connection, set())
    if statement.name not in known:
        with connection.cursor() as cursor:
            cursor.execute(statement.to_prepare())
        known.add(statement.name)


@cache
def claim_statement(_vendor: str, *, spared: bool) -> Statement:
    """The statement as this kind of database takes it."""
    shop, member, now = Shop(pk=_NO_SHOP), Member(pk=_NO_MEMBER), _NO_MOMENT
    promised = promised_now(shop=shop, now=now)
    best = best_now(shop=shop, member=member, now=now, spared=spared)
    first = Coalesce(_first(promised), _first(best))
    update: UpdateQuery = Case.objects.filter(pk=first).query.chain(UpdateQuery)  # type: ignore[assignment]  # chain makes one
    update.add_update_values({"leased_by": member, "lease_until": now + CASE_LEASE})
    with transaction.atomic():  # Django refuses to compile a lock outside of one
        sql, values = update.get_compiler(connection=connection).as_sql()
    name = "next_easier_case" if spared else "next_case"
    return Statement(name, f"{sql} RETURNING id", tuple(values))


def _first(waiting: QuerySet[Case]) -> Subquery:
    return Subquery(waiting.only("pk").select_for_update(of=("self",), skip_locked=True)[:1])


def _made_up() -> list[Any]:
    return _true(_NO_SHOP, _NO_MEMBER, _NO_MOMENT)


def _true(shop: int, member: int, now: dt.datetime) -> list[Any]:
    adapt = connection.ops.adapt_datetimefield_value
    return [shop, member, *(adapt(now + offset) for offset in _OFFSETS)]


def _is_plain(value: object) -> bool:
    return isinstance(value, int | str | dt.datetime)
