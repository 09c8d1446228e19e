"""Regions and carriers: where the cases come from, and whose parcels they are."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reports.domain.intervals import Proportion
from reports.domain.rows import CaseRow, CauseMark

LOGISTICS = "logistics"


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One province or carrier; an empty name stands for cases without one.

    ``logistics`` are the cases whose main cause lies with logistics, out of all of the line.
    """

    name: str
    cases: int
    share: float
    logistics: Proportion
    top: CauseMark


def region_lines(rows: Sequence[CaseRow]) -> tuple[PlaceLine, ...]:
    """By province of the order, most cases first, unknown last."""
    return _lines(rows, key=lambda row: row.province)


def carrier_lines(rows: Sequence[CaseRow]) -> tuple[PlaceLine, ...]:
    """By carrier of the order, most cases first, unknown last."""
    return _lines(rows, key=lambda row: row.carrier)


def _lines(rows: Sequence[CaseRow], *, key: Callable[[CaseRow], str]) -> tuple[PlaceLine, ...]:
    grouped: dict[str, list[CaseRow]] = {}
    for row in rows:
        grouped.setdefault(key(row), []).append(row)
    return tuple(
        _line(name, grouped[name], total=len(rows))
        for name in sorted(grouped, key=lambda name: (not name, -len(grouped[name]), name))
    )


def _line(name: str, rows: Sequence[CaseRow], *, total: int) -> PlaceLine:
    counted = Counter(row.main_cause.code for row in rows)
    marks = {row.main_cause.code: row.main_cause for row in rows}
    logistics = sum(row.main_cause.unit == LOGISTICS for row in rows)
    return PlaceLine(
        name=name,
        cases=len(rows),
        share=len(rows) / total,
        logistics=Proportion(logistics, len(rows)),
        top=marks[min(counted, key=lambda code: (-counted[code], code))],
    )
