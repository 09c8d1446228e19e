from datetime import date

import pytest

from reports.domain.told import (
    BY_LINK,
    Edit,
    Told,
    cases_told,
    cases_word,
    edits_between,
    reminder_heard,
    reminder_told,
    reminder_word,
    told_by_word,
)
from reviews.domain.reason import Reason


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("", Told.CHANGED),
        (BY_LINK, Told.ANSWERED),
        ("told overdue_1 x7", Told.REMINDED),
        ("effect_down_per_units", Told.MEASURED),
        ("edited", Told.EDITED),
        (cases_word(Told.ATTACHED, 3), Told.ATTACHED),
        (cases_word(Told.DETACHED, 1), Told.DETACHED),
    ],
)
def test_the_word_of_an_entry_says_what_happened(word, what):
    assert told_by_word(word, is_first=False) is what
    assert told_by_word(word, is_first=True) is Told.OPENED


@pytest.mark.parametrize(("word", "cases"), [("attached 12", 12), ("told due_soon x", 0), ("", 0)])
def test_number_of_cases_is_read_from_their_word_alone(word, cases):
    assert cases_told(word) == cases


DUE = {"due": "2026-11-17"}


@pytest.mark.parametrize(
    ("occasion", "said"),
    [
        ("due_soon", Reason("told_due_soon", DUE)),
        ("overdue_1", Reason("told_overdue", DUE)),
        ("overdue_3", Reason("told_overdue_again", DUE | {"times": 3})),
        ("came_back", Reason("told_came_back")),
        ("overdue_soon", Reason("told_something")),
        ("something", Reason("told_something")),
    ],
)
def test_reminder_says_what_of_which_time_and_by_which_day(occasion, said):
    word = reminder_word(occasion, "x7")
    assert reminder_heard(word) == (occasion, "x7")
    assert reminder_told(occasion, due_on=date(2026, 11, 17)) == said


def test_no_other_word_is_a_reminder():
    assert reminder_heard("attached 3") == ("", "")


def test_edits_are_what_two_states_say_differently_in_the_order_of_the_form():
    before = {"title": "a", "change": "", "owner_name": "老李", "due_on": date(2026, 12, 1)}
    after = before | {"due_on": date(2026, 12, 8), "change": "五层"}
    assert list(edits_between(before, after)) == [
        Edit("change", "", "五层"),
        Edit("due_on", "2026-12-01", "2026-12-08"),
    ]
