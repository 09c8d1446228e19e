"""What differs between two makings of one week: late reviews, corrected causes, later work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports.domain.cells import Facts, facts_of
from reports.domain.rows import CaseRow
from reports.domain.weeks import IsoWeek
from reviews.domain.reason import Reason

#: Facts of work that go on after a week has been reported, and money in fen.
WORK = ("contacted", "solved", "remedied", "changed")
MONEY = ("promised", "paid")


@dataclass(frozen=True, slots=True)
class Making:
    """The cases of one making: by id the code of the main cause and the facts."""

    cases: Mapping[str, tuple[str, Facts]]
    late: frozenset[str]

    @property
    def total(self) -> Facts:
        return Facts.total(facts for _cause, facts in self.cases.values())


def making_of(rows: Iterable[CaseRow], *, week: IsoWeek) -> Making:
    """What is compared of the rows."""
    cases, late = {}, set()
    for row in rows:
        cases[row.case_id] = (row.main_cause.code, facts_of(row))
        if row.came_late(week):
            late.add(row.case_id)
    return Making(cases, frozenset(late))


def differences(before: Making, now: Making) -> tuple[Reason, ...]:
    """Sentences on what moved, most telling first; one sentence where nothing did."""
    found = [
        *_cases(before, now),
        *_causes(before, now),
        *_sums(before, now, WORK),
        *_sums(before, now, MONEY),
    ]
    return tuple(found) or (Reason("making_same"),)


def _cases(before: Making, now: Making) -> Iterable[Reason]:
    added = now.cases.keys() - before.cases.keys()
    gone = before.cases.keys() - now.cases.keys()
    if added:
        late = len(added & now.late)
        yield Reason("making_added", {"cases": len(added), "late": late})
    if gone:
        yield Reason("making_gone", {"cases": len(gone)})


def _causes(before: Making, now: Making) -> Iterable[Reason]:
    both = before.cases.keys() & now.cases.keys()
    moved = sum(before.cases[case][0] != now.cases[case][0] for case in both)
    if moved:
        yield Reason("making_causes", {"cases": moved})


def _sums(before: Making, now: Making, names: Iterable[str]) -> Iterable[Reason]:
    old, new = before.total, now.total
    for name in names:
        was, is_now = getattr(old, name), getattr(new, name)
        if was != is_now:
            unit = "_fen" if name in MONEY else ""
            params = {f"before{unit}": was, f"now{unit}": is_now}
            yield Reason(f"making_{name}", params)
