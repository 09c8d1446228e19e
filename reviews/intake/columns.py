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
    """The columns of ``header`` for rows of ``kind``, as `map_columns` finds them.

    Raises UnreadableFile where a needed column is missing.
    """
    mapping = map_columns(header, kind=kind, preset=preset, overrides=overrides)
    missing = missing_fields(mapping)
    if missing:
        examples = preset_named(f"generic_{kind.value}", kind=kind).examples
        lacking = ", ".join(" / ".join(examples[field] for field in group) for group in missing)
        found = ", ".join(head.strip() for head in header if head.strip())[:200]
        raise UnreadableFile(Reason("columns_missing", {"missing": lacking, "found": found}))
    return mapping


def map_columns(
    header: Sequence[str],
    *,
    kind: FileKind,
    preset: str | None = None,
    overrides: Mapping[str, str] | None = None,
) -> ColumnMapping:
    """What each column of ``header`` means, as far as it is known.

    The preset with the most marks present wins; headings it neither knows nor ignores fall to
    the generic one. ``overrides`` (name of the column -> field, "" = not to be imported) come
    first; the names are those of `column_names`.
    """
    names = [clean_heading(name) for name in column_names(header)]
    asked = {clean_heading(name): field for name, field in (overrides or {}).items()}
    headings = [
        "" if asked.get(name) == "" else clean_heading(heading)
        for name, heading in zip(names, header, strict=True)
    ]
    chosen = preset_named(preset, kind=kind) if preset else _best(headings, kind=kind)
    generic = preset_named(f"generic_{kind.value}", kind=kind)
    fields = _claimed(names, {name: field for name, field in asked.items() if field})
    fields = _claimed(headings, chosen.columns, fields)
    rest = {h: f for h, f in generic.columns.items() if h not in chosen.ignored}
    fields = _claimed(headings, rest, fields)
    taken = set(fields.values())
    unknown = tuple(
        header[index].strip()
        for index, heading in enumerate(headings)
        if index not in taken and heading and heading not in chosen.ignored
    )
    return ColumnMapping(preset=chosen.name, kind=kind, fields=fields, unknown=unknown)


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """A name of its own for each column: the heading, with its place where that isn't enough."""
    seen: set[str] = set()
    names = []
    for place, heading in enumerate(header, start=1):
        name = heading.strip()
        cleaned = clean_heading(name)
        names.append(f"{name} #{place}".strip() if not cleaned or cleaned in seen else name)
        seen.add(cleaned)
    return tuple(names)


def missing_fields(mapping: ColumnMapping) -> tuple[tuple[str, ...], ...]:
    """The groups of fields of which the kind needs one and has none."""
    return tuple(
        group
        for group in _NEEDED[mapping.kind]
        if not any(field in mapping.fields for field in group)
    )


@cache
def fields_of(kind: FileKind) -> tuple[str, ...]:
    """Every field a column of such a file can be, those of the generic preset first."""
    generic = preset_named(f"generic_{kind.value}", kind=kind)
    others = (preset for preset in presets() if preset.kind == kind)
    named = (*generic.examples, *(field for preset in others for field in preset.examples))
    return tuple(dict.fromkeys(named))


def likely_kind(header: Sequence[str]) -> FileKind:
    """What a file with this header holds: the kind with most headings that are its alone.

    Among equals it is the one that lacks nothing and knows most of the header.
    """
    headings = set(map(clean_heading, header))

    def fit(kind: FileKind) -> tuple[int, bool, int]:
        mapping = map_columns(header, kind=kind)
        own = len(headings & _headings_of(kind, alone=True))
        return own, not missing_fields(mapping), len(mapping.fields)

    return max(FileKind, key=fit)


@cache
def _headings_of(kind: FileKind, *, alone: bool = False) -> frozenset[str]:
    """Every heading of the kind; ``alone``: without those that other kinds have too."""
    own = frozenset(head for preset in presets() if preset.kind == kind for head in preset.columns)
    others = (other for other in FileKind if alone and other != kind)
    return own.difference(*map(_headings_of, others))


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
