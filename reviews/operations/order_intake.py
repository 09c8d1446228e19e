"""Rows of orders become orders, their lines and buyers, and meet the reviews that wait for them."""

from collections.abc import Sequence

from reviews.domain.clocks import PlatformClock
from reviews.intake.rows import OrderRow
from reviews.models import ImportRun, OrderItem, Refund, Shop
from reviews.operations.bulk_insert import insert_rows
from reviews.operations.buyers import note_buyers
from reviews.operations.many_rows import update_rows
from reviews.operations.order_changes import OrderChanges, contact_of, order_changes
from reviews.operations.order_links import link_reviews
from reviews.operations.products import note_products
from reviews.operations.refund_intake import link_refunds
from reviews.operations.seen_keys import SeenKeys
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
    "warehouse",
    "device",
    "tracking_number",
    "province",
    "content_hash",
)


def take_orders(
    *,
    shop: Shop,
    run: ImportRun,
    rows: Sequence[OrderRow],
    seen: SeenKeys,
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
    link_refunds(shop=shop, orders=changes.orders)
    link_reviews(orders=changes.orders, run=run, clocks=clocks)
    tally = changes.tally(distinct)
    tally.repeated = len(rows) - len(distinct)
    return tally


def distinct_rows(rows: Sequence[OrderRow], seen: SeenKeys) -> list[OrderRow]:
    """The rows that did not come before in this file, word for word."""
    distinct = []
    for row in rows:
        if row.content_hash not in seen:
            seen.add(row.content_hash)
            distinct.append(row)
    return distinct


def _store(changes: OrderChanges) -> None:
    orders = changes.orders
    insert_rows([orders[number] for number in changes.fresh])
    update_rows([orders[number] for number in changes.altered], _COLUMNS)
    related: list[OrderItem | Refund] = [*changes.fresh_items, *changes.fresh_refunds]
    for row in related:
        row.order = row.order  # which may have got its key only now
    insert_rows(changes.fresh_items)
    update_rows(changes.changed_items, ["product", "sku", "quantity", "price_fen"])
    insert_rows(changes.fresh_refunds)
    update_rows(changes.changed_refunds, ["status", "amount_fen"])
