"""Which column means what: presets of known exports, matched after cleaning the headings."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile


class FileKind(StrEnum):
    """What the rows of a file are; item lists of orders count as orders."""

    REVIEWS = "reviews"
    ORDERS = "orders"
    REFUNDS = "refunds"
    DO_NOT_CONTACT = "do_not_contact"


#: For each kind: of every group, one field at least must have a column.
_NEEDED: Mapping[FileKind, tuple[tuple[str, ...], ...]] = {
    FileKind.REVIEWS: (("rated_at",), ("text", "stars", "level", "sentiment")),
    FileKind.ORDERS: (("order_number",), ("created_at", "paid_at", "item_title", "item_id")),
    FileKind.REFUNDS: (("order_number",), ("status", "amount")),
    FileKind.DO_NOT_CONTACT: (("phone", "buyer_nick"),),
}
_BLANKS = re.compile("[\\s\\u200b-\\u200f\\u2060\\ufeff'\"]+")
_UNIT = re.compile(r"\((?:元|件|个|yuan)\)$")


@dataclass(frozen=True, slots=True)
class Preset:
    """A known layout; ``columns`` maps cleaned headings to fields."""

    name: str
    kind: FileKind
    platforms: tuple[str, ...]
    marks: frozenset[str]
    columns: Mapping[str, str]
    ignored: frozenset[str]
    examples: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """``fields`` gives the column index of each field; ``unknown`` the headings nobody claims."""

    preset: str
    kind: FileKind
    fields: Mapping[str, int]
    unknown: tuple[str, ...]

    def heading_of(self, field: str, header: Sequence[str]) -> str:
        """The heading a person sees above ``field``; the field's name where it has no column."""
        index = self.fields.get(field)
        return field if index is None else header[index].strip()


def clean_heading(heading: str) -> str:
    """Full width narrowed, blanks, quotes and a unit in brackets gone, lower case."""
    return _UNIT.sub("", _BLANKS.sub("", unicodedata.normalize("NFKC", heading)).lower())


@cache
def presets() -> tuple[Preset, ...]:
    """All presets of the package, by name."""
    folder = resources.files("reviews.intake") / "presets"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name
    )
    return tuple(
        _preset(file.name.removesuffix(".toml"), tomllib.loads(file.read_text(encoding="utf-8")))
        for file in files
    )


def _preset(name: str, data: Mapping[str, object]) -> Preset:
    columns = data["columns"]
    assert isinstance(columns, dict)  # noqa: S101 # shipped data: a wrong file must not start
    return Preset(
        name=name,
        kind=FileKind(str(data["kind"])),
        platforms=_words(data["platforms"]),
        marks=frozenset(map(clean_heading, _words(data["marks"]))),
        columns={
            clean_heading(heading): field
            for field, headings in columns.items()
            for heading in _words(headings)
        },
        ignored=frozenset(map(clean_heading, _words(data.get("ignored", ())))),
        examples={field: _words(headings)[0] for field, headings in columns.items()},
    )


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(value)
    return tuple(map(str, value))


@cache
def _known_headings() -> frozenset[str]:
    return frozenset(heading for preset in presets() for heading in preset.columns)


def known_headings(cells: Iterable[str]) -> int:
    """How many of the cells are a heading of any preset: how a header row is found."""
    known = _known_headings()
    return len({clean_heading(cell) for cell in cells if len(cell) <= 40} & known)


def preset_named(name: str, *, kind: FileKind) -> Preset:
    """The preset a person asked for.

    Raises UnreadableFile where there is none of that name for the kind.
    """
    names = []
    for preset in presets():
        if preset.kind == kind:
            if preset.name == name:
                return preset
            names.append(preset.name)
    known = ", ".join(names)
    raise UnreadableFile(Reason("preset_unknown", {"preset": name, "known": known}))


def recognise(
    header: Sequence[str],
    *,
    kind: FileKind,
    preset: str | None = None,
    overrides: Mapping[str, str] | None = None,
) -> ColumnMapping:
    """The columns of ``header`` for rows of ``kind``.

    The preset with the most marks present wins; headings it neither knows nor ignores fall to
    the generic one. ``overrides`` (heading -> field) come first. Raises UnreadableFile where a
    needed column is missing.
    """
    headings = [clean_heading(heading) for heading in header]
    chosen = preset_named(preset, kind=kind) if preset else _best(headings, kind=kind)
    generic = preset_named(f"generic_{kind.value}", kind=kind)
    asked = {clean_heading(heading): field for heading, field in (overrides or {}).items()}
    fields = _claimed(headings, asked)
    fields = _claimed(headings, chosen.columns, fields)
    rest = {h: f for h, f in generic.columns.items() if h not in chosen.ignored}
    fields = _claimed(headings, rest, fields)
    _check_needed(fields, kind=kind, examples=generic.examples, header=header)
    taken = set(fields.values())
    unknown = tuple(
        head.strip()
        for index, head in enumerate(header)
        if index not in taken and head.strip() and headings[index] not in chosen.ignored
    )
    return ColumnMapping(preset=chosen.name, kind=kind, fields=fields, unknown=unknown)


def _best(headings: Sequence[str], *, kind: FileKind) -> Preset:
    present = set(headings)
    fitting = [p for p in presets() if p.kind == kind and p.marks <= present]
    return max(fitting, key=lambda p: (len(p.marks), len(present & p.columns.keys())))


def _claimed(
    headings: Sequence[str],
    columns: Mapping[str, str],
    already: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Fields with their column: of several headings for one field, the first in ``columns``."""
    fields = dict(already or {})
    taken = set(fields.values())
    for heading, field in columns.items():
        if field in fields or heading not in headings:
            continue
        index = headings.index(heading)
        if index not in taken:
            fields[field] = index
            taken.add(index)
    return fields


def _check_needed(
    fields: Mapping[str, int],
    *,
    kind: FileKind,
    examples: Mapping[str, str],
    header: Sequence[str],
) -> None:
    missing = [
        " / ".join(examples[field] for field in group)
        for group in _NEEDED[kind]
        if not any(field in fields for field in group)
    ]
    if missing:
        found = ", ".join(head.strip() for head in header if head.strip())[:200]
        raise UnreadableFile(
            Reason("columns_missing", {"missing": ", ".join(missing), "found": found})
        )
