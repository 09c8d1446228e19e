"""What a person sees of a file before it goes in: its columns and first rows, masked."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from reviews.domain.masking import mask_free_text, mask_name, mask_nick, mask_phone
from reviews.domain.reason import Reason
from reviews.intake import values
from reviews.intake.columns import ColumnMapping, clean_heading, column_names, preset_named
from reviews.intake.guess import Guess, Meaning, guess
from reviews.intake.proposals import doubt, field_for
from reviews.intake.readers import RawRow, Table
from reviews.intake.rows import DoNotContactRow, OrderRow, RefundRow, ReviewRow, Row
from reviews.intake.states import city_of, province_of

SAMPLES = 3
_LONGEST_SAMPLE, _LONGEST_TEXT = 40, 160
_MAIL = re.compile(r"([\w.+-])[\w.+-]*@[\w-]+(?:\.[\w-]+)+")
Cells: TypeAlias = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """One column: what it was read as and by whom, what its values look like.

    ``told_by`` is heading, saved or asked; not_used for a column the preset leaves out, dropped
    for one a person left out, and unknown. Of an unknown one ``proposal`` is the field that its
    values suggest and ``reason`` why; of a known one ``reason`` is why that is doubtful.
    """

    name: str
    field: str
    told_by: str
    samples: tuple[str, ...]
    proposal: str = ""
    reason: Reason | None = None

    def as_json(self) -> dict[str, object]:
        """For the row that keeps the preview."""
        kept: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        return kept | {
            "samples": list(self.samples),
            "reason": self.reason.as_json() if self.reason else {},
        }


def column_facts(
    *,
    table: Table,
    mapping: ColumnMapping,
    rows: Sequence[RawRow],
    saved: Collection[str],
    asked: Collection[str],
) -> list[ColumnFacts]:
    """The columns in their order; ``saved`` and ``asked`` are the names somebody spoke of."""
    names = column_names(table.header)
    fields = {index: field for field, index in mapping.fields.items()}
    ignored = preset_named(mapping.preset, kind=mapping.kind).ignored
    taken = set(mapping.fields)
    facts = []
    for index, name in enumerate(names):
        column = [row.cells[index] for row in rows]
        if not table.header[index].strip() and not any(map(str.strip, column)):
            continue
        field = fields.get(index, "")
        told_by = _told_by(name, field, saved=saved, asked=asked, ignored=ignored)
        found = guess(column)
        proposal, reason = "", doubt(field, column) if field else None
        if told_by == "unknown" and found:
            proposal = field_for(found.meaning, kind=mapping.kind, taken=taken, heading=name)
            taken.add(proposal)
            reason = found.reason
        samples = samples_of(column, field=field, found=found)
        facts.append(ColumnFacts(name, field, told_by, samples, proposal, reason))
    return facts


def _told_by(
    name: str,
    field: str,
    *,
    saved: Collection[str],
    asked: Collection[str],
    ignored: Collection[str],
) -> str:
    spoken = "asked" if name in asked else "saved" if name in saved else ""
    if field:
        return spoken or "heading"
    if spoken:
        return "dropped"
    return "not_used" if clean_heading(name) in ignored else "unknown"


def samples_of(column: Sequence[str], *, field: str, found: Guess | None) -> tuple[str, ...]:
    """The first different values, masked as the field asks for, or else as they look."""
    mask = _MASKS.get(field)
    if not field and found:
        mask = _MASKS_BY_LOOK.get(found.meaning)
    filled = (cell.strip() for cell in column if not values.is_empty(cell))
    distinct = list(dict.fromkeys(filled))[:SAMPLES]
    return tuple(_shortened((mask or _mask_text)(cell), _LONGEST_SAMPLE) for cell in distinct)


def _mask_text(cell: str) -> str:
    """Payment accounts are numbers or addresses of mail."""
    return _MAIL.sub(r"\1***@***", mask_free_text(cell))


def _shortened(text: str, most: int) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= most else f"{one_line[:most]}…"


def mask_address(address: str) -> str:
    """Province and city stay: what lies below them is nobody's business in a preview."""
    bare = values.narrow(address)
    near = " ".join(filter(None, (province_of(bare), city_of(bare)))) or bare[:2]
    return f"{near}***" if bare else ""


def _mask_number(cell: str) -> str:
    return mask_phone(values.narrow(cell).strip("'\"="))


_MASKS: Mapping[str, Callable[[str], str]] = {
    "phone": _mask_number,
    "landline": _mask_number,
    "receiver_name": mask_name,
    "buyer_nick": mask_nick,
    "buyer_open_id": mask_nick,
    "address": mask_address,
    "new_address": mask_address,
}
_MASKS_BY_LOOK: Mapping[Meaning, Callable[[str], str]] = {
    Meaning.PHONE: _mask_number,
    Meaning.ADDRESS: mask_address,
    Meaning.NICK: mask_nick,
}


def first_cells(row: Row) -> Cells:
    """A row as it will be stored, under the names of its fields; the buyer is masked."""
    match row:
        case ReviewRow():
            return _review_cells(row)
        case OrderRow():
            return _order_cells(row)
        case RefundRow():
            return _refund_cells(row)
        case DoNotContactRow():
            return {
                "phone": mask_phone(row.phone) if row.phone else "",
                "buyer_nick": mask_nick(row.buyer_nick),
                "reason": _shortened(mask_free_text(row.reason), _LONGEST_SAMPLE),
            }


def _review_cells(row: ReviewRow) -> Cells:
    return {
        "level": row.level.value,
        "stars": row.stars,
        "rated_at": row.rated_at.isoformat(),
        "text": _shortened(mask_free_text(row.text), _LONGEST_TEXT),
        "append_text": _shortened(mask_free_text(row.append_text), _LONGEST_TEXT),
        "item_title": _shortened(row.item_title or row.item_id, _LONGEST_SAMPLE),
        "order_number": row.order_number,
        "buyer_nick": mask_nick(row.buyer_nick),
    }


def _order_cells(row: OrderRow) -> Cells:
    return {
        "order_number": row.order_number,
        "status": row.state.value,
        "paid_amount": row.paid_fen,
        "created_at": _iso(row.created_at),
        "item_title": _shortened(row.item_title, _LONGEST_SAMPLE),
        "buyer_nick": mask_nick(row.buyer_nick),
        "phone": mask_phone(row.phone) if row.phone else "",
        "address": mask_address(row.address or row.province),
    }


def _refund_cells(row: RefundRow) -> Cells:
    return {
        "order_number": row.order_number,
        "refund_id": row.refund_id,
        "refund_status": row.state.value,
        "amount": row.amount_fen,
        "created_at": _iso(row.created_at),
        "buyer_nick": mask_nick(row.buyer_nick),
    }


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
