from datetime import timedelta

import pytest

from reports.domain.intervals import Proportion
from reports.domain.timing import WaitClass, hours_to_contact, make_timing
from tests.reports.week_of_rows import MONDAY, attempt, background, case, hand_counted_rows


def test_waiting_of_the_hand_counted_week():
    timing = make_timing(hand_counted_rows(), dials=background().dials)
    assert timing.waits == (
        WaitClass(0, 1, 1),
        WaitClass(1, 4, 1),
        WaitClass(4, 24, 0),
        WaitClass(24, 72, 1),
        WaitClass(72, None, 0),
    )
    assert (timing.not_contacted, timing.median_hours) == (3, 4.0)
    assert timing.in_time == Proportion(2, 6)
    assert timing.dials == tuple(background().dials)


@pytest.mark.parametrize(
    ("hours", "wait_class"),
    [(1, 0), (2, 0), (2.01, 1), (5, 1), (25, 2), (73, 3), (73.5, 4), (500, 4)],
)
def test_borders_of_the_classes_belong_to_the_shorter_wait(hours, wait_class):
    timing = make_timing([case(attempts=(attempt(hours),))], dials=())
    assert [wait.cases for wait in timing.waits].index(1) == wait_class


def test_attempt_before_the_import_waited_no_time():
    row = case(attempts=(attempt(3),), arrived_at=MONDAY + timedelta(days=2))
    assert hours_to_contact(row) == 0.0


def test_week_without_contacts_has_no_median():
    assert make_timing([case()], dials=()).median_hours is None
