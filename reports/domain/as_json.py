"""Frozen dataclasses as plain JSON values and back, by their own field types.

Only what differs from a field's default is kept, so an older record still reads after a field with
a default was added.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

Maker = Callable[[Any], Any]
_PLAIN = frozenset({str, int, float, bool})
_OPTIONAL = (Union, types.UnionType)


def to_json(value: Any) -> Any:
    """A dataclass, or anything in it, as what `json` writes."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {name: to_json(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(one) for one in value]
    kind: Any = type(value)
    return {
        name: one if type(one) in _PLAIN else to_json(one)
        for name, default in _defaults(kind)
        if (one := getattr(value, name)) is not default and one != default
    }


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((one.name, one.default) for one in fields(kind))


def from_json(kind: Any, stored: Any) -> Any:
    """What `to_json` made of a value of that type. Raises KeyError or ValueError for other data."""
    return _maker(kind)(stored)


@cache
def _maker(kind: Any) -> Maker:
    """What makes a value of a type from its JSON; worked out once a type."""
    if get_origin(kind) is not None:
        return _maker_of_several(get_origin(kind), get_args(kind))
    if is_dataclass(kind):
        return _record(kind)
    if issubclass(kind, datetime | date):
        parse: Maker = kind.fromisoformat
        return parse
    return kind if issubclass(kind, Enum) else _same


def _maker_of_several(origin: Any, inner: tuple[Any, ...]) -> Maker:
    if origin in _OPTIONAL:
        # Parameters of reasons are any plain value; all others are one type or None.
        own = [one for one in inner if one is not types.NoneType]
        return _optional(_maker(own[0])) if len(own) == 1 else _same
    if origin is tuple:
        return _tuple(inner)
    return dict if issubclass(origin, Mapping) else _tuple((inner[0], ...))


def _same(stored: Any) -> Any:
    return stored


def _optional(make: Maker) -> Maker:
    return lambda stored: None if stored is None else make(stored)


def _tuple(inner: tuple[Any, ...]) -> Maker:
    if inner[-1] is Ellipsis:
        make = _maker(inner[0])
        return lambda stored: tuple(make(one) for one in stored)
    makers = tuple(_maker(one) for one in inner)
    return lambda stored: tuple(make(one) for make, one in zip(makers, stored, strict=True))


def _record(kind: Any) -> Maker:
    hints = get_type_hints(kind)
    makers = {one.name: _maker(hints[one.name]) for one in fields(kind)}
    required = {
        one.name
        for one in fields(kind)
        if one.default is MISSING and one.default_factory is MISSING
    }

    def make(stored: Mapping[str, Any]) -> Any:
        if not required <= stored.keys():
            message = f"{kind.__name__} lacks {sorted(required - stored.keys())}"
            raise ValueError(message)
        return kind(**{name: makers[name](one) for name, one in stored.items()})

    return make
