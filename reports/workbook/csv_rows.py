"""The case rows of a week as CSV: the columns of the sheet, for programs and for pivots.

Texts that a spreadsheet would take for a formula get an apostrophe, as in a sheet the quote prefix;
numbers and times stay plain.
"""

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import Any

from reports.domain.rows import CaseRow
from reports.domain.weeks import DESK_ZONE, IsoWeek
from reports.workbook.case_rows import case_columns
from reports.workbook.page import Kind
from reviews.workbook.cells import safe_text

#: Excel reads UTF-8 only with it.
BOM = "\ufeff"
FORMULA_STARTS = frozenset("=+-@\t\r")


def week_csv(rows: Iterable[CaseRow], *, week: IsoWeek) -> str:
    """One line a case below the headings of the active language."""
    columns = case_columns(week)
    text = StringIO(BOM)
    text.seek(0, 2)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.head for column in columns])
    writer.writerows([_plain(column.kind, column.value(row)) for column in columns] for row in rows)
    return text.getvalue()


def _plain(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    if kind is Kind.YUAN:
        return f"{value / 100:.2f}"
    if kind is Kind.DECIMAL:
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return f"{value.astimezone(DESK_ZONE):%Y-%m-%d %H:%M}"
    text = safe_text(value)
    is_number = kind is Kind.COUNT
    return text if is_number or text[:1] not in FORMULA_STARTS else f"'{text}"
