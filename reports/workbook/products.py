"""Products, cause x product, and the departments that can end the causes."""

from collections.abc import Sequence

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from reports.domain.causes import CauseLine, UnitLine
from reports.domain.products import RATE_LIMIT, ProductCause, ProductLine
from reports.domain.quotes import Quote
from reports.domain.summary import WeekSummary
from reports.words import (
    UNITS,
    VERDICTS,
    cause_name,
    interval_text,
    label,
    product_name,
)
from reports.workbook.overview import verdict_font
from reports.workbook.page import ALARM, BODY, HINT, Column, Kind, Page

HEAD_ROW = 4
TOP_OF_UNIT = 5
QUOTES_OF_UNIT = 3
TOP_CELLS = 3
SHORT_NAME = 24


def products_page(book: Workbook, summary: WeekSummary) -> None:
    """One line a product, then the cells of cause x product."""
    columns = _product_columns()
    page = Page(
        book,
        name=_("Products"),
        widths=[column.width for column in columns],
        frozen=HEAD_ROW,
        repeats_head=False,  # the second table has other columns
    )
    page.title(
        _("Products"),
        hint=_("Marked: the whole interval of the rate lies above %(limit)s %% of units sold.")
        % {"limit": f"{100 * RATE_LIMIT:.0f}"},
    )
    page.skip()
    page.table(columns, summary.products, filters=True)
    page.section(_("Cause x product"))
    table = page.table(_cell_columns(), summary.cells)
    if summary.cells:
        page.shade(f"D{table.first}:D{table.last}")


def _product_columns() -> Sequence[Column[ProductLine]]:
    return (
        Column(_("Product"), 40, lambda line: product_name(line.product), Kind.LONG),
        Column(_("Product id"), 18, lambda line: line.product.code),
        Column(_("Product line"), 26, lambda line: line.product.line),
        Column(_("Cases"), 9, lambda line: line.cases, Kind.COUNT),
        Column(_("Share"), 9, lambda line: line.share, Kind.PERCENT),
        Column(_("Week before"), 9, lambda line: line.previous, Kind.COUNT),
        Column(_("Mean of weeks before"), 13, lambda line: line.mean, Kind.DECIMAL),
        Column(
            _("Reading"),
            22,
            lambda line: str(VERDICTS[line.to_mean.verdict]),
            font=lambda line: verdict_font(line.to_mean),
        ),
        Column(_("Units sold"), 10, lambda line: line.units, Kind.COUNT),
        Column(
            _("Cases per unit sold"),
            14,
            lambda line: line.rate.share if line.rate else None,
            Kind.PERCENT,
            font=_limit_font,
        ),
        Column(_("95 % interval"), 16, lambda line: interval_text(line.interval)),
        Column(_("Threshold"), 10, _limit_text, font=_limit_font),
        Column(_("Main causes"), 44, _top_text),
    )


def _limit_font(line: ProductLine) -> Font:
    return ALARM if line.over_limit else BODY


def _limit_text(line: ProductLine) -> str:
    return _("passed") if line.over_limit else ""


def _top_text(line: ProductLine) -> str:
    return " · ".join(f"{cause_name(cause)} {cases}" for cause, cases in line.top)


def _cell_columns() -> Sequence[Column[ProductCause]]:
    return (
        Column(_("Product"), 40, lambda cell: _short(product_name(cell.product))),
        Column(_("Product id"), 18, lambda cell: cell.product.code),
        Column(_("Cause"), 26, lambda cell: cause_name(cell.cause)),
        Column(_("Cases"), 9, lambda cell: cell.cases, Kind.COUNT),
        Column(_("Unit"), 9, lambda cell: label(UNITS, cell.cause.unit)),
        Column("", 9, lambda _cell: None),
        Column(_("Mean of weeks before"), 13, lambda cell: cell.mean, Kind.DECIMAL),
        Column(
            _("Reading"),
            22,
            lambda cell: str(VERDICTS[cell.to_mean.verdict]),
            font=lambda cell: verdict_font(cell.to_mean),
        ),
    )


def departments_page(book: Workbook, summary: WeekSummary) -> None:
    """One block a unit, each complete in itself, ready to be forwarded."""
    page = Page(book, name=_("Departments"), widths=(72, 10, 10, 13, 12, 24, 14, 12))
    page.title(
        _("Departments"),
        hint=_("The unit that can end a cause; one block each, ready to be forwarded."),
    )
    for place, unit in enumerate(unit for unit in summary.units if unit.cases):
        if place:
            page.break_page()
        _write_unit(page, unit, summary)


def _write_unit(page: Page, unit: UnitLine, summary: WeekSummary) -> None:
    page.section(
        _("%(unit)s: %(cases)s (%(share)s %% of all cases)")
        % {
            "unit": label(UNITS, unit.unit),
            "cases": unit.cases,
            "share": f"{100 * unit.share:.0f}",
        },
    )
    causes = [line for line in summary.causes if line.cause.unit == unit.unit and line.cases]
    page.table(_unit_columns(), causes[:TOP_OF_UNIT])
    cells = [cell for cell in summary.cells if cell.cause.unit == unit.unit]
    if cells:
        named = " · ".join(_cell_text(cell) for cell in cells[:TOP_CELLS])
        page.wrapped(_("Most cases: %(products)s") % {"products": named}, font=HINT)
    for quote in _quotes_of(unit.unit, summary):
        page.wrapped(f"“{quote.text}” — {_short(product_name(quote.product))}")


def _cell_text(cell: ProductCause) -> str:
    return f"{_short(product_name(cell.product))} ({cause_name(cell.cause)} {cell.cases})"


def _short(name: str) -> str:
    return Truncator(name).chars(SHORT_NAME)


def _quotes_of(unit: str, summary: WeekSummary) -> list[Quote]:
    causes = [line.cause.code for line in summary.causes if line.cause.unit == unit]
    firsts = [summary.quotes[code][0] for code in causes if summary.quotes.get(code)]
    more = [quote for code in causes for quote in summary.quotes.get(code, ())[1:]]
    return (firsts + more)[:QUOTES_OF_UNIT]


def _unit_columns() -> Sequence[Column[CauseLine]]:
    return (
        Column(_("Cause"), 72, lambda line: cause_name(line.cause)),
        Column(_("Cases"), 10, lambda line: line.cases, Kind.COUNT),
        Column(_("Week before"), 10, lambda line: line.previous, Kind.COUNT),
        Column(_("Mean of weeks before"), 12, lambda line: line.mean, Kind.DECIMAL),
        Column(_("Against mean"), 12, lambda line: line.to_mean.relative, Kind.PERCENT),
        Column(
            _("Reading"),
            24,
            lambda line: str(VERDICTS[line.to_mean.verdict]),
            font=lambda line: verdict_font(line.to_mean),
        ),
        Column(_("Paid, yuan"), 14, lambda line: line.paid, Kind.YUAN),
        Column(_("Solved"), 14, lambda line: line.solved.share, Kind.PERCENT),
    )
