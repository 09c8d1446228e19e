"""What an entry in an action's history says, by the word it was written with."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from reviews.domain.reason import Reason


class Told(StrEnum):
    """What happened."""

    OPENED = "opened"
    CHANGED = "changed"
    EDITED = "edited"
    ATTACHED = "attached"
    DETACHED = "detached"
    ANSWERED = "answered"
    REMINDED = "reminded"
    MEASURED = "measured"


#: The word for what came by a unit's link, from somebody without a seat.
BY_LINK = "by_unit_link"
#: What is said of an action in words, and may be edited.
BRIEF = ("title", "change", "owner_name", "due_on")
_BY_NUMBER = (Told.ATTACHED, Told.DETACHED)
#: Begins the word of a reminder; its occasion and who heard it follow.
_TOLD = "told "
_OVERDUE = "overdue_"


def told_by_word(word: str, *, is_first: bool) -> Told:
    """What a word says.

    It is that of a unit's link, of an edit, of cases (``attached 3``), of a reminder
    (``told due_soon ID``) or of an effect.
    """
    if is_first:
        return Told.OPENED
    if word == BY_LINK:
        return Told.ANSWERED
    if word == Told.EDITED:
        return Told.EDITED
    if word.partition(" ")[0] in _BY_NUMBER:
        return Told(word.partition(" ")[0])
    if word.startswith(_TOLD):
        return Told.REMINDED
    return Told.MEASURED if word.startswith("effect_") else Told.CHANGED


def cases_word(what: Told, cases: int) -> str:
    """The word for so many cases attached or taken away."""
    return f"{what} {cases}"


def cases_told(word: str) -> int:
    """How many cases were attached or taken away; none for another word."""
    what, _space, number = word.partition(" ")
    return int(number) if what in _BY_NUMBER else 0


def reminder_word(occasion: str, heard_by: str) -> str:
    """The word for a reminder that somebody took."""
    return f"{_TOLD}{occasion} {heard_by}"


def reminder_heard(word: str) -> tuple[str, str]:
    """The occasion of a reminder and who took it; both empty for another word."""
    if not word.startswith(_TOLD):
        return "", ""
    occasion, _space, heard_by = word.removeprefix(_TOLD).partition(" ")
    return occasion, heard_by


def reminder_told(occasion: str, *, due_on: dt.date) -> Reason:
    """What a reminder was about: the day to come, the how manieth time it was missed, a return."""
    params = {"due": due_on.isoformat()}
    if occasion == "due_soon":
        return Reason("told_due_soon", params)
    if occasion == "came_back":
        return Reason("told_came_back")
    times = occasion.removeprefix(_OVERDUE)
    if times == occasion or not times.isdecimal():
        return Reason("told_something")
    if times == "1":
        return Reason("told_overdue", params)
    return Reason("told_overdue_again", params | {"times": int(times)})


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that was said otherwise before."""

    field: str
    before: str
    after: str


def edits_between(before: Mapping[str, object], after: Mapping[str, object]) -> Iterable[Edit]:
    """What two states of an action say differently, in the order of the form."""
    for field in BRIEF:
        if before[field] != after[field]:
            yield Edit(field, str(before[field]), str(after[field]))
