import datetime as dt

import pytest

from reviews.domain.contact_limits import ContactRules, LoosenedRules
from reviews.domain.reason import Reason

WIDER = [
    {"call_from": dt.time(8, 59)},
    {"call_until": dt.time(21, 1)},
    {"quiet_from": dt.time(13, 1)},
    {"quiet_until": dt.time(13, 59)},
    {"quiet_on_holiday_first_day": False},
    {"dials_per_day": 3},
    {"connected_per_day": 2},
    {"dials_per_case": 6},
    {"hours_between_dials": 2},
]
TIGHTER = [
    {"call_from": dt.time(9, 30)},
    {"call_until": dt.time(20)},
    {"quiet_from": dt.time(12)},
    {"quiet_until": dt.time(14, 30)},
    {"dials_per_day": 1},
    {"connected_per_day": 0},
    {"dials_per_case": 3},
    {"hours_between_dials": 5},
]


@pytest.mark.parametrize("wider", WIDER, ids=lambda wider: next(iter(wider)))
def test_no_rule_can_be_loosened(wider):
    with pytest.raises(LoosenedRules) as refused:
        ContactRules(**wider)
    (name, value), *_ = wider.items()
    assert refused.value.reason == Reason(f"rules.loosened_{name}", {"value": str(value)})


@pytest.mark.parametrize("tighter", TIGHTER, ids=lambda tighter: next(iter(tighter)))
def test_every_rule_can_be_tightened_and_not_loosened_again(tighter):
    rules = ContactRules().tightened(**tighter)
    assert {name: getattr(rules, name) for name in tighter} == tighter
    widest = ContactRules()
    with pytest.raises(LoosenedRules):
        rules.tightened(**{name: getattr(widest, name) for name in tighter})


@pytest.mark.parametrize("wider", WIDER, ids=lambda wider: next(iter(wider)))
def test_a_wider_wish_is_drawn_back_to_the_bound(wider):
    assert ContactRules.within_bounds(**wider) == ContactRules()


def test_a_tighter_wish_is_kept():
    assert ContactRules.within_bounds(call_until=dt.time(20)).call_until == dt.time(20)


def test_a_day_without_calling_hours_is_refused():
    with pytest.raises(LoosenedRules) as refused:
        ContactRules(call_from=dt.time(20), call_until=dt.time(20))
    assert refused.value.reason == Reason("rules.no_calling_hours")
