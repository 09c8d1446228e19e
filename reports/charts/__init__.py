"""Geometry of the charts that the reports page draws as SVG; colours come from classes."""

from reports.charts.funnel import Funnel, funnel_chart
from reports.charts.heat import HeatMap, heat_map
from reports.charts.pareto import Pareto, pareto_chart
from reports.charts.scale import HEIGHT
from reports.charts.trend import TrendChart, trend_chart

__all__ = [
    "HEIGHT",
    "Funnel",
    "HeatMap",
    "Pareto",
    "TrendChart",
    "funnel_chart",
    "heat_map",
    "pareto_chart",
    "trend_chart",
]
