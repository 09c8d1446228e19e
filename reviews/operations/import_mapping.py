"""How the columns of a shop's files are read: found, asked for, and kept for the next file."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reviews.intake.asked import Asked
from reviews.intake.columns import (
    ColumnMapping,
    FileKind,
    clean_heading,
    column_names,
    recognise,
)
from reviews.intake.readers import Limits, RawRow, Table, inspect
from reviews.models import ImportMapping, ImportRun, Shop

#: The heading of the row numbers in a reject workbook ends with the import it came from.
_MARK = re.compile(r"#([a-z2-7]{16})$")


@dataclass(frozen=True, slots=True)
class Returning:
    """Rejected rows that come back: the import they belong to, and where their number stands.

    ``beside`` are the columns that the workbook has beside those of the file.
    """

    parent: ImportRun
    number_column: int
    beside: tuple[int, ...]


def header_hash(header: Sequence[str]) -> str:
    """A fingerprint of a header or its names, blanks and width aside; 32 hex digits."""
    joined = "\x1f".join(map(clean_heading, column_names(header)))
    return hashlib.blake2b(joined.encode(), digest_size=16).hexdigest()


def mark_of(run: ImportRun) -> str:
    """What the row numbers' heading ends with, by which a mended workbook is known again."""
    return f"#{run.public_id}" if run.pk else ""


def returning(*, shop: Shop, header: Sequence[str], kind: str = "") -> Returning | None:
    """Whose rejected rows a file with this header brings back; None for any other file."""
    for index, heading in enumerate(header):
        if mark := _MARK.search(heading.strip()):
            parent = ImportRun.objects.filter(shop=shop, public_id=mark[1]).first()
            if parent and kind in {"", parent.kind}:
                return Returning(parent, index, _beside(parent, header, index))
    return None


def _beside(parent: ImportRun, header: Sequence[str], number_column: int) -> tuple[int, ...]:
    """The number's column, and the reason's behind it, whatever language it was written in."""
    after = number_column + 1
    own = set(map(clean_heading, parent.recognised.get("header", ())))
    has_reason = after < len(header) and clean_heading(header[after]) not in own
    return (number_column, after) if has_reason else (number_column,)


def saved_columns(*, shop: Shop, kind: FileKind, header: Sequence[str]) -> Mapping[str, str]:
    """What the shop has said before about columns of this header."""
    kept = ImportMapping.objects.filter(
        shop=shop, kind=kind.value, header_hash=header_hash(header)
    ).first()
    return dict(kept.fields) if kept else {}


def columns_in_force(
    *, shop: Shop, kind: FileKind, header: Sequence[str], asked: Asked
) -> Mapping[str, str]:
    """What was said of these columns: now, before, or of the import whose rejects they are."""
    said = dict(saved_columns(shop=shop, kind=kind, header=header))
    back = returning(shop=shop, header=header, kind=kind.value)
    if back:
        fields = back.parent.recognised.get("fields", {})
        said |= {heading: field for field, heading in fields.items()}
        names = column_names(header)
        said |= {names[index]: "" for index in back.beside}
    return said | dict(asked.columns)


def recognise_file(
    *, run: ImportRun, path: Path, limits: Limits, keep: Callable[[RawRow], None]
) -> tuple[Table, ColumnMapping]:
    """Read the whole file once and note on the run how; ``keep`` as in `inspect`.

    Raises UnreadableFile.
    """
    asked = Asked.from_json(run.asked)
    table = inspect(path, limits=limits, asked=asked, keep=keep)
    kind = FileKind(run.kind)
    mapping = recognise(
        table.header,
        kind=kind,
        preset=asked.preset or None,
        overrides=columns_in_force(shop=run.shop, kind=kind, header=table.header, asked=asked),
    )
    note_shape(run=run, table=table, mapping=mapping)
    return table, mapping


def note_shape(*, run: ImportRun, table: Table, mapping: ColumnMapping) -> None:
    """Keep what was recognised, for the person who looks at the import."""
    back = returning(shop=run.shop, header=table.header, kind=run.kind)
    run.recognised = shape_of(table, mapping) | (
        {"number_column": back.number_column, "beside": back.beside} if back else {}
    )
    run.parent = back.parent if back else None
    run.total_rows = table.rows or None
    ImportRun.objects.filter(pk=run.pk, tries=run.tries).update(
        recognised=run.recognised, parent=run.parent, total_rows=run.total_rows
    )


def shape_of(table: Table, mapping: ColumnMapping) -> dict[str, object]:
    """What was recognised, as it is stored."""
    names = column_names(table.header)
    return {
        "preset": mapping.preset,
        "format": table.file_format.value,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "header_row": table.header_number,
        "header": list(names),
        "fields": {name: names[index] for name, index in mapping.fields.items()},
        "unknown": list(mapping.unknown),
        "repeated_headers": table.repeated_headers,
    }


def keep_mapping(
    *, shop: Shop, kind: str, header: Sequence[str], columns: Mapping[str, str], now: dt.datetime
) -> None:
    """Remember what was said of these columns for the shop's next file of the same header."""
    ImportMapping.objects.update_or_create(
        shop=shop,
        kind=kind,
        header_hash=header_hash(header),
        defaults={"fields": dict(columns)},
        create_defaults={"fields": dict(columns), "created_at": now},
    )
