import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.intervals import (
    Change,
    Interval,
    Proportion,
    Verdict,
    compare,
    difference,
    rate_ratio,
    wilson,
)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [  # Newcombe 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0000),
    ],
)
def test_wilson_agrees_with_the_published_table(count, of, low, high):
    interval = wilson(count, of)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(("count", "of"), [(0, 0), (3, 2), (-1, 2)])
def test_wilson_of_no_proportion_is_refused(count, of):
    with pytest.raises(ValueError, match="no proportion"):
        wilson(count, of)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share_and_stays_a_share(count, of):
    count = min(count, of)
    interval = wilson(count, of)
    assert 0 <= interval.low <= count / of <= interval.high <= 1


def test_difference_agrees_with_the_published_example():
    # Newcombe 1998 (two proportions), 56/70 - 48/80, method 10
    interval = difference(Proportion(56, 70), Proportion(48, 80))
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.0524, 0.3339)


def test_proportion_of_nothing_has_no_share():
    assert Proportion(0, 0).share is None
    assert Proportion(0, 0).interval is None
    assert Proportion(1, 4).share == 0.25
    assert Proportion(1, 4).interval == wilson(1, 4)


def test_rate_ratio_uses_the_exposures():
    equal = rate_ratio(20, 80, exposure_now=1, exposure_before=4)
    assert equal.low < 1 < equal.high
    assert rate_ratio(5, 0).high == math.inf
    assert rate_ratio(0, 5).low == 0.0


@pytest.mark.parametrize(
    ("now", "before", "weeks", "verdict", "expected"),
    [
        (62, 210, 4, Verdict.SAME, 52.5),
        (90, 210, 4, Verdict.UP, 52.5),
        (20, 210, 4, Verdict.DOWN, 52.5),
        (5, 4, 1, Verdict.TOO_FEW, 4.0),
        (12, 0, 4, Verdict.UP, 0.0),
    ],
)
def test_change_is_claimed_only_beyond_chance(now, before, weeks, verdict, expected):
    change = compare(now, before, exposure_before=weeks)
    assert (change.verdict, change.before) == (verdict, expected)


@pytest.mark.parametrize(("now", "before"), [(0, 1), (1, 0)])
def test_change_without_exposure_is_too_few(now, before):
    change = compare(50, 50, exposure_now=now, exposure_before=before)
    assert change.verdict == Verdict.TOO_FEW


def test_relative_change_of_nothing_is_unknown():
    assert Change(now=3, before=0, verdict=Verdict.TOO_FEW).relative is None
    assert Change(now=6, before=4, verdict=Verdict.SAME).relative == 0.5


def test_interval_is_a_pair():
    assert Interval(0.1, 0.2) == Interval(0.1, 0.2)
