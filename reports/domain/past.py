"""What a week is held against, added up once: by cause, unit, product, and cell of both.

A shop with many cells has ten thousand counts in the weeks of the mean; each table of a board going
through them anew took most of its time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.domain.intervals import Change, compare
from reports.domain.rows import PartCount, WeekCount
from reports.domain.weeks import IsoWeek

#: Weeks of the mean that a week is held against.
MEAN_WEEKS = 4


@dataclass(slots=True)
class PastCount:
    """Cases in the week before and in the ``weeks`` of the mean together."""

    weeks: int
    previous: int = 0
    several: int = 0

    @property
    def mean(self) -> float:
        return self.several / self.weeks if self.weeks else 0.0

    def to_previous(self, cases: int) -> Change:
        return compare(cases, self.previous, exposure_before=min(self.weeks, 1))

    def to_mean(self, cases: int) -> Change:
        return compare(cases, self.several, exposure_before=self.weeks)


class Sums(dict[str, PastCount]):
    """Counts by a name; one that never came has none."""

    def __init__(self, weeks: int) -> None:
        super().__init__()
        self.weeks = weeks

    def of(self, name: str) -> PastCount:
        """The counts of a name, noughts for an unknown one."""
        return self.get(name) or PastCount(self.weeks)

    def add(self, name: str, *, previous: int, several: int) -> None:
        """Count some more cases."""
        if (sum_ := self.get(name)) is None:
            sum_ = self[name] = PastCount(self.weeks)
        sum_.previous += previous
        sum_.several += several


@dataclass(frozen=True, slots=True)
class Past:
    """The weeks of the mean inside the shop's history, and their cases; cells by `cell_name`."""

    weeks: tuple[IsoWeek, ...]
    total: PastCount
    causes: Sums
    units: Sums
    products: Sums
    cells: Sums


def cell_name(cause: str, product: str) -> str:
    """A cause and a product as one name."""
    return f"{cause}\n{product}"


def earlier_weeks(history: Iterable[WeekCount], week: IsoWeek) -> tuple[IsoWeek, ...]:
    """The weeks of the mean that lie inside the shop's history, oldest first.

    A week without a case counts once an earlier one had any; weeks before the first do not.
    """
    known = {count.week for count in history if count.week < week}
    if not known:
        return ()
    first = min(known)
    return tuple(week - back for back in range(MEAN_WEEKS, 0, -1) if week - back >= first)


def past_of(
    history: Sequence[WeekCount], *, week: IsoWeek, parts: Sequence[PartCount] = ()
) -> Past:
    """Add up the weeks of the mean.

    With ``parts``, products and cells come from them alone: they are added up elsewhere.
    """
    by_week: dict[IsoWeek, list[WeekCount]] = {}
    for count in history:
        by_week.setdefault(count.week, []).append(count)
    weeks = earlier_weeks([counts[0] for counts in by_week.values()], week)
    found = Past(weeks, PastCount(len(weeks)), *(Sums(len(weeks)) for _table in range(4)))
    for one in weeks:
        for count in by_week.get(one, ()):
            previous = count.cases if one == week - 1 else 0
            found.total.previous += previous
            found.total.several += count.cases
            found.causes.add(count.cause.code, previous=previous, several=count.cases)
            found.units.add(count.cause.unit, previous=previous, several=count.cases)
            if not parts:
                _add_part(found, PartCount(count.cause, count.product, previous, count.cases))
    for part in parts:
        _add_part(found, part)
    return found


def _add_part(found: Past, part: PartCount) -> None:
    product = part.product.key
    found.products.add(product, previous=part.previous, several=part.several)
    cell = cell_name(part.cause.code, product)
    found.cells.add(cell, previous=part.previous, several=part.several)
