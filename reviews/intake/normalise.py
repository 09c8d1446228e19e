"""From a row of text to a row the desk understands, or to a rejection with its reason."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, TypeAlias

from reviews.domain.levels import Level, level_of_stars
from reviews.domain.masking import mask_misplaced
from reviews.domain.reason import Reason
from reviews.intake import states, values
from reviews.intake.changes import review_hash
from reviews.intake.columns import ColumnMapping, FileKind
from reviews.intake.failures import BadCell
from reviews.intake.readers.table import RawRow
from reviews.intake.rows import DoNotContactRow, OrderRow, RefundRow, Rejected, ReviewRow, Row

_NOBODY = frozenset({"匿名", "匿名用户", "匿名买家", "匿名会员", "匿名评价"})
#: A review's key is stored in so many characters; only orders with absurd numbers reach it.
_LONGEST_KEY = 80
#: Words of a column that a file repeats in nearly every row.
_REMEMBERED = 4096
_MOST_LINKS, _LONGEST_LINK = 9, 500

#: What a cell is read as; None where it says nothing. Raises BadCell.
_Parse: TypeAlias = Callable[[str], Any]
#: What the cells of a row say, by field; of what they don't say the field is missing.
_Told: TypeAlias = dict[str, Any]


class _Refused(Exception):  # the row, not the file
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def _short(cell: str) -> str | None:
    text = values.narrow(values.clean_text(cell))
    return None if values.is_empty(text) else text[:255]


_word = lru_cache(maxsize=_REMEMBERED)(_short)


def _nick(cell: str) -> str | None:
    """A name the platform puts for everybody who hides is nobody's."""
    nick = _short(cell)
    return None if nick in _NOBODY else nick


def _cut(parse: Callable[[str], str | None], most: int) -> _Parse:
    return lambda cell: (parse(cell) or "")[:most]


def _images(cell: str) -> list[str]:
    return cell.replace(",", " ").replace(";", " ").split()


def _links(images: Iterable[str]) -> tuple[str, ...]:
    """The first addresses among them; platforms leave the scheme out."""
    whole = (f"https:{image}" if image.startswith("//") else image for image in images)
    links = (
        image
        for image in whole
        if image.lower().startswith(("https://", "http://")) and len(image) <= _LONGEST_LINK
    )
    return tuple(islice(links, _MOST_LINKS))


#: How the cells of each kind are read, in the order in which a bad one is named.
_PARSES: Mapping[FileKind, Mapping[str, _Parse]] = {
    FileKind.REVIEWS: {
        "role": _word,
        "rated_at": values.read_time,
        "stars": values.read_stars,
        "sentiment": values.read_level,
        "level": lru_cache(maxsize=_REMEMBERED)(values.read_rating),
        "text": values.clean_text,
        "append_text": values.clean_text,
        "append_at": values.read_time,
        "replied_at": values.read_time,
        "reply": values.clean_text,
        "state": _word,
        "review_id": values.read_id,
        "order_number": values.read_id,
        "sub_order_number": values.read_id,
        "buyer_nick": _nick,
        "buyer_open_id": values.read_id,
        "purchased_at": values.read_time,
        "item_id": values.read_id,
        "item_title": _word,
        "item_price": values.read_fen,
        "sku": _word,
        "images": _images,
        "counts_towards_score": values.read_flag,
        "province": _cut(_word, 40),
    },
    FileKind.ORDERS: {
        "order_number": values.read_id,
        "status": _word,
        "paid_at": values.read_time,
        "refund_amount": values.read_fen,
        "new_address": _cut(values.clean_text, 500),
        "address": _cut(values.clean_text, 500),
        "refund_status": _word,
        "sub_order_number": values.read_id,
        "buyer_nick": _nick,
        "buyer_open_id": values.read_id,
        "receiver_name": _cut(_short, 100),
        "phone": values.read_phone,
        "landline": values.read_phone,
        "province": _cut(_word, 40),
        "created_at": values.read_time,
        "shipped_at": values.read_time,
        "ended_at": values.read_time,
        "paid_amount": values.read_fen,
        "total_amount": values.read_fen,
        "postage": values.read_fen,
        "item_id": values.read_id,
        "item_title": _word,
        "item_price": values.read_fen,
        "item_code": _cut(_word, 64),
        "sku": _word,
        "quantity": values.read_count,
        "carrier": _cut(_word, 64),
        "tracking_number": _cut(_short, 64),
        "warehouse": _cut(_word, 60),
        "device": values.read_device,
        "seller_memo": _cut(values.clean_text, 1000),
        "buyer_memo": _cut(values.clean_text, 1000),
        "close_reason": _word,
    },
    FileKind.REFUNDS: {
        "refund_id": values.read_id,
        "order_number": values.read_id,
        "sub_order_number": values.read_id,
        "status": _word,
        "modified_at": values.read_time,
        "buyer_nick": _nick,
        "buyer_open_id": values.read_id,
        "amount": values.read_fen,
        "reason": _word,
        "description": _cut(values.clean_text, 1000),
        "created_at": values.read_time,
        "item_title": _word,
        "goods_back": values.read_flag,
    },
    FileKind.DO_NOT_CONTACT: {
        "phone": values.read_phone,
        "buyer_nick": _short,
        "reason": _word,
    },
}
#: Fields of a file whose rows name them otherwise.
_NAMED = {
    "item_price": "item_price_fen",
    "paid_amount": "paid_fen",
    "total_amount": "total_fen",
    "refund_amount": "refund_fen",
    "postage": "postage_fen",
    "amount": "amount_fen",
    "status": "state_raw",
}


@dataclass(frozen=True, slots=True)
class _Reader:
    """The columns of one mapping with how each is read, and what is made of them."""

    columns: tuple[tuple[str, str, int, _Parse], ...]
    places: Mapping[str, int]
    make: Callable[[RawRow, _Told, Mapping[str, int]], Row]

    def read(self, row: RawRow) -> Row | Rejected:
        if row.damage is not None:
            return Rejected(row.number, row.damage, row.cells)
        try:
            return self.make(row, self._told(row), self.places)
        except _Refused as refused:
            return Rejected(row.number, refused.reason, row.cells)

    def _told(self, row: RawRow) -> _Told:
        told: _Told = {}
        cells, field = row.cells, ""
        try:
            for field, name, place, parse in self.columns:  # noqa: B007  # a failure names it
                if (cell := cells[place]) and (value := parse(cell)) is not None:
                    told[name] = value
        except BadCell as error:
            where = {"field": field, "value": mask_misplaced(error.value)}
            raise _Refused(Reason(error.code, where)) from None
        return told


def normalise(row: RawRow, *, mapping: ColumnMapping) -> Row | Rejected:
    """The row as its file's kind understands it.

    Order of decision: a damaged row, then each value, then what the kind can't do without.
    """
    return _reader(mapping).read(row)


def normalise_all(rows: Iterable[RawRow], *, mapping: ColumnMapping) -> Iterator[Row | Rejected]:
    """The same for many rows of a file."""
    return map(_reader(mapping).read, rows)


def _reader(mapping: ColumnMapping) -> _Reader:
    places = mapping.fields
    columns = tuple(
        (field, _NAMED.get(field, field), places[field], parse)
        for field, parse in _PARSES[mapping.kind].items()
        if field in places
    )
    return _Reader(columns, places, _MAKERS[mapping.kind])


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def _needed(told: _Told, field: str) -> Any:
    value = told.get(field)
    if not value:
        raise _Refused(Reason("value_missing", {"field": field}))
    return value


def _review(row: RawRow, told: _Told, places: Mapping[str, int]) -> ReviewRow:
    if told.pop("role", "").lower() == "seller":
        raise _Refused(Reason("rated_by_seller"))
    rated_at = _needed(told, "rated_at")
    level = told.get("level") or told.get("sentiment") or level_of_stars(told.get("stars"))
    told["level"] = level
    text = told.setdefault("text", "")
    append_text, reply = told.get("append_text", ""), told.get("reply", "")
    if level is Level.UNRATED and not text and not append_text:
        raise _Refused(Reason("review_empty"))
    images: list[str] = told.pop("images", [])
    state = told["state"] = states.review_state(told.get("state", ""))
    times = (rated_at, told.get("append_at"), told.get("replied_at"))
    return ReviewRow(
        row_number=row.number,
        key=_review_key(told),
        content_hash=review_hash(
            level=level,
            stars=told.get("stars"),
            text=text,
            append_text=append_text,
            reply=reply,
            state=state,
        ),
        content_at=max(moment for moment in times if moment is not None),
        is_default_text=values.is_default_text(text),
        rating_raw=_rating_raw(row, places),
        images=len(images),
        image_links=_links(images) if images else (),
        **told,
    )


def _rating_raw(row: RawRow, places: Mapping[str, int]) -> str:
    given = [
        word[:20]
        for field in ("level", "stars", "sentiment")
        if field in places and (word := _word(row.cells[places[field]]))
    ]
    return " ".join(given)


def _review_key(told: _Told) -> str:
    """What makes the review the same one next time, the platform's own id first."""
    if review_id := told.get("review_id"):
        return f"id:{review_id}"
    if sub_order := told.get("sub_order_number"):
        return f"sub:{sub_order}"
    item: str = told.get("item_id") or told.get("item_title", "")
    if order := told.get("order_number"):
        return f"order:{order}:{_hash(item)[:16] if item else ''}"[:_LONGEST_KEY]
    who = (told.get("sku", ""), told.get("buyer_nick", ""))
    return f"hash:{_hash(item, *who, told['rated_at'].isoformat(), told['text'])}"


def _order(row: RawRow, told: _Told, _places: Mapping[str, int]) -> OrderRow:
    _needed(told, "order_number")
    state_raw = told.get("state_raw", "")
    refund_state = states.refund_state_of_order(
        told.pop("refund_status", ""), state_raw, refund_fen=told.get("refund_fen")
    )
    landline = told.pop("landline", "")
    address = told.pop("new_address", "") or told.pop("address", "")
    return OrderRow(
        row_number=row.number,
        content_hash=_hash(*row.cells),
        state=states.order_state(state_raw, paid="paid_at" in told),
        refund_state=refund_state,
        phone=told.pop("phone", "") or landline,
        address=address,
        province=told.pop("province", "") or states.province_of(address),
        **{name: value for name, value in told.items() if name != "address"},
    )


def _refund(row: RawRow, told: _Told, _places: Mapping[str, int]) -> RefundRow:
    order_number = _needed(told, "order_number")
    refund_id = told.get("refund_id")
    sub_order_number = told.get("sub_order_number", "")
    finished = "modified_at" in told
    return RefundRow(
        row_number=row.number,
        key=f"id:{refund_id}" if refund_id else f"order:{order_number}:{sub_order_number}",
        content_hash=_hash(*row.cells),
        state=states.refund_state(told.get("state_raw", ""), finished=finished),
        **told,
    )


def _do_not_contact(row: RawRow, told: _Told, places: Mapping[str, int]) -> DoNotContactRow:
    if not told.get("phone") and not told.get("buyer_nick"):
        place = places.get("phone")
        given = place is not None and _short(row.cells[place])
        raise _Refused(
            Reason("phone_unusable") if given else Reason("value_missing", {"field": "phone"})
        )
    return DoNotContactRow(row_number=row.number, **told)


_MAKERS: Mapping[FileKind, Callable[[RawRow, _Told, Mapping[str, int]], Row]] = {
    FileKind.REVIEWS: _review,
    FileKind.ORDERS: _order,
    FileKind.REFUNDS: _refund,
    FileKind.DO_NOT_CONTACT: _do_not_contact,
}
