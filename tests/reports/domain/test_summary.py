from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.intervals import Proportion
from reports.domain.rows import ReviewCount, WeekCount
from reports.domain.summary import VERSION, LeftOut, summarise
from reports.domain.weeks import IsoWeek
from reviews.domain.levels import Level
from tests.reports.week_of_rows import (
    DEFECT,
    KETTLE,
    MONDAY,
    NOW,
    RUDE,
    SLOW,
    TOWEL,
    WEEK,
    background,
    case,
    hand_counted_rows,
)


def summary(rows, **given):
    return summarise(rows, week=WEEK, background=background(**given), now=NOW)


def test_totals_of_the_hand_counted_week():
    totals = summary(hand_counted_rows()).totals
    assert (totals.cases, totals.bad, totals.neutral, totals.appended) == (6, 5, 1, 0)
    assert (totals.previous, round(totals.mean, 3), totals.mean_weeks) == (2, 3.667, 3)
    assert (totals.year_before, totals.low, totals.units_sold) == (None, Proportion(6, 120), 60)
    assert (totals.promised, totals.paid) == (1_500, 1_500)


def test_what_was_left_out_is_said():
    assert summary(hand_counted_rows()).left_out == LeftOut(
        late=1, without_product=0, without_cause=0, without_order=4
    )


def test_version_and_moment_are_kept():
    made = summary([])
    assert (made.version, made.made_at, made.week) == (VERSION, NOW, WEEK)
    assert made.totals.cases == 0


def test_year_before_is_counted_where_known():
    history = [WeekCount(IsoWeek(2025, 46), DEFECT, KETTLE, 7)]
    assert summary([], history=history).totals.year_before == 7


def test_good_review_with_an_angry_append_is_counted_apart():
    totals = summary([case(level=Level.GOOD), case()]).totals
    assert (totals.bad, totals.neutral, totals.appended) == (1, 0, 1)


def test_missing_sales_and_reviews_stay_unknown():
    totals = summary([case()], sales=[], reviews=[]).totals
    assert (totals.units_sold, totals.low) == (None, Proportion(0, 0))


def test_share_of_low_reviews_needs_good_ones_too():
    assert summary([]).totals.low_share == 0.05
    only_low = [ReviewCount(WEEK, 6, 6)]
    assert summary([], reviews=only_low).totals.low_share is None
    assert summary([], reviews=[]).totals.low_share is None


def test_row_of_another_week_is_refused():
    with pytest.raises(ValueError, match="outside 2026-W46"):
        summary([case(rated_at=MONDAY + timedelta(days=7))])


@given(
    st.lists(
        st.tuples(
            st.sampled_from([(), (DEFECT,), (SLOW, DEFECT), (RUDE,)]),
            st.sampled_from([KETTLE, TOWEL]),
            st.sampled_from(["", "广东", "浙江"]),
        ),
        max_size=30,
    )
)
def test_all_tables_agree_on_the_number_of_cases(drawn):
    rows = [case(causes=marks, product=product, province=place) for marks, product, place in drawn]
    made = summary(rows)
    for table in (made.causes, made.units, made.products, made.cells, made.regions, made.carriers):
        assert sum(line.cases for line in table) == made.totals.cases
    assert made.trend.totals[-1] == made.totals.cases
    assert made.recovery.lines[0].cases == made.totals.cases
