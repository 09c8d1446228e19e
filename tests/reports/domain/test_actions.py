from datetime import date

import pytest

from reports.domain.actions import ActionRow
from tests.reports.week_of_rows import DEFECT, KETTLE

DUE = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("due", "ended", "today", "overdue"),
    [
        (DUE, None, date(2026, 11, 20), False),
        (DUE, None, date(2026, 11, 21), True),
        (DUE, date(2026, 11, 30), date(2026, 12, 1), False),
        (None, None, date(2030, 1, 1), False),
    ],
)
def test_action_is_overdue_after_its_day_until_it_ends(due, ended, today, overdue):
    action = ActionRow(
        action_id="a1",
        cause=DEFECT,
        product=KETTLE,
        owner="老周",
        text="换密封圈",
        state="open",
        opened_on=date(2026, 11, 1),
        due_on=due,
        ended_on=ended,
        effect=None,
    )
    assert action.is_overdue(today) is overdue
