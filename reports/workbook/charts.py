"""Native charts: Pareto and trend, in the desk's colours."""

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import Marker
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, RegularTextRun
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from reports.workbook.page import ACCENT, BAD, INK, Table

GREYS = ("1F5FBF", "B3261E", "6A4FB3", "A86400", "1E7F4F", "8A929E")
QUIET = "E2E5EA"
MOST_BARS = 12
MOST_LINES = 6


def pareto(
    sheet: Worksheet,
    *,
    table: Table,
    names: int,
    cases: int,
    cumulative: int,
    bars_drawn: int,
    title: str,
) -> BarChart:
    """Bars of cases and the cumulative share on a second axis; columns counted from 1."""
    last = table.first + min(bars_drawn, MOST_BARS) - 1
    bars = BarChart()
    bars.title = _title(title)
    bars.height, bars.width = 9, 19
    bars.gapWidth = 40
    bars.add_data(_column(sheet, cases, table.head, last), titles_from_data=True)
    bars.set_categories(_column(sheet, names, table.first, last))
    bars.series[0].graphicalProperties = GraphicalProperties(solidFill=ACCENT)
    bars.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=QUIET))
    bars.y_axis.number_format = "#,##0"
    bars.y_axis.scaling.min = 0
    line = LineChart()
    line.add_data(_column(sheet, cumulative, table.head, last), titles_from_data=True)
    _draw(line.series[0], BAD)
    line.y_axis.axId = 200
    line.y_axis.crosses = "max"
    line.y_axis.majorGridlines = None
    line.y_axis.number_format = "0%"
    line.y_axis.scaling.min, line.y_axis.scaling.max = 0, 1
    _show_axes(bars)
    _show_axes(line)
    bars.legend.position = "b"
    bars += line
    return bars


def trend_lines(
    sheet: Worksheet, *, table: Table, title: str, lines_drawn: int, weeks: int
) -> LineChart:
    """One line a row of the table: names in column 1, the weeks from column 2 on."""
    chart = LineChart()
    chart.title = _title(title)
    chart.height, chart.width = 9, 19
    for offset in range(min(lines_drawn, MOST_LINES)):
        row = table.first + offset
        values = Reference(sheet, min_col=2, max_col=weeks + 1, min_row=row)
        one = Series(values, title_from_data=False)
        one.tx = _title_from(sheet, row)
        _draw(one, GREYS[offset])
        chart.series.append(one)
    chart.set_categories(Reference(sheet, min_col=2, max_col=weeks + 1, min_row=table.head))
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=QUIET))
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.scaling.min = 0
    chart.legend.position = "b"
    chart.layout = Layout(manualLayout=ManualLayout(x=0.06, y=0.14, w=0.9, h=0.6))
    _show_axes(chart)
    return chart


def _title(text: str) -> Title:
    look = CharacterProperties(sz=1_200, b=True, solidFill=INK)
    run = RegularTextRun(rPr=look, t=text)
    return Title(tx=Text(rich=RichText(p=[Paragraph(r=[run])])), overlay=False)


def _column(sheet: Worksheet, column: int, first: int, last: int) -> Reference:
    return Reference(sheet, min_col=column, min_row=first, max_row=last)


def _title_from(sheet: Worksheet, row: int) -> SeriesLabel:
    return SeriesLabel(strRef=StrRef(f"{quote_sheetname(sheet.title)}!$A${row}"))


def _draw(series: Series, colour: str) -> None:
    series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, w=22_000))
    series.smooth = False
    series.marker = Marker("circle", size=5)
    series.marker.graphicalProperties = GraphicalProperties(
        solidFill=colour, ln=LineProperties(solidFill=colour)
    )


def _show_axes(chart: BarChart | LineChart) -> None:
    # Without this Excel hides both axes of charts written by openpyxl.
    chart.x_axis.delete = False
    chart.y_axis.delete = False
