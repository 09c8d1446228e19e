"""A budget's burn-down as a small drawing: what is left by day, against an even pace."""

import datetime as dt
from dataclasses import dataclass

from compensation.domain.budget import BudgetState, left_by_day

WIDTH, HEIGHT, EDGE = 220, 56, 4


@dataclass(frozen=True, slots=True)
class BurnChart:
    """Corner points as SVG writes them, the last point, and the days as a table."""

    line: str
    last: tuple[str, str]
    days: list[tuple[dt.date, int]]
    width: int = WIDTH
    height: int = HEIGHT
    edge: int = EDGE
    base: int = HEIGHT - EDGE
    end: int = WIDTH - EDGE


def burn_chart(budget: BudgetState, used: dict[dt.date, int], *, today: dt.date) -> BurnChart:
    """The days gone by of the period; ``used`` is fen taken a day, given back ones below zero."""
    days = left_by_day(budget, used, today=today)
    length = (budget.ends_on - budget.starts_on).days + 1
    points = [_point(0, budget.cap_fen, budget, length)]
    points += [
        _point((day - budget.starts_on).days + 1, left, budget, length) for day, left in days
    ]
    return BurnChart(" ".join(f"{x},{y}" for x, y in points), points[-1], days)


def _point(day: int, left_fen: int, budget: BudgetState, length: int) -> tuple[str, str]:
    x = EDGE + (WIDTH - 2 * EDGE) * day / length
    share = left_fen / budget.cap_fen if budget.cap_fen else 0.0
    y = EDGE + (HEIGHT - 2 * EDGE) * (1 - share)
    return f"{x:.1f}", f"{y:.1f}"
