"""The four facts of a case, each apart, for contacted and uncontacted cases."""

from dataclasses import dataclass
from enum import StrEnum

from reports.domain.cells import Facts
from reports.domain.intervals import Interval, Proportion, difference


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


def make_recovery(facts: Facts) -> Recovery:
    """The four facts; the uncontacted are the baseline, so that nothing is over-claimed."""
    contacted = Facts(
        cases=facts.contacted,
        contacted=facts.contacted,
        solved=facts.contacted_solved,
        remedied=facts.contacted_remedied,
        changed=facts.contacted_changed,
    )
    rest = Facts(
        cases=facts.cases - facts.contacted,
        solved=facts.solved - facts.contacted_solved,
        remedied=facts.remedied - facts.contacted_remedied,
        changed=facts.changed - facts.contacted_changed,
    )
    one, two = _line(Group.CONTACTED, contacted), _line(Group.NOT_CONTACTED, rest)
    comparable = one.cases and two.cases
    return Recovery(
        lines=(_line(Group.ALL, facts), one, two),
        changed_difference=difference(one.changed, two.changed) if comparable else None,
    )


def _line(group: Group, facts: Facts) -> RecoveryLine:
    return RecoveryLine(
        group=group,
        cases=facts.cases,
        contacted=Proportion(facts.contacted, facts.cases),
        solved=Proportion(facts.solved, facts.cases),
        remedied=Proportion(facts.remedied, facts.cases),
        changed=Proportion(facts.changed, facts.cases),
    )
