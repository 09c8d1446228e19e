"""Minutes a call: the owner's figure first, then more and more what was measured."""

import pytest

from reviews.domain.handling import minutes_a_call


def test_without_calls_the_setting_stands():
    assert minutes_a_call(8, []) == 8


def test_forty_calls_weigh_as_much_as_the_setting():
    assert minutes_a_call(8, [4.0] * 40) == 6


def test_many_calls_outweigh_the_setting():
    assert minutes_a_call(8, [4.0] * 500) == pytest.approx(4.3, abs=0.05)


def test_forgotten_report_counts_as_an_hour_at_most():
    assert minutes_a_call(8, [600.0]) == pytest.approx((8 * 40 + 60) / 41)


def test_a_call_is_never_planned_for_less_than_a_minute():
    assert minutes_a_call(1, [-5.0, 0.0] * 100) == 1
