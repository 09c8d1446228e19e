"""Summary: the sentences first, then the week in figures, then the two charts."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from reports.domain.board import Totals
from reports.domain.intervals import Change, Proportion, Verdict
from reports.domain.summary import WeekSummary
from reports.domain.weeks import DESK_ZONE
from reports.words import VERDICTS, week_name
from reports.workbook.charts import pareto, trend_lines
from reports.workbook.page import ALARM, BODY, RELIEF, Kind, Page, Table, Value
from reviews import reasons

CHART_ROWS = 18


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table of figures, written in its own kind."""

    name: str
    kind: Kind
    now: Value
    previous: Value = None
    mean: Value = None
    change: Change | None = None
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class ChartSource:
    """A sheet and the table on it that a chart reads; ``lines`` are its rows worth drawing."""

    sheet: Worksheet
    table: Table
    lines: int


def overview_page(book: Workbook, summary: WeekSummary, *, shop_name: str) -> Page:
    """Write the first sheet; its charts come once the sheets they read are written."""
    page = Page(book, name=_("Summary"), widths=(30, 14, 14, 16, 14, 24, 62), one_printed=True)
    page.title(
        _("%(shop)s: weekly cause report, %(week)s")
        % {"shop": shop_name, "week": week_name(summary.week)},
        hint=_("%(monday)s to %(sunday)s; made %(made)s")
        % {
            "monday": summary.week.monday.isoformat(),
            "sunday": summary.week.sunday.isoformat(),
            "made": f"{summary.made_at.astimezone(DESK_ZONE):%Y-%m-%d %H:%M}",
        },
    )
    for sentence in (*summary.sentences, summary.recovery_sentence):
        page.line("· " + reasons.render(sentence))
    page.section(_("The week in figures"))
    _write_figures(page, summary)
    page.section(_("Where it comes from, and how it moves"))
    return page


def add_charts(page: Page, *, causes: ChartSource, trend: ChartSource, weeks: int) -> None:
    """Pareto left, trend right, in rows left free below the figures."""
    top = page.row + 1
    page.skip(CHART_ROWS)
    if causes.lines:
        page.sheet.add_chart(cause_pareto(causes), f"A{top}")
    if trend.lines:
        page.sheet.add_chart(cause_trend(trend, weeks=weeks), f"F{top}")


def cause_pareto(source: ChartSource) -> object:
    """The Pareto of the table of causes (see `causes_page` for its columns)."""
    return pareto(
        source.sheet,
        table=source.table,
        names=2,
        cases=3,
        cumulative=5,
        bars_drawn=source.lines,
        title=_("Causes of this week"),
    )


def cause_trend(source: ChartSource, *, weeks: int) -> object:
    """The most frequent causes over the weeks of the trend."""
    return trend_lines(
        source.sheet,
        table=source.table,
        lines_drawn=source.lines,
        weeks=weeks,
        title=_("Most frequent causes, %(weeks)s weeks") % {"weeks": weeks},
    )


def _write_figures(page: Page, summary: WeekSummary) -> None:
    heads = (
        _("Figure"),
        _("This week"),
        _("Week before"),
        _("Mean of %(weeks)s weeks before") % {"weeks": summary.totals.mean_weeks},
        _("Against mean"),
        _("Reading"),
        _("What it counts"),
    )
    page.heads(heads, left={0, 5, 6})
    for figure in (*_counts(summary), *_work(summary)):
        relative = figure.change.relative if figure.change else None
        reading = str(VERDICTS[figure.change.verdict]) if figure.change else ""
        page.cells(
            (Kind.TEXT, figure.name, BODY),
            (figure.kind, figure.now, BODY),
            (figure.kind, figure.previous, BODY),
            (Kind.DECIMAL if figure.kind is Kind.COUNT else figure.kind, figure.mean, BODY),
            (Kind.PERCENT, relative, BODY),
            (Kind.TEXT, reading, verdict_font(figure.change)),
            (Kind.TEXT, figure.meaning, BODY),
        )


def verdict_font(change: Change | None) -> Font:
    """More complaints are bad, fewer are good; what chance can do stays plain."""
    verdict = change.verdict if change else Verdict.SAME
    return {Verdict.UP: ALARM, Verdict.DOWN: RELIEF}.get(verdict, BODY)


def _counts(summary: WeekSummary) -> list[Figure]:
    totals, before = summary.totals, _week_before(summary)
    figures = [
        Figure(
            _("Neutral and bad reviews"),
            Kind.COUNT,
            totals.cases,
            totals.previous if totals.mean_weeks else None,
            totals.mean if totals.mean_weeks else None,
            totals.to_mean,
            _("cases whose review was written in this week"),
        ),
        Figure(_("of these bad"), Kind.COUNT, totals.bad),
        Figure(_("of these neutral"), Kind.COUNT, totals.neutral),
        Figure(
            _("of these by an angry append"),
            Kind.COUNT,
            totals.appended,
            meaning=_("the first review was good or had no rating"),
        ),
        Figure(
            _("Share of all reviews"),
            Kind.PERCENT,
            totals.low_share,
            before.share if totals.low_share is not None else None,
            meaning=_low_meaning(totals),
        ),
        Figure(_("Units sold"), Kind.COUNT, totals.units_sold, meaning=_("from the orders")),
    ]
    if totals.units_sold:
        rate = totals.cases / totals.units_sold
        figures.append(Figure(_("Cases per unit sold"), Kind.PERCENT, rate))
    if totals.year_before is not None:
        name = _("Same week a year before")
        figures.append(Figure(name, Kind.COUNT, totals.year_before))
    return figures


def _low_meaning(totals: Totals) -> str:
    if totals.low_share is None:
        return _("unknown: only neutral and bad reviews were brought in")
    return _("neutral and bad out of %(reviews)s reviews of the week") % {"reviews": totals.low.of}


def _work(summary: WeekSummary) -> list[Figure]:
    everyone = summary.recovery.lines[0]
    return [
        Figure(
            _("First contact within 24 hours"),
            Kind.PERCENT,
            summary.timing.in_time.share,
            meaning=_("counted from the moment the desk knew the review; out of all cases"),
        ),
        Figure(_("Contacted"), Kind.PERCENT, everyone.contacted.share),
        Figure(_("Problem solved"), Kind.PERCENT, everyone.solved.share),
        Figure(_("Remedied"), Kind.PERCENT, everyone.remedied.share),
        Figure(_("Promised, yuan"), Kind.YUAN, summary.totals.promised),
        Figure(_("Paid, yuan"), Kind.YUAN, summary.totals.paid),
    ]


def _week_before(summary: WeekSummary) -> Proportion:
    return summary.trend.low[-2]
