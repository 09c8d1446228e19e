"""From a row of text to a row the desk understands, or to a rejection with its reason."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from reviews.domain.levels import Level, level_of_stars
from reviews.domain.masking import mask_free_text
from reviews.domain.reason import Reason
from reviews.intake import states, values
from reviews.intake.changes import review_hash
from reviews.intake.columns import ColumnMapping, FileKind
from reviews.intake.failures import BadCell
from reviews.intake.readers.table import RawRow
from reviews.intake.rows import DoNotContactRow, OrderRow, RefundRow, Rejected, ReviewRow, Row

_Value = TypeVar("_Value")
_NOBODY = frozenset({"匿名", "匿名用户", "匿名买家", "匿名会员", "匿名评价"})
#: A review's key is stored in so many characters; only orders with absurd numbers reach it.
_LONGEST_KEY = 80
#: Of a value that could not be read, the reason shows so much.
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class _Cells:
    """A row under its mapping; every failure names the column."""

    row: RawRow
    mapping: ColumnMapping

    def raw(self, field: str) -> str:
        index = self.mapping.fields.get(field)
        return "" if index is None else self.row.cells[index]

    def text(self, field: str, *, most: int = 0) -> str:
        text = values.clean_text(self.raw(field))
        return text[:most] if most else text

    def short(self, field: str, *, most: int = 255) -> str:
        raw = self.raw(field)
        if not raw:
            return ""
        text = values.narrow(values.clean_text(raw))
        return "" if values.is_empty(text) else text[:most]

    def nick(self) -> str:
        """A name the platform puts for everybody who hides is nobody's."""
        nick = self.short("buyer_nick")
        return "" if nick in _NOBODY else nick

    def identifier(self, field: str) -> str:
        return self.read(field, values.read_id) or ""

    def read(self, field: str, parse: Callable[[str], _Value | None]) -> _Value | None:
        raw = self.raw(field)
        if not raw:
            return None
        try:
            return parse(raw)
        except BadCell as error:
            raise _Refused(Reason(error.code, self._where(field, error.value))) from None

    def _where(self, field: str, value: str) -> Mapping[str, str]:
        return {"field": field, "value": mask_free_text(value)[:_SHOWN]}


class _Refused(Exception):  # the row, not the file
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def normalise(row: RawRow, *, mapping: ColumnMapping) -> Row | Rejected:
    """The row as its file's kind understands it.

    Order of decision: a damaged row, then what the kind can't do without, then each value.
    """
    if row.damage is not None:
        return Rejected(row.number, row.damage, row.cells)
    try:
        return _READERS[mapping.kind](_Cells(row, mapping))
    except _Refused as refused:
        return Rejected(row.number, refused.reason, row.cells)


def _hash(*parts: object) -> str:
    digest = hashlib.blake2b(digest_size=16)
    digest.update("\x1f".join("" if part is None else str(part) for part in parts).encode())
    return digest.hexdigest()


def _review(cells: _Cells) -> ReviewRow:
    if cells.short("role").lower() == "seller":
        raise _Refused(Reason("rated_by_seller"))
    rated_at = cells.read("rated_at", values.read_time)
    if rated_at is None:
        raise _Refused(Reason("value_missing", {"field": "rated_at"}))
    stars = cells.read("stars", values.read_stars)
    sentiment = cells.read("sentiment", values.read_level)
    level = cells.read("level", values.read_rating) or sentiment or level_of_stars(stars)
    text = cells.text("text")
    append_text = cells.text("append_text")
    if level is Level.UNRATED and not text and not append_text:
        raise _Refused(Reason("review_empty"))
    append_at = cells.read("append_at", values.read_time)
    replied_at = cells.read("replied_at", values.read_time)
    reply = cells.text("reply")
    state = states.review_state(cells.short("state"))
    times = [moment for moment in (rated_at, append_at, replied_at) if moment is not None]
    return ReviewRow(
        row_number=cells.row.number,
        key=_review_key(cells, rated_at.isoformat(), text),
        content_hash=review_hash(
            level=level,
            stars=stars,
            text=text,
            append_text=append_text,
            reply=reply,
            state=state,
        ),
        content_at=max(times),
        rated_at=rated_at,
        level=level,
        text=text,
        is_default_text=values.is_default_text(text),
        review_id=cells.identifier("review_id"),
        order_number=cells.identifier("order_number"),
        sub_order_number=cells.identifier("sub_order_number"),
        buyer_nick=cells.nick(),
        buyer_open_id=cells.identifier("buyer_open_id"),
        stars=stars,
        rating_raw=_rating_raw(cells),
        sentiment=sentiment,
        append_text=append_text,
        append_at=append_at,
        purchased_at=cells.read("purchased_at", values.read_time),
        reply=reply,
        replied_at=replied_at,
        item_id=cells.identifier("item_id"),
        item_title=cells.short("item_title"),
        item_price_fen=cells.read("item_price", values.read_fen),
        sku=cells.short("sku"),
        images=len(cells.raw("images").replace(",", " ").replace(";", " ").split()),
        counts_towards_score=cells.read("counts_towards_score", values.read_flag),
        province=cells.short("province", most=40),
        state=state,
    )


def _rating_raw(cells: _Cells) -> str:
    given = (cells.short(field, most=20) for field in ("level", "stars", "sentiment"))
    return " ".join(filter(None, given))


def _review_key(cells: _Cells, rated_at: str, text: str) -> str:
    """What makes the review the same one next time, the platform's own id first."""
    if review_id := cells.identifier("review_id"):
        return f"id:{review_id}"
    if sub_order := cells.identifier("sub_order_number"):
        return f"sub:{sub_order}"
    item = cells.identifier("item_id") or cells.short("item_title")
    if order := cells.identifier("order_number"):
        return f"order:{order}:{_hash(item)[:16] if item else ''}"[:_LONGEST_KEY]
    nick = cells.nick()
    return f"hash:{_hash(item, cells.short('sku'), nick, rated_at, text)}"


def _order(cells: _Cells) -> OrderRow:
    order_number = cells.identifier("order_number")
    if not order_number:
        raise _Refused(Reason("value_missing", {"field": "order_number"}))
    state_raw = cells.short("status")
    paid_at = cells.read("paid_at", values.read_time)
    refund_fen = cells.read("refund_amount", values.read_fen)
    address = cells.text("new_address", most=500) or cells.text("address", most=500)
    return OrderRow(
        row_number=cells.row.number,
        order_number=order_number,
        content_hash=_hash(*cells.row.cells),
        state=states.order_state(state_raw, paid=paid_at is not None),
        state_raw=state_raw,
        refund_state=states.refund_state_of_order(
            cells.short("refund_status"), state_raw, refund_fen=refund_fen
        ),
        sub_order_number=cells.identifier("sub_order_number"),
        buyer_nick=cells.nick(),
        buyer_open_id=cells.identifier("buyer_open_id"),
        receiver_name=cells.short("receiver_name", most=100),
        phone=cells.read("phone", values.read_phone)
        or cells.read("landline", values.read_phone)
        or "",
        address=address,
        province=cells.short("province", most=40) or states.province_of(address),
        created_at=cells.read("created_at", values.read_time),
        paid_at=paid_at,
        shipped_at=cells.read("shipped_at", values.read_time),
        ended_at=cells.read("ended_at", values.read_time),
        paid_fen=cells.read("paid_amount", values.read_fen),
        total_fen=cells.read("total_amount", values.read_fen),
        postage_fen=cells.read("postage", values.read_fen),
        refund_fen=refund_fen,
        item_id=cells.identifier("item_id"),
        item_title=cells.short("item_title"),
        item_price_fen=cells.read("item_price", values.read_fen),
        item_code=cells.short("item_code", most=64),
        sku=cells.short("sku"),
        quantity=cells.read("quantity", values.read_count),
        carrier=cells.short("carrier", most=64),
        tracking_number=cells.short("tracking_number", most=64),
        seller_memo=cells.text("seller_memo", most=1000),
        buyer_memo=cells.text("buyer_memo", most=1000),
        close_reason=cells.short("close_reason"),
    )


def _refund(cells: _Cells) -> RefundRow:
    refund_id = cells.identifier("refund_id")
    order_number = cells.identifier("order_number")
    if not order_number:
        raise _Refused(Reason("value_missing", {"field": "order_number"}))
    sub_order_number = cells.identifier("sub_order_number")
    state_raw = cells.short("status")
    modified_at = cells.read("modified_at", values.read_time)
    return RefundRow(
        row_number=cells.row.number,
        key=f"id:{refund_id}" if refund_id else f"order:{order_number}:{sub_order_number}",
        order_number=order_number,
        content_hash=_hash(*cells.row.cells),
        state=states.refund_state(state_raw, finished=modified_at is not None),
        state_raw=state_raw,
        refund_id=refund_id,
        sub_order_number=sub_order_number,
        buyer_nick=cells.nick(),
        buyer_open_id=cells.identifier("buyer_open_id"),
        amount_fen=cells.read("amount", values.read_fen),
        reason=cells.short("reason"),
        description=cells.text("description", most=1000),
        created_at=cells.read("created_at", values.read_time),
        modified_at=modified_at,
        item_title=cells.short("item_title"),
        goods_back=cells.read("goods_back", values.read_flag),
    )


def _do_not_contact(cells: _Cells) -> DoNotContactRow:
    phone = cells.read("phone", values.read_phone) or ""
    nick = cells.short("buyer_nick")
    if not phone and not nick:
        given = bool(cells.short("phone"))
        raise _Refused(
            Reason("phone_unusable") if given else Reason("value_missing", {"field": "phone"})
        )
    return DoNotContactRow(
        row_number=cells.row.number, phone=phone, buyer_nick=nick, reason=cells.short("reason")
    )


_READERS: Mapping[FileKind, Callable[[_Cells], Row]] = {
    FileKind.REVIEWS: _review,
    FileKind.ORDERS: _order,
    FileKind.REFUNDS: _refund,
    FileKind.DO_NOT_CONTACT: _do_not_contact,
}
