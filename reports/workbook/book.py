"""The weekly workbook: fourteen sheets from one summary."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import BinaryIO

from openpyxl import Workbook

from reports.domain.rows import CaseRow
from reports.domain.summary import WeekSummary
from reports.workbook.case_rows import rows_page
from reports.workbook.causes import causes_page, trend_page
from reports.workbook.notes import notes_page
from reports.workbook.overview import add_charts, overview_page
from reports.workbook.places import places_page
from reports.workbook.products import departments_page, products_page
from reports.workbook.recovery import compensation_page, recovery_page
from reports.workbook.voices import actions_page, words_page
from reports.workbook.work import team_page, timing_page
from reviews.domain.reason import Reason

MIME_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_week(
    summary: WeekSummary,
    *,
    rows: Iterable[CaseRow],
    file: BinaryIO,
    shop_name: str,
    versions: Mapping[str, str],
    since: Sequence[Reason] = (),
    case_url: Callable[[str], str] | None = None,
) -> None:
    """Write the workbook in the active language; ``rows`` are streamed and may be a generator."""
    book = Workbook(write_only=True)
    overview = overview_page(book, summary, shop_name=shop_name)
    causes = causes_page(book, summary)
    trend = trend_page(book, summary)
    add_charts(overview, causes=causes, trend=trend, weeks=len(summary.trend.weeks))
    products_page(book, summary)
    departments_page(book, summary)
    places_page(book, summary)
    timing_page(book, summary)
    recovery_page(book, summary)
    compensation_page(book, summary)
    team_page(book, summary)
    words_page(book, summary, case_url=case_url)
    actions_page(book, summary)
    rows_page(book, rows, week=summary.week)
    notes_page(book, summary, versions=versions, since=since)
    book.save(file)
