from reports.domain.cells import cells_of
from reports.domain.intervals import Proportion
from reports.domain.rows import WeekCount
from reports.domain.trend import make_trend
from tests.reports.week_of_rows import DEFECT, KETTLE, WEEK, background, hand_counted_rows


def trend(rows, **given):
    known = background(**given)
    return make_trend(cells_of(rows), week=WEEK, history=known.history, reviews=known.reviews)


def test_trend_joins_the_week_to_the_eleven_before():
    made = trend(hand_counted_rows())
    assert (str(made.weeks[0]), str(made.weeks[-1]), len(made.weeks)) == (
        "2026-W35",
        "2026-W46",
        12,
    )
    assert [(one.cause.code, one.counts[-4:]) for one in made.series] == [
        ("quality_defect", (2, 4, 2, 3)),
        ("slow_delivery", (3, 0, 0, 2)),
        ("service_attitude", (0, 0, 0, 1)),
    ]
    assert made.totals[-4:] == (5, 4, 2, 6)
    assert made.low[-3:] == (Proportion(0, 0), Proportion(2, 100), Proportion(6, 120))


def test_counts_outside_the_twelve_weeks_and_of_the_week_itself_are_ignored():
    history = [WeekCount(WEEK - 12, DEFECT, KETTLE, 9), WeekCount(WEEK, DEFECT, KETTLE, 9)]
    assert trend(hand_counted_rows(), history=history).totals == (0,) * 11 + (6,)


def test_trend_of_nothing_is_twelve_zeros():
    assert trend([], history=[]).totals == (0,) * 12
