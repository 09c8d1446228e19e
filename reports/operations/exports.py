"""Taking a week out of the desk, rows or workbook: written down with who, which and how many."""

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from reports.domain.rows import CaseRow
from reports.domain.summary import VERSION
from reports.domain.weeks import IsoWeek
from reports.models import ReportRun
from reports.operations.files import media_path
from reports.queries.case_rows import case_rows
from reports.workbook.csv_rows import week_csv
from reports.workbook.parquet_rows import write_week_parquet
from reviews.models import Member
from reviews.operations.exports import log_export

WEEK_CSV = "week"
WEEK_PARQUET = "week_parquet"
WEEK_ROWS = "week_rows"
WEEK_WORKBOOK = "week_workbook"


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some rows of a week by their keys; ``more_after`` is the last case, empty at the end."""

    rows: tuple[CaseRow, ...]
    more_after: str


def export_week(*, member: Member, week: IsoWeek, now: dt.datetime) -> bytes:
    """The case rows of a week as CSV in UTF-8 with its mark, names in the active language."""
    rows = tuple(case_rows(shop=member.shop, week=week))
    log_export(member=member, what=WEEK_CSV, query=f"week={week}", rows=len(rows), now=now)
    return week_csv(rows, week=week).encode()


def export_week_parquet(*, member: Member, week: IsoWeek, now: dt.datetime) -> bytes:
    """The same rows as Parquet, in the columns of `reports.domain.row_columns`."""
    rows = tuple(case_rows(shop=member.shop, week=week))
    log_export(member=member, what=WEEK_PARQUET, query=f"week={week}", rows=len(rows), now=now)
    file = BytesIO()
    write_week_parquet(rows, week=week, file=file, version=VERSION)
    return file.getvalue()


def export_row_page(
    *, member: Member, week: IsoWeek, after: str, most: int, now: dt.datetime
) -> RowPage:
    """A page of the same rows for a program. Raises Case.DoesNotExist for an unknown ``after``."""
    found = tuple(case_rows(shop=member.shop, week=week, after=after, most=most + 1))
    rows = found[:most]
    asked = f"week={week}&after={after}" if after else f"week={week}"
    log_export(member=member, what=WEEK_ROWS, query=asked, rows=len(rows), now=now)
    return RowPage(rows, rows[-1].case_id if len(found) > most else "")


def open_workbook(*, run: ReportRun, member: Member, now: dt.datetime) -> BinaryIO:
    """The file of a finished workbook, to be closed by the reader. Raises FileNotFoundError.

    A group's workbook is written down in the shop at whose desk it was fetched.
    """
    file = media_path(run.stored_path).open("rb")
    asked = f"week={run.week}&run={run.public_id}"
    log_export(member=member, what=WEEK_WORKBOOK, query=asked, rows=run.cases or 0, now=now)
    return file
