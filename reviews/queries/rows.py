"""What a line of the queue says, as plain values."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import get_language

from reviews.domain.masking import mask_free_text
from reviews.models import Case, Cause, Clock, Review

COMPLAINT_LENGTH = 60
SLOT = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class When:
    """When to call: now, at a promised or planned time, or not by the rules."""

    kind: str  # now | promised | later | blocked
    at: dt.datetime | None = None
    best: dt.datetime | None = None  # a later half hour that promises more, as a hint


@dataclass(frozen=True, slots=True)
class ClockShare:
    """A deadline and how much of it is left, 0 to 1."""

    kind: str
    name: str
    share: float
    ends_at: dt.datetime
    source: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue; ``mark`` is another one when the line says something else."""

    key: int
    public_id: str
    level: str
    buyer: str
    complaint: str
    causes: tuple[str, ...]
    product: str
    when: When
    why: list[dict[str, object]]
    clocks: tuple[ClockShare, ...]
    dials: int
    owner: str
    in_hands_of: str
    opened_at: dt.datetime
    snoozed_until: dt.datetime | None
    advantage: float
    mark: str


class Callee(Protocol):
    """What of a case says when to call it."""

    @property
    def status(self) -> str: ...
    @property
    def callable_from(self) -> dt.datetime | None: ...
    @property
    def best_at(self) -> dt.datetime | None: ...
    @property
    def call_value(self) -> float: ...


def cause_name(cause: Cause) -> str:
    """The name of a cause in the active language, as far as the shop gave one."""
    return cause_label(cause.name, cause.name_en)


def cause_label(name: str, name_en: str) -> str:
    """The same of the two names."""
    english = (get_language() or "").startswith("en")
    return name_en if english and name_en else name


def clock_share(clock: Clock, now: dt.datetime) -> ClockShare:
    """How much of a clock is left at ``now``."""
    return ClockShare(
        kind=clock.kind,
        name=clock.get_kind_display(),
        share=share_left(clock.starts_at, clock.ends_at, now),
        ends_at=clock.ends_at,
        source=clock.source,
    )


def share_left(starts_at: dt.datetime, ends_at: dt.datetime, now: dt.datetime) -> float:
    """How much of a span is left, 0 to 1."""
    return min(max((ends_at - now) / (ends_at - starts_at), 0.0), 1.0)


def when_to_call(case: Callee, promised_at: dt.datetime | None, now: dt.datetime) -> When:
    """The buyer's own time; now, where "next" would hand the case out; else the plan's time."""
    if promised_at is not None:
        return When("promised", promised_at)
    if case.status != "open" or case.callable_from is None:
        return When("blocked")
    best = max(case.best_at or case.callable_from, case.callable_from)
    if case.callable_from <= now and case.call_value > 0:
        return When("now", now, best if best >= now + SLOT else None)
    return When("later", best)


def complaint_of(review: Review) -> str:
    """What the case is about: the text, or the append that turned a good review angry."""
    return complaint_words(review.level, review.content, review.append_content)


def complaint_words(level: str, content: str, append: str) -> str:
    """The same of the level and the two texts, masked."""
    return mask_free_text(append if append and (not content or level == "good") else content)


def buyer_label(case: Case) -> str:
    """The masked nick, or the masked number where there is no nick."""
    if case.buyer is None:
        return ""
    return case.buyer.nick_masked or case.buyer.phone_masked
