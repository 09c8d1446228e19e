"""Lists as workbooks: the columns of a page's table, and the answer a browser saves."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from compensation.domain.payout_sheet import Yuan
from compensation.models import LedgerEntry, Offer
from compensation.workbook.lists import Value
from reviews import reasons
from reviews.access import DeskRequest
from reviews.operations.exports import log_export

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = {"because": 60, "at": 18, "created": 24, "budget": 24, "preset_name": 28}


def heads_of(table: Any) -> list[tuple[str, int]]:
    """The headings of a table with a width each."""
    return [
        (str(column.verbose_name), _WIDTHS.get(name, 16))
        for name, column in table.base_columns.items()
    ]


def budget_names(offer: Offer) -> str:
    """The budgets an offer draws on, the narrowest first."""
    return " · ".join(draw.budget.name for draw in offer.draws.all())


def ledger_cells(line: tuple[LedgerEntry, int]) -> Sequence[Value]:
    """The cells of an entry in the order of the table's columns."""
    entry, balance_fen = line
    return [
        entry.at,
        entry.get_event_display(),
        entry.get_kind_display(),
        budget_names(entry.offer),
        entry.member.display_name if entry.member is not None else "",
        reasons.render(entry.because),
        Yuan(entry.amount_fen),
        Yuan(balance_fen),
    ]


def batch_cells(batch: Any) -> Sequence[Value]:
    """The cells of a listed batch in the order of the table's columns."""
    return [
        batch.number,
        batch.preset_name,
        batch.get_state_display(),
        batch.line_count,
        Yuan(batch.total_fen),
        Yuan(batch.paid_fen),
        batch.failed_count,
        batch.waiting_count,
        batch.created_at,
    ]


def sheet_response(name: str, content: bytes) -> HttpResponse:
    """A workbook to save."""
    return _file(f"{name}.xlsx", content, XLSX)


def logged_sheet(
    request: DeskRequest, what: str, name: str, content: bytes, *, rows: int, asked: str = ""
) -> HttpResponse:
    """A workbook of the shop's rows to save, written down for the audit with what was asked."""
    query, now = asked or request.GET.urlencode(), timezone.now()
    log_export(member=request.member, what=what, query=query, rows=rows, now=now)
    return sheet_response(name, content)


def text_response(name: str, content: bytes) -> HttpResponse:
    """Comma-separated text to save."""
    return _file(f"{name}.csv", content, "text/csv")


def pdf_response(name: str, content: bytes) -> HttpResponse:
    """A page to print or keep."""
    return _file(f"{name}.pdf", content, "application/pdf")


def _file(name: str, content: bytes, mime: str) -> HttpResponse:
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
