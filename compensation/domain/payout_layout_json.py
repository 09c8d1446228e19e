"""Layouts as JSON and back, and the ones ReviewDesk ships with."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TypeVar

from compensation.domain.payout_layout import (
    LONGEST_HEADING,
    MOST_COLUMNS,
    Column,
    Field,
    Layout,
    ResultHeadings,
    Total,
    TotalField,
    TotalsPlace,
)
from reviews.domain.reason import Reason

_W = TypeVar("_W", bound=StrEnum)
ENCODINGS = ("utf-8-sig", "gb18030")
_LARGEST = 10_000_000_000


class LayoutUnreadableError(ValueError):
    """The JSON is no layout; ``reason`` names the place."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.reason = Reason("layout_unreadable", {"place": place})


def layout_to_json(layout: Layout) -> dict[str, object]:
    """Write a layout so that `layout_from_json` reads the same again."""
    stored: dict[str, object] = asdict(layout)
    return stored


def layout_from_json(stored: object) -> Layout:
    """Read a layout. Raises LayoutUnreadableError for anything missing, unknown or mistyped."""
    found = _object(stored, "layout", {field.name for field in fields(Layout)})
    encoding = _text(found, "encoding", "utf-8-sig")
    if encoding not in ENCODINGS:
        raise LayoutUnreadableError("encoding")
    return Layout(
        name=_text(found, "name"),
        columns=tuple(_column(one) for one in _list(found.get("columns"), "columns")),
        result=_result(found.get("result")),
        title=_text(found, "title", ""),
        totals_place=_word(found, "totals_place", TotalsPlace, TotalsPlace.NONE),
        totals=tuple(_total(one) for one in _list(found.get("totals", []), "totals")),
        most_lines=_whole(found, "most_lines"),
        most_fen=_whole(found, "most_fen"),
        encoding=encoding,
        remark=_text(found, "remark", ""),
    )


@cache
def shipped_layouts() -> Mapping[str, Layout]:
    """The layouts a shop can start from, by a key for addresses."""
    text = files(__package__).joinpath("payout_layouts.json").read_text(encoding="utf-8")
    return {key: layout_from_json(stored) for key, stored in json.loads(text).items()}


def _object(stored: object, place: str, known: set[str]) -> dict[str, object]:
    if not isinstance(stored, dict) or not set(stored) <= known:
        raise LayoutUnreadableError(place)
    return stored


def _list(stored: object, place: str) -> list[object]:
    if not isinstance(stored, list | tuple) or len(stored) > MOST_COLUMNS:
        raise LayoutUnreadableError(place)
    return list(stored)


def _text(found: Mapping[str, object], name: str, missing: str | None = None) -> str:
    value = found.get(name, missing)
    if not isinstance(value, str) or len(value) > LONGEST_HEADING:
        raise LayoutUnreadableError(name)
    return value


def _whole(found: Mapping[str, object], name: str) -> int:
    value = found.get(name, 0)
    # bool is an int to Python, and no limit to us.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise LayoutUnreadableError(name)
    return value


def _word(found: Mapping[str, object], name: str, words: type[_W], missing: _W | None = None) -> _W:
    try:
        return words(str(found.get(name, missing)))
    except ValueError:
        raise LayoutUnreadableError(name) from None


def _column(stored: object) -> Column:
    found = _object(stored, "columns", {"field", "heading", "most", "value"})
    return Column(
        field=_word(found, "field", Field),
        heading=_text(found, "heading"),
        most=_whole(found, "most"),
        value=_text(found, "value", ""),
    )


def _total(stored: object) -> Total:
    found = _object(stored, "totals", {"field", "heading", "value"})
    return Total(
        field=_word(found, "field", TotalField),
        heading=_text(found, "heading"),
        value=_text(found, "value", ""),
    )


def _result(stored: object) -> ResultHeadings:
    names = [field.name for field in fields(ResultHeadings)]
    found = _object(stored, "result", set(names))
    return ResultHeadings(**{name: _words(found, name) for name in names})


def _words(found: Mapping[str, object], name: str) -> tuple[str, ...]:
    words = _list(found.get(name, []), name)
    return tuple(_text({name: word}, name) for word in words)
