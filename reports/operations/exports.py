"""Taking a week's rows out of the desk: written down with who, which and how many."""

import datetime as dt

from reports.domain.weeks import IsoWeek
from reports.queries.case_rows import case_rows
from reports.workbook.csv_rows import week_csv
from reviews.models import Member
from reviews.operations.exports import log_export

WEEK_CSV = "week"


def export_week(*, member: Member, week: IsoWeek, now: dt.datetime) -> bytes:
    """The case rows of a week as CSV in UTF-8 with its mark, names in the active language."""
    rows = tuple(case_rows(shop=member.shop, week=week))
    log_export(member=member, what=WEEK_CSV, query=f"week={week}", rows=len(rows), now=now)
    return week_csv(rows, week=week).encode()
