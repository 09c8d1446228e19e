"""What rows of orders tell that the desk doesn't know yet; nothing is written here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reviews.intake.rows import OrderRow, OrderState, RefundState
from reviews.models import Buyer, Order, OrderItem, Product, Refund, Shop
from reviews.operations.buyers import Contact, key_index_of
from reviews.operations.products import product_id
from reviews.operations.tally import Tally

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


@dataclass(slots=True)
class OrderChanges:
    """Orders by number as the rows leave them, and what of them is to be stored.

    ``fresh`` gives each new order the row that brings it; ``rows`` are the numbers of the rows
    that told something new.
    """

    orders: dict[str, Order]
    fresh: dict[str, int] = field(default_factory=dict)
    altered: set[str] = field(default_factory=set)
    fresh_items: list[OrderItem] = field(default_factory=list)
    changed_items: list[OrderItem] = field(default_factory=list)
    fresh_refunds: list[Refund] = field(default_factory=list)
    changed_refunds: list[Refund] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)

    def tally(self, rows: Iterable[OrderRow]) -> Tally:
        """A row counts as new with its order, as changed where it told something new."""
        tally = Tally()
        for row in rows:
            if self.fresh.get(row.order_number) == row.row_number:
                tally.new += 1
            elif row.row_number in self.rows:
                tally.changed += 1
            else:
                tally.unchanged += 1
        return tally


def order_changes(
    rows: Sequence[OrderRow],
    *,
    shop: Shop,
    buyers: Mapping[str, Buyer],
    products: Mapping[str, Product],
) -> OrderChanges:
    """Bring orders, lines and refunds to the state the rows tell, in memory."""
    numbers = {row.order_number for row in rows}
    known = Order.objects.filter(shop=shop, number__among=numbers).select_related("shop")
    changes = OrderChanges(orders={order.number: order for order in known})
    _add_new_orders(changes, rows, shop=shop)
    for row in rows:
        if _bring_up(changes.orders[row.order_number], row, buyers=buyers):
            changes.rows.add(row.row_number)
            changes.altered.add(row.order_number)
    changes.altered -= changes.fresh.keys()
    _tell_items(changes, rows, products)
    _tell_refunds(changes, rows, shop=shop)
    return changes


def _add_new_orders(changes: OrderChanges, rows: Iterable[OrderRow], *, shop: Shop) -> None:
    for row in rows:
        if row.order_number not in changes.orders:
            changes.orders[row.order_number] = Order(shop=shop, number=row.order_number)
            changes.fresh[row.order_number] = row.row_number


def contact_of(row: OrderRow) -> Contact:
    """What the row tells of its buyer."""
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
    buyer = buyers.get(key_index_of(contact_of(row), platform=order.shop.platform))
    total = row.total_fen if row.total_fen is not None else row.paid_fen
    told: dict[str, object] = {
        "amount_fen": total,
        "paid_fen": row.paid_fen,
        "ordered_at": row.created_at,
        "paid_at": row.paid_at,
        "shipped_at": row.shipped_at,
        "ended_at": row.ended_at,
        "carrier": row.carrier[:40],
        "warehouse": row.warehouse,
        "device": row.device,
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


def _tell_items(
    changes: OrderChanges, rows: Iterable[OrderRow], products: Mapping[str, Product]
) -> None:
    numbers = {order.pk: number for number, order in changes.orders.items() if order.pk}
    known = {
        (numbers[item.order_id], item.sub_number): item
        for item in OrderItem.objects.filter(order__among=numbers)
    }
    for row in rows:
        product = products.get(product_id(row.item_id, row.item_title))
        if product is None and not row.sub_order_number:
            continue
        place = (row.order_number, _line_key(row))
        told = _told_of_item(row, product)
        item = known.get(place)
        if item is None:
            order = changes.orders[row.order_number]
            item = OrderItem(order=order, sub_number=_line_key(row), **told)
            known[place] = item
            changes.fresh_items.append(item)
            changes.rows.add(row.row_number)
        elif any(getattr(item, name) != value for name, value in told.items()):
            for name, value in told.items():
                setattr(item, name, value)
            if item.pk:
                changes.changed_items.append(item)
            changes.rows.add(row.row_number)


def _told_of_item(row: OrderRow, product: Product | None) -> dict[str, object]:
    told = {
        "product_id": product.pk if product else None,
        "sku": row.sku[:120] or None,
        "quantity": row.quantity,
        "price_fen": row.item_price_fen,
    }
    return {name: value for name, value in told.items() if value is not None}


def derived_refund_number(order_number: str) -> str:
    """The number of a refund that only the order's own row tells of."""
    return f"order:{order_number}"[:64]


def _tell_refunds(changes: OrderChanges, rows: Iterable[OrderRow], *, shop: Shop) -> None:
    """A refund state on an order row is kept until the refund itself comes in."""
    telling = {row.order_number: row for row in rows if row.refund_state is not RefundState.NONE}
    known = _known_refunds(shop, telling)
    for number, row in telling.items():
        refund = known.get(number)
        if refund is None:
            changes.fresh_refunds.append(_derived_refund(changes.orders[number], row, shop=shop))
        elif (
            refund.number == derived_refund_number(number)
            and refund.status != row.refund_state.value
        ):
            refund.status = row.refund_state.value
            refund.amount_fen = row.refund_fen or refund.amount_fen
            changes.changed_refunds.append(refund)
        else:
            continue
        changes.rows.add(row.row_number)


def _known_refunds(shop: Shop, numbers: Collection[str]) -> dict[str, Refund]:
    """By the numbers of their orders, which they may have come in before."""
    refunds = Refund.objects.filter(shop=shop)
    waiting = refunds.filter(order__isnull=True, order_number__among=numbers)
    joined = refunds.filter(order__number__among=numbers).select_related("order")
    known = {refund.order_number: refund for refund in waiting}
    return known | {refund.order.number: refund for refund in joined if refund.order}


def _derived_refund(order: Order, row: OrderRow, *, shop: Shop) -> Refund:
    return Refund(
        shop=shop,
        order=order,
        number=derived_refund_number(order.number),
        status=row.refund_state.value,
        status_raw=row.state_raw[:60],
        amount_fen=row.refund_fen or 0,
    )
