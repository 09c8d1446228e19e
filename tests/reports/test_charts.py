from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts import HEIGHT, heat_map, pareto_chart, trend_chart
from reports.domain.rows import CauseMark, ProductRef
from reports.domain.summary import summarise
from reports.domain.trend import Trend, TrendSeries
from reports.domain.weeks import weeks_up_to
from tests.reports.week_of_rows import NOW, WEEK, background, case, hand_counted_rows


def summary(rows, **given):
    return summarise(rows, week=WEEK, background=background(**given), now=NOW)


def link(cause, product=None):
    return f"?cause={cause.code}" + (f"&product={product.code}" if product else "")


def trend(*counts):
    marks = [CauseMark(f"c{place}", f"原因{place}", "product") for place in range(len(counts))]
    return Trend(
        weeks=weeks_up_to(WEEK, count=12),
        series=tuple(map(TrendSeries, marks, counts)),
        low=(),
    )


def test_pareto_of_the_hand_counted_week():
    chart = pareto_chart(summary(hand_counted_rows()).causes, link=link)
    assert [(bar.name, bar.cases, bar.share, bar.cumulative) for bar in chart.bars] == [
        ("质量问题", 3, 50, 50),
        ("发货物流慢", 2, 33, 83),
        ("客服态度", 1, 17, 100),
    ]
    assert [tick.words for tick in chart.counts] == ["0", "1", "2", "3"]
    assert chart.bars[0].href == "?cause=quality_defect"
    assert (chart.bars[0].y, chart.bars[0].y + chart.bars[0].height) == (18, chart.base)
    assert chart.dots[-1][1] == 18


def test_pareto_of_nothing_is_not_drawn():
    assert pareto_chart(summary([]).causes, link=link) is None


def test_rising_cause_is_marked():
    chart = pareto_chart(summary([case()] * 40).causes, link=link)
    assert chart.bars[0].is_rising


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("质量问题", ("质量问题",)),
        ("发货物流都很慢", ("发货物流", "都很慢")),
        ("优惠返现赠品补贴承诺未兑现", ("优惠返现", "赠品补贴…")),
        ("Not as described", ("Not as", "described")),
        ("Extraordinary", ("Extraordinary",)),
        ("", ("",)),
    ],
)
def test_labels_take_two_short_lines(name, label):
    mark = CauseMark("x", name, "product", main=True)
    chart = pareto_chart(summary([case(causes=(mark,))], history=()).causes, link=link)
    assert chart.bars[0].label == label


def test_trend_names_the_first_and_the_rising():
    chart = trend_chart(
        trend((5,) * 12, (0,) * 11 + (9,), (1,) * 12), rising=frozenset({"c1"}), link=link
    )
    assert [(line.name, line.tone, line.cases) for line in chart.lines] == [
        ("原因0", "accent", 5),
        ("原因1", "bad", 9),
        ("原因2", "quiet", 1),
    ]
    assert [tick.words for tick in chart.weeks[::11]] == ["W35", "W46"]
    assert len(chart.lines[0].points.split(" ")) == 12


@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=5))
def test_labels_of_lines_never_cover_each_other(lasts):
    chart = trend_chart(
        trend(*((1,) * 11 + (last,) for last in lasts)), rising=frozenset(), link=link
    )
    places = sorted(line.label_y for line in chart.lines)
    assert all(after - before >= 15.9 for before, after in pairwise(places))
    assert all(0 <= line.last[1] <= HEIGHT for line in chart.lines)


def test_trend_of_nothing_is_not_drawn():
    assert trend_chart(trend(), rising=frozenset(), link=link) is None
    assert trend_chart(trend((0,) * 12), rising=frozenset(), link=link) is None


@given(st.integers(1, 2_000_000))
def test_scales_have_few_round_ticks(cases):
    chart = trend_chart(trend((cases,) * 12), rising=frozenset(), link=link)
    values = [int(tick.words.replace(",", "")) for tick in chart.counts]
    assert values[-1] >= cases
    assert 2 <= len(values) <= 6


def test_heat_map_puts_the_most_frequent_first():
    made = heat_map(summary(hand_counted_rows()).cells, link=link)
    assert [cause.code for cause in made.causes] == [
        "quality_defect",
        "slow_delivery",
        "service_attitude",
    ]
    assert [[cell and cell.cases for cell in row.cells] for row in made.rows] == [
        [3, None, 1],
        [None, 2, None],
    ]
    assert [cell.step for cell in made.rows[0].cells if cell] == [5, 2]
    assert made.rows[1].cells[1].href == "?cause=slow_delivery&product=1002"


def test_heat_map_shows_no_more_than_asked():
    rows = [case(product=ProductRef(str(number))) for number in range(12)]
    assert len(heat_map(summary(rows, history=()).cells, link=link).rows) == 8
    assert heat_map((), link=link) is None
