"""What happened to a corrective action, from its history."""

import datetime as dt
from dataclasses import dataclass

from reports.domain.told import Told, told_by_word
from reports.models import Action
from reviews.models import Member

MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry: when, by whom (empty for the desk itself), what, and the status since."""

    at: dt.datetime
    who: str
    what: Told
    status: str
    in_force_on: dt.date | None


def told_of(action: Action) -> list[HistoryLine]:
    """The newest entries first; one reminder to several receivers is one line."""
    entries = action.history.order_by("-history_date", "-history_id")[: 4 * MOST_LINES]
    names = _names(action, [entry.history_user_id for entry in entries])
    lines: list[HistoryLine] = []
    for entry in entries:
        line = HistoryLine(
            at=entry.history_date,
            who=names.get(entry.history_user_id, ""),
            what=told_by_word(
                entry.history_change_reason or "", is_first=entry.history_type == "+"
            ),
            status=entry.get_status_display(),
            in_force_on=entry.in_force_on,
        )
        if line not in lines[-1:]:
            lines.append(line)
    return lines[:MOST_LINES]


def _names(action: Action, users: list[int | None]) -> dict[int | None, str]:
    known = {user for user in users if user is not None}
    members = Member.objects.filter(shop=action.shop_id, user__in=known)
    return dict(members.values_list("user", "display_name"))
