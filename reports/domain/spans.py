"""Several weeks in a row: a month, a promotion, or any range; one week is the shortest."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from reports.domain.weeks import IsoWeek, weeks_up_to

#: A year with 53 weeks; more is no period that anybody forwards.
MOST_WEEKS = 53
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last week, both included."""

    first: IsoWeek
    last: IsoWeek

    @classmethod
    def of(cls, one: IsoWeek, other: IsoWeek) -> Self:
        """The weeks between two, in whichever order they are given; the last `MOST_WEEKS`."""
        first, last = min(one, other), max(one, other)
        return cls(max(first, last - (MOST_WEEKS - 1)), last)

    @classmethod
    def of_month(cls, written: str) -> Self:
        """The weeks whose Thursday lies in ``2026-11``. Raises ValueError for no month.

        So each week belongs to one month, as each ISO week belongs to one year.
        """
        found = _MONTH.fullmatch(written.strip())
        if found is None:
            message = f"a month is written as 2026-11, not {written!r}"
            raise ValueError(message)
        start = date(int(found[1]), int(found[2]), 1)
        thursday = start + timedelta(days=(3 - start.weekday()) % 7)
        first = last = IsoWeek.of_day(thursday)
        while (last + 1).monday + timedelta(days=3) < _next_month(start):
            last += 1
        return cls(first, last)

    @property
    def weeks(self) -> tuple[IsoWeek, ...]:
        """Oldest first."""
        return weeks_up_to(self.last, count=len(self))

    @property
    def starts_at(self) -> datetime:
        """The first Monday 00:00 in the desk's zone."""
        return self.first.starts_at

    @property
    def ends_at(self) -> datetime:
        """The Monday 00:00 after the last week."""
        return self.last.ends_at

    @property
    def monday(self) -> date:
        return self.first.monday

    @property
    def sunday(self) -> date:
        return self.last.sunday

    @property
    def before(self) -> Self:
        """As many weeks that end where this one starts."""
        return type(self)(self.first - len(self), self.first - 1)

    def __len__(self) -> int:
        return (self.last.monday - self.first.monday).days // 7 + 1

    def __contains__(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at

    def __str__(self) -> str:
        return str(self.last) if self.first == self.last else f"{self.first}..{self.last}"


def _next_month(start: date) -> date:
    return (start + timedelta(days=31)).replace(day=1)


def one_week(week: IsoWeek) -> Span:
    """A span of a single week."""
    return Span(week, week)
