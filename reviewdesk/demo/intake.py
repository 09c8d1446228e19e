"""The demo's files go in day by day, through the importer, as of the morning after."""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from reviewdesk.demo import files
from reviewdesk.demo.story import DESK_ZONE, DemoOrder
from reviews.models import Member, Shop
from reviews.operations.causes import classify_reviews
from reviews.operations.imports import run_import, start_import

MORNING = dt.time(8, 40)
#: kind of import -> (file name, writer)
_WEEKLY: tuple[tuple[str, str, Callable[[Sequence[DemoOrder]], bytes]], ...] = (
    ("orders", "ExportOrderList{day}.csv", files.orders_file),
    ("orders", "ExportOrderDetailList{day}.csv", files.items_file),
    ("refunds", "退款导出{day}.csv", files.refunds_file),
)


def orders_by_week(orders: Sequence[DemoOrder]) -> Mapping[dt.date, list[DemoOrder]]:
    """The orders under the Monday of the week they were placed in."""
    weeks: dict[dt.date, list[DemoOrder]] = defaultdict(list)
    for order in orders:
        day = order.ordered_at.astimezone(DESK_ZONE).date()
        weeks[day - dt.timedelta(days=day.weekday())].append(order)
    return weeks


def reviews_by_day(orders: Sequence[DemoOrder]) -> Mapping[dt.date, list[DemoOrder]]:
    """The reviewed orders under the day of the review, or of its append."""
    days: dict[dt.date, list[DemoOrder]] = defaultdict(list)
    for order in orders:
        if order.review is not None:
            at = order.review.append_at or order.review.rated_at
            days[at.astimezone(DESK_ZONE).date()].append(order)
    return days


def morning_after(day: dt.date, now: dt.datetime) -> dt.datetime:
    """When the file of a day comes in; today's came a moment ago."""
    morning = dt.datetime.combine(day + dt.timedelta(days=1), MORNING, tzinfo=DESK_ZONE)
    return min(morning, now - dt.timedelta(minutes=5))


def import_orders(
    shop: Shop,
    ops: Member,
    day: dt.date,
    orders: Sequence[DemoOrder],
    at: dt.datetime,
) -> None:
    """A week's orders, order lines and refunds."""
    for kind, name, write in _WEEKLY:
        if kind == "refunds" and not any(order.refund for order in orders):
            continue
        _import(shop, ops, kind, name.format(day=f"{day:%Y%m%d}"), write(orders), at)


def import_reviews(
    shop: Shop,
    ops: Member,
    day: dt.date,
    orders: Sequence[DemoOrder],
    at: dt.datetime,
) -> None:
    """A day's reviews, and their causes read."""
    _import(shop, ops, "reviews", f"评价管理{day:%Y%m%d}.csv", files.reviews_file(orders), at)
    classify_reviews(shop=shop, now=at)


def _import(
    shop: Shop,
    member: Member,
    kind: str,
    name: str,
    content: bytes,
    at: dt.datetime,
) -> None:
    run = start_import(
        shop=shop,
        kind=kind,
        file=io.BytesIO(content),
        file_name=name,
        member=member,
        now=at,
        as_of=at,
    )
    run_import(run_id=run.pk, now=at)
