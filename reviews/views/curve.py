"""Where the half hours of the card's curve stand; the template only writes them down."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from reviews.queries.timing import HalfHour

STEP, WIDTH, TALL, LABEL, BETWEEN_DAYS = 5.6, 4.6, 28.0, 14.0, 8.0


@dataclass(frozen=True, slots=True)
class CurveBar:
    """One half hour: as high as the chance of an answer."""

    starts_at: dt.datetime
    x: float
    y: float
    height: float
    percent: int
    shade: str


@dataclass(frozen=True, slots=True)
class CurveDay:
    """A day's name and where it begins."""

    x: float
    day: dt.date


@dataclass(frozen=True, slots=True)
class Curve:
    """The whole drawing in its own units."""

    bars: list[CurveBar]
    days: list[CurveDay]
    width: float

    bar_width = WIDTH
    height = TALL + LABEL


def draw_curve(halves: Sequence[HalfHour], best: HalfHour | None) -> Curve:
    """Half hours to the right, a gap between days; what the rules forbid is grey."""
    bars: list[CurveBar] = []
    days: list[CurveDay] = []
    highest = max((half.reach for half in halves), default=0.0) or 1.0
    x = 0.0
    for day, of_day in groupby(halves, key=lambda half: timezone.localdate(half.starts_at)):
        days.append(CurveDay(round(x, 1), day))
        for half in of_day:
            height = round(TALL * half.reach / highest, 1)
            shade = "pin" if half is best else "load" if half.allowed else "gone"
            percent = round(100 * half.reach)
            y = round(TALL - height, 1)
            bars.append(CurveBar(half.starts_at, round(x, 1), y, height, percent, shade))
            x += STEP
        x += BETWEEN_DAYS
    return Curve(bars=bars, days=days, width=round(max(x - BETWEEN_DAYS, 1.0), 1))
