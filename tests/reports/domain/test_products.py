import pytest

from reports.domain.cells import cells_of
from reports.domain.intervals import Verdict
from reports.domain.past import past_of
from reports.domain.products import product_causes, product_lines
from reports.domain.rows import SalesRow, WeekCount
from tests.reports.week_of_rows import (
    DEFECT,
    KETTLE,
    SLOW,
    TOWEL,
    WEEK,
    background,
    case,
    hand_counted_rows,
)


def lines(rows, **given):
    known = background()
    past = past_of(given.pop("history", known.history), week=WEEK)
    return product_lines(
        cells_of(rows), **{"past": past, "week": WEEK, "sales": known.sales, **given}
    )


def test_products_of_the_hand_counted_week():
    kettle, towel = lines(hand_counted_rows())
    assert (kettle.product.code, kettle.cases, kettle.previous, kettle.units) == ("1001", 4, 2, 60)
    assert [(mark.code, cases) for mark, cases in kettle.top] == [
        ("quality_defect", 3),
        ("service_attitude", 1),
    ]
    assert (kettle.rate.count, kettle.rate.of) == (4, 60)
    assert (round(kettle.interval.low, 3), round(kettle.interval.high, 3)) == (0.026, 0.159)
    assert (towel.product, towel.units, towel.rate, towel.interval) == (TOWEL, None, None, None)
    assert towel.mean == 1.0


@pytest.mark.parametrize(
    ("cases", "units", "over"),
    [(2, 5, False), (3, 100, False), (30, 500, True), (11, 500, False), (4, 3, True)],
)
def test_limit_is_passed_only_when_the_whole_interval_lies_above(cases, units, over):
    (line,) = lines([case()] * cases, sales=[SalesRow(WEEK, "1001", units)])
    assert line.over_limit is over


def test_product_without_history_has_no_mean():
    (line,) = lines([case()], history=[])
    assert (line.mean, line.to_mean.verdict) == (0.0, Verdict.TOO_FEW)


def test_cells_of_cause_and_product_with_their_mean():
    cells = product_causes(
        cells_of(hand_counted_rows()), past=past_of(background().history, week=WEEK)
    )
    assert [(cell.product.code, cell.cause.code, cell.cases) for cell in cells] == [
        ("1001", "quality_defect", 3),
        ("1002", "slow_delivery", 2),
        ("1001", "service_attitude", 1),
    ]
    assert round(cells[0].mean, 3) == 2.667


def test_cells_take_only_the_weeks_of_the_mean():
    history = [WeekCount(WEEK - 9, SLOW, TOWEL, 90), WeekCount(WEEK - 1, DEFECT, KETTLE, 1)]
    (cell,) = product_causes(
        cells_of([case(product=TOWEL, causes=(SLOW,))]), past=past_of(history, week=WEEK)
    )
    assert cell.mean == 0.0


def test_cells_without_history_have_no_mean():
    (cell,) = product_causes(cells_of([case()]), past=past_of([], week=WEEK))
    assert cell.mean == 0.0
