"""The table of causes: how many, compared with before, against sales, and what they cost."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from reports.domain.cells import Cell, Facts, total_of
from reports.domain.intervals import Change, Proportion
from reports.domain.past import Past, PastCount
from reports.domain.rows import CaseRow, CauseMark, WeekCount


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One main cause in one week; a case counts once here, and once a cause in ``mentions``.

    ``share`` and ``cumulative`` are of all cases; ``units_sold`` is None where sales are unknown,
    ``mentions`` where only main causes were counted; money in fen.
    """

    cause: CauseMark
    cases: int
    share: float
    cumulative: float
    mentions: int | None
    previous: int
    to_previous: Change
    mean: float
    to_mean: Change
    units_sold: int | None
    promised: int
    paid: int
    solved: Proportion

    @property
    def per_units(self) -> float | None:
        """Cases per unit sold."""
        return self.cases / self.units_sold if self.units_sold else None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """The causes of one unit together."""

    unit: str
    cases: int
    share: float
    previous: int
    mean: float
    to_mean: Change
    promised: int
    paid: int
    solved: Proportion


def cause_lines(
    cells: Sequence[Cell],
    *,
    past: Past,
    history: Sequence[WeekCount],
    units_sold: int | None,
    mentions: Mapping[str, int] | None = None,
) -> tuple[CauseLine, ...]:
    """Every cause seen this week or in the weeks of the mean, most cases first."""
    sums_before = past.causes
    marks = {count.cause.code: count.cause for count in history if count.cause.code in sums_before}
    marks |= {cell.cause.code: cell.cause for cell in cells}
    sums = _sums(cells, sums_before, key=lambda cell: cell.cause.code)
    total = total_of(cells).cases
    ordered = sorted(sums, key=lambda code: (-sums[code].cases, code))
    running = accumulate(sums[code].cases for code in ordered)
    return tuple(
        _cause_line(
            marks[code],
            sums[code],
            total=total,
            so_far=so_far,
            mentions=None if mentions is None else max(mentions.get(code, 0), sums[code].cases),
            past=sums_before.of(code),
            units_sold=units_sold,
        )
        for code, so_far in zip(ordered, running, strict=True)
    )


def count_mentions(rows: Iterable[CaseRow]) -> Counter[str]:
    """In how many cases each cause was found, as main cause or beside another."""
    return Counter(code for row in rows for code in {mark.code for mark in row.causes})


def _sums(
    cells: Iterable[Cell], past: Iterable[str], *, key: Callable[[Cell], str]
) -> dict[str, Facts]:
    grouped: dict[str, list[Facts]] = {name: [] for name in past}
    for cell in cells:
        grouped.setdefault(key(cell), []).append(cell.facts)
    return {name: Facts.total(several) for name, several in grouped.items()}


def _cause_line(
    cause: CauseMark,
    facts: Facts,
    *,
    total: int,
    so_far: int,
    mentions: int | None,
    past: PastCount,
    units_sold: int | None,
) -> CauseLine:
    return CauseLine(
        cause=cause,
        cases=facts.cases,
        share=_part(facts.cases, total),
        cumulative=_part(so_far, total),
        mentions=mentions,
        previous=past.previous,
        to_previous=past.to_previous(facts.cases),
        mean=past.mean,
        to_mean=past.to_mean(facts.cases),
        units_sold=units_sold,
        promised=facts.promised,
        paid=facts.paid,
        solved=Proportion(facts.solved, facts.cases),
    )


def unit_lines(cells: Sequence[Cell], *, past: Past) -> tuple[UnitLine, ...]:
    """The units that can end the causes, most cases first; their sum is all cases."""
    sums = _sums(cells, past.units, key=lambda cell: cell.cause.unit)
    total = total_of(cells).cases
    return tuple(
        _unit_line(unit, sums[unit], total=total, past=past.units.of(unit))
        for unit in sorted(sums, key=lambda unit: (-sums[unit].cases, unit))
    )


def _unit_line(unit: str, facts: Facts, *, total: int, past: PastCount) -> UnitLine:
    return UnitLine(
        unit=unit,
        cases=facts.cases,
        share=_part(facts.cases, total),
        previous=past.previous,
        mean=past.mean,
        to_mean=past.to_mean(facts.cases),
        promised=facts.promised,
        paid=facts.paid,
        solved=Proportion(facts.solved, facts.cases),
    )


def _part(cases: int, total: int) -> float:
    return cases / total if total else 0.0
