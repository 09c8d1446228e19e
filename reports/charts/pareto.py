"""Bars of cases by cause, and the line of their cumulative share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.charts.scale import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    Tick,
    points,
    scale,
    wrapped,
    y_of,
)
from reports.domain.causes import CauseLine
from reports.domain.intervals import Verdict
from reports.domain.rows import CauseMark

MOST_BARS = 9


@dataclass(frozen=True, slots=True)
class Bar:
    """One cause of the Pareto; ``middle`` is the bar's centre."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    name: str
    label: tuple[str, ...]
    cases: int
    share: int
    cumulative: int
    href: str
    is_rising: bool


@dataclass(frozen=True, slots=True)
class Pareto:
    """Bars of cases on the left scale, the line of the cumulative share on the right."""

    bars: tuple[Bar, ...]
    line: str
    dots: tuple[tuple[float, float], ...]
    counts: tuple[Tick, ...]
    shares: tuple[Tick, ...]
    base: float = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def pareto_chart(lines: Sequence[CauseLine], *, link: Callable[[CauseMark], str]) -> Pareto | None:
    """The most frequent causes of the week; None where there is none."""
    shown = [line for line in lines if line.cases][:MOST_BARS]
    if not shown:
        return None
    top, ticks = scale(shown[0].cases)
    step = (WIDTH - LEFT - RIGHT) / len(shown)
    bars = tuple(
        _bar(line, place=place, step=step, top=top, href=link(line.cause))
        for place, line in enumerate(shown)
    )
    dots = tuple(
        (bar.middle, y_of(line.cumulative, 1)) for bar, line in zip(bars, shown, strict=True)
    )
    return Pareto(
        bars=bars,
        line=points(dots),
        dots=dots,
        counts=ticks,
        shares=tuple(Tick(y_of(share, 100), f"{share}%") for share in (0, 50, 100)),
    )


def _bar(line: CauseLine, *, place: int, step: float, top: int, href: str) -> Bar:
    y = y_of(line.cases, top)
    width = min(step * 0.62, 56)
    middle = LEFT + step * (place + 0.5)
    return Bar(
        x=round(middle - width / 2, 1),
        y=y,
        width=round(width, 1),
        height=round(HEIGHT - BOTTOM - y, 1),
        middle=round(middle, 1),
        name=line.cause.name,
        label=wrapped(line.cause.name),
        cases=line.cases,
        share=round(100 * line.share),
        cumulative=round(100 * line.cumulative),
        href=href,
        is_rising=line.to_mean.verdict is Verdict.UP,
    )
