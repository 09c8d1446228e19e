"""Where the cells of the week's grid stand; the template only writes them down."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from reviews.queries.plan import PlanCell
from reviews.queries.today import FIRST_HOUR, HALF_HOUR, LAST_HOUR

DAY_LABEL, CELL_WIDTH, CELL_HEIGHT, HEAD = 70, 38, 38, 20


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell and its corner."""

    cell: PlanCell
    x: int
    y: int
    is_past: bool

    @property
    def text_x(self) -> float:
        return self.x + CELL_WIDTH / 2

    @property
    def text_y(self) -> float:
        return self.y + CELL_HEIGHT / 2 + 4

    @property
    def is_dark(self) -> bool:
        return self.cell.fullness in {"l3", "l4", "full"}


@dataclass(frozen=True, slots=True)
class GridDay:
    """A row of the grid."""

    day: dt.datetime
    y: float
    cells: list[GridCell]


@dataclass(frozen=True, slots=True)
class WeekGrid:
    """The whole drawing in its own units."""

    days: list[GridDay]
    hours: list[tuple[int, int]]

    width = DAY_LABEL + 2 * (LAST_HOUR - FIRST_HOUR) * CELL_WIDTH
    cell_width = CELL_WIDTH
    cell_height = CELL_HEIGHT

    @property
    def height(self) -> int:
        return HEAD + len(self.days) * CELL_HEIGHT


def draw_week(days: Sequence[Sequence[PlanCell]], now: dt.datetime) -> WeekGrid:
    """Days downwards, half hours to the right."""
    drawn = [
        GridDay(
            day=cells[0].starts_at,
            y=HEAD + row * CELL_HEIGHT + CELL_HEIGHT / 2 + 4,
            cells=[
                GridCell(
                    cell=cell,
                    x=DAY_LABEL + column * CELL_WIDTH,
                    y=HEAD + row * CELL_HEIGHT,
                    is_past=cell.starts_at + HALF_HOUR <= now,
                )
                for column, cell in enumerate(cells)
            ],
        )
        for row, cells in enumerate(days)
    ]
    hours = [
        (DAY_LABEL + 2 * index * CELL_WIDTH, FIRST_HOUR + index)
        for index in range(LAST_HOUR - FIRST_HOUR)
    ]
    return WeekGrid(days=drawn, hours=hours)
