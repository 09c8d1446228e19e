"""The input of a workbook, read once: one shop's week, or those of a group's shops together."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from reports.domain.merging import ShopWeek, merge_weeks
from reports.domain.stored_week import StoredWeek
from reports.domain.weeks import IsoWeek
from reports.operations.rollups import count_marked_weeks
from reports.queries.background import cause_versions, load_whole_background
from reports.queries.case_rows import case_rows
from reviews.models import Shop


def gather_week(*, shops: Sequence[Shop], name: str, week: IsoWeek, now: dt.datetime) -> StoredWeek:
    """Read a week in the active language; marked weeks are counted first.

    Raises ValueError without a shop.
    """
    if not shops:
        message = "a report needs a shop"
        raise ValueError(message)
    for shop in shops:
        count_marked_weeks(now=now, shop=shop)
    found = [_shop_week(shop, week) for shop in shops]
    one = found[0]
    rows, background = (one.rows, one.background) if len(found) == 1 else merge_weeks(found)
    versions: defaultdict[str, set[str]] = defaultdict(set)
    for shop in shops:
        versions[_("Causes")].update(cause_versions(shop=shop, week=week))
    return StoredWeek(
        week=week,
        made_at=now,
        name=name,
        background=background,
        rows=rows,
        versions={what: ", ".join(sorted(several)) for what, several in versions.items()},
    )


def _shop_week(shop: Shop, week: IsoWeek) -> ShopWeek:
    return ShopWeek(
        code=shop.code,
        name=shop.name,
        rows=tuple(case_rows(shop=shop, week=week)),
        background=load_whole_background(shop=shop, week=week),
    )
