"""Prior curves of reach by kind of place, from ``reach_prior.csv``, which names its sources."""

import csv
from functools import cache
from importlib.resources import files
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reviews.domain.places import PlaceType

Floats: TypeAlias = NDArray[np.float64]

PLACES: Final = tuple(PlaceType)
WORKDAY, OFF = 0, 1
DAY_NAMES: Final = ("workday", "off")
HALF_HOURS: Final = 48

#: Share of review posting by hour in percent, all days (14,776 dated JD reviews, 2016-2024).
_POSTED_BY_HOUR: Final = (
    *(2.2, 1.0, 0.5, 0.3, 0.2, 0.3, 0.8, 1.7, 3.2, 5.6, 6.9, 6.6),
    *(6.2, 5.6, 5.5, 5.4, 5.6, 5.5, 5.6, 6.7, 6.8, 7.0, 6.5, 4.4),
)
_NEVER: Final = 0.01


@cache
def prior_curves() -> Floats:
    """P(a person answers) as [place, workday/off, half hour], places in the order of `PLACES`."""
    lines = [line for line in _text().splitlines() if not line.startswith("#")]
    curves = np.zeros((len(PLACES), len(DAY_NAMES), HALF_HOURS))
    for row in csv.reader(lines[1:]):
        place = PLACES.index(PlaceType(row[0]))
        curves[place, DAY_NAMES.index(row[1])] = [float(share) for share in row[2:]]
    curves.setflags(write=False)
    return curves


@cache
def prior_sources(*, chinese: bool) -> tuple[str, ...]:
    """What the data file says of where its curves come from, line by line."""
    mark, lines = ("#zh " if chinese else "# "), _text().splitlines()
    return tuple(line.removeprefix(mark) for line in lines if line.startswith(mark))


def _text() -> str:
    return (files("reviews.domain") / "reach_prior.csv").read_text("utf-8")


@cache
def activity_curves() -> Floats:
    """Share of a buyer's orders and reviews by half hour: [place, workday/off, half hour].

    The clock of all buyers, bent towards the hours in which people of that place pick up a phone.
    """
    everyone = np.repeat(np.array(_POSTED_BY_HOUR), 2)
    shares = everyone * np.sqrt(prior_curves() + _NEVER)
    shares /= shares.sum(axis=2, keepdims=True)
    shares.setflags(write=False)
    return shares
