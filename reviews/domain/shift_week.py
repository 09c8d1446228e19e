"""Shifts as people write them on a week's sheet: ``9-12 13:30-18``, with the break between."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from reviews.domain.reason import Reason

HALF_HOUR: Final = 30
HOUR: Final = 60
DAY: Final = 24 * HOUR
#: A shift may run into the next morning, and a person is at work so long a day at most.
LATEST: Final = 30 * HOUR
LONGEST: Final = 14 * HOUR

_SPAN = re.compile(r"(\d{1,2})(?:[:：.]([0-5]\d))?\s*[-–—~至到]\s*(\d{1,2})(?:[:：.]([0-5]\d))?")
_NOTHING = frozenset({"", "-", "—", "休", "off"})
_BETWEEN = re.compile(r"[\s,，;；、+/]*")


class ShiftRefused(Exception):
    """What was written is no day's shift; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From and until, in minutes after the day's midnight at the desk."""

    start: int
    end: int


def read_day(written: str) -> tuple[Span, ...]:
    """The spans of a day in order; none where the person is off. Raises ShiftRefused.

    Decided in order: readable, half hours, each ends after it starts and by 6:00 of the next day,
    none inside another, no more than 14 hours from the first to the last.
    """
    text = written.strip().lower()
    if text in _NOTHING:
        return ()
    rest = _SPAN.sub("", text)
    if _BETWEEN.fullmatch(rest) is None:
        raise ShiftRefused(Reason("shift.unreadable", {"written": written.strip()[:40]}))
    spans = sorted(_span(found) for found in _SPAN.finditer(text))
    _check(spans)
    return tuple(_joined(spans))


def write_day(spans: Sequence[Span]) -> str:
    """The same as it is shown: ``09:00-12:00 13:30-18:00``."""
    return " ".join(f"{_clock(span.start)}-{_clock(span.end)}" for span in sorted(spans))


def _span(found: re.Match[str]) -> Span:
    hours, minutes, until_hours, until_minutes = (int(part or 0) for part in found.groups())
    return Span(hours * HOUR + minutes, until_hours * HOUR + until_minutes)


def _check(spans: Sequence[Span]) -> None:
    if any(edge % HALF_HOUR for span in spans for edge in (span.start, span.end)):
        raise ShiftRefused(Reason("shift.half_hours"))
    if any(not span.start < span.end <= LATEST or span.start >= DAY for span in spans):
        raise ShiftRefused(Reason("shift.order"))
    if any(later.start < earlier.end for earlier, later in pairwise(spans)):
        raise ShiftRefused(Reason("shift.overlap"))
    if spans[-1].end - spans[0].start > LONGEST:
        raise ShiftRefused(Reason("shift.too_long", {"hours": LONGEST // HOUR}))


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that touch are one."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].end == span.start:
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _clock(minutes: int) -> str:
    return f"{minutes // HOUR:02d}:{minutes % HOUR:02d}"
