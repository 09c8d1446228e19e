"""The only writers of corrective actions."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Q, QuerySet

from reports.domain.effect import Effect, EffectVerdict, measure_effect
from reports.domain.told import BY_LINK
from reports.models import Action, ActionCase
from reports.queries.actions import effect_weeks
from reports.queries.attached import MOST_ATTACHED
from reviews.domain.reason import Reason
from reviews.models import Case, Cause, Member, Product, Shop
from reviews.operations.history import record_change, record_states

#: What a measured verdict makes of an action; too few cases leave it as it was.
STATUS_OF = {
    EffectVerdict.DOWN: "effective",
    EffectVerdict.UP: "no_effect",
    EffectVerdict.NO_CHANGE: "no_effect",
    EffectVerdict.RECURRED: "reopened",
}
#: How long a closed action is watched for its cause coming back.
CLOSED_WATCHED = dt.timedelta(days=365)
MEASURED = ["in_force", "effective", "no_effect", "reopened", "closed"]


@dataclass(frozen=True, slots=True)
class Place:
    """What narrows an action further; empty for all. The batch is in words."""

    carrier: str = ""
    warehouse: str = ""
    batch: str = ""


ANYWHERE = Place()


class WrongAction(Exception):
    """The action can't take this step; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@transaction.atomic
def open_action(
    *,
    shop: Shop,
    cause: Cause,
    product: Product | None,
    title: str,
    change: str,
    owner_name: str,
    due_on: dt.date,
    member: Member | None,
    now: dt.datetime,
    unit: str = "",
    place: Place = ANYWHERE,
    cases: Iterable[Case] = (),
) -> Action:
    """Open an action of a unit, the cause's own where none is named, with the cases it is about.

    Of many cases the first `MOST_ATTACHED` go with it. Raises WrongAction for a cause, product or
    case of others.
    """
    attached = list(islice(cases, MOST_ATTACHED))
    owned = [cause.shop_id, *(case.shop_id for case in attached)]
    if product is not None:
        owned.append(product.shop_id)
    if any(shop_id != shop.pk for shop_id in owned):
        raise WrongAction(Reason("action_of_another_shop"))
    action = Action(
        shop=shop,
        cause=cause,
        product=product,
        title=title,
        change=change,
        unit=unit or cause.unit,
        carrier=place.carrier,
        warehouse=place.warehouse,
        batch=place.batch,
        owner_name=owner_name,
        due_on=due_on,
        created_at=now,
        created_by=member,
    )
    # Not by save(): its history would begin at the clock's moment instead of the caller's.
    Action.objects.bulk_create([action])
    record_states([action], kind="+", member=member, now=now)
    ActionCase.objects.bulk_create(ActionCase(action=action, case=case) for case in attached)
    return action


def put_in_force(
    *, action: Action, on: dt.date, member: Member | None, now: dt.datetime, word: str = ""
) -> Action:
    """Note since when the change is in force, and measure at once what can be measured.

    A date may be corrected while the action isn't closed. Raises WrongAction for a closed one.
    """
    with transaction.atomic():
        changed = (
            Action.objects.filter(pk=action.pk)
            .exclude(status="closed")
            .update(status="in_force", in_force_on=on, effect={}, measured_at=None)
        )
        if changed != 1:
            raise WrongAction(Reason("action_is_closed"))
        record_change(action, member=member, now=now, reason=word)
        _measure(action, now=now)
    return action


def answer_action(*, action: Action, change: str, on: dt.date, now: dt.datetime) -> Action:
    """A unit without a seat says what it changed, and since when; measured at once.

    What was planned before stays in the history. Raises WrongAction for a closed action.
    """
    with transaction.atomic():
        unended = Action.objects.filter(pk=action.pk).exclude(status="closed")
        if unended.update(change=change) != 1:
            raise WrongAction(Reason("action_is_closed"))
        return put_in_force(action=action, on=on, member=None, now=now, word=BY_LINK)


def close_action(
    *, action: Action, member: Member | None, now: dt.datetime, word: str = ""
) -> Action:
    """End an action; its last measured effect stays. Raises WrongAction for a closed one."""
    with transaction.atomic():
        changed = (
            Action.objects.filter(pk=action.pk)
            .exclude(status="closed")
            .update(status="closed", closed_at=now)
        )
        if changed != 1:
            raise WrongAction(Reason("action_is_closed"))
        record_change(action, member=member, now=now, reason=word)
    return action


def measure_actions(*, now: dt.datetime, shop: Shop | None = None) -> int:
    """Measure every action in force, of one shop or of all; returns how many changed status.

    A closed one is looked at too, for a year: a cause that comes back opens it again, once.
    """
    watched = Q(closed_at__isnull=True) | Q(closed_at__gt=now - CLOSED_WATCHED)
    actions: QuerySet[Action] = Action.objects.filter(
        watched, status__in=MEASURED, in_force_on__isnull=False
    )
    if shop is not None:
        actions = actions.filter(shop=shop)
    return sum(_measure(action, now=now) for action in actions.order_by("id"))


def _measure(action: Action, *, now: dt.datetime) -> bool:
    """Store the effect as of ``now``; True where the status changed by it."""
    weeks = effect_weeks(action, now=now)
    effect: Effect = measure_effect(
        before=weeks.before,
        after=weeks.after,
        basis=weeks.basis,
        latest=weeks.latest,
        weeks_after=weeks.weeks_after,
    )
    if action.status == "closed" and not _came_back(action, effect):
        return False
    status = STATUS_OF.get(effect.verdict, action.status)
    with transaction.atomic():
        changed = Action.objects.filter(pk=action.pk, status=action.status).update(
            status=status, effect=effect.reason.as_json(), measured_at=now, closed_at=None
        )
        differs = changed == 1 and status != action.status
        if differs:
            record_change(action, member=None, now=now, reason=effect.reason.code)
    action.refresh_from_db()
    return differs


def _came_back(action: Action, effect: Effect) -> bool:
    """Whether a closed action's cause is back, unless it was closed by somebody who knew that."""
    known = str(action.effect.get("code", "")).startswith("effect_recurred")
    return effect.verdict is EffectVerdict.RECURRED and not known
