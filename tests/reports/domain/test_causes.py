from hypothesis import given
from hypothesis import strategies as st

from reports.domain.causes import cause_lines, count_mentions, unit_lines
from reports.domain.cells import cells_of
from reports.domain.intervals import Proportion, Verdict
from reports.domain.past import earlier_weeks, past_of
from reports.domain.rows import WeekCount
from tests.reports.week_of_rows import (
    DEFECT,
    KETTLE,
    RUDE,
    SLOW,
    WEEK,
    background,
    case,
    hand_counted_rows,
)

CAUSES = [(), (DEFECT,), (SLOW,), (SLOW, DEFECT), (RUDE,)]


def lines_by_code(rows, **given):
    history = given.pop("history", background().history)
    filled = {
        "past": past_of(history, week=WEEK),
        "history": history,
        "units_sold": 60,
        "mentions": count_mentions(rows),
        **given,
    }
    return {line.cause.code: line for line in cause_lines(cells_of(rows), **filled)}


def test_causes_of_the_hand_counted_week():
    lines = lines_by_code(hand_counted_rows())
    assert list(lines) == ["quality_defect", "slow_delivery", "service_attitude"]
    assert [line.cases for line in lines.values()] == [3, 2, 1]
    assert [line.mentions for line in lines.values()] == [4, 2, 1]
    assert [round(line.cumulative, 3) for line in lines.values()] == [0.5, 0.833, 1.0]
    assert [line.previous for line in lines.values()] == [2, 0, 0]
    assert [round(line.mean, 3) for line in lines.values()] == [2.667, 1.0, 0.0]
    assert [line.paid for line in lines.values()] == [1_500, 0, 0]
    assert [line.promised for line in lines.values()] == [1_500, 0, 0]
    assert lines["quality_defect"].solved == Proportion(1, 3)
    assert lines["quality_defect"].per_units == 0.05


def test_cause_that_vanished_stays_in_the_table_with_zero():
    line = lines_by_code([case(causes=(RUDE,))])["quality_defect"]
    assert (line.cases, line.previous, line.share, line.cumulative) == (0, 2, 0.0, 1.0)


def test_unknown_sales_give_no_rate():
    line = lines_by_code([case()], units_sold=None)["quality_defect"]
    assert (line.units_sold, line.per_units) == (None, None)


def test_mean_takes_only_weeks_since_the_first_known_one():
    history = [WeekCount(WEEK - 2, DEFECT, KETTLE, 4)]
    assert [str(week) for week in earlier_weeks(history, WEEK)] == ["2026-W44", "2026-W45"]
    assert lines_by_code([case()], history=history)["quality_defect"].mean == 2.0
    assert earlier_weeks([], WEEK) == ()


def test_first_week_of_a_shop_compares_with_nothing():
    line = lines_by_code([case()] * 30, history=[])["quality_defect"]
    assert line.to_previous.verdict == Verdict.TOO_FEW
    assert line.to_mean.verdict == Verdict.TOO_FEW


def test_week_without_cases_keeps_its_shares_at_zero():
    assert lines_by_code([])["slow_delivery"].cumulative == 0.0


def test_units_add_up_their_causes():
    units = unit_lines(cells_of(hand_counted_rows()), past=past_of(background().history, week=WEEK))
    assert [(line.unit, line.cases, line.previous) for line in units] == [
        ("product", 3, 2),
        ("logistics", 2, 0),
        ("service", 1, 0),
    ]
    assert units[0].solved == Proportion(1, 3)
    assert (units[0].promised, units[0].paid) == (1_500, 1_500)


@given(
    st.lists(st.sampled_from(CAUSES), max_size=20),
    st.lists(
        st.tuples(st.integers(1, 20), st.sampled_from([DEFECT, SLOW, RUDE]), st.integers(1, 50)),
        max_size=8,
    ),
)
def test_sums_of_causes_and_units_are_all_cases(marks, earlier):
    history = [WeekCount(WEEK - back, cause, KETTLE, cases) for back, cause, cases in earlier]
    rows = [case(causes=causes) for causes in marks]
    past = past_of(history, week=WEEK)
    causes = cause_lines(cells_of(rows), past=past, history=history, units_sold=None)
    units = unit_lines(cells_of(rows), past=past)
    assert sum(line.cases for line in causes) == len(rows)
    assert sum(line.cases for line in units) == len(rows)
    assert sum(line.previous for line in causes) == sum(line.previous for line in units)
    assert all(line.mentions is None for line in causes)
