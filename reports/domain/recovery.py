"""The four facts of a case, each apart, for contacted and uncontacted cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from reports.domain.intervals import Interval, Proportion, difference
from reports.domain.rows import CaseRow


class Group(StrEnum):
    """Which cases a line counts."""

    ALL = "all"
    CONTACTED = "contacted"
    NOT_CONTACTED = "not_contacted"


@dataclass(frozen=True, slots=True)
class RecoveryLine:
    """How many cases of a group have each fact."""

    group: Group
    cases: int
    contacted: Proportion
    solved: Proportion
    remedied: Proportion
    changed: Proportion


@dataclass(frozen=True, slots=True)
class Recovery:
    """``changed_difference`` is the share of changed reviews, contacted minus not contacted.

    It is a comparison, no proof: staff choose whom they call, and reviews change by themselves.
    """

    lines: tuple[RecoveryLine, ...]
    changed_difference: Interval | None


def make_recovery(rows: Sequence[CaseRow]) -> Recovery:
    """Count the four facts; the uncontacted are the baseline, so that nothing is over-claimed."""
    contacted = [row for row in rows if row.contacted_at is not None]
    rest = [row for row in rows if row.contacted_at is None]
    one, two = _line(Group.CONTACTED, contacted), _line(Group.NOT_CONTACTED, rest)
    return Recovery(
        lines=(_line(Group.ALL, rows), one, two),
        changed_difference=difference(one.changed, two.changed) if contacted and rest else None,
    )


def _line(group: Group, rows: Sequence[CaseRow]) -> RecoveryLine:
    count = len(rows)
    return RecoveryLine(
        group=group,
        cases=count,
        contacted=Proportion(sum(row.contacted_at is not None for row in rows), count),
        solved=Proportion(sum(row.solved_at is not None for row in rows), count),
        remedied=Proportion(sum(row.remedied_at is not None for row in rows), count),
        changed=Proportion(sum(row.review_changed_at is not None for row in rows), count),
    )
