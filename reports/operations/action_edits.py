"""The only writer of what an action says after it was opened, and of the cases that go with it."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from itertools import islice

from django.db import transaction

from reports.domain.told import Told, cases_word
from reports.models import Action, ActionCase
from reports.operations.actions import WrongAction
from reports.queries.attached import MOST_ATTACHED, brief_token
from reviews.domain.reason import Reason
from reviews.models import Case, Member
from reviews.operations.history import record_change


@dataclass(frozen=True, slots=True)
class Brief:
    """What is to be changed, in a line and at length, by whom and until when."""

    title: str
    change: str
    owner_name: str
    due_on: dt.date


@transaction.atomic
def edit_action(
    *, action: Action, brief: Brief, seen: str, member: Member, now: dt.datetime
) -> bool:
    """Say it anew; what was said before stays in the history. False where nothing differs.

    ``seen`` is the token of what the person had before them. Raises WrongAction for a closed
    action, and where somebody else, or the department by its link, has said it anew meanwhile.
    """
    locked = _locked(action)
    if brief_token(locked) != seen:
        raise WrongAction(Reason("action_changed_meanwhile"))
    wanted = asdict(brief)
    if all(getattr(locked, name) == value for name, value in wanted.items()):
        return False
    Action.objects.filter(pk=action.pk).update(**wanted)
    record_change(action, member=member, now=now, reason=Told.EDITED)
    return True


@transaction.atomic
def attach_cases(*, action: Action, cases: Iterable[Case], member: Member, now: dt.datetime) -> int:
    """Let more cases go with an action, `MOST_ATTACHED` in all; returns how many are new.

    Raises WrongAction for a closed action and for a case of another shop.
    """
    locked = _locked(action)
    known = set(locked.attached.values_list("case", flat=True))
    fresh = (case for case in cases if case.pk not in known)
    added = list(islice(fresh, MOST_ATTACHED - len(known)))
    if any(case.shop_id != locked.shop_id for case in added):
        raise WrongAction(Reason("action_of_another_shop"))
    ActionCase.objects.bulk_create(ActionCase(action=locked, case=case) for case in added)
    if added:
        word = cases_word(Told.ATTACHED, len(added))
        record_change(action, member=member, now=now, reason=word)
    return len(added)


@transaction.atomic
def detach_cases(
    *, action: Action, cases: Collection[str], member: Member, now: dt.datetime
) -> int:
    """Take cases away from an action, by their public ids; returns how many went with it.

    Raises WrongAction for a closed action.
    """
    attached = _locked(action).attached.filter(case__public_id__in=cases)
    removed, _of_models = attached.delete()
    if removed:
        word = cases_word(Told.DETACHED, removed)
        record_change(action, member=member, now=now, reason=word)
    return removed


def _locked(action: Action) -> Action:
    locked = Action.objects.select_for_update(no_key=True).get(pk=action.pk)
    if locked.status == "closed":
        raise WrongAction(Reason("action_is_closed"))
    return locked
