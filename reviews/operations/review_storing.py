"""Reviews are written: new ones, and new states of known ones with their differences."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from reviews.domain.clocks import PlatformClock
from reviews.domain.levels import Level, ReviewState
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
from reviews.operations.bulk_insert import insert_values
from reviews.operations.buyers import Contact, key_index_of, note_buyers
from reviews.operations.history import record_states
from reviews.operations.many_rows import update_rows
from reviews.operations.products import note_products, product_id

#: A review younger than this tells that its buyer is online.
_JUST_POSTED = dt.timedelta(hours=1)
_FOURTH_FACT = frozenset({"level_raised", "deleted"})
_CHANGED_COLUMNS = (
    "rated_at",
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
    "image_links",
    "state",
    "content_hash",
    "snapshot_count",
    "causes_version",
    "complaint",
    "complaint_judged_at",
)
_OF_THE_TEXT = ("is_default_text", "images_count", "image_links")
_OF_WHAT_STAYS = (*_OF_THE_TEXT, "rating_raw", "sentiment")
_SNAPSHOT_COLUMNS = (
    "level",
    "stars",
    "content",
    "append_content",
    "reply",
    "state",
    "content_hash",
)


def add_reviews(
    rows: Sequence[ReviewRow],
    *,
    shop: Shop,
    run: ImportRun,
    clocks: Sequence[PlatformClock],
) -> Sequence[int]:
    """Store new reviews with what they name: products, buyers, orders, first snapshots.

    Returns the keys of the reviews, in the order of the rows.
    """
    if not rows:
        return ()
    products = note_products(shop=shop, named=[(row.item_id, row.item_title) for row in rows])
    buyers = note_buyers(
        shop=shop, contacts=[_contact(row) for row in rows], now=run.as_of, clocks=clocks
    )
    numbers = {row.order_number for row in rows if row.order_number}
    orders = {
        order.number: order for order in Order.objects.filter(shop=shop, number__among=numbers)
    }
    reviews = [
        _new_review(row, shop=shop, run=run, products=products, buyers=buyers, orders=orders)
        for row in rows
    ]
    keys = insert_values(Review, reviews)
    snapshots = insert_values(
        Snapshot,
        [
            _snapshot(review, of=key, number=1, run=run)
            for key, review in zip(keys, reviews, strict=True)
        ],
    )
    insert_values(
        ReviewEvent,
        [
            _event("append_added", key, snapshot, run=run)
            for row, key, snapshot in zip(rows, keys, snapshots, strict=True)
            if row.append_text
        ],
    )
    _note_presence(reviews, run=run)
    return keys


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
) -> dict[str, Any]:
    order = orders.get(row.order_number)
    product = products.get(product_id(row.item_id, row.item_title))
    buyer = buyers.get(key_index_of(_contact(row), platform=shop.platform))
    return {
        "shop_id": shop.pk,
        "key": row.key,
        "platform_id": row.review_id,
        "product_id": product.pk if product else None,
        "sku": row.sku[:120],
        "order_id": order.pk if order else None,
        "order_number": row.order_number,
        "sub_order_number": row.sub_order_number,
        "buyer_id": (order and order.buyer_id) or (buyer and buyer.pk),
        "rated_at": row.rated_at,
        "purchased_at": row.purchased_at,
        "first_seen_at": run.as_of,
        **_content(row),
    }


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
        "image_links": list(row.image_links),
        "state": row.state.value,
        "content_hash": row.content_hash,
    }


def _snapshot(
    review: Mapping[str, object], *, of: int, number: int, run: ImportRun
) -> dict[str, object]:
    return {
        "review_id": of,
        "number": number,
        "run_id": run.pk,
        "taken_at": run.as_of,
        **{column: review[column] for column in _SNAPSHOT_COLUMNS},
    }


def _event(kind: str, review: int, snapshot: int, *, run: ImportRun) -> dict[str, object]:
    return {"review_id": review, "kind": kind, "snapshot_id": snapshot, "at": run.as_of}


def _note_presence(reviews: Sequence[Mapping[str, Any]], *, run: ImportRun) -> None:
    insert_values(
        PresenceObservation,
        [
            {"buyer_id": review["buyer_id"], "source": "review", "seen_at": review["rated_at"]}
            for review in reviews
            if review["buyer_id"] and run.as_of - _JUST_POSTED <= review["rated_at"] <= run.as_of
        ],
    )


def change_reviews(
    rows: Sequence[ReviewRow], stored: Mapping[str, StoredReview], *, run: ImportRun
) -> None:
    """Bring reviews to their new state, with a snapshot and the differences as events."""
    if not rows:
        return
    # Held, or what a person or the reader says of one in between would be written over.
    held = Review.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    reviews = {
        review.pk: review for review in held.filter(pk__among=[stored[row.key].pk for row in rows])
    }
    for row in rows:
        before = stored[row.key]
        _bring_up(reviews[before.pk], row, before)
    update_rows(list(reviews.values()), _CHANGED_COLUMNS)
    record_states_of_reviews(
        [
            (reviews[before.pk], events_between(before, row))
            for row, before in ((row, stored[row.key]) for row in rows)
        ],
        run=run,
    )


def record_states_of_reviews(
    changed: Sequence[tuple[Review, Sequence[str]]], *, run: ImportRun
) -> None:
    """Snapshot reviews in the state they have come to; what is different becomes events."""
    snapshots = insert_values(
        Snapshot,
        [
            _snapshot(vars(review), of=review.pk, number=review.snapshot_count, run=run)
            for review, _ in changed
        ],
    )
    events = [
        _event(kind, review.pk, snapshot, run=run)
        for (review, kinds), snapshot in zip(changed, snapshots, strict=True)
        for kind in kinds
    ]
    insert_values(ReviewEvent, events)
    _note_change_on_cases(events, run=run)


def _bring_up(review: Review, row: ReviewRow, before: StoredReview) -> None:
    told = _content(row)
    if row.content_at < before.content_at:  # it adds to the known state, and only that
        for column in _OF_THE_TEXT if before.level is Level.UNRATED else _OF_WHAT_STAYS:
            told.pop(column)
    for column, value in told.items():
        # A file without a column for it takes no time back.
        if value is not None or column not in {"append_at", "replied_at"}:
            setattr(review, column, value)
    if row.state is ReviewState.LIVE:
        review.state = ReviewState.CHANGED.value
    review.snapshot_count = before.snapshots + 1
    # Or else the earlier state would look just as new when its file comes again.
    review.rated_at = max(review.rated_at, row.rated_at)
    if (row.text, row.append_text) != (before.text, before.append_text):
        review.causes_version = ""
        # Other words are another question: what was judged no complaint may be one now.
        if review.complaint == "dismissed":
            review.complaint, review.complaint_judged_at = "", None


def _note_change_on_cases(events: Sequence[Mapping[str, Any]], *, run: ImportRun) -> None:
    """The fourth fact of a case: its review was raised or taken away."""
    changed = [event["review_id"] for event in events if event["kind"] in _FOURTH_FACT]
    if not changed:
        return
    waiting = Case.objects.filter(review__among=changed, review_changed_at__isnull=True)
    pks = list(waiting.values_list("pk", flat=True))
    waiting.update(review_changed_at=run.as_of)
    cases = list(Case.objects.filter(pk__among=pks).order_by("pk"))
    record_states(cases, kind="~", member=run.created_by, now=run.as_of)
