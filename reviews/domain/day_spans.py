"""Runs of days with a name: school holidays and promotions, a shop's own or usual ones."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from holidays import country_holidays

_NEW_YEAR = "Chinese New Year (Spring Festival)"


class SpanKind(StrEnum):
    """What a shop can declare of days."""

    WORKDAY = "workday"
    OFF = "off"
    SCHOOL = "school"
    PROMOTION = "promotion"


@dataclass(frozen=True, slots=True)
class DaySpan:
    """From the first to the last day, both included; ``usual`` where nobody typed it."""

    starts_on: dt.date
    ends_on: dt.date
    name: str = ""
    usual: bool = False

    def holds(self, day: dt.date) -> bool:
        """Whether that day is one of them."""
        return self.starts_on <= day <= self.ends_on

    def overlaps(self, other: "DaySpan") -> bool:
        """Whether the two have a day in common."""
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


@cache
def usual_spans(kind: SpanKind, year: int) -> tuple[DaySpan, ...]:
    """The desk's own dates of a year, from ``calendar_data/usual.toml``; none for other kinds."""
    found = (_span(entry, year) for entry in _table().get(kind.value, ()))
    return tuple(span for span in found if span is not None)


@cache
def _table() -> Mapping[str, list[Mapping[str, str | int]]]:
    text = (files("reviews.domain.calendar_data") / "usual.toml").read_text("utf-8")
    return tomllib.loads(text)


def _span(entry: Mapping[str, str | int], year: int) -> DaySpan | None:
    name = str(entry["name"])
    if "from" in entry:
        starts_on, ends_on = (
            dt.date.fromisoformat(f"{year:04d}-{entry[end]}") for end in ("from", "until")
        )
        return DaySpan(starts_on, ends_on, name, usual=True)
    new_year = _new_year(year)
    if new_year is None:
        return None
    return DaySpan(
        new_year - dt.timedelta(days=int(entry["new_year_before"])),
        new_year + dt.timedelta(days=int(entry["new_year_after"])),
        name,
        usual=True,
    )


@cache
def _new_year(year: int) -> dt.date | None:
    """The first day of the Chinese New Year; the package knows it from 1950 to 2100."""
    days = country_holidays("CN", years=year, language="en_US").get_named(_NEW_YEAR)
    return min(days, default=None)
