"""The most frequent causes over the weeks; every point leads to its cases."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.scale import (
    BOTTOM,
    HEIGHT,
    LEFT,
    WIDTH,
    Tick,
    apart,
    points,
    scale,
    wide,
    y_of,
)
from reports.domain.rows import CauseMark
from reports.domain.trend import Trend, TrendSeries
from reports.domain.weeks import IsoWeek

MOST_LINES = 5
NAMES_WIDE = 148
#: Half-width characters of a name and its cases that fit beside the end of a line.
LABEL_FITS = 19
MOST_TICKS = 14


@dataclass(frozen=True, slots=True)
class Point:
    """One week of a line."""

    x: float
    y: float
    week: IsoWeek
    cases: int
    href: str


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One cause over the weeks, named at its end; ``label`` is its name as far as it fits."""

    name: str
    label: str
    points: str
    dots: tuple[Point, ...]
    label_y: float
    href: str
    tone: str

    @property
    def cases(self) -> int:
        """Those of the last week."""
        return self.dots[-1].cases


@dataclass(frozen=True, slots=True)
class TrendChart:
    """The most frequent causes; the first stands out, rising ones are bad news."""

    lines: tuple[TrendLine, ...]
    counts: tuple[Tick, ...]
    weeks: tuple[Tick, ...]
    base: float = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - NAMES_WIDE


def trend_chart(
    trend: Trend, *, rising: frozenset[str], link: Callable[[CauseMark, IsoWeek], str]
) -> TrendChart | None:
    """The causes with most cases over all weeks; ``rising`` are codes beyond chance."""
    shown = [series for series in trend.series[:MOST_LINES] if any(series.counts)]
    if not shown:
        return None
    top, ticks = scale(max(max(series.counts) for series in shown))
    labels = apart([y_of(series.counts[-1], top) for series in shown])
    lines = tuple(
        _trend_line(
            series,
            trend.weeks,
            top=top,
            label_y=label,
            link=link,
            tone=_tone(series.cause.code, is_first=place == 0, rising=rising),
        )
        for place, (series, label) in enumerate(zip(shown, labels, strict=True))
    )
    return TrendChart(lines=lines, counts=ticks, weeks=_week_ticks(trend.weeks))


def _week_ticks(weeks: Sequence[IsoWeek]) -> tuple[Tick, ...]:
    """The last week and as many before it as have room below the axis."""
    every = -(-len(weeks) // MOST_TICKS)
    return tuple(
        Tick(_x(place, weeks), f"W{week.number:02d}")
        for place, week in enumerate(weeks)
        if (len(weeks) - 1 - place) % every == 0
    )


def _x(place: int, weeks: Sequence[IsoWeek]) -> float:
    return round(LEFT + (WIDTH - LEFT - NAMES_WIDE) * place / max(len(weeks) - 1, 1), 1)


def _trend_line(
    series: TrendSeries,
    weeks: Sequence[IsoWeek],
    *,
    top: int,
    label_y: float,
    link: Callable[[CauseMark, IsoWeek], str],
    tone: str,
) -> TrendLine:
    dots = tuple(
        Point(_x(place, weeks), y_of(count, top), week, count, link(series.cause, week))
        for place, (week, count) in enumerate(zip(weeks, series.counts, strict=True))
    )
    return TrendLine(
        name=series.cause.name,
        label=_short(series.cause.name, fits=LABEL_FITS - len(f" {series.counts[-1]}")),
        points=points([(dot.x, dot.y) for dot in dots]),
        dots=dots,
        label_y=label_y,
        href=dots[-1].href,
        tone=tone,
    )


def _short(name: str, *, fits: int) -> str:
    """The name, cut where it and its cases would leave the picture."""
    if wide(name) <= fits:
        return name
    kept = name
    while wide(kept) > fits - 1:
        kept = kept[:-1]
    return f"{kept}…"


def _tone(code: str, *, is_first: bool, rising: frozenset[str]) -> str:
    if code in rising:
        return "bad"
    return "accent" if is_first else "quiet"
