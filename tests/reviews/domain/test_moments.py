import datetime as dt

import numpy as np
import pytest

from reviews.domain.moments import best_moments, placed_because, price_in_words
from reviews.domain.reach_slots import DESK_ZONE
from reviews.domain.reason import Reason

AT = dt.datetime(2026, 11, 18, 10, tzinfo=DESK_ZONE)
STARTS = [AT + n * dt.timedelta(minutes=30) for n in range(4)]


def because(slot, value, price=(0, 0, 0, 0), **more):
    return placed_because(
        slot,
        value=np.array(value, np.float32),
        price=np.array(price, float),
        staffed=np.array(more.pop("staffed", [True] * 4)),
        starts_at=STARTS,
        **more,
    )


@pytest.mark.parametrize(
    ("value", "best"),
    [
        ([1, 4, 3, 2], [1, 2, 3]),
        ([2, 0, 2, -1], [0, 2]),
        ([0, 0, 0, 0], []),
        ([], []),
    ],
)
def test_the_best_moments_are_those_worth_most_the_earlier_first(value, best):
    assert best_moments(np.array(value, np.float32)) == best


def test_a_half_hour_others_want_has_its_price_in_words():
    told = price_in_words(AT, 4.2)
    assert (told.code, told.params) == (
        "price.sought_after",
        {"clock_at": AT.isoformat(), "price_worth": 4.2},
    )


def test_a_half_hour_nobody_wants_has_room():
    assert price_in_words(AT, 0.01) == Reason("price.room_left", {"clock_at": AT.isoformat()})


@pytest.mark.parametrize(
    ("slot", "value", "price", "code"),
    [
        (1, [1, 4, 3, 2], [0, 0, 0, 0], "placed.worth_most"),
        (1, [1, 4, 3, 2], [0, 1, 0, 0], "placed.worth_its_price"),
        (2, [1, 4, 3, 2], [0, 2, 0, 0], "placed.others_lose_more"),
        (3, [1, 4, 3, 2], [0, 0, 0, 0], "placed.kept"),
        (0, [4, 0, 0, 0], [6, 0, 0, 0], "placed.worth_its_price"),
    ],
)
def test_a_place_has_its_reason(slot, value, price, code):
    assert because(slot, value, price).code == code


def test_a_case_that_gave_way_says_to_what_and_at_what_price():
    told = because(2, [1, 4, 3, 2], [0, 2, 0.5, 0])
    assert told.params == {
        "better_at": STARTS[1].isoformat(),
        "better_worth": 4.0,
        "better_price_worth": 2.0,
        "worth": 3.0,
        "price_worth": 0.5,
    }


def test_a_better_half_hour_without_a_colleague_is_named():
    told = because(2, [1, 4, 3, 2], [0, 1.5, 0, 0], staffed=[True, False, True, True])
    assert told.code == "placed.nobody_there"
    assert (told.params["better_at"], told.params["worth"]) == (STARTS[1].isoformat(), 3.0)


def test_a_half_hour_without_a_colleague_says_what_one_would_gain():
    told = price_in_words(AT, 1.5, is_staffed=False)
    assert (told.code, told.params["price_worth"]) == ("price.nobody_there", 1.5)


def test_chance_is_named_as_such():
    assert because(3, [1, 4, 3, 2], by_chance=True) == Reason("timing.explored")
