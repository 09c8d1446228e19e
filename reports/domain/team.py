"""What each member did; calls flagged as abusive are left out, changed reviews are not counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.domain.intervals import Proportion
from reports.domain.rows import AttemptFact, CaseRow
from reports.domain.timing import TARGET_HOURS, hours_to_contact
from reviews.domain.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One member, in the order of names, never of figures.

    ``first_in_time``: first contacts by this member within the target, out of theirs;
    ``solved``: cases this member contacted whose problem is solved.
    """

    member: str
    cases: int
    attempts: int
    connected: Proportion
    first_in_time: Proportion
    solved: Proportion
    left_out: int


def team_lines(rows: Iterable[CaseRow]) -> tuple[TeamLine, ...]:
    """Count the attempts of the rows by the member who made them."""
    made: dict[str, list[tuple[CaseRow, AttemptFact]]] = {}
    for row in rows:
        for attempt in row.attempts:
            made.setdefault(attempt.agent, []).append((row, attempt))
    return tuple(_line(member, made[member]) for member in sorted(made))


def _line(member: str, made: list[tuple[CaseRow, AttemptFact]]) -> TeamLine:
    counted = [(row, one) for row, one in made if one.outcome is not Outcome.ABUSIVE]
    cases = {row.case_id: row for row, _attempt in counted}
    firsts = [row for row, attempt in counted if attempt == _first(row)]
    waits = [hours_to_contact(row) or 0.0 for row in firsts]
    return TeamLine(
        member=member,
        cases=len(cases),
        attempts=len(counted),
        connected=Proportion(sum(one.connected for _row, one in counted), len(counted)),
        first_in_time=Proportion(sum(wait <= TARGET_HOURS for wait in waits), len(waits)),
        solved=Proportion(sum(row.solved_at is not None for row in cases.values()), len(cases)),
        left_out=len(made) - len(counted),
    )


def _first(row: CaseRow) -> AttemptFact:
    return min(row.attempts, key=lambda attempt: attempt.at)
