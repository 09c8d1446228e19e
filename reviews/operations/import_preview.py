"""What an import would do, found without writing: shape, mapping, first rows and counts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path

from reviews.domain.masking import mask_free_text
from reviews.domain.reason import Parameter, Reason
from reviews.intake.asked import Asked
from reviews.intake.columns import (
    ColumnMapping,
    FileKind,
    column_names,
    fields_of,
    known_headings,
    likely_kind,
    map_columns,
    missing_fields,
    presets,
)
from reviews.intake.normalise import normalise_all
from reviews.intake.readers import Limits, RawRow, Table, inspect, look, read_rows
from reviews.intake.rows import Rejected, Row
from reviews.intake.samples import column_facts, first_cells
from reviews.models import Shop
from reviews.operations.import_mapping import (
    columns_in_force,
    returning,
    saved_columns,
    shape_of,
)
from reviews.operations.import_verdicts import Judged, judge_for
from reviews.operations.tally import Tally

#: Rows whose values tell what a column means; rows shown; rows of a batch.
SAMPLED, FIRST, BATCH = 500, 8, 1_000
#: A longer file is judged up to here, in half a minute and 300 MB; the rest when it goes in.
MOST_JUDGED = 150_000
_ROWS_NAMED = 5
_OPENING_ROWS, _OPENING_CELLS, _OPENING_LENGTH, _TITLE_CELLS = 15, 4, 60, 2

Keep = Callable[[RawRow, Reason], None]
Watch = Callable[["Preview"], None]


@dataclass(slots=True)
class Preview:
    """All that is told of a file before it goes in, in a form that can be stored.

    ``problem`` is why the file can't be read as it is asked for; ``missing`` are the groups of
    fields of which one is needed. ``counted`` rows of ``total`` have been judged so far.
    ``fields`` and ``presets`` (with their platforms) are what can be chosen instead.
    """

    kind: str
    shape: dict[str, object] = field(default_factory=dict)
    opening: list[tuple[int, str, int]] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    columns: list[dict[str, object]] = field(default_factory=list)
    missing: list[list[str]] = field(default_factory=list)
    problem: Mapping[str, object] = field(default_factory=dict)
    total: int = 0
    counted: int = 0
    tally: Tally = field(default_factory=Tally)
    reasons: list[dict[str, object]] = field(default_factory=list)
    first: list[dict[str, object]] = field(default_factory=list)
    mends: str = ""
    fields: list[str] = field(default_factory=list)
    presets: list[tuple[str, list[str]]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """For the row that keeps it."""
        return asdict(self)

    @property
    def can_go_in(self) -> bool:
        """Nothing is missing; what is rejected comes back."""
        return not self.problem and not self.missing


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it is to be read: what every step below needs."""

    path: Path
    table: Table
    mapping: ColumnMapping
    limits: Limits

    def rows(self) -> Iterator[RawRow]:
        return read_rows(self.path, self.table, limits=self.limits)


def preview_file(
    *,
    shop: Shop,
    kind: str,
    path: Path,
    asked: Asked,
    limits: Limits,
    most: int = MOST_JUDGED,
    watch: Watch = lambda _preview: None,
    keep: Keep = lambda _raw, _reason: None,
) -> Preview:
    """Look through the file; ``kind`` "" is found by its header.

    ``watch`` hears of every step and may stop it by raising; ``keep`` gets the rows that would
    be rejected. Raises UnreadableFile.
    """
    table = look(path, limits=limits, asked=asked)
    found_kind = _kind(kind, shop=shop, table=table)
    columns = columns_in_force(shop=shop, kind=found_kind, header=table.header, asked=asked)
    mapping = map_columns(
        table.header, kind=found_kind, preset=asked.preset or None, overrides=columns
    )
    file = _File(path, table, mapping, limits)
    preview = _shape(file, shop=shop, asked=asked)
    watch(preview)
    table = inspect(path, limits=limits, asked=asked)
    preview.shape = shape_of(table, mapping)
    preview.total = table.rows
    if preview.can_go_in:
        _count(replace(file, table=table), preview, shop=shop, most=most, watch=watch, keep=keep)
    return preview


def _kind(kind: str, *, shop: Shop, table: Table) -> FileKind:
    if kind:
        return FileKind(kind)
    back = returning(shop=shop, header=table.header)
    return FileKind(back.parent.kind) if back else likely_kind(table.header)


def _shape(file: _File, *, shop: Shop, asked: Asked) -> Preview:
    table, mapping = file.table, file.mapping
    kind = mapping.kind
    saved = saved_columns(shop=shop, kind=kind, header=table.header)
    back = returning(shop=shop, header=table.header, kind=kind.value)
    rows = list(islice(file.rows(), SAMPLED))
    facts = column_facts(table=table, mapping=mapping, rows=rows, saved=saved, asked=asked.columns)
    names = column_names(table.header)
    beside = {names[index] for index in back.beside} if back else set()
    return Preview(
        kind=kind.value,
        shape=shape_of(table, mapping),
        opening=_opening(table),
        sheets=list(table.sheets),
        columns=[fact.as_json() for fact in facts if fact.name not in beside],
        missing=[list(group) for group in missing_fields(mapping)],
        mends=back.parent.public_id if back else "",
        fields=list(fields_of(kind)),
        presets=[(p.name, list(p.platforms)) for p in presets() if p.kind == kind],
    )


def _opening(table: Table) -> list[tuple[int, str, int]]:
    """The first rows to choose the header from: number, words and filled cells.

    Of rows that hold data only their width is told: they are not masked here. Above a header that
    a person asked for may lie data too; a title fills a cell or two.
    """
    rows = []
    for number, cells in table.opening[:_OPENING_ROWS]:
        filled = [" ".join(cell.split()) for cell in cells if cell.strip()]
        is_title = number < table.header_number and len(filled) <= _TITLE_CELLS
        is_shown = is_title or number == table.header_number or known_headings(cells) > 0
        words = mask_free_text(" | ".join(filled[:_OPENING_CELLS])) if is_shown else ""
        if filled:
            rows.append((number, words[:_OPENING_LENGTH], len(filled)))
    return rows


def _count(
    file: _File, preview: Preview, *, shop: Shop, most: int, watch: Watch, keep: Keep
) -> None:
    judge = judge_for(file.mapping.kind, shop=shop)
    raws = islice(file.rows(), most)
    groups = _Groups()
    while batch := list(islice(raws, BATCH)):
        understood = list(normalise_all(batch, mapping=file.mapping))
        rows = [row for row in understood if not isinstance(row, Rejected)]
        judged = judge.judge(rows)
        rejected = [row for row in understood if isinstance(row, Rejected)]
        judged.tally.rejected = len(rejected)
        reasons = {row.row_number: row.reason for row in rejected}
        for raw in batch:
            if raw.number in reasons:
                groups.add(raw.number, reasons[raw.number])
                keep(raw, reasons[raw.number])
        if not preview.first:
            preview.first = _first(understood, judged, reasons)
        preview.tally += judged.tally
        preview.counted += len(batch)
        preview.reasons = groups.as_json()
        watch(preview)


def _first(
    understood: Sequence[Row | Rejected], judged: Judged, reasons: Mapping[int, Reason]
) -> list[dict[str, object]]:
    """The first rows as they would be stored, or why they would not."""
    first: list[dict[str, object]] = []
    for row in understood[:FIRST]:
        number = row.row_number
        verdict = judged.verdicts.get(number)
        shown: dict[str, object] = {"row": number, "verdict": verdict.value if verdict else ""}
        if number in reasons:
            shown |= {"verdict": "rejected", "reason": reasons[number].as_json()}
        elif not isinstance(row, Rejected):
            # Pairs, for PostgreSQL keeps no order of keys.
            shown["cells"] = [list(cell) for cell in first_cells(row).items()]
        first.append(shown)
    return first


class _Groups:
    """Rejected rows under their reasons: of each the first sentence, the count, some numbers."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, Parameter], tuple[Reason, list[int], int]] = {}

    def add(self, number: int, reason: Reason) -> None:
        key = (reason.code, reason.params.get("field"))
        first, numbers, count = self._groups.get(key, (reason, [], 0))
        if count < _ROWS_NAMED:
            numbers.append(number)
        self._groups[key] = (first, numbers, count + 1)

    def as_json(self) -> list[dict[str, object]]:
        largest_first = sorted(self._groups.values(), key=lambda group: -group[2])
        return [
            {"reason": reason.as_json(), "count": count, "rows": list(numbers)}
            for reason, numbers, count in largest_first
        ]
