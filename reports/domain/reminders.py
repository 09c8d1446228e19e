"""When somebody is told of a corrective action: before it is due, when overdue, when it is back."""

import datetime as dt
from dataclasses import dataclass

from reviews.domain.reason import Reason

DAYS_BEFORE = 2
#: After so many weeks of being overdue the desk is silent: who did not hear it won't.
MOST_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Reminder:
    """Why an action is told of; ``occasion`` differs for each time it is to be told."""

    occasion: str
    reason: Reason

    @property
    def escalates(self) -> bool:
        """Whether those who answer for the shop hear of it too."""
        return self.occasion != "due_soon"


def reminder_for(*, status: str, due_on: dt.date, today: dt.date) -> Reminder | None:
    """What is to be told of an action today, if anything.

    Decision order: its cause came back; not open -> nothing; overdue, once a week; due within
    two days.
    """
    over = (today - due_on).days
    if status == "reopened":
        return Reminder("came_back", Reason("action_came_back"))
    if status != "open" or over > 7 * MOST_WEEKS or over < -DAYS_BEFORE:
        return None
    if over > 0:
        return Reminder(f"overdue_{(over - 1) // 7 + 1}", Reason("action_overdue", {"days": over}))
    return Reminder("due_soon", Reason("action_due_soon", {"due": due_on.isoformat()}))
