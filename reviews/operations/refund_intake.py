"""Rows of refunds become refunds of orders; those that come before their order wait for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reviews.intake.rows import RefundRow
from reviews.models import Order, Refund, Shop
from reviews.operations.bulk_insert import insert_rows
from reviews.operations.many_rows import update_rows
from reviews.operations.order_changes import derived_refund_number
from reviews.operations.seen_keys import SeenKeys
from reviews.operations.tally import Tally

_COLUMNS = ("status", "status_raw", "amount_fen", "reason", "requested_at", "changed_at")


@dataclass(slots=True)
class RefundChanges:
    """Refunds by number as the rows leave them: what is to be stored."""

    tally: Tally = field(default_factory=Tally)
    fresh: dict[str, Refund] = field(default_factory=dict)
    changed: dict[str, Refund] = field(default_factory=dict)


def take_refunds(*, shop: Shop, rows: Sequence[RefundRow], seen: SeenKeys) -> Tally:
    """Store a batch of rows, whether or not their orders are there yet.

    Runs within the caller's transaction.
    """
    changes = refund_changes(rows, shop=shop, seen=seen)
    insert_rows(list(changes.fresh.values()))
    update_rows(
        [refund for number, refund in changes.changed.items() if number not in changes.fresh],
        _COLUMNS,
    )
    _drop_derived(shop, {refund.order_number for refund in changes.fresh.values()})
    return changes.tally


def link_refunds(*, shop: Shop, orders: Mapping[str, Order]) -> None:
    """Give refunds that came before these orders (by number) their order.

    Runs within the caller's transaction.
    """
    waiting = list(Refund.objects.filter(shop=shop, order__isnull=True, order_number__among=orders))
    for refund in waiting:
        refund.order = orders[refund.order_number]
    update_rows(waiting, ["order"])
    _drop_derived(shop, {refund.order_number for refund in waiting})


def refund_changes(rows: Sequence[RefundRow], *, shop: Shop, seen: SeenKeys) -> RefundChanges:
    """Bring refunds to the state the rows tell, in memory; ``seen`` grows.

    An older state of a refund never replaces a newer one.
    """
    changes = RefundChanges()
    tally = changes.tally
    numbers = {row.order_number for row in rows}
    orders = {o.number: o for o in Order.objects.filter(shop=shop, number__among=numbers)}
    keys = [_number(row) for row in rows]
    known = {r.number: r for r in Refund.objects.filter(shop=shop, number__among=keys)}
    for row in rows:
        if row.content_hash in seen:
            tally.repeated += 1
            continue
        seen.add(row.content_hash)
        refund = known.get(_number(row))
        if refund is None:
            refund = Refund(
                shop=shop,
                order=orders.get(row.order_number),
                order_number=row.order_number,
                number=_number(row),
            )
            known[refund.number] = changes.fresh[refund.number] = refund
            _bring_up(refund, row)
            tally.new += 1
        elif _bring_up(refund, row):
            changes.changed[refund.number] = refund
            tally.changed += 1
        else:
            tally.unchanged += 1
    return changes


def _number(row: RefundRow) -> str:
    return row.refund_id or f"{row.order_number}:{row.sub_order_number}"[:64]


def _bring_up(refund: Refund, row: RefundRow) -> bool:
    """Set what the row tells; whether anything changed."""
    if refund.changed_at and row.modified_at and row.modified_at < refund.changed_at:
        return False
    told = {
        "status": row.state.value,
        "status_raw": row.state_raw[:60],
        "amount_fen": row.amount_fen,
        "reason": row.reason[:200],
        "requested_at": row.created_at,
        "changed_at": row.modified_at,
    }
    new = {
        name: value
        for name, value in told.items()
        if value not in {None, ""} and getattr(refund, name) != value
    }
    for name, value in new.items():
        setattr(refund, name, value)
    return bool(new)


def _drop_derived(shop: Shop, orders: Iterable[str]) -> None:
    """The refund itself replaces what only the order's row had told."""
    numbers = [derived_refund_number(number) for number in orders]
    Refund.objects.filter(shop=shop, number__among=numbers).delete()
