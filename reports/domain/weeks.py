"""Weeks from Monday to Sunday in the desk's zone, written ``2026-W46``."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

DESK_ZONE = ZoneInfo("Asia/Shanghai")
_WRITTEN = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class IsoWeek:
    """One ISO week; the year is the ISO year, so 2027-01-01 lies in 2026-W53."""

    year: int
    number: int

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read ``2026-W46``. Raises ValueError for anything that names no week."""
        found = _WRITTEN.fullmatch(written.strip())
        if found is None:
            message = f"a week is written as 2026-W46, not {written!r}"
            raise ValueError(message)
        week = cls(int(found[1]), int(found[2]))
        date.fromisocalendar(week.year, week.number, 1)
        return week

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The week of an aware moment, by the desk's clock."""
        return cls.of_day(moment.astimezone(DESK_ZONE).date())

    @classmethod
    def of_day(cls, day: date) -> Self:
        """The week a day of the desk lies in."""
        calendar = day.isocalendar()
        return cls(calendar.year, calendar.week)

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def starts_at(self) -> datetime:
        """Monday 00:00 in the desk's zone."""
        return _begin_of(self.year, self.number)

    @property
    def ends_at(self) -> datetime:
        """The next Monday 00:00: the first moment no longer inside."""
        return _end_of(self.year, self.number)

    @property
    def year_before(self) -> Self:
        """The week of the same number a year earlier; week 53 falls back to 52."""
        try:
            date.fromisocalendar(self.year - 1, self.number, 1)
        except ValueError:
            return type(self)(self.year - 1, self.number - 1)
        return type(self)(self.year - 1, self.number)

    def __add__(self, weeks: int) -> Self:
        return self.of_day(self.monday + timedelta(weeks=weeks))

    def __sub__(self, weeks: int) -> Self:
        return self + -weeks

    def __contains__(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


# Asked of every row of a large week.
@lru_cache(maxsize=512)
def _begin_of(year: int, number: int) -> datetime:
    return datetime.combine(date.fromisocalendar(year, number, 1), time(), DESK_ZONE)


@lru_cache(maxsize=512)
def _end_of(year: int, number: int) -> datetime:
    return (IsoWeek(year, number) + 1).starts_at


def weeks_up_to(last: IsoWeek, *, count: int) -> tuple[IsoWeek, ...]:
    """The ``count`` weeks that end with ``last``, oldest first."""
    return tuple(last - back for back in range(count - 1, -1, -1))
