"""What happened to a corrective action, from its history."""

import datetime as dt
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from reports.domain.told import BRIEF, Edit, Told, cases_told, edits_between, told_by_word
from reports.models import Action
from reviews.models import Member

MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry: when, by whom (empty for the desk itself), what, and the status since.

    ``edits`` is what was said otherwise before, ``cases`` how many were attached or taken away.
    """

    at: dt.datetime
    who: str
    what: Told
    status: str
    in_force_on: dt.date | None
    edits: tuple[Edit, ...] = ()
    cases: int = 0


def told_of(action: Action) -> list[HistoryLine]:
    """The newest entries first; one reminder to several receivers is one line."""
    entries = list(action.history.order_by("-history_date", "-history_id")[: 4 * MOST_LINES])
    names = _names(action, [entry.history_user_id for entry in entries])
    lines: list[HistoryLine] = []
    for entry, before in zip_longest(entries, entries[1:]):
        word = entry.history_change_reason or ""
        line = HistoryLine(
            at=entry.history_date,
            who=names.get(entry.history_user_id, ""),
            what=told_by_word(word, is_first=entry.history_type == "+"),
            status=entry.get_status_display(),
            in_force_on=entry.in_force_on,
            edits=tuple(edits_between(_brief(before), _brief(entry))) if before else (),
            cases=cases_told(word),
        )
        if line not in lines[-1:]:
            lines.append(line)
    return lines[:MOST_LINES]


def _brief(entry: Any) -> dict[str, object]:
    return {name: getattr(entry, name) for name in BRIEF}


def _names(action: Action, users: list[int | None]) -> dict[int | None, str]:
    known = {user for user in users if user is not None}
    members = Member.objects.filter(shop=action.shop_id, user__in=known)
    return dict(members.values_list("user", "display_name"))
