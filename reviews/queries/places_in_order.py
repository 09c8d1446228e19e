"""Where a page of the queue begins: behind or before a row, not at a number of rows.

A number of rows to skip grows slow with it, and shows rows twice when others come in above.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from reviews.models import Case
from reviews.queries.filters import ORDERS
from reviews.queries.rows import QueueRow


@dataclass(frozen=True, slots=True)
class Place:
    """Beside the row with this sort value and key; ``is_before``: the rows above it."""

    value: float | dt.datetime
    key: int
    is_before: bool = False


def place_of(row: QueueRow, order: str) -> str:
    """A row's place as it stands in an address: sort value, comma, key."""
    field = _field(order)
    value = getattr(row, field)
    return f"{value.isoformat() if isinstance(value, dt.datetime) else repr(value)},{row.key}"


def read_place(written: str, order: str, *, is_before: bool) -> Place | None:
    """What `place_of` wrote; None for anything else."""
    value, _comma, key = written.rpartition(",")
    if not (key.isascii() and key.isdecimal() and len(key) < _KEY_DIGITS):
        return None
    try:
        read = float(value) if _field(order) == "advantage" else dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    if isinstance(read, dt.datetime) and read.tzinfo is None:
        return None
    return Place(read, int(key), is_before)


def beside(ordered: QuerySet[Case], order: str, place: Place | None) -> QuerySet[Case]:
    """The rows behind a place in their order, or those before it in the opposite one."""
    if place is None:
        return ordered
    columns: tuple[str, ...] = ORDERS[order]
    if place.is_before:
        columns = tuple(_turned(column) for column in columns)
    value, key = (("lt" if column.startswith("-") else "gt") for column in columns)
    field = _field(order)
    return ordered.filter(
        # The first condition is what an index can begin at.
        Q(**{f"{field}__{value}e": place.value}),
        Q(**{f"{field}__{value}": place.value}) | Q(**{f"id__{key}": place.key}),
    ).order_by(*columns)


def _field(order: str) -> str:
    return ORDERS[order][0].removeprefix("-")


def _turned(column: str) -> str:
    return column.removeprefix("-") if column.startswith("-") else f"-{column}"


_KEY_DIGITS = 19
