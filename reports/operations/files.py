"""Workbooks as files: made beside their place and moved there whole."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from reports.domain.summary import WeekSummary
from reports.domain.weeks import IsoWeek
from reports.operations.rollups import count_marked_weeks
from reports.queries.background import cause_versions
from reports.queries.weeks import load_week
from reports.workbook.book import write_week
from reviews.models import Shop

FOLDER = "reports"


def save_weekly_workbook(
    *,
    shop: Shop,
    week: IsoWeek,
    language: str,
    path: Path,
    now: dt.datetime,
    case_url: Callable[[str], str] | None = None,
) -> WeekSummary:
    """Work out the week and write its workbook, so that nobody ever reads half a file.

    Raises OSError where the file can't be written; then nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with translation.override(language), part.open("wb") as file:
            count_marked_weeks(now=now, shop=shop)
            loaded = load_week(shop=shop, week=week, now=now)
            write_week(
                loaded.summary,
                rows=loaded.rows,
                file=file,
                shop_name=shop.name,
                versions={_("Causes"): ", ".join(cause_versions(shop=shop, week=week))},
                case_url=case_url,
            )
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return loaded.summary


def media_path(stored: str) -> Path:
    """Where a stored path of a run lies on disk."""
    return Path(settings.MEDIA_ROOT) / stored
