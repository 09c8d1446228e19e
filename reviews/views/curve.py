"""Where the half hours of the card's curve stand; the template only writes them down."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from reviews.domain.reason import Reason
from reviews.queries.plan import block_name
from reviews.queries.why import HalfHour

STEP, WIDTH, TALL, LABEL, BETWEEN_DAYS = 5.6, 4.6, 34.0, 14.0, 8.0
#: A day of few half hours left is as wide as its name.
LEAST_DAY = 8 * STEP
_HALF_HOUR = dt.timedelta(minutes=30)
#: What forbids a call, by the last part of its code: spans of one kind look alike.
_SHADES = {
    "quiet_hours": "quiet",
    "region_morning": "early",
    "holiday_first_day": "holiday",
    "outside_hours": "closed",
    "too_soon": "count",
    "dials_today": "count",
    "connected_today": "count",
    "someone_is_calling": "line",
    "colleague_is_calling": "line",
}
_ENDED = "ended"


@dataclass(frozen=True, slots=True)
class CurveBar:
    """One half hour: as high as the chance of an answer."""

    half: HalfHour
    x: float
    y: float
    height: float
    percent: int
    shade: str

    @property
    def starts_at(self) -> dt.datetime:
        return self.half.starts_at


@dataclass(frozen=True, slots=True)
class BlockedSpan:
    """Half hours in a row that one rule forbids."""

    code: str
    reason: Reason
    starts_at: dt.datetime
    ends_at: dt.datetime
    x: float
    width: float

    @property
    def name(self) -> str:
        """The rule in two or three words."""
        return block_name(self.code)

    @property
    def shade(self) -> str:
        """The class of its colour."""
        return _SHADES.get(self.code.rsplit(".", 1)[-1], _ENDED)


@dataclass(frozen=True, slots=True)
class CurveDay:
    """A day's name and where it begins."""

    x: float
    day: dt.date


@dataclass(frozen=True, slots=True)
class Curve:
    """The whole drawing in its own units."""

    bars: list[CurveBar]
    blocked: list[BlockedSpan]
    days: list[CurveDay]
    width: float

    bar_width = WIDTH
    tall = TALL
    height = TALL + LABEL

    @property
    def legend(self) -> list[list[BlockedSpan]]:
        """The forbidden spans by rule, in the order in which the rules first appear."""
        by_name: dict[str, list[BlockedSpan]] = {}
        for span in self.blocked:
            by_name.setdefault(span.name, []).append(span)
        return list(by_name.values())


def draw_curve(
    halves: Sequence[HalfHour],
    chosen: HalfHour | None,
    best: Sequence[HalfHour] = (),
) -> Curve:
    """Half hours to the right, a gap between days; what the rules forbid has its own ground."""
    bars: list[CurveBar] = []
    days: list[CurveDay] = []
    highest = max((half.reach for half in halves), default=0.0) or 1.0
    x = 0.0
    for day, of_day in groupby(halves, key=lambda half: timezone.localdate(half.starts_at)):
        days.append(CurveDay(round(x, 1), day))
        ends = x + LEAST_DAY
        for half in of_day:
            bars.append(_bar(half, x, highest, _shade(half, chosen, best)))
            x += STEP
        x = max(x, ends) + BETWEEN_DAYS
    return Curve(
        bars=bars,
        blocked=list(_spans(bars)),
        days=days,
        width=round(max(x - BETWEEN_DAYS, 1.0), 1),
    )


def _bar(half: HalfHour, x: float, highest: float, shade: str) -> CurveBar:
    height = round(TALL * half.reach / highest, 1)
    return CurveBar(half, round(x, 1), round(TALL - height, 1), height, half.percent, shade)


def _shade(half: HalfHour, chosen: HalfHour | None, best: Sequence[HalfHour]) -> str:
    if chosen is not None and half.starts_at == chosen.starts_at:
        return "pin"
    if not half.allowed:
        return "gone"
    return "best" if half in best else "load"


def _spans(bars: Sequence[CurveBar]) -> Iterator[BlockedSpan]:
    """Bars in a row of one day that the same rule forbids, as one span."""
    for (_day, code), run in groupby(bars, key=_day_and_code):
        forbidden = list(run)
        if not code:
            continue
        first, last = forbidden[0], forbidden[-1]
        yield BlockedSpan(
            code=code,
            reason=first.half.verdict.reasons[0],
            starts_at=first.starts_at,
            ends_at=last.starts_at + _HALF_HOUR,
            x=first.x,
            width=round(last.x + WIDTH - first.x, 1),
        )


def _day_and_code(bar: CurveBar) -> tuple[dt.date, str]:
    reasons = bar.half.verdict.reasons
    return timezone.localdate(bar.starts_at), reasons[0].code if reasons else ""
