"""Reviews are written: new ones, and new states of known ones with their differences."""

import datetime as dt
from collections.abc import Mapping, Sequence

from reviews.domain.clocks import PlatformClock
from reviews.domain.levels import ReviewState
from reviews.intake.changes import StoredReview, events_between
from reviews.intake.rows import ReviewRow
from reviews.models import (
    Buyer,
    Case,
    ImportRun,
    Order,
    PresenceObservation,
    Product,
    Review,
    ReviewEvent,
    Shop,
    Snapshot,
)
from reviews.operations.buyers import Contact, key_index_of, note_buyers
from reviews.operations.history import record_change
from reviews.operations.products import note_products, product_id

#: A review younger than this tells that its buyer is online.
_JUST_POSTED = dt.timedelta(hours=1)
_CHANGED_COLUMNS = (
    "level",
    "stars",
    "rating_raw",
    "sentiment",
    "content",
    "is_default_text",
    "append_content",
    "append_at",
    "reply",
    "replied_at",
    "images_count",
    "state",
    "content_hash",
    "snapshot_count",
    "last_seen_at",
    "causes_version",
)


def add_reviews(
    rows: Sequence[ReviewRow],
    *,
    shop: Shop,
    run: ImportRun,
    clocks: Sequence[PlatformClock],
) -> list[tuple[ReviewRow, Review]]:
    """Store new reviews with what they name: products, buyers, orders, first snapshots."""
    products = note_products(shop=shop, named=[(row.item_id, row.item_title) for row in rows])
    buyers = note_buyers(
        shop=shop, contacts=[_contact(row) for row in rows], now=run.as_of, clocks=clocks
    )
    numbers = {row.order_number for row in rows if row.order_number}
    orders = {
        order.number: order
        for order in Order.objects.filter(shop=shop, number__in=numbers).select_related("buyer")
    }
    reviews = [
        _new_review(row, shop=shop, run=run, products=products, buyers=buyers, orders=orders)
        for row in rows
    ]
    Review.objects.bulk_create(reviews)
    snapshots = Snapshot.objects.bulk_create(_snapshot(review, run=run) for review in reviews)
    ReviewEvent.objects.bulk_create(
        ReviewEvent(review=review, kind="append_added", snapshot=snapshot, at=run.as_of)
        for review, snapshot in zip(reviews, snapshots, strict=True)
        if review.append_content
    )
    _note_presence(reviews, run=run)
    return list(zip(rows, reviews, strict=True))


def _contact(row: ReviewRow) -> Contact:
    return Contact(
        nick=row.buyer_nick,
        open_id=row.buyer_open_id,
        province=row.province,
        seen_at=row.rated_at,
    )


def _new_review(
    row: ReviewRow,
    *,
    shop: Shop,
    run: ImportRun,
    products: Mapping[str, Product],
    buyers: Mapping[str, Buyer],
    orders: Mapping[str, Order],
) -> Review:
    order = orders.get(row.order_number)
    buyer = buyers.get(key_index_of(_contact(row), platform=shop.platform))
    return Review(
        shop=shop,
        key=row.key,
        platform_id=row.review_id,
        product=products.get(product_id(row.item_id, row.item_title)),
        sku=row.sku[:120],
        order=order,
        order_number=row.order_number,
        sub_order_number=row.sub_order_number,
        buyer=(order.buyer if order else None) or buyer,
        rated_at=row.rated_at,
        purchased_at=row.purchased_at,
        first_seen_at=run.as_of,
        last_seen_at=run.as_of,
        **_content(row),
    )


def _content(row: ReviewRow) -> dict[str, object]:
    """The columns in which two snapshots can differ."""
    return {
        "level": row.level.value,
        "stars": row.stars,
        "rating_raw": row.rating_raw[:40],
        "sentiment": row.sentiment.value if row.sentiment else "",
        "content": row.text,
        "is_default_text": row.is_default_text,
        "append_content": row.append_text,
        "append_at": row.append_at,
        "reply": row.reply,
        "replied_at": row.replied_at,
        "images_count": min(row.images, 1_000),
        "state": row.state.value,
        "content_hash": row.content_hash,
    }


def _snapshot(review: Review, *, run: ImportRun) -> Snapshot:
    return Snapshot(
        review=review,
        number=review.snapshot_count,
        run=run,
        taken_at=run.as_of,
        level=review.level,
        stars=review.stars,
        content=review.content,
        append_content=review.append_content,
        reply=review.reply,
        state=review.state,
        content_hash=review.content_hash,
    )


def _note_presence(reviews: Sequence[Review], *, run: ImportRun) -> None:
    PresenceObservation.objects.bulk_create(
        PresenceObservation(buyer=review.buyer, source="review", seen_at=review.rated_at)
        for review in reviews
        if review.buyer and run.as_of - _JUST_POSTED <= review.rated_at <= run.as_of
    )


def change_reviews(
    rows: Sequence[ReviewRow], stored: Mapping[str, StoredReview], *, run: ImportRun
) -> list[tuple[ReviewRow, Review]]:
    """Bring reviews to their new state, with a snapshot and the differences as events."""
    pks = [stored[row.key].pk for row in rows]
    reviews = Review.objects.select_related("shop", "order").in_bulk(pks)
    altered = [(row, reviews[stored[row.key].pk]) for row in rows]
    for row, review in altered:
        _bring_up(review, row, stored[row.key], run=run)
    Review.objects.bulk_update(reviews.values(), _CHANGED_COLUMNS)
    snapshots = Snapshot.objects.bulk_create(_snapshot(review, run=run) for _, review in altered)
    events = [
        ReviewEvent(review=review, kind=kind, snapshot=snapshot, at=run.as_of)
        for (row, review), snapshot in zip(altered, snapshots, strict=True)
        for kind in events_between(stored[row.key], row)
    ]
    ReviewEvent.objects.bulk_create(events)
    _note_change_on_cases(events, run=run)
    return altered


def _bring_up(review: Review, row: ReviewRow, before: StoredReview, *, run: ImportRun) -> None:
    for column, value in _content(row).items():
        # A file without a column for it takes no time back.
        if value is not None or column not in {"append_at", "replied_at"}:
            setattr(review, column, value)
    if row.state is ReviewState.LIVE:
        review.state = ReviewState.CHANGED.value
    review.snapshot_count = before.snapshots + 1
    review.last_seen_at = max(review.last_seen_at, run.as_of)
    if (row.text, row.append_text) != (before.text, before.append_text):
        review.causes_version = ""


def _note_change_on_cases(events: Sequence[ReviewEvent], *, run: ImportRun) -> None:
    """The fourth fact of a case: its review was raised or taken away."""
    changed = [event.review_id for event in events if event.kind in {"level_raised", "deleted"}]
    for case in Case.objects.filter(review__in=changed, review_changed_at__isnull=True):
        Case.objects.filter(pk=case.pk).update(review_changed_at=run.as_of)
        record_change(case, member=run.created_by, now=run.as_of)
