"""Workbooks as files: made beside their place and moved there whole."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from shutil import copyfile

from django.conf import settings
from django.utils import translation

from reports.domain.stored_week import StoredWeek
from reports.domain.summary import WeekSummary, summarise
from reports.workbook.book import write_week
from reviews.domain.reason import Reason

FOLDER = "reports"
#: The address of a case, by its id and the code of its shop.
CaseUrl = Callable[[str, str], str]


def write_workbook(
    stored: StoredWeek,
    *,
    path: Path,
    language: str,
    since: Sequence[Reason] = (),
    case_url: CaseUrl | None = None,
) -> WeekSummary:
    """Write a gathered or stored week, so that nobody ever reads half a file.

    The same stored week gives the same cells. ``since`` says what an earlier making had otherwise.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    summary = summarise(
        stored.rows, week=stored.week, background=stored.background, now=stored.made_at
    )
    try:
        with translation.override(language), part.open("wb") as file:
            write_week(
                summary,
                rows=stored.rows,
                file=file,
                shop_name=stored.name,
                versions=stored.versions,
                since=since,
                case_url=_url_of_case(stored, case_url),
            )
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return summary


def _url_of_case(stored: StoredWeek, case_url: CaseUrl | None) -> Callable[[str], str] | None:
    if case_url is None:
        return None
    shops = {row.case_id: row.shop for row in stored.rows}
    return lambda case_id: case_url(case_id, shops[case_id])


def copy_whole(source: Path, path: Path) -> None:
    """Copy a file so that nobody ever reads half of it. Raises OSError."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        copyfile(source, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def media_path(stored: str) -> Path:
    """Where a stored path of a run lies on disk."""
    return Path(settings.MEDIA_ROOT) / stored
