"""Where the marks of the day's chart stand; templates only write them down."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from reviews.queries.today import FIRST_HOUR, HALF_HOUR, LAST_HOUR, PlanBar

STEP, GAP, TALL, LABELS = 22.0, 4.0, 120.0, 16.0
PIN_ABOVE = 6.0


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A half hour: a track as high as what is possible, a bar as high as what is planned."""

    starts_at: dt.datetime
    x: float
    load: int
    capacity: float
    promised: int
    load_height: float
    capacity_height: float
    shade: str

    width = STEP - GAP

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def load_y(self) -> float:
        return TALL - self.load_height

    @property
    def capacity_y(self) -> float:
        return TALL - self.capacity_height

    @property
    def pin_y(self) -> float:
        return max(min(self.load_y, self.capacity_y) - PIN_ABOVE, PIN_ABOVE)

    @property
    def capacity_shown(self) -> str:
        return f"{self.capacity:.0f}"


@dataclass(frozen=True, slots=True)
class HourLabel:
    """An hour below the bars."""

    x: float
    name: str


@dataclass(frozen=True, slots=True)
class DayChart:
    """The whole drawing, in its own units."""

    bars: list[DrawnBar]
    hours: list[HourLabel]
    now_x: float | None
    load: int
    capacity: float
    promised: int

    width = STEP * 2 * (LAST_HOUR - FIRST_HOUR)
    height = TALL + LABELS
    base = TALL

    @property
    def is_empty(self) -> bool:
        return not self.load and not self.capacity

    @property
    def capacity_shown(self) -> str:
        return f"{self.capacity:.0f}"


def draw_day(bars: Sequence[PlanBar], now: dt.datetime) -> DayChart:
    """Scale the half hours of a day to the drawing and place the line of now."""
    highest = max([1.0, *(max(bar.load, bar.capacity) for bar in bars)])
    drawn = [
        _draw(bar, index, (TALL - 2 * PIN_ABOVE) / highest, now) for index, bar in enumerate(bars)
    ]
    passed = (now - bars[0].starts_at) / HALF_HOUR * STEP
    return DayChart(
        bars=drawn,
        hours=[
            HourLabel(x=index * 2 * STEP, name=str(FIRST_HOUR + index))
            for index in range(LAST_HOUR - FIRST_HOUR)
        ],
        now_x=round(passed, 1) if 0 < passed < DayChart.width else None,
        load=sum(bar.load for bar in bars),
        capacity=sum(bar.capacity for bar in bars),
        promised=sum(bar.promised for bar in bars),
    )


def _draw(bar: PlanBar, index: int, unit: float, now: dt.datetime) -> DrawnBar:
    is_past = bar.starts_at + HALF_HOUR <= now
    is_over = 0 < bar.capacity < bar.load
    return DrawnBar(
        starts_at=bar.starts_at,
        x=index * STEP,
        load=bar.load,
        capacity=bar.capacity,
        promised=bar.promised,
        load_height=round(bar.load * unit, 1),
        capacity_height=round(bar.capacity * unit, 1),
        shade="gone" if is_past else "over" if is_over else "load",
    )
