"""What a row says about a review the desk already knows."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from reviews.domain.causes import read_causes
from reviews.domain.complaint import reads_like_complaint
from reviews.domain.levels import Level, ReviewState, needs_recovery
from reviews.intake.rows import ReviewRow

_GONE = frozenset({ReviewState.DELETED, ReviewState.HIDDEN})
_RANK = {Level.BAD: 0, Level.NEUTRAL: 1, Level.GOOD: 2}


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class StoredReview:
    """What the desk knows of a review; ``content_at`` as in `ReviewRow`."""

    pk: int
    content_hash: str
    content_at: datetime
    level: Level
    stars: int | None
    text: str
    append_text: str
    reply: str
    state: ReviewState
    has_case: bool
    snapshots: int


def review_hash(
    *,
    level: Level,
    stars: int | None,
    text: str,
    append_text: str,
    reply: str,
    state: ReviewState,
) -> str:
    """A fingerprint of what a review says; 32 hex digits."""
    shown = ReviewState.LIVE if state is ReviewState.CHANGED else state
    parts = (level, "" if stars is None else str(stars), text, append_text, reply, shown)
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def completed(row: ReviewRow, stored: StoredReview) -> ReviewRow:
    """The row with what its file leaves out and the desk knows: append, reply, rating.

    One file has a column for them and the next has none; that takes nothing back. Of a row that is
    older than what is known only what was still missing stays.
    """
    if row.content_at < stored.content_at:
        return _added(row, stored)
    append_text = row.append_text or stored.append_text
    reply = row.reply or stored.reply
    level, stars = row.level, row.stars
    if level is Level.UNRATED:
        level, stars = stored.level, stored.stars
    if (append_text, reply, level, stars) == (row.append_text, row.reply, row.level, row.stars):
        return row
    content_hash = review_hash(
        level=level,
        stars=stars,
        text=row.text,
        append_text=append_text,
        reply=reply,
        state=row.state,
    )
    return replace(
        row,
        append_text=append_text,
        reply=reply,
        level=level,
        stars=stars,
        content_hash=content_hash,
    )


def _added(row: ReviewRow, stored: StoredReview) -> ReviewRow:
    """The known state with the append, reply or rating that no newer file had a column for."""
    is_unrated = stored.level is Level.UNRATED
    if not (
        (row.append_text and not stored.append_text)
        or (row.reply and not stored.reply)
        or (is_unrated and row.level is not Level.UNRATED)
    ):
        return row
    said: dict[str, Any] = {
        "level": row.level if is_unrated else stored.level,
        "stars": row.stars if is_unrated else stored.stars,
        "text": stored.text,
        "append_text": stored.append_text or row.append_text,
        "reply": stored.reply or row.reply,
        "state": stored.state,
    }
    return replace(
        row,
        **said,
        append_at=None if stored.append_text else row.append_at,
        replied_at=None if stored.reply else row.replied_at,
        content_hash=review_hash(**said),
    )


def _only_adds(row: ReviewRow, stored: StoredReview) -> bool:
    """Whether a row says all that is known, and more."""
    return (
        (row.text, row.state) == (stored.text, stored.state)
        and stored.append_text in {"", row.append_text}
        and stored.reply in {"", row.reply}
        and (
            stored.level is Level.UNRATED or (row.level, row.stars) == (stored.level, stored.stars)
        )
    )


def compare(row: ReviewRow, stored: StoredReview | None, *, repeated: bool) -> Verdict:
    """Whether a completed row tells something new.

    Order of decision: an unknown review; the same content; then the row's own time, so that an
    older file never takes a newer state back, though it may add to it; of two rows of one file with
    the same time the first holds (``repeated`` = its key came before in this file).
    """
    if stored is None:
        return Verdict.NEW
    if row.content_hash == stored.content_hash:
        return Verdict.REPEATED if repeated else Verdict.UNCHANGED
    if repeated:
        return Verdict.CHANGED if row.content_at > stored.content_at else Verdict.REPEATED
    if row.content_at < stored.content_at and not _only_adds(row, stored):
        return Verdict.UNCHANGED
    return Verdict.CHANGED


def events_between(stored: StoredReview, row: ReviewRow) -> tuple[str, ...]:
    """The differences as facts, in the words of a review's events."""
    events = []
    before, after = _RANK.get(stored.level), _RANK.get(row.level)
    if before is not None and after is not None and before != after:
        events.append("level_raised" if after > before else "level_lowered")
    append_changed = stored.append_text not in {"", row.append_text}
    if row.text != stored.text or append_changed:
        events.append("text_changed")
    if row.append_text and not stored.append_text:
        events.append("append_added")
    if row.reply and not stored.reply:
        events.append("seller_replied")
    if row.state != stored.state and row.state in _GONE:
        events.append(row.state.value)
    elif stored.state in _GONE and row.state not in _GONE:
        events.append("restored")
    return tuple(events)


def opens_case(row: ReviewRow) -> bool:
    """Neutral and bad reviews open one, and so does an angry append to a good rating."""
    if row.state in _GONE:
        return False
    if needs_recovery(row.level):
        return True
    return row.level is Level.GOOD and reads_angry(row.append_text)


def reads_angry(text: str) -> bool:
    """Whether an append complains: what it blames outweighs what it praises."""
    return bool(text) and reads_like_complaint(text, read_causes(text))
