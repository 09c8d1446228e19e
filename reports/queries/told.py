"""What happened to a corrective action, from its history."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from reports.domain.told import (
    BRIEF,
    Edit,
    Told,
    cases_told,
    edits_between,
    reminder_heard,
    reminder_told,
    told_by_word,
)
from reports.models import Action, Receiver
from reviews.domain.reason import Reason
from reviews.models import Member

MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Heard:
    """Who took a reminder; ``decides`` for the lead or owner it was taken on to."""

    name: str
    decides: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry: when, by whom (empty for the desk itself), what, and the status since.

    ``edits`` is what was said otherwise before, ``cases`` how many were attached or taken away,
    ``reminder`` what was reminded of and ``heard`` who took it.
    """

    at: dt.datetime
    who: str
    what: Told
    status: str
    in_force_on: dt.date | None
    edits: tuple[Edit, ...] = ()
    cases: int = 0
    reminder: Reason | None = None
    heard: tuple[Heard, ...] = ()

    @property
    def escalated(self) -> bool:
        return any(one.decides for one in self.heard)


def told_of(action: Action) -> list[HistoryLine]:
    """The newest entries first; one reminder to several receivers is one line."""
    entries = list(action.history.order_by("-history_date", "-history_id")[: 4 * MOST_LINES])
    names = _names(action, [entry.history_user_id for entry in entries])
    hearers = _hearers(action, (reminder_heard(_word(entry))[1] for entry in entries))
    lines: list[HistoryLine] = []
    for entry, before in zip_longest(entries, entries[1:]):
        occasion, heard_by = reminder_heard(_word(entry))
        line = HistoryLine(
            at=entry.history_date,
            who=names.get(entry.history_user_id, ""),
            what=told_by_word(_word(entry), is_first=entry.history_type == "+"),
            status=entry.get_status_display(),
            in_force_on=entry.in_force_on,
            edits=tuple(edits_between(_brief(before), _brief(entry))) if before else (),
            cases=cases_told(_word(entry)),
            reminder=reminder_told(occasion, due_on=entry.due_on) if occasion else None,
        )
        heard = (hearers[heard_by],) if heard_by in hearers else ()
        if lines and line == replace(lines[-1], heard=()):
            lines[-1] = replace(line, heard=heard + lines[-1].heard)
        else:
            lines.append(replace(line, heard=heard))
    return lines[:MOST_LINES]


def _word(entry: Any) -> str:
    return entry.history_change_reason or ""


def _brief(entry: Any) -> dict[str, object]:
    return {name: getattr(entry, name) for name in BRIEF}


def _names(action: Action, users: list[int | None]) -> dict[int | None, str]:
    known = {user for user in users if user is not None}
    members = Member.objects.filter(shop=action.shop_id, user__in=known)
    return dict(members.values_list("user", "display_name"))


def _hearers(action: Action, heard_by: Iterable[str]) -> dict[str, Heard]:
    """Receivers and members by their public id, those who hear no more too."""
    asked = {one for one in heard_by if one}
    if not asked:
        return {}
    receivers = Receiver.objects.filter(shop=action.shop_id, public_id__in=asked)
    members = Member.objects.filter(shop=action.shop_id, public_id__in=asked)
    found = {
        key: Heard(name, decides=False) for key, name in receivers.values_list("public_id", "name")
    }
    deciders = members.values_list("public_id", "display_name")
    return found | {key: Heard(name, decides=True) for key, name in deciders}
