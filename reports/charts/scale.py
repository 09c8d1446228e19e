"""What all charts share: their size, their scale and how labels are kept apart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 34, 40, 18, 56
LABEL_STEP = 16
LABEL_LINES = 2
LABEL_WIDTH = 10  # half-width characters that fit below a bar


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it stands and what it says."""

    place: float
    words: str


def scale(highest: int) -> tuple[int, tuple[Tick, ...]]:
    """A round top not below ``highest``, and about four ticks of whole numbers."""
    rough = max(highest, 1) / 4
    power = 10 ** max(math.floor(math.log10(rough)), 0)
    step = max(next(int(power * size) for size in (1, 2, 2.5, 5, 10) if power * size >= rough), 1)
    top = step * math.ceil(max(highest, 1) / step)
    return top, tuple(Tick(y_of(value, top), f"{value:,}") for value in range(0, top + 1, step))


def y_of(value: float, top: float) -> float:
    """Where a value stands below the upper edge."""
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def points(places: Sequence[tuple[float, float]]) -> str:
    """Corners of a line, as SVG writes them."""
    return " ".join(f"{x},{y}" for x, y in places)


def apart(places: Sequence[float]) -> list[float]:
    """Heights of labels, moved so that none covers another, in the given order."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for before, index in pairwise(order):
        moved[index] = max(places[index], moved[before] + LABEL_STEP)
    below = max(moved, default=0.0) - (HEIGHT - BOTTOM)
    return [round(place - max(below, 0.0), 1) for place in moved]


def wrapped(name: str, *, width: int = LABEL_WIDTH) -> tuple[str, ...]:
    """A label in at most two lines of ``width`` half-width characters."""
    lines = [""]
    for piece in name.split(" ") if name.isascii() else name:
        joint = " " if name.isascii() and lines[-1] else ""
        if lines[-1] and wide(lines[-1] + joint + piece) > width:
            lines.append(piece)
        else:
            lines[-1] += joint + piece
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], lines[LABEL_LINES - 1] + "…"]
    return tuple(lines)


def wide(text: str) -> int:
    """How many half-width characters a text is wide."""
    return sum(1 if sign.isascii() else 2 for sign in text)
