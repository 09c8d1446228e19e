"""Where the marks of the timing page stand; templates only write them down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from reviews.choices import PLACE_CHOICES
from reviews.domain.places import PlaceType
from reviews.domain.reach import ReachModel
from reviews.domain.reach_prior import OFF, PLACES, WORKDAY, prior_curves

#: Half hours shown, 07:00 to 23:00; calls are allowed from 09:00 to 21:00 at most.
FIRST, LAST = 14, 46
CALL_FIRST, CALL_LAST = 18, 42
CELL, ROW, LABELS, HEAD = 28.0, 22.0, 96.0, 20.0
SHADES: Final = 9
TALL, FOOT, SQUARE, EDGE = 120.0, 18.0, 240.0, 34.0
AXIS, STEP = 32.0, CELL / 2
VIEWS: Final = ("prior", "learned", "calls")
_NAMES: Final = dict(PLACE_CHOICES)


@dataclass(frozen=True, slots=True)
class Cell:
    """One half hour of one kind of place."""

    x: float
    shade: int
    title: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One kind of place, a cell for each half hour."""

    place: str
    name: str
    y: float
    chosen: bool
    cells: list[Cell]

    @property
    def text_y(self) -> float:
        return self.y + ROW - 7


@dataclass(frozen=True, slots=True)
class HeatMap:
    """All kinds of places on one kind of day."""

    is_off: bool
    rows: list[PlaceRow]
    hours: list[tuple[float, int]]

    width = LABELS + (LAST - FIRST) * CELL
    height = HEAD + len(PLACES) * ROW
    cell_width, cell_height = CELL - 1, ROW - 1
    call_from_x = LABELS + (CALL_FIRST - FIRST) * CELL - 0.5
    call_until_x = LABELS + (CALL_LAST - FIRST) * CELL - 0.5


@dataclass(frozen=True, slots=True)
class HalfHourRow:
    """A row of the table behind a curve."""

    clock: str
    x: float
    y: float
    prior: int
    learned: int
    calls: float
    bar: float

    @property
    def bar_y(self) -> float:
        return TALL - self.bar


@dataclass(frozen=True, slots=True)
class PlaceCurve:
    """One kind of place on one kind of day: prior, learned, and the calls behind."""

    is_off: bool
    prior: str
    learned: str
    rows: list[HalfHourRow]
    hours: list[tuple[float, int]]
    scale: list[tuple[float, int]]

    left = AXIS
    width = AXIS + (LAST - FIRST) * STEP
    height = TALL + FOOT
    base = TALL
    bar_width = STEP - 2


@dataclass(frozen=True, slots=True)
class CalibrationDot:
    """Calls expected alike: where they stand, how large, and their words."""

    x: float
    y: float
    radius: float
    expected: int
    answered: int
    calls: int


@dataclass(frozen=True, slots=True)
class CalibrationChart:
    """Expected to the right, answered upwards; true predictions lie on the diagonal."""

    dots: list[CalibrationDot]

    side, edge = SQUARE, EDGE
    width = height = SQUARE + 2 * EDGE
    ticks = [(EDGE + SQUARE * share / 100, EDGE + SQUARE * (1 - share / 100), share)
             for share in (0, 25, 50, 75, 100)]  # fmt: skip
    low, high = EDGE, EDGE + SQUARE
    middle = EDGE + SQUARE / 2


def draw_heat(model: ReachModel, *, show: str, chosen: PlaceType) -> list[HeatMap]:
    """The two maps, workday and day off, of prior chances, learned ones or calls behind."""
    shades = _shades(model, show)
    return [
        HeatMap(
            is_off=day == OFF,
            rows=[_row(model, shades, place, day, chosen) for place in range(len(PLACES))],
            hours=[
                (LABELS + (2 * hour - FIRST) * CELL, hour) for hour in range(FIRST // 2, LAST // 2)
            ],
        )
        for day in (WORKDAY, OFF)
    ]


def _shades(model: ReachModel, show: str) -> NDArray[np.int64]:
    """Steps of colour 0 to `SHADES`, [place, day, half hour]."""
    if show == "calls":
        most = max(float(model.calls.max()), 1.0)
        share = np.sqrt(model.calls / most)
    else:
        # One scale for both, so that looking from one to the other compares.
        highest = max(float(model.curves().max()), 0.5)
        share = (prior_curves() if show == "prior" else model.curves()) / highest
    steps: NDArray[np.int64] = np.clip(np.ceil(share * SHADES), 0, SHADES).astype(np.int64)
    return steps


def _row(
    model: ReachModel, shades: NDArray[np.int64], place: int, day: int, chosen: PlaceType
) -> PlaceRow:
    learned, prior, calls = model.curves()[place, day], prior_curves()[place, day], model.calls
    name = str(_NAMES[PLACES[place].value])
    words = _("%(place)s %(clock)s: %(learned)d %% learned, %(prior)d %% before, %(calls)d calls")
    return PlaceRow(
        place=PLACES[place].value,
        name=name,
        y=HEAD + place * ROW,
        chosen=PLACES[place] is chosen,
        cells=[
            Cell(
                x=LABELS + (half - FIRST) * CELL,
                shade=int(shades[place, day, half]),
                title=words
                % {
                    "place": name,
                    "clock": clock_of(half),
                    "learned": round(100 * learned[half]),
                    "prior": round(100 * prior[half]),
                    "calls": round(calls[place, day, half]),
                },
            )
            for half in range(FIRST, LAST)
        ],
    )


def clock_of(half: int) -> str:
    """20 becomes "10:00"."""
    return f"{half // 2:02d}:{half % 2 * 30:02d}"


def draw_place(model: ReachModel, chosen: PlaceType) -> list[PlaceCurve]:
    """The curves of one kind of place, workday and day off."""
    place = PLACES.index(chosen)
    return [_curve(model, place, day) for day in (WORKDAY, OFF)]


def _curve(model: ReachModel, place: int, day: int) -> PlaceCurve:
    prior, learned = prior_curves()[place, day], model.curves()[place, day]
    calls = model.calls[place]
    highest = max(float(prior.max()), float(learned.max()), 0.5)
    most = max(float(calls.max()), 1.0)
    halves = range(FIRST, LAST)
    return PlaceCurve(
        is_off=day == OFF,
        prior=_line(prior, highest),
        learned=_line(learned, highest),
        rows=[
            HalfHourRow(
                clock=clock_of(half),
                x=AXIS + (half - FIRST) * STEP,
                y=_height(float(learned[half]), highest),
                prior=round(100 * float(prior[half])),
                learned=round(100 * float(learned[half])),
                calls=round(float(calls[day, half]), 1),
                bar=round(TALL / 3 * float(calls[day, half]) / most, 1),
            )
            for half in halves
        ],
        hours=[
            (AXIS + (2 * hour - FIRST) * STEP, hour) for hour in range(FIRST // 2, LAST // 2, 2)
        ],
        scale=[
            (_height(percent / 100, highest), percent)
            for percent in range(0, round(100 * highest) + 1, 25)
        ],
    )


def _line(curve: NDArray[np.float64], highest: float) -> str:
    return " ".join(
        f"{AXIS + (half - FIRST + 0.5) * STEP:.1f},{_height(float(curve[half]), highest):.1f}"
        for half in range(FIRST, LAST)
    )


def _height(chance: float, highest: float) -> float:
    return round(TALL - (TALL - 8) * chance / highest, 1)


def draw_calibration(bins: Sequence[Mapping[str, Any]]) -> CalibrationChart:
    """A dot for every bin that has calls, as large as their number."""
    most = max((one["calls"] for one in bins), default=1)
    return CalibrationChart(
        dots=[
            CalibrationDot(
                x=round(EDGE + SQUARE * one["predicted"], 1),
                y=round(EDGE + SQUARE * (1 - one["answered"]), 1),
                radius=round(4 + 10 * (one["calls"] / most) ** 0.5, 1),
                expected=round(100 * one["predicted"]),
                answered=round(100 * one["answered"]),
                calls=one["calls"],
            )
            for one in bins
        ]
    )
