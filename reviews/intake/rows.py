"""Rows as the desk understands them: the same whatever file or platform they come from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from reviews.domain.levels import Level, ReviewState
from reviews.domain.reason import Reason


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review. ``key`` is unique within a shop; times are aware, money is fen.

    ``content_at`` is the latest time the row itself states: what tells a newer state of the
    review from an older one. ``is_default_text``: the platform wrote it, not the buyer.
    """

    row_number: int
    key: str
    content_hash: str
    content_at: datetime
    rated_at: datetime
    level: Level
    text: str
    is_default_text: bool
    review_id: str = ""
    order_number: str = ""
    sub_order_number: str = ""
    buyer_nick: str = ""
    buyer_open_id: str = ""
    stars: int | None = None
    rating_raw: str = ""
    sentiment: Level | None = None
    append_text: str = ""
    append_at: datetime | None = None
    purchased_at: datetime | None = None
    reply: str = ""
    replied_at: datetime | None = None
    item_id: str = ""
    item_title: str = ""
    item_price_fen: int | None = None
    sku: str = ""
    images: int = 0
    image_links: tuple[str, ...] = ()
    counts_towards_score: bool | None = None
    province: str = ""
    state: ReviewState = ReviewState.LIVE


class OrderState(StrEnum):
    """Where an order stands, whatever the platform calls it."""

    UNPAID = "unpaid"
    PAID = "paid"
    SHIPPED = "shipped"
    SUCCESS = "success"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class RefundState(StrEnum):
    """Where a refund stands; requested and returning ones hold offers back."""

    NONE = "none"
    REQUESTED = "requested"
    RETURNING = "returning"
    REFUSED = "refused"
    CLOSED = "closed"
    SUCCESS = "success"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order, or one item of it where the file has a line for each."""

    row_number: int
    order_number: str
    content_hash: str
    state: OrderState
    state_raw: str = ""
    refund_state: RefundState = RefundState.NONE
    sub_order_number: str = ""
    buyer_nick: str = ""
    buyer_open_id: str = ""
    receiver_name: str = ""
    phone: str = ""
    address: str = ""
    province: str = ""
    created_at: datetime | None = None
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    ended_at: datetime | None = None
    paid_fen: int | None = None
    total_fen: int | None = None
    postage_fen: int | None = None
    refund_fen: int | None = None
    item_id: str = ""
    item_title: str = ""
    item_price_fen: int | None = None
    item_code: str = ""
    sku: str = ""
    quantity: int | None = None
    carrier: str = ""
    warehouse: str = ""
    device: str = ""
    tracking_number: str = ""
    seller_memo: str = ""
    buyer_memo: str = ""
    close_reason: str = ""


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One refund. ``key`` is its number, or order and sub-order where it has none."""

    row_number: int
    key: str
    order_number: str
    content_hash: str
    state: RefundState
    state_raw: str = ""
    refund_id: str = ""
    sub_order_number: str = ""
    buyer_nick: str = ""
    buyer_open_id: str = ""
    amount_fen: int | None = None
    reason: str = ""
    description: str = ""
    created_at: datetime | None = None
    modified_at: datetime | None = None
    item_title: str = ""
    goods_back: bool | None = None


@dataclass(frozen=True, slots=True)
class DoNotContactRow:
    """Somebody who asked not to be contacted: by number, by nick or both."""

    row_number: int
    phone: str = ""
    buyer_nick: str = ""
    reason: str = ""


Row: TypeAlias = ReviewRow | OrderRow | RefundRow | DoNotContactRow


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that isn't taken in: its number, why, and its cells as they were."""

    row_number: int
    reason: Reason
    original: tuple[str, ...]
