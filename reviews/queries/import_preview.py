"""What the preview of an import shows: how the file is read, its columns, its first rows."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reviews.choices import (
    LEVEL_CHOICES,
    ORDER_STATUS_CHOICES,
    PLATFORM_CHOICES,
    REFUND_STATUS_CHOICES,
)
from reviews.models import ImportRun
from reviews.reasons.intake import FIELDS, LAYOUTS

Choice = tuple[str, str]
_ENCODINGS = ("utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
_MONEY = frozenset({"paid_amount", "amount"})
_WORDS: Mapping[str, Mapping[str, Any]] = {
    "level": dict(LEVEL_CHOICES),
    "status": dict(ORDER_STATUS_CHOICES),
    "refund_status": dict(REFUND_STATUS_CHOICES),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file, as `intake.samples.ColumnFacts` found it."""

    name: str
    field: str
    told_by: str
    samples: Sequence[str]
    proposal: str
    reason: Mapping[str, object]
    is_doubtful: bool
    field_name: str
    proposal_name: str


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """Rows that would be rejected for one reason; ``more`` of them aren't named."""

    reason: Mapping[str, object]
    count: int
    named: str
    more: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a first row: text for all but the level, which has a mark of its own."""

    field: str
    value: object
    text: str


@dataclass(frozen=True, slots=True)
class FirstRow:
    """One of the first rows: its cells, or why it would not go in."""

    number: int
    verdict: str
    verdict_name: str
    cells: Sequence[Cell]
    reason: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PreviewView:
    """Everything of the preview, with what each part can be changed to."""

    shape: Mapping[str, Any]
    preset_name: str
    encoding_name: str
    delimiter_name: str
    title_rows: int
    columns: Sequence[Column]
    fields: Sequence[Choice]
    encodings: Sequence[Choice]
    delimiters: Sequence[Choice]
    sheets: Sequence[str]
    header_rows: Sequence[tuple[int, str]]
    presets: Sequence[Choice]
    missing: Sequence[str]
    problem: Mapping[str, object]
    counts: Mapping[str, int]
    reasons: Sequence[ReasonGroup]
    first_fields: Sequence[str]
    first: Sequence[FirstRow]
    counted: int
    total: int
    is_partly_counted: bool
    asks: int


def field_name(field: str) -> str:
    """The word people read for a field."""
    return str(FIELDS.get(field, field))


def preview_view(run: ImportRun) -> PreviewView | None:
    """The run's preview; None before a worker has seen the header."""
    kept = run.preview
    if "shape" not in kept:
        return None
    shape = kept["shape"]
    presets = preset_choices(kept["presets"])
    columns = [_column(column) for column in kept["columns"]]
    counted, total = kept["counted"], kept["total"]
    first = _without_empty_columns([_first_row(row) for row in kept["first"]])
    return PreviewView(
        shape=shape,
        preset_name=dict(presets).get(shape.get("preset", ""), ""),
        encoding_name=encoding_label(shape.get("encoding", "")),
        delimiter_name=dict(delimiter_choices()).get(shape.get("delimiter", ""), ""),
        title_rows=max(shape.get("header_row", 0) - 1, 0),
        columns=columns,
        fields=[(field, field_name(field)) for field in kept["fields"]],
        encodings=encoding_choices(),
        delimiters=delimiter_choices(),
        sheets=kept["sheets"],
        header_rows=[(row[0], _header_row(*row)) for row in kept["opening"]],
        presets=presets,
        missing=[" / ".join(map(field_name, group)) for group in kept["missing"]],
        problem=kept["problem"],
        counts=kept["tally"],
        reasons=[_group(group) for group in kept["reasons"]],
        first_fields=_first_fields(first),
        first=first,
        counted=counted,
        total=total,
        is_partly_counted=run.state == "checked" and counted < total and not kept["missing"],
        asks=sum(1 for column in columns if column.proposal or column.is_doubtful),
    )


def _column(kept: Mapping[str, Any]) -> Column:
    return Column(
        **kept,
        is_doubtful=bool(kept["field"] and kept["reason"]),
        field_name=field_name(kept["field"]),
        proposal_name=field_name(kept["proposal"]),
    )


def _group(kept: Mapping[str, Any]) -> ReasonGroup:
    rows = kept["rows"]
    return ReasonGroup(
        reason=kept["reason"],
        count=kept["count"],
        named=", ".join(map(str, rows)),
        more=kept["count"] - len(rows),
    )


def _header_row(number: int, words: str, filled: int) -> str:
    if words:
        return _("Row %(row)s: %(words)s") % {"row": number, "words": words}
    return _("Row %(row)s, %(filled)s cells") % {"row": number, "filled": filled}


def encoding_choices() -> list[Choice]:
    """The encodings shops' computers write."""
    return [(name, encoding_label(name)) for name in _ENCODINGS]


def encoding_label(name: str) -> str:
    """An encoding by the name people know."""
    return "UTF-8" if name == "utf-8-sig" else name.upper()


def delimiter_choices() -> list[Choice]:
    """The signs between cells, with their names."""
    return [(",", _("Comma")), ("\t", _("Tab")), (";", _("Semicolon")), ("|", _("Bar"))]


def preset_choices(presets: Iterable[tuple[str, Sequence[str]]]) -> list[Choice]:
    """Layouts by their platforms, the general one by what it is."""
    return [(name, _preset_label(name, platforms)) for name, platforms in presets]


def _preset_label(name: str, platforms: Sequence[str]) -> str:
    if name.startswith("generic_"):
        return _("by the headings alone")
    known = dict(PLATFORM_CHOICES)
    names = "/".join(str(known.get(code, code)) for code in platforms)
    return " ".join(filter(None, (names, str(LAYOUTS.get(name, name)))))


def verdict_names() -> Mapping[str, str]:
    """What becomes of a row, in a word."""
    return {
        "new": _("New"),
        "changed": _("Changed"),
        "unchanged": _("Unchanged"),
        "repeated": _("Repeated in the file"),
        "rejected": _("Not taken in"),
        "": "",
    }


def _first_row(kept: Mapping[str, Any]) -> FirstRow:
    return FirstRow(
        number=kept["row"],
        verdict=kept["verdict"],
        verdict_name=verdict_names()[kept["verdict"]],
        cells=[
            Cell(field, value, cell_text(field, value)) for field, value in kept.get("cells", ())
        ],
        reason=kept.get("reason", {}),
    )


def _without_empty_columns(rows: Sequence[FirstRow]) -> list[FirstRow]:
    """What no row fills needs no column."""
    filled = {cell.field for row in rows for cell in row.cells if cell.text}
    return [
        replace(row, cells=[cell for cell in row.cells if cell.field in filled]) for row in rows
    ]


def _first_fields(first: Iterable[FirstRow]) -> list[str]:
    """The names above the first rows; rows that can't go in have no cells."""
    cells = next((row.cells for row in first if row.cells), ())
    return [field_name(cell.field) for cell in cells]


def first_row_texts(kept: Mapping[str, Any]) -> list[str]:
    """A first row as texts: its verdict, then its cells."""
    row = _first_row(kept)
    return [row.verdict_name, *(cell.text for cell in row.cells)]


def cell_text(field: str, value: object) -> str:
    """A stored value as people read it."""
    if value is None or value == "":
        return ""
    if field in _WORDS:
        return str(_WORDS[field].get(str(value), value))
    if field in _MONEY:
        return f"{int(str(value)) / 100:,.2f}"
    if field.endswith("_at"):
        moment = timezone.localtime(dt.datetime.fromisoformat(str(value)))
        return date_format(moment, "Y-m-d H:i")
    return str(value)
