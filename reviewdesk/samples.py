"""Made values for the component page: the charts of the reports, drawn by their own code."""

from django.utils.translation import gettext as _

from reports.charts.pareto import Pareto, pareto_chart
from reports.charts.trend import TrendChart, trend_chart
from reports.domain.causes import CauseLine
from reports.domain.intervals import Change, Proportion, Verdict
from reports.domain.rows import CauseMark
from reports.domain.trend import Trend, TrendSeries
from reports.domain.weeks import IsoWeek, weeks_up_to

#: Cases a week of four causes; the second rises beyond chance.
COUNTS = (
    (9, 8, 11, 9, 12, 10, 14, 12),
    (2, 3, 2, 4, 3, 5, 8, 11),
    (6, 5, 6, 4, 5, 6, 5, 4),
    (1,) * 8,
)
LAST = IsoWeek(2026, 47)
RISING = 1


def sample_pareto() -> Pareto | None:
    """The last week's causes, with the share they sum up to."""
    total = sum(counts[-1] for counts in COUNTS)
    lines, before = [], 0
    for place, (mark, counts) in enumerate(zip(_marks(), COUNTS, strict=True)):
        cases, mean = counts[-1], sum(counts[:-1]) / len(counts[:-1])
        before += cases
        verdict = Verdict.UP if place == RISING else Verdict.SAME
        change = Change(cases, mean, verdict)
        lines.append(
            CauseLine(
                cause=mark,
                cases=cases,
                share=cases / total,
                cumulative=before / total,
                mentions=cases,
                previous=counts[-2],
                to_previous=change,
                mean=mean,
                to_mean=change,
                units_sold=None,
                promised=0,
                paid=0,
                solved=Proportion(0, cases),
            )
        )
    return pareto_chart(lines, link=lambda _mark: "#charts")


def sample_trend() -> TrendChart | None:
    """The same causes over eight weeks."""
    marks = _marks()
    series = tuple(TrendSeries(mark, counts) for mark, counts in zip(marks, COUNTS, strict=True))
    trend = Trend(weeks_up_to(LAST, count=len(COUNTS[0])), series, ())
    rising = frozenset({marks[RISING].code})
    return trend_chart(trend, rising=rising, link=lambda _mark, _week: "#charts")


def _marks() -> list[CauseMark]:
    names = (_("Defect"), _("Slow delivery"), _("Service attitude"), _("Other"))
    return [CauseMark(f"sample_{place}", name, "") for place, name in enumerate(names)]
