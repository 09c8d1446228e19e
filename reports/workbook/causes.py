"""Causes with their Pareto, and the trend of twelve weeks."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from reports.domain.causes import CauseLine
from reports.domain.summary import WeekSummary
from reports.domain.trend import TrendSeries
from reports.words import UNITS, VERDICTS, cause_name, interval_text, label
from reports.workbook.overview import ChartSource, cause_pareto, cause_trend, verdict_font
from reports.workbook.page import BODY, HEAD, Column, Kind, Page

HEAD_ROW = 4


def causes_page(book: Workbook, summary: WeekSummary) -> ChartSource:
    """One line a main cause, most cases first; the Pareto below."""
    columns = _cause_columns()
    page = Page(
        book,
        name=_("Causes"),
        widths=[column.width for column in columns],
        frozen=HEAD_ROW,
        one_printed=True,
    )
    page.title(
        _("Causes"),
        hint=_("Each case counts once, under its main cause; 'mentions' counts every cause of it."),
    )
    page.skip()
    table = page.table(columns, summary.causes, filters=True)
    _write_sum(page, summary)
    lines = sum(line.cases > 0 for line in summary.causes)
    source = ChartSource(page.sheet, table, lines)
    if lines:
        page.sheet.add_chart(cause_pareto(source), f"B{page.row + 2}")
    return source


def _cause_columns() -> Sequence[Column[CauseLine]]:
    return (
        Column(_("Unit"), 18, lambda line: label(UNITS, line.cause.unit)),
        Column(_("Cause"), 26, lambda line: cause_name(line.cause)),
        Column(_("Cases"), 9, lambda line: line.cases, Kind.COUNT),
        Column(_("Share"), 9, lambda line: line.share, Kind.PERCENT),
        Column(_("Cumulative share"), 11, lambda line: line.cumulative, Kind.PERCENT),
        Column(_("Mentions"), 10, lambda line: line.mentions, Kind.COUNT),
        Column(_("Week before"), 9, lambda line: line.previous, Kind.COUNT),
        Column(_("Mean of weeks before"), 13, lambda line: line.mean, Kind.DECIMAL),
        Column(_("Against mean"), 10, lambda line: line.to_mean.relative, Kind.PERCENT),
        Column(
            _("Reading"), 22, lambda line: str(VERDICTS[line.to_mean.verdict]), font=_change_font
        ),
        Column(_("Per unit sold"), 10, lambda line: line.per_units, Kind.PERCENT),
        Column(_("Promised, yuan"), 12, lambda line: line.promised, Kind.YUAN),
        Column(_("Paid, yuan"), 12, lambda line: line.paid, Kind.YUAN),
        Column(_("Solved"), 9, lambda line: line.solved.share, Kind.PERCENT),
        Column(_("95 % interval of solved"), 19, lambda line: interval_text(line.solved.interval)),
        Column(_("Code"), 20, lambda line: line.cause.code),
    )


def _change_font(line: CauseLine) -> Font:
    return verdict_font(line.to_mean)


def _write_sum(page: Page, summary: WeekSummary) -> None:
    totals = summary.totals
    page.cells(
        (Kind.TEXT, _("Total"), HEAD),
        (Kind.TEXT, "", HEAD),
        (Kind.COUNT, totals.cases, HEAD),
        (Kind.PERCENT, 1.0 if totals.cases else None, HEAD),
        (Kind.TEXT, "", HEAD),
        (Kind.COUNT, sum(line.mentions or 0 for line in summary.causes), HEAD),
        (Kind.COUNT, totals.previous, HEAD),
        (Kind.DECIMAL, totals.mean, HEAD),
        (Kind.PERCENT, totals.to_mean.relative, HEAD),
        (Kind.TEXT, str(VERDICTS[totals.to_mean.verdict]), verdict_font(totals.to_mean)),
        (Kind.PERCENT, totals.cases / totals.units_sold if totals.units_sold else None, HEAD),
        (Kind.YUAN, totals.promised, HEAD),
        (Kind.YUAN, totals.paid, HEAD),
        (Kind.PERCENT, summary.recovery.lines[0].solved.share, HEAD),
    )


def trend_page(book: Workbook, summary: WeekSummary) -> ChartSource:
    """Cases by cause and week, the sum, and the share of low reviews; the chart below."""
    trend = summary.trend
    weeks = [str(week) for week in trend.weeks]
    page = Page(
        book,
        name=_("Trend"),
        widths=[26, *([10] * len(weeks)), 10, 18],
        frozen=HEAD_ROW,
        one_printed=True,
    )
    page.title(
        _("Trend of %(weeks)s weeks") % {"weeks": len(weeks)},
        hint=_("Cases by main cause and week of the review; ISO weeks from Monday."),
    )
    page.skip()
    table = page.table(_trend_columns(weeks), trend.series, filters=True)
    if trend.series:
        page.shade(f"B{table.first}:{get_column_letter(len(weeks) + 1)}{table.last}")
    page.cells(
        (Kind.TEXT, _("Total"), HEAD),
        *((Kind.COUNT, total, HEAD) for total in trend.totals),
        (Kind.COUNT, sum(trend.totals), HEAD),
    )
    page.cells(
        (Kind.TEXT, _("Share of all reviews"), BODY),
        *((Kind.PERCENT, low.share, BODY) for low in trend.low),
    )
    source = ChartSource(page.sheet, table, len(trend.series))
    if trend.series:
        page.sheet.add_chart(cause_trend(source, weeks=len(weeks)), f"A{page.row + 2}")
    return source


def _trend_columns(weeks: Sequence[str]) -> Sequence[Column[TrendSeries]]:
    def count_at(place: int) -> Column[TrendSeries]:
        return Column(weeks[place], 10, lambda one: one.counts[place], Kind.COUNT)

    return (
        Column(_("Cause"), 26, lambda one: cause_name(one.cause)),
        *(count_at(place) for place in range(len(weeks))),
        Column(_("Total"), 10, lambda one: sum(one.counts), Kind.COUNT),
        Column(_("Unit"), 18, lambda one: label(UNITS, one.cause.unit)),
    )
