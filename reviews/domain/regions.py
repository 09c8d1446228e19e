"""How a region's real day lies against the clock of Beijing."""

from dataclasses import dataclass
from datetime import time
from functools import cache

from reviews.domain.address_parts import read_table


@dataclass(frozen=True, slots=True)
class RegionHours:
    """Nobody is called before ``not_before``; the shifts are hours by which habits lie later."""

    not_before: time
    work_hours: float
    morning_hours: float
    evening_hours: float


BEIJING_HOURS = RegionHours(time(9), 0.0, 0.0, 0.0)


@cache
def _regions() -> tuple[tuple[tuple[str, ...], RegionHours], ...]:
    return tuple(
        (
            tuple(region["names"]),
            RegionHours(
                time.fromisoformat(region["not_before"]),
                float(region["work_hours"]),
                float(region["morning_hours"]),
                float(region["evening_hours"]),
            ),
        )
        for region in read_table("regions.toml").values()
    )


def listed_regions() -> tuple[tuple[tuple[str, ...], RegionHours], ...]:
    """Regions whose real day differs from Beijing's: the names they are known by, their hours."""
    return _regions()


def region_hours(region: str) -> RegionHours:
    """The hours of a province, or of an address that begins with it; Beijing's if nothing is known.

    Source: the table and its notes, ``places_data/regions.toml``.
    """
    name = region.strip().removeprefix("中国")
    for names, hours in _regions():
        if name.startswith(names):
            return hours
    return BEIJING_HOURS
