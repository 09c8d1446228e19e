"""The only writer of rollups: counts the weeks that triggers have marked (docs/reports.md)."""

import datetime as dt
import logging
from collections.abc import Collection

from django.db import transaction

from reports.domain.weeks import IsoWeek
from reports.models import RollupCell, RollupSale, WeekMark, WeekRollup
from reports.queries.counting import count_cells, count_reviews, count_sales
from reports.queries.rollup_check import Difference, week_differences, weeks_with_rows
from reports.week_triggers import missing_triggers
from reviews.models import Shop

logger = logging.getLogger(__name__)

#: Weeks a sweep counts at most, so that a long import does not keep a worker.
WEEKS_A_SWEEP = 30


def count_marked_weeks(
    *,
    now: dt.datetime,
    shop: Shop | None = None,
    weeks: Collection[IsoWeek] | None = None,
    limit: int | None = None,
) -> int:
    """Count the marked weeks again, newest first, of one shop or all; returns how many.

    With ``weeks`` only those. Marks that come while a week is counted stay for the next time.
    """
    marks = WeekMark.objects.all()
    if shop is not None:
        marks = marks.filter(shop=shop)
    if weeks is not None:
        marks = marks.filter(monday__in=[week.monday for week in weeks])
    marked = marks.values_list("shop_id", "monday").distinct().order_by("-monday", "shop_id")
    shops = Shop.objects.in_bulk()
    found = list(marked[:limit] if limit is not None else marked)
    for shop_id, monday in found:
        if shop_id in shops:
            count_week(shop=shops[shop_id], week=IsoWeek.of_day(monday), now=now)
        else:  # its rows vanished with the shop
            WeekMark.objects.filter(shop_id=shop_id).delete()
    return len(found)


@transaction.atomic
def count_week(*, shop: Shop, week: IsoWeek, now: dt.datetime) -> WeekRollup:
    """Count one week and store it in place of what was counted before.

    The marks go first: what is written after this moment leaves a new one.
    """
    rollup, _is_new = WeekRollup.objects.select_for_update().get_or_create(
        shop=shop, monday=week.monday, defaults={"counted_at": now}
    )
    WeekMark.objects.filter(shop=shop, monday=week.monday).delete()
    reviews = count_reviews(shop=shop, week=week)
    rollup.reviews, rollup.low, rollup.counted_at = reviews.reviews, reviews.low, now
    rollup.save(update_fields=["reviews", "low", "counted_at"])
    _store_cells(rollup, shop, week)
    _store_sales(rollup, shop, week)
    return rollup


def _store_cells(rollup: WeekRollup, shop: Shop, week: IsoWeek) -> None:
    cells = []
    for (cause, product), facts in count_cells(shop=shop, week=week).items():
        counted = facts._asdict()
        money = {f"{name}_fen": counted.pop(name) for name in ("promised", "paid")}
        cells.append(
            RollupCell(rollup=rollup, cause_id=cause, product_id=product, **counted, **money)
        )
    rollup.cells.all().delete()
    RollupCell.objects.bulk_create(cells)


def _store_sales(rollup: WeekRollup, shop: Shop, week: IsoWeek) -> None:
    sold = count_sales(shop=shop, week=week)
    rollup.sales.all().delete()
    RollupSale.objects.bulk_create(
        RollupSale(rollup=rollup, product_id=product, units=units)
        for product, units in sold.items()
    )


def check_rollups(
    *, now: dt.datetime, shop: Shop | None = None, weeks: int | None = None
) -> list[Difference]:
    """Work every week out again from its rows, one by one, and name what differs.

    A week that differs is counted again, so that a page is wrong for a day at most. ``weeks``
    takes only the latest ones. Weeks written to meanwhile are left to the sweep.
    """
    for name in missing_triggers():
        logger.error("the trigger %s is missing: run migrate", name)
    differences = []
    for one in [shop] if shop is not None else Shop.objects.order_by("id"):
        known = weeks_with_rows(shop=one)
        for week in known if weeks is None else known[-weeks:]:
            count_marked_weeks(now=now, shop=one, weeks=[week])
            found = _difference(one, week)
            if found:
                differences.extend(found)
                count_week(shop=one, week=week, now=now)
    for difference in differences:
        logger.error("rollup differs: %s", difference)
    return differences


def _difference(shop: Shop, week: IsoWeek) -> list[Difference]:
    found = week_differences(shop=shop, week=week)
    written_to = WeekMark.objects.filter(shop=shop, monday=week.monday).exists()
    return [] if written_to else found
