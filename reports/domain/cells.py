"""The smallest sums a report is made of: the cases of one main cause and one product.

Everything on the reports page adds up cells, whether they come from the rows of a week or from
the stored rollups; so screen, workbook and interface can't differ.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from reports.domain.rows import CaseRow, CauseMark, ProductRef
from reports.domain.timing import TARGET_HOURS, hours_to_contact
from reviews.domain.levels import Level


class Facts(NamedTuple):
    """What is counted of some cases; money in fen.

    ``in_time`` are first contacts within `TARGET_HOURS`; the last three are out of ``contacted``.
    """

    cases: int = 0
    bad: int = 0
    neutral: int = 0
    in_time: int = 0
    contacted: int = 0
    solved: int = 0
    remedied: int = 0
    changed: int = 0
    promised: int = 0
    paid: int = 0
    contacted_solved: int = 0
    contacted_remedied: int = 0
    contacted_changed: int = 0

    @classmethod
    def total(cls, several: Iterable[Self]) -> Self:
        """The sum; all zero for nothing."""
        return cls(*map(sum, zip(*several, strict=True)))


@dataclass(frozen=True, slots=True)
class Cell:
    """The cases of one main cause and one product."""

    cause: CauseMark
    product: ProductRef
    facts: Facts

    @property
    def cases(self) -> int:
        return self.facts.cases


def facts_of(row: CaseRow) -> Facts:
    """One case as counts of one and nought."""
    contacted = row.contacted_at is not None
    solved, remedied = row.solved_at is not None, row.remedied_at is not None
    changed = row.review_changed_at is not None
    waited = hours_to_contact(row)
    return Facts(
        cases=1,
        bad=int(row.level is Level.BAD),
        neutral=int(row.level is Level.NEUTRAL),
        in_time=int(waited is not None and waited <= TARGET_HOURS),
        contacted=int(contacted),
        solved=int(solved),
        remedied=int(remedied),
        changed=int(changed),
        promised=row.promised,
        paid=row.paid,
        contacted_solved=int(contacted and solved),
        contacted_remedied=int(contacted and remedied),
        contacted_changed=int(contacted and changed),
    )


def cells_of(rows: Iterable[CaseRow]) -> tuple[Cell, ...]:
    """The rows added up by main cause and product, in the order of their first case."""
    found: dict[tuple[str, str], tuple[CauseMark, ProductRef, list[Facts]]] = {}
    for row in rows:
        key = (row.main_cause.code, row.product.key)
        if key not in found:
            # Words that show a cause, and the SKU, belong to a row.
            cause = replace(row.main_cause, main=True, evidence=())
            found[key] = (cause, replace(row.product, sku=""), [])
        found[key][2].append(facts_of(row))
    return tuple(
        Cell(cause, product, Facts.total(facts)) for cause, product, facts in found.values()
    )


def total_of(cells: Sequence[Cell]) -> Facts:
    """All cells together."""
    return Facts.total(cell.facts for cell in cells)
