"""Geometry of the charts that the reports page draws as SVG; colours come from classes."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reports.domain.causes import CauseLine
from reports.domain.intervals import Verdict
from reports.domain.products import ProductCause
from reports.domain.rows import CauseMark, ProductRef
from reports.domain.trend import Trend, TrendSeries

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 34, 40, 18, 56
MOST_BARS, MOST_LINES, LABEL_LINES = 10, 5, 2
LABEL_WIDTH = 8  # half-width characters that fit below a bar
TREND_RIGHT = 132
LABEL_STEP = 16
HEAT_STEPS = 5

CauseLink = Callable[[CauseMark], str]
CellLink = Callable[[CauseMark, ProductRef], str]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it stands and what it says."""

    place: float
    words: str


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


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One cause over the weeks, named at its end."""

    name: str
    points: str
    last: tuple[float, float]
    label_y: float
    cases: int
    href: str
    tone: str


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
    right: int = WIDTH - TREND_RIGHT


@dataclass(frozen=True, slots=True)
class HeatCell:
    cases: int
    step: int
    href: str
    is_rising: bool


@dataclass(frozen=True, slots=True)
class HeatRow:
    product: ProductRef
    cells: tuple[HeatCell | None, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Products down, causes across; None where there is no case."""

    causes: tuple[CauseMark, ...]
    rows: tuple[HeatRow, ...]


def pareto_chart(lines: Sequence[CauseLine], *, link: CauseLink) -> Pareto | None:
    """The most frequent causes of the week; None where there is none."""
    shown = [line for line in lines if line.cases][:MOST_BARS]
    if not shown:
        return None
    top, ticks = _scale(shown[0].cases)
    step = (WIDTH - LEFT - RIGHT) / len(shown)
    bars = tuple(
        _bar(line, place=place, step=step, top=top, href=link(line.cause))
        for place, line in enumerate(shown)
    )
    dots = tuple(
        (bar.middle, _y(line.cumulative, 1)) for bar, line in zip(bars, shown, strict=True)
    )
    return Pareto(
        bars=bars,
        line=_points(dots),
        dots=dots,
        counts=ticks,
        shares=tuple(Tick(_y(share, 100), f"{share}%") for share in (0, 50, 100)),
    )


def _bar(line: CauseLine, *, place: int, step: float, top: int, href: str) -> Bar:
    y = _y(line.cases, top)
    width = min(step * 0.62, 56)
    middle = LEFT + step * (place + 0.5)
    return Bar(
        x=round(middle - width / 2, 1),
        y=y,
        width=round(width, 1),
        height=round(HEIGHT - BOTTOM - y, 1),
        middle=round(middle, 1),
        name=line.cause.name,
        label=_wrapped(line.cause.name),
        cases=line.cases,
        share=round(100 * line.share),
        cumulative=round(100 * line.cumulative),
        href=href,
        is_rising=line.to_mean.verdict is Verdict.UP,
    )


def trend_chart(trend: Trend, *, rising: frozenset[str], link: CauseLink) -> TrendChart | None:
    """The causes with most cases over all weeks; ``rising`` are codes beyond chance."""
    shown = [series for series in trend.series[:MOST_LINES] if any(series.counts)]
    if not shown:
        return None
    top, ticks = _scale(max(max(series.counts) for series in shown))
    step = (WIDTH - LEFT - TREND_RIGHT) / max(len(trend.weeks) - 1, 1)
    labels = _apart([_y(series.counts[-1], top) for series in shown])
    lines = tuple(
        _trend_line(
            series,
            top=top,
            step=step,
            label_y=label,
            href=link(series.cause),
            tone=_tone(series.cause.code, is_first=place == 0, rising=rising),
        )
        for place, (series, label) in enumerate(zip(shown, labels, strict=True))
    )
    weeks = tuple(
        Tick(round(LEFT + step * place, 1), f"W{week.number:02d}")
        for place, week in enumerate(trend.weeks)
    )
    return TrendChart(lines=lines, counts=ticks, weeks=weeks)


def _trend_line(
    series: TrendSeries, *, top: int, step: float, label_y: float, href: str, tone: str
) -> TrendLine:
    points = [
        (round(LEFT + step * place, 1), _y(count, top)) for place, count in enumerate(series.counts)
    ]
    return TrendLine(
        name=series.cause.name,
        points=_points(points),
        last=points[-1],
        label_y=label_y,
        cases=series.counts[-1],
        href=href,
        tone=tone,
    )


def _tone(code: str, *, is_first: bool, rising: frozenset[str]) -> str:
    if code in rising:
        return "bad"
    return "accent" if is_first else "quiet"


def heat_map(cells: Sequence[ProductCause], *, link: CellLink, most: int = 8) -> HeatMap | None:
    """The products and causes with most cases; None where there is no case."""
    if not cells:
        return None
    causes = _most(cells, lambda cell: cell.cause.code, most)
    drawn = [cell for cell in cells if cell.cause.code in causes]
    products = _most(drawn, lambda cell: cell.product.code, most)
    found = {(cell.product.code, cell.cause.code): cell for cell in cells}
    top = max(cell.cases for cell in cells)
    marks = {cell.cause.code: cell.cause for cell in cells}
    refs = {cell.product.code: cell.product for cell in cells}
    return HeatMap(
        causes=tuple(marks[code] for code in causes),
        rows=tuple(
            HeatRow(
                product=refs[product],
                cells=tuple(
                    _heat_cell(found.get((product, cause)), top=top, link=link) for cause in causes
                ),
            )
            for product in products
        ),
    )


def _heat_cell(cell: ProductCause | None, *, top: int, link: CellLink) -> HeatCell | None:
    if cell is None:
        return None
    return HeatCell(
        cases=cell.cases,
        step=math.ceil(HEAT_STEPS * cell.cases / top),
        href=link(cell.cause, cell.product),
        is_rising=cell.to_mean.verdict is Verdict.UP,
    )


def _most(
    cells: Sequence[ProductCause], key: Callable[[ProductCause], str], most: int
) -> list[str]:
    sums: dict[str, int] = {}
    for cell in cells:
        sums[key(cell)] = sums.get(key(cell), 0) + cell.cases
    return sorted(sums, key=lambda name: (-sums[name], name))[:most]


def _scale(highest: int) -> tuple[int, tuple[Tick, ...]]:
    """A round top not below ``highest``, and about four ticks of whole numbers."""
    rough = max(highest, 1) / 4
    power = 10 ** max(math.floor(math.log10(rough)), 0)
    step = max(next(int(power * size) for size in (1, 2, 2.5, 5, 10) if power * size >= rough), 1)
    top = step * math.ceil(max(highest, 1) / step)
    return top, tuple(Tick(_y(value, top), f"{value:,}") for value in range(0, top + 1, step))


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _apart(places: Sequence[float]) -> list[float]:
    """Heights of labels, moved so that none covers another, in the given order."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for before, index in pairwise(order):
        moved[index] = max(places[index], moved[before] + LABEL_STEP)
    below = max(moved, default=0.0) - (HEIGHT - BOTTOM)
    return [round(place - max(below, 0.0), 1) for place in moved]


def _wrapped(name: str) -> tuple[str, ...]:
    """A label in at most two lines of four Chinese or eight Latin characters."""
    lines = [""]
    for piece in name.split(" ") if name.isascii() else name:
        joint = " " if name.isascii() and lines[-1] else ""
        if lines[-1] and _wide(lines[-1] + joint + piece) > LABEL_WIDTH:
            lines.append(piece)
        else:
            lines[-1] += joint + piece
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], lines[LABEL_LINES - 1] + "…"]
    return tuple(lines)


def _wide(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)
