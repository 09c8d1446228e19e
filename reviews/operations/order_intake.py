"""Rows of orders become orders, their lines and buyers, and meet the reviews that wait for them."""

from collections.abc import Mapping, Sequence

from reviews.domain.clocks import PlatformClock
from reviews.intake.rows import OrderRow, OrderState, RefundState
from reviews.models import Buyer, ImportRun, Order, OrderItem, Product, Refund, Shop
from reviews.operations.buyers import Contact, key_index_of, note_buyers
from reviews.operations.order_links import link_reviews
from reviews.operations.products import note_products, product_id
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
#: An older export never takes an order back to an earlier state.
_COURSE = {
    state.value: place
    for place, state in enumerate(
        (
            OrderState.UNKNOWN,
            OrderState.UNPAID,
            OrderState.PAID,
            OrderState.SHIPPED,
            OrderState.SUCCESS,
            OrderState.CLOSED,
        )
    )
}


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
    distinct = _distinct(rows, seen)
    buyers = note_buyers(
        shop=shop, contacts=[_contact(row) for row in distinct], now=run.as_of, clocks=clocks
    )
    products = note_products(shop=shop, named=[(row.item_id, row.item_title) for row in distinct])
    numbers = {row.order_number for row in distinct}
    known = Order.objects.filter(shop=shop, number__in=numbers).select_related("shop")
    orders = {order.number: order for order in known}
    fresh = _new_orders(distinct, orders, shop=shop)
    changed = _store_orders(distinct, orders, fresh=fresh, buyers=buyers)
    changed |= _store_items(distinct, orders, products)
    changed |= _store_refunds(distinct, orders, shop=shop)
    link_reviews(orders=orders, run=run, clocks=clocks)
    tally = _counted(distinct, fresh=fresh, changed=changed)
    tally.repeated = len(rows) - len(distinct)
    return tally


def _distinct(rows: Sequence[OrderRow], seen: set[str]) -> list[OrderRow]:
    """The rows that did not come before in this file, word for word."""
    distinct = []
    for row in rows:
        if row.content_hash not in seen:
            seen.add(row.content_hash)
            distinct.append(row)
    return distinct


def _store_orders(
    rows: Sequence[OrderRow],
    orders: Mapping[str, Order],
    *,
    fresh: Mapping[str, int],
    buyers: Mapping[str, Buyer],
) -> set[int]:
    """Bring the orders up and store them; returns the numbers of rows that told something new."""
    changed = {row for row in rows if _bring_up(orders[row.order_number], row, buyers=buyers)}
    altered = {row.order_number for row in changed} - fresh.keys()
    Order.objects.bulk_create(orders[number] for number in fresh)
    Order.objects.bulk_update([orders[number] for number in altered], _COLUMNS)
    return {row.row_number for row in changed}


def _counted(rows: Sequence[OrderRow], *, fresh: Mapping[str, int], changed: set[int]) -> Tally:
    tally = Tally()
    for row in rows:
        if fresh.get(row.order_number) == row.row_number:
            tally.new += 1
        elif row.row_number in changed:
            tally.changed += 1
        else:
            tally.unchanged += 1
    return tally


def _new_orders(
    rows: Sequence[OrderRow], orders: dict[str, Order], *, shop: Shop
) -> dict[str, int]:
    """Put orders the desk doesn't know into ``orders``; returns the row that brings each."""
    fresh: dict[str, int] = {}
    for row in rows:
        if row.order_number not in orders:
            orders[row.order_number] = Order(shop=shop, number=row.order_number)
            fresh[row.order_number] = row.row_number
    return fresh


def _contact(row: OrderRow) -> Contact:
    return Contact(
        nick=row.buyer_nick,
        open_id=row.buyer_open_id,
        name=row.receiver_name,
        phone=row.phone,
        address=row.address,
        province=row.province,
        seen_at=row.created_at or row.paid_at,
        trade_ended_at=row.ended_at,
    )


def _bring_up(order: Order, row: OrderRow, *, buyers: Mapping[str, Buyer]) -> bool:
    """Set what the row tells and the order lacks or has otherwise; whether anything changed."""
    buyer = buyers.get(key_index_of(_contact(row), platform=order.shop.platform))
    total = row.total_fen if row.total_fen is not None else row.paid_fen
    told: dict[str, object] = {
        "amount_fen": total,
        "paid_fen": row.paid_fen,
        "ordered_at": row.created_at,
        "paid_at": row.paid_at,
        "shipped_at": row.shipped_at,
        "ended_at": row.ended_at,
        "carrier": row.carrier[:40],
        "tracking_number": row.tracking_number,
        "province": row.province[:20],
    }
    if _COURSE[row.state.value] > _COURSE[order.status] or (
        row.state.value == order.status and row.state_raw
    ):
        told |= {"status": row.state.value, "status_raw": row.state_raw[:60]}
    new = {
        name: value
        for name, value in told.items()
        if value not in {None, ""} and getattr(order, name) != value
    }
    if buyer is not None and order.buyer_id != buyer.pk:
        order.buyer = buyer
        new["buyer"] = buyer
    for name, value in new.items():
        setattr(order, name, value)
    if new:
        order.content_hash = row.content_hash
    return bool(new)


def _line_key(row: OrderRow) -> str:
    """What tells the lines of an order apart: sub-order, item and specification, or nothing."""
    if row.sub_order_number:
        return row.sub_order_number
    return f"{product_id(row.item_id, row.item_title)}:{row.sku}"[:64]


def _store_items(
    rows: Sequence[OrderRow], orders: Mapping[str, Order], products: Mapping[str, Product]
) -> set[int]:
    """Store the lines; returns the numbers of rows that told something new."""
    pks = [order.pk for order in orders.values()]
    known = {
        (item.order_id, item.sub_number): item for item in OrderItem.objects.filter(order__in=pks)
    }
    fresh, changed, rows_changed = [], [], set()
    for row in rows:
        product = products.get(product_id(row.item_id, row.item_title))
        if product is None and not row.sub_order_number:
            continue
        order = orders[row.order_number]
        item = known.get((order.pk, _line_key(row)))
        told = {
            "product_id": product.pk if product else None,
            "sku": row.sku[:120] or None,
            "quantity": row.quantity,
            "price_fen": row.item_price_fen,
        }
        told = {name: value for name, value in told.items() if value is not None}
        if item is None:
            item = OrderItem(order=order, sub_number=_line_key(row), **told)
            known[order.pk, item.sub_number] = item
            fresh.append(item)
            rows_changed.add(row.row_number)
        elif any(getattr(item, name) != value for name, value in told.items()):
            for name, value in told.items():
                setattr(item, name, value)
            if item.pk:
                changed.append(item)
            rows_changed.add(row.row_number)
    OrderItem.objects.bulk_create(fresh)
    OrderItem.objects.bulk_update(changed, ["product", "sku", "quantity", "price_fen"])
    return rows_changed


def derived_refund_number(order_number: str) -> str:
    """The number of a refund that only the order's own row tells of."""
    return f"order:{order_number}"[:64]


def _store_refunds(
    rows: Sequence[OrderRow], orders: Mapping[str, Order], *, shop: Shop
) -> set[int]:
    """A refund state on an order row is kept until the refund itself comes in."""
    telling = {row.order_number: row for row in rows if row.refund_state is not RefundState.NONE}
    known = {
        refund.order.number: refund
        for refund in Refund.objects.filter(shop=shop, order__number__in=telling).select_related(
            "order"
        )
    }
    fresh, rows_changed = [], set()
    for number, row in telling.items():
        refund = known.get(number)
        derived = derived_refund_number(number)
        if refund is None:
            fresh.append(
                Refund(
                    shop=shop,
                    order=orders[number],
                    number=derived,
                    status=row.refund_state.value,
                    status_raw=row.state_raw[:60],
                    amount_fen=row.refund_fen or 0,
                )
            )
            rows_changed.add(row.row_number)
        elif refund.number == derived and refund.status != row.refund_state.value:
            refund.status = row.refund_state.value
            refund.amount_fen = row.refund_fen or refund.amount_fen
            refund.save(update_fields=["status", "amount_fen"])
            rows_changed.add(row.row_number)
    Refund.objects.bulk_create(fresh)
    return rows_changed
