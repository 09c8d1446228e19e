"""Rows of orders become orders, their lines and buyers, and meet the reviews that wait for them."""

from collections.abc import Sequence

from reviews.domain.clocks import PlatformClock
from reviews.intake.rows import OrderRow
from reviews.models import ImportRun, Order, OrderItem, Refund, Shop
from reviews.operations.buyers import note_buyers
from reviews.operations.order_changes import OrderChanges, contact_of, order_changes
from reviews.operations.order_links import link_reviews
from reviews.operations.products import note_products
from reviews.operations.tally import Tally

_COLUMNS = (
    "buyer",
    "status",
    "status_raw",
    "amount_fen",
    "paid_fen",
    "ordered_at",
    "paid_at",
    "shipped_at",
    "ended_at",
    "carrier",
    "tracking_number",
    "province",
    "content_hash",
)


def take_orders(
    *,
    shop: Shop,
    run: ImportRun,
    rows: Sequence[OrderRow],
    seen: set[str],
    clocks: Sequence[PlatformClock],
) -> Tally:
    """Store a batch of rows, one for each order or for each line of one.

    A row counts as new with its order, as changed where it tells something the desk did not
    know. Runs within the caller's transaction, as of the run's moment.
    """
    distinct = distinct_rows(rows, seen)
    buyers = note_buyers(
        shop=shop, contacts=[contact_of(row) for row in distinct], now=run.as_of, clocks=clocks
    )
    products = note_products(shop=shop, named=[(row.item_id, row.item_title) for row in distinct])
    changes = order_changes(distinct, shop=shop, buyers=buyers, products=products)
    _store(changes)
    link_reviews(orders=changes.orders, run=run, clocks=clocks)
    tally = changes.tally(distinct)
    tally.repeated = len(rows) - len(distinct)
    return tally


def distinct_rows(rows: Sequence[OrderRow], seen: set[str]) -> list[OrderRow]:
    """The rows that did not come before in this file, word for word."""
    distinct = []
    for row in rows:
        if row.content_hash not in seen:
            seen.add(row.content_hash)
            distinct.append(row)
    return distinct


def _store(changes: OrderChanges) -> None:
    orders = changes.orders
    Order.objects.bulk_create(orders[number] for number in changes.fresh)
    Order.objects.bulk_update([orders[number] for number in changes.altered], _COLUMNS)
    OrderItem.objects.bulk_create(changes.fresh_items)
    OrderItem.objects.bulk_update(
        changes.changed_items, ["product", "sku", "quantity", "price_fen"]
    )
    Refund.objects.bulk_create(changes.fresh_refunds)
    Refund.objects.bulk_update(changes.changed_refunds, ["status", "amount_fen"])
