import datetime as dt

import pytest

from reports.domain.reminders import reminder_for

DUE = dt.date(2026, 11, 16)


@pytest.mark.parametrize(
    ("status", "days_over", "occasion", "code", "escalates"),
    [
        ("open", -2, "due_soon", "action_due_soon", False),
        ("open", 0, "due_soon", "action_due_soon", False),
        ("open", 1, "overdue_1", "action_overdue", True),
        ("open", 7, "overdue_1", "action_overdue", True),
        ("open", 8, "overdue_2", "action_overdue", True),
        ("open", 28, "overdue_4", "action_overdue", True),
        ("reopened", 90, "came_back", "action_came_back", True),
    ],
)
def test_each_occasion_is_told(status, days_over, occasion, code, escalates):
    told = reminder_for(status=status, due_on=DUE, today=DUE + dt.timedelta(days=days_over))
    assert told is not None
    assert (told.occasion, told.reason.code, told.escalates) == (occasion, code, escalates)


@pytest.mark.parametrize(
    ("status", "days_over"), [("open", -3), ("open", 29), ("in_force", 3), ("closed", 0)]
)
def test_nothing_else_is(status, days_over):
    today = DUE + dt.timedelta(days=days_over)
    assert reminder_for(status=status, due_on=DUE, today=today) is None
