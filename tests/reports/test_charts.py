from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts import HEIGHT, funnel_chart, heat_map, pareto_chart, trend_chart
from reports.domain.rows import CauseMark, ProductRef
from reports.domain.summary import summarise
from reports.domain.trend import Trend, TrendSeries
from reports.domain.weeks import weeks_up_to
from tests.reports.week_of_rows import NOW, WEEK, background, case, hand_counted_rows


def summary(rows, **given):
    return summarise(rows, week=WEEK, background=background(**given), now=NOW)


def link(cause, product=None):
    return f"?cause={cause.code}" + (f"&product={product.code}" if product else "")


def link_in(cause, week):
    return f"?cause={cause.code}&week={week}"


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
        ("发货物流都很慢", ("发货物流都", "很慢")),
        ("优惠返现赠品补贴承诺未兑现", ("优惠返现赠", "品补贴承诺…")),
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
        trend((5,) * 12, (0,) * 11 + (9,), (1,) * 12), rising=frozenset({"c1"}), link=link_in
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
        trend(*((1,) * 11 + (last,) for last in lasts)), rising=frozenset(), link=link_in
    )
    places = sorted(line.label_y for line in chart.lines)
    assert all(after - before >= 15.9 for before, after in pairwise(places))
    assert all(0 <= dot.y <= HEIGHT for line in chart.lines for dot in line.dots)


def test_trend_of_nothing_is_not_drawn():
    assert trend_chart(trend(), rising=frozenset(), link=link_in) is None
    assert trend_chart(trend((0,) * 12), rising=frozenset(), link=link_in) is None


@given(st.integers(1, 2_000_000))
def test_scales_have_few_round_ticks(cases):
    chart = trend_chart(trend((cases,) * 12), rising=frozenset(), link=link_in)
    values = [int(tick.words.replace(",", "")) for tick in chart.counts]
    assert values[-1] >= cases
    assert 2 <= len(values) <= 6


def test_heat_map_puts_the_most_frequent_first():
    made = heat_map(summary(hand_counted_rows()).cells, link=link)
    assert [head.cause.code for head in made.heads] == [
        "quality_defect",
        "slow_delivery",
        "service_attitude",
    ]
    assert [[(cell.cause.code, cell.cases) for cell in row.cells] for row in made.rows] == [
        [("quality_defect", 3), ("service_attitude", 1)],
        [("slow_delivery", 2)],
    ]
    assert [cell.step for cell in made.rows[0].cells] == [5, 2]
    assert made.rows[1].cells[0].href == "?cause=slow_delivery&product=1002"
    assert made.rows[1].cells[0].x == pytest.approx(made.names + made.cell_width + 4.5, abs=0.2)
    assert made.rows[-1].cells[0].y + made.cell_high < made.height


def test_heat_map_shows_no_more_than_asked():
    rows = [case(product=ProductRef(str(number))) for number in range(12)]
    assert len(heat_map(summary(rows, history=()).cells, link=link).rows) == 8
    assert heat_map((), link=link) is None


@pytest.mark.parametrize(
    ("name", "cases", "label"),
    [
        ("优惠返现赠品补贴承诺未兑现", 1, "优惠返现赠品补贴…"),
        ("优惠返现赠品补贴承诺未兑现", 1_242, "优惠返现赠品…"),
        ("Weak performance", 54, "Weak performance"),
        ("Weak performance", 154, "Weak performan…"),
    ],
)
def test_long_names_are_cut_where_they_and_their_cases_would_leave_the_picture(name, cases, label):
    series = TrendSeries(CauseMark("x", name, "product"), (cases,) * 12)
    chart = trend_chart(
        Trend(weeks=weeks_up_to(WEEK, count=12), series=(series,), low=()),
        rising=frozenset(),
        link=link_in,
    )
    assert (chart.lines[0].name, chart.lines[0].label) == (name, label)


def test_many_weeks_have_few_names_below_the_axis():
    weeks = weeks_up_to(WEEK, count=53)
    series = TrendSeries(CauseMark("x", "x", "product"), (1,) * 53)
    chart = trend_chart(
        Trend(weeks=weeks, series=(series,), low=()), rising=frozenset(), link=link_in
    )
    assert len(chart.lines[0].dots) == 53
    assert len(chart.weeks) == 14
    assert chart.weeks[-1].words == "W46"
    assert chart.lines[0].dots[-1].href == f"?cause=x&week={WEEK}"


def test_every_fact_is_drawn_from_all_cases():
    rows = [case(), case(contacted_at=NOW, solved_at=NOW), case(review_changed_at=NOW), case()]
    chart = funnel_chart(summary(rows).recovery.lines[0], link=lambda fact: f"?fact={fact}")
    assert [(bar.fact, bar.cases, bar.href) for bar in chart.bars] == [
        ("", 4, "?fact="),
        ("contacted", 1, "?fact=contacted"),
        ("solved", 1, "?fact=solved"),
        ("remedied", 0, "?fact=remedied"),
        ("changed", 1, "?fact=changed"),
    ]
    whole = chart.bars[0].width
    assert [bar.width for bar in chart.bars] == [whole, whole / 4, whole / 4, 0, whole / 4]
    assert chart.bars[0].low is None
    assert chart.left <= chart.bars[1].low < chart.left + whole / 4 < chart.bars[1].high
    assert funnel_chart(summary([]).recovery.lines[0], link=str) is None
