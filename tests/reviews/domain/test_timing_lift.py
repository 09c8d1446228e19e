"""The desk's half hour against plain choices, on calls that chance has placed."""

import numpy as np
import pytest

from reviews.domain.timing_lift import Lift, PlainChoice, lifts
from tests.reviews.domain.forecast_logs import drawn_calls, log_of


def against(plain: PlainChoice, **log: object) -> Lift:
    found = {one.plain: one for one in lifts(drawn_calls(**log))}  # type: ignore[arg-type]  # of drawn_calls
    return found[plain]


def test_desk_that_chooses_the_good_hour_is_better_than_calling_at_once() -> None:
    found = against(PlainChoice.AT_ONCE, count=900, chances=(0.2, 0.3, 0.5), own=2)
    assert found.desk_share == pytest.approx(0.5, abs=0.06)
    assert found.plain_share == pytest.approx(0.2, abs=0.06)
    assert found.reason.code == "forecast.lift_better"
    assert found.gain_interval.low <= 0.3 <= found.gain_interval.high


def test_desk_that_chooses_the_poor_hour_is_shown_as_worse() -> None:
    found = against(PlainChoice.EVENING, count=900, chances=(0.2, 0.3, 0.5), own=0)
    assert found.reason.code == "forecast.lift_worse"
    assert found.plain_share == pytest.approx(0.5, abs=0.06)


def test_hours_that_do_not_differ_show_no_difference() -> None:
    found = against(PlainChoice.AT_ONCE, count=300, chances=(0.3, 0.3, 0.3), own=2)
    assert found.reason.code == "forecast.lift_unclear"
    assert found.gain_interval.low < 0 < found.gain_interval.high


def test_same_choice_as_the_plain_one_gains_nothing_for_sure() -> None:
    found = against(PlainChoice.EVENING, count=600, chances=(0.2, 0.3, 0.5), own=2)
    assert found.desk_share == found.plain_share
    assert (found.gain_interval.low, found.gain_interval.high) == (0.0, 0.0)


def test_shops_hour_is_the_one_answered_most() -> None:
    found = against(PlainChoice.SHOP_HOURS, count=900, chances=(0.2, 0.6, 0.3), own=0)
    assert found.plain_share == pytest.approx(0.6, abs=0.06)


def test_calls_without_an_evening_among_their_hours_say_nothing_of_evenings() -> None:
    found = against(PlainChoice.EVENING, count=900, chances=(0.2, 0.3), own=0)
    assert (found.calls, found.reason.code) == (0, "forecast.lift_too_few")


@pytest.mark.parametrize("count", [0, 1, 60])
def test_few_drawn_calls_are_too_few_to_say(count: int) -> None:
    found = against(PlainChoice.AT_ONCE, count=count, chances=(0.2, 0.3, 0.5), own=2)
    assert found.reason.code == "forecast.lift_too_few"
    assert found.reason.params["needed"] == 30


def test_calls_that_staff_placed_themselves_do_not_count() -> None:
    (one, *_rest) = lifts(log_of(np.full(1000, 0.3)))
    assert (one.calls, one.reason.code) == (0, "forecast.lift_too_few")


@pytest.mark.parametrize("answered", [0.0, 1.0])
def test_all_answered_or_none_is_no_lift(answered: float) -> None:
    found = against(PlainChoice.AT_ONCE, count=600, chances=(answered,) * 3, own=2)
    assert (found.desk_share, found.plain_share) == (answered, answered)
    assert found.reason.code == "forecast.lift_unclear"
