"""Which field a column is proposed as, and when one of a known heading is doubted."""

from collections.abc import Callable, Container, Mapping, Sequence

from reviews.domain.reason import Parameter, Reason
from reviews.intake import values
from reviews.intake.columns import FileKind, fields_of
from reviews.intake.guess import FEW, HALF, Meaning, guess, reads

#: Which fields of a kind a meaning may stand for, the likeliest first.
_FIELDS: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.EMPTY: (),
    Meaning.LEVEL: ("level", "sentiment"),
    Meaning.STARS: ("stars", "quantity"),
    Meaning.PHONE: ("phone", "landline"),
    Meaning.RUNNING_NUMBER: ("review_id", "refund_id", "order_number"),
    Meaning.TIME: (
        "rated_at",
        "created_at",
        "purchased_at",
        "append_at",
        "replied_at",
        "paid_at",
        "shipped_at",
        "ended_at",
        "modified_at",
    ),
    Meaning.IDENTIFIER: ("order_number", "review_id", "refund_id", "sub_order_number"),
    Meaning.AMOUNT: ("paid_amount", "amount", "total_amount", "item_price", "postage"),
    Meaning.PICTURES: ("images",),
    Meaning.PROVINCE: ("province",),
    Meaning.ADDRESS: ("address",),
    Meaning.TEXT: ("text", "append_text", "reply", "description", "buyer_memo"),
    Meaning.NICK: ("buyer_nick", "receiver_name"),
}


def field_for(meaning: Meaning, *, kind: FileKind, taken: Container[str], heading: str = "") -> str:
    """The field of the kind that such a column may be and no column is yet; "" for none.

    Of several the one goes first that a word of the heading points to.
    """
    known = fields_of(kind)
    hinted = _hinted(meaning, heading)
    free = (field for field in hinted + _FIELDS[meaning] if field in known and field not in taken)
    return next(free, "")


def _hinted(meaning: Meaning, heading: str) -> tuple[str, ...]:
    words = _HINTS.get(meaning, ())
    return tuple(field for word, fields in words for field in fields if word in heading)


_NUMBERS = (
    ("子订单", ("sub_order_number",)),
    ("订单", ("order_number",)),
    ("退款", ("refund_id",)),
    ("售后", ("refund_id",)),
    ("评价", ("review_id",)),
    ("评论", ("review_id",)),
    ("商品", ("item_id",)),
    ("宝贝", ("item_id",)),
    ("物流", ("tracking_number",)),
    ("快递", ("tracking_number",)),
    ("运单", ("tracking_number",)),
)
#: Words of a heading nobody knows that tell which of a meaning's fields it is.
_HINTS: Mapping[Meaning, tuple[tuple[str, tuple[str, ...]], ...]] = {
    Meaning.IDENTIFIER: _NUMBERS,
    Meaning.RUNNING_NUMBER: _NUMBERS,
    Meaning.TIME: (
        ("追", ("append_at",)),
        ("回复", ("replied_at",)),
        ("评", ("rated_at",)),
        ("付款", ("paid_at",)),
        ("支付", ("paid_at",)),
        ("发货", ("shipped_at",)),
        ("下单", ("created_at", "purchased_at")),
        ("购买", ("created_at", "purchased_at")),
        ("完成", ("ended_at", "modified_at")),
        ("收货", ("ended_at",)),
    ),
    Meaning.AMOUNT: (
        ("退", ("refund_amount", "amount")),
        ("运费", ("postage",)),
        ("邮费", ("postage",)),
        ("单价", ("item_price",)),
        ("总", ("total_amount",)),
    ),
    Meaning.TEXT: (
        ("追", ("append_text",)),
        ("回复", ("reply",)),
        ("解释", ("reply",)),
        ("商品", ("item_title",)),
        ("宝贝", ("item_title",)),
        ("规格", ("sku",)),
        ("留言", ("buyer_memo",)),
        ("备注", ("seller_memo",)),
    ),
    Meaning.NICK: (
        ("收", ("receiver_name",)),
        ("规格", ("sku",)),
        ("颜色", ("sku",)),
        ("商品", ("item_title",)),
        ("快递", ("carrier",)),
        ("物流", ("carrier",)),
        ("状态", ("status", "state")),
    ),
}


_PARSERS: Mapping[str, Callable[[str], object]] = {
    "level": values.read_level,
    "sentiment": values.read_level,
    "stars": values.read_stars,
    "phone": values.read_phone,
    **dict.fromkeys(_FIELDS[Meaning.TIME], values.read_time),
    **dict.fromkeys((*_FIELDS[Meaning.AMOUNT], "refund_amount"), values.read_fen),
}


def doubt(field: str, column: Sequence[str]) -> Reason | None:
    """Why a column is hardly the field that its heading says; None where it may well be."""
    parse = _PARSERS.get(field)
    filled = [cell for cell in column if not values.is_empty(cell)]
    if parse is None or len(filled) < FEW:
        return None
    readable = sum(map(reads(parse), filled))
    if readable < HALF * len(filled):
        told: dict[str, Parameter] = {"field": field, "fits": readable, "filled": len(filled)}
        return Reason("column_doubtful", told)
    seen = guess(column) if field == "phone" else None
    return seen.reason if seen and seen.meaning is Meaning.RUNNING_NUMBER else None
