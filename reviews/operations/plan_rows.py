"""Writing a plan down: callbacks that stay, move, come and go, and the queue's index."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence

from reviews.domain.exploration import Explored
from reviews.domain.lifecycle import CaseStatus
from reviews.domain.queueing import Urgency
from reviews.domain.reach import REACH_VERSION
from reviews.domain.reach_slots import SLOT
from reviews.domain.reach_why import Piece
from reviews.domain.reason import Reason
from reviews.models import Callback, Case, PlanRun
from reviews.operations.many_rows import update_rows
from reviews.operations.plan_reasons import Decision, callback_reasons, queue_lines
from reviews.queries.call_values import Callable

_ROWS_AT_ONCE = 100
_CALLBACK_FIELDS = (
    *("plan", "owner", "starts_at", "ends_at", "reasons"),
    *("value", "reach", "propensity", "draw", "version"),
)


def write_plan(
    run: PlanRun,
    found: Callable,
    decision: Decision,
    pieces: Sequence[tuple[Piece, ...]],
    *,
    members: Sequence[Sequence[int]],
    now: dt.datetime,
    only: Collection[int] | None = None,
) -> None:
    """Store what was decided; ``only`` these cases' callbacks are touched, or the whole shop's."""
    # Cases before callbacks, as the start of a call locks them: the two must not cross.
    _index_cases(found, decision.urgency, why=queue_lines(found, decision, pieces))
    reasons = callback_reasons(found, decision, pieces)
    _write_callbacks(run, found, decision, reasons, members=members, now=now, only=only)


def _write_callbacks(
    run: PlanRun,
    found: Callable,
    decision: Decision,
    reasons: Sequence[Sequence[Reason]],
    *,
    members: Sequence[Sequence[int]],
    now: dt.datetime,
    only: Collection[int] | None,
) -> None:
    """Bring the planned callbacks to the plan; promised ones and calls stay.

    A case planned again keeps its row, so that there is at most one open callback a case. One that
    closed while we planned gets none.
    """
    present, still_open = _locked(run.shop_id, only)
    load: Counter[tuple[int, int]] = Counter()
    placed = []
    for position, case in enumerate(found.cases):
        column = int(decision.slot[position])
        row = present.get(case.pk) or Callback(case=case, shop_id=run.shop_id, created_at=now)
        if column < 0 or case.pk not in still_open or not _is_free(row):
            continue
        row.owner_id = _owner(case, row, members[column], column, load)
        _fill(row, run, found, decision, position)
        row.reasons = [reason.as_json() for reason in reasons[position]]
        placed.append(row)
    kept = [row for row in placed if row.pk]
    gone = {row.pk for row in present.values() if _is_free(row)} - {row.pk for row in kept}
    Callback.objects.filter(pk__in=gone).update(status="cancelled", ended_at=now)
    update_rows(kept, _CALLBACK_FIELDS)
    # A callback promised while we planned wins: the database allows one open callback a case.
    new = [row for row in placed if not row.pk]
    Callback.objects.bulk_create(new, ignore_conflicts=True, batch_size=_ROWS_AT_ONCE)


def _locked(shop_id: int, only: Collection[int] | None) -> tuple[dict[int, Callback], set[int]]:
    """The open callbacks by case, locked, and the cases open now."""
    rows = Callback.objects.select_for_update().filter(
        shop=shop_id,
        status__in=["planned", "calling"],
    )
    open_cases = Case.objects.filter(shop=shop_id, status=CaseStatus.OPEN.value)
    if only is not None:
        rows, open_cases = rows.filter(case__in=only), open_cases.filter(pk__in=only)
    return {row.case_id: row for row in rows}, set(open_cases.values_list("pk", flat=True))


def _is_free(row: Callback) -> bool:
    """Promised times and calls under way are not the plan's to move."""
    return row.status == "planned" and not row.is_promised


def _fill(row: Callback, run: PlanRun, found: Callable, decision: Decision, position: int) -> None:
    column = int(decision.slot[position])
    if row.starts_at != found.slots.starts_at[column]:
        # A window that stays keeps the probability with which it was chosen at first.
        row.propensity = float(decision.explored.propensity[position])
        row.draw = _draw(found, decision.explored, position)
    row.plan = run
    row.starts_at = found.slots.starts_at[column]
    row.ends_at = row.starts_at + SLOT
    row.value = float(found.values.value[position, column])
    row.reach = float(found.values.reach[position, column])
    row.version = REACH_VERSION


def _draw(found: Callable, explored: Explored, position: int) -> list[dict[str, object]]:
    """The half hours among which chance chose, as they looked then."""
    return [
        {
            "starts_at": found.slots.starts_at[column].isoformat(),
            "reach": round(float(found.values.reach[position, column]), 4),
            "own": column == int(explored.own[position]),
        }
        for column in explored.draws[position]
    ]


def _owner(
    case: Case,
    row: Callback,
    on_shift: Sequence[int],
    column: int,
    load: Counter[tuple[int, int]],
) -> int | None:
    """The case's own colleague where on shift, else the one it had, else the least loaded."""
    for member in (case.owner_id, row.owner_id):
        if member is not None and (member in on_shift or not on_shift):
            load[column, member] += 1
            return member
    if not on_shift:
        return None
    least = min(on_shift, key=lambda member: (load[column, member], member))
    load[column, least] += 1
    return least


def _index_cases(
    found: Callable,
    urgent: Urgency,
    *,
    why: Sequence[Sequence[Reason]],
) -> None:
    """Write what the queue sorts by: a case not worth calling now gets the value 0."""
    for position, case in enumerate(found.cases):
        later = int(urgent.best_later[position])
        case.callable_from = found.verdicts[position][0].next_allowed
        case.call_value = float(urgent.now[position]) if urgent.worth_it[position] else 0.0
        case.advantage = float(urgent.rank[position])
        case.best_at = found.slots.starts_at[later] if later >= 0 else None
        case.why = [reason.as_json() for reason in why[position]]
    update_rows(
        found.cases,
        ["call_value", "advantage", "callable_from", "best_at", "why"],
    )
