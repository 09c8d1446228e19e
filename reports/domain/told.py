"""What an entry in an action's history says, by the word it was written with."""

from enum import StrEnum


class Told(StrEnum):
    """What happened."""

    OPENED = "opened"
    CHANGED = "changed"
    ANSWERED = "answered"
    REMINDED = "reminded"
    MEASURED = "measured"


#: The word for what came by a unit's link, from somebody without a seat.
BY_LINK = "by_unit_link"


def told_by_word(word: str, *, is_first: bool) -> Told:
    """The word is that of a unit's link, of a reminder (``told due_soon ID``) or of an effect."""
    if is_first:
        return Told.OPENED
    if word == BY_LINK:
        return Told.ANSWERED
    if word.startswith("told "):
        return Told.REMINDED
    return Told.MEASURED if word.startswith("effect_") else Told.CHANGED
