"""Rows: one line a case, ready for a pivot. No merged cells, ids as text, stable headings.

Whether the review changed is left out on purpose: beside the owner's name it would let anybody
rank people by changed reviews, and beside the amounts it would join a remedy to the review.
"""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook

from reports.domain.rows import CaseRow
from reports.domain.timing import hours_to_contact
from reports.domain.weeks import IsoWeek
from reports.words import (
    CASE_STATES,
    LEVELS,
    PLATFORMS,
    UNITS,
    cause_name,
    label,
    spoken,
)
from reports.workbook.page import Column, Kind, Page
from reports.workbook.stream import stream_rows, streamed_sheet

HEAD_ROW = 1
#: Thirty columns on one sheet of paper could not be read.
PAGES_WIDE = 3


def rows_page(book: Workbook, rows: Iterable[CaseRow], *, week: IsoWeek) -> None:
    """Stream the rows; body cells have one style a column, so that large weeks stay fast."""
    columns = case_columns(week)
    page = Page(
        book,
        name=_("Case rows"),
        widths=[column.width for column in columns],
        frozen=HEAD_ROW,
        pages_wide=PAGES_WIDE,
        sheet=streamed_sheet(book, _("Case rows")),
    )
    page.table(columns, ())
    last = stream_rows(page.sheet, columns, rows, first=HEAD_ROW + 1)
    page.filter_to(last, len(columns))


def case_columns(week: IsoWeek) -> Sequence[Column[CaseRow]]:
    """The columns of the sheet and of the CSV; their order and headings stay."""
    return (*_review_columns(week), *_cause_columns(), *_order_columns(), *_work_columns())


def _review_columns(week: IsoWeek) -> Sequence[Column[CaseRow]]:
    platforms, levels, late = spoken(PLATFORMS), spoken(LEVELS), _("yes")
    return (
        Column(_("Case"), 21, lambda row: row.case_id),
        Column(_("Review id"), 25, lambda row: row.review_id),
        Column(_("Platform"), 10, lambda row: label(platforms, row.platform)),
        Column(_("Week"), 10, lambda _row: str(week)),
        Column(_("Rated at"), 19, lambda row: row.rated_at, Kind.TIME),
        Column(_("Arrived late"), 10, lambda row: late if row.came_late(week) else ""),
        Column(_("Level"), 8, lambda row: label(levels, row.level)),
        Column(_("Stars"), 7, lambda row: row.stars, Kind.COUNT),
        Column(_("Words of the buyer"), 60, lambda row: row.text),
    )


def _cause_columns() -> Sequence[Column[CaseRow]]:
    units = spoken(UNITS)
    return (
        Column(_("Unit"), 18, lambda row: label(units, row.main_cause.unit)),
        Column(_("Cause"), 26, lambda row: cause_name(row.main_cause)),
        Column(_("Cause code"), 20, lambda row: row.main_cause.code),
        Column(_("All cause codes"), 40, lambda row: " ".join(mark.code for mark in row.causes)),
        Column(_("Words that show it"), 30, lambda row: " · ".join(row.main_cause.evidence)),
    )


def _order_columns() -> Sequence[Column[CaseRow]]:
    return (
        Column(_("Product id"), 18, lambda row: row.product.code),
        Column(_("Product"), 36, lambda row: row.product.title),
        Column(_("SKU"), 18, lambda row: row.product.sku),
        Column(_("Product line"), 14, lambda row: row.product.line),
        Column(_("Province"), 18, lambda row: row.province),
        Column(_("Carrier"), 14, lambda row: row.carrier),
        Column(_("Order, yuan"), 12, lambda row: row.order_fen, Kind.YUAN),
    )


def _work_columns() -> Sequence[Column[CaseRow]]:
    states = spoken(CASE_STATES)
    return (
        Column(_("Status"), 14, lambda row: label(states, row.state)),
        Column(_("Person in charge"), 12, lambda row: row.owner),
        Column(_("Attempts"), 10, lambda row: len(row.attempts), Kind.COUNT),
        Column(_("Hours to first attempt"), 12, hours_to_contact, Kind.DECIMAL),
        Column(_("Contacted at"), 19, lambda row: row.contacted_at, Kind.TIME),
        Column(_("Solved at"), 19, lambda row: row.solved_at, Kind.TIME),
        Column(_("Remedied at"), 19, lambda row: row.remedied_at, Kind.TIME),
        Column(_("Closed at"), 19, lambda row: row.closed_at, Kind.TIME),
        Column(_("Promised, yuan"), 12, lambda row: row.promised, Kind.YUAN),
        Column(_("Paid, yuan"), 12, lambda row: row.paid, Kind.YUAN),
        Column(_("Shop"), 14, lambda row: row.shop),
    )
