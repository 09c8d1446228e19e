from datetime import date, timedelta

import pytest
from scipy import stats

from reports.domain.spikes import DaySeries, at_least, find_spikes

TODAY = date(2026, 11, 20)
HISTORY = [TODAY - timedelta(days=back) for back in range(1, 29)]
EVEN = dict.fromkeys([*HISTORY, TODAY], 100.0)


def series(today, *, daily=1, cause="quality_defect", product="p1"):
    return DaySeries(cause, product, {**dict.fromkeys(HISTORY, daily), TODAY: today})


@pytest.mark.parametrize(
    ("cases", "shape", "odds"), [(0, 0.5, 0.1), (4, 8.5, 0.04), (30, 300.5, 0.05)]
)
def test_chance_is_the_negative_binomial_tail(cases, shape, odds):
    expected = stats.nbinom.sf(cases - 1, shape, 1 / (1 + odds))
    assert at_least(cases, shape=shape, odds=odds) == pytest.approx(expected, abs=1e-12)


def test_jump_is_found_with_its_expectation():
    (spike,) = find_spikes([series(9)], day=TODAY, exposure=EVEN)
    assert (spike.cases, round(spike.expected, 2)) == (9, 1.02)
    assert spike.chance < 0.001


def test_ordinary_day_raises_no_alarm():
    assert find_spikes([series(2)], day=TODAY, exposure=EVEN) == ()


def test_promotion_day_explains_its_cases_by_its_sales():
    promotion = {**EVEN, TODAY: 900.0}
    assert find_spikes([series(9)], day=TODAY, exposure=promotion) == ()


def test_many_tests_need_a_rarer_count():
    alone = series(5)
    among = [series(1, product=f"p{number}") for number in range(2, 60)]
    assert len(find_spikes([alone], day=TODAY, exposure=EVEN)) == 1
    assert find_spikes([alone, *among], day=TODAY, exposure=EVEN) == ()


def test_two_cases_are_never_a_spike():
    assert find_spikes([series(2, daily=0)], day=TODAY, exposure=EVEN) == ()


def test_least_likely_comes_first():
    found = find_spikes([series(9, product="a"), series(15, product="b")], day=TODAY, exposure=EVEN)
    assert [spike.product_code for spike in found] == ["b", "a"]


@pytest.mark.parametrize("exposure", [{}, {TODAY: 100.0}, dict.fromkeys(HISTORY, 100.0)])
def test_without_history_or_sales_nothing_is_said(exposure):
    assert find_spikes([series(50)], day=TODAY, exposure=exposure) == ()
