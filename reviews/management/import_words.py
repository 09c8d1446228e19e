"""What a trial import tells at the prompt: how the file is read, and what would become of it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from reviews.operations.import_preview import Preview
from reviews.queries.import_preview import field_name, first_row_texts
from reviews.reasons import render


class Counted(Protocol):
    """The counts of an import, done or tried."""

    new: int
    changed: int
    unchanged: int
    repeated: int
    rejected: int
    cases_opened: int


def how_it_is_read(file_name: str, shape: Mapping[str, object], rows: int) -> str:
    """One line: file, format, preset, rows."""
    how = " ".join(filter(None, (str(shape[part]) for part in ("format", "encoding", "sheet"))))
    told = {"file": file_name, "how": how, "preset": shape["preset"], "rows": rows}
    return _("%(file)s: %(how)s, read as %(preset)s, %(rows)s rows") % told


def tally_in_words(kind: str, counts: Counted, shape: Mapping[str, object]) -> list[str]:
    """One line a count."""
    lines = [
        (_("new:"), counts.new),
        (_("changed:"), counts.changed),
        (_("unchanged:"), counts.unchanged),
        (_("repeated in the file:"), counts.repeated),
        (_("rejected:"), counts.rejected),
    ]
    if kind == "reviews":
        lines.append((_("cases opened:"), counts.cases_opened))
    if shape["repeated_headers"]:
        lines.append((_("header rows repeated:"), int(str(shape["repeated_headers"]))))
    return [f"  {label} {count}" for label, count in lines]


def counted_in_words(preview: Preview) -> list[str]:
    """How far a long file was counted; nothing where that is its end."""
    if preview.counted >= preview.total:
        return []
    told = {"counted": preview.counted, "total": preview.total}
    return [
        _(
            "Counted over the first %(counted)s of %(total)s rows; "
            "the others are judged when they go in."
        )
        % told
    ]


def columns_in_words(preview: Preview) -> list[str]:
    """One line a column: what it is read as, with its first values; then what is missing."""
    lines = [_("Columns:")]
    for column in preview.columns:
        samples = " | ".join(map(str, _items(column["samples"])))
        lines.append(f"  {column['name']} -> {_read_as(column)}  ({samples})")
        reason = render(_mapping(column["reason"]))
        if reason:
            lines.append(f"    {reason}")
    for group in preview.missing:
        names = " / ".join(field_name(field) for field in group)
        lines.append(_("No column for: %(fields)s") % {"fields": names})
    return lines


def _read_as(column: Mapping[str, object]) -> str:
    field, proposal = str(column["field"]), str(column["proposal"])
    if field:
        return f"{field_name(field)} [{field}]"
    if proposal:
        told = {"name": field_name(proposal), "field": proposal}
        return _("not used; is it %(name)s [%(field)s]?") % told
    return _("not used")


def reasons_in_words(groups: Sequence[Mapping[str, object]]) -> list[str]:
    """One line a reason, the most frequent first, with the first rows."""
    lines = []
    for group in groups:
        rows = ", ".join(map(str, _items(group["rows"])))
        told = {"count": group["count"], "reason": render(_mapping(group["reason"])), "rows": rows}
        lines.append(_("  %(count)s x %(reason)s Rows: %(rows)s") % told)
    return lines


def first_rows_in_words(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """The first rows as they would be stored."""
    lines = [_("First rows:")]
    for row in rows:
        texts = first_row_texts(row)
        lines.append(f"  {row['row']}: " + " | ".join(filter(None, texts)))
    return lines


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
