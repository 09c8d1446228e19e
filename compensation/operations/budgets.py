"""Budgets: each movement is one conditional UPDATE, so no interleaving can overdraw one."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from compensation.domain.budget import budget_for
from compensation.domain.money import LARGEST_FEN
from compensation.domain.policy import RemedyKind
from compensation.models import Budget, Offer
from compensation.operations.errors import OfferRefusedError
from compensation.queries.facts import main_cause
from compensation.queries.money import budgets_on
from reviews.domain.reason import Reason
from reviews.models import Member, Shop
from reviews.operations.history import record_change

#: A budget is drawn day by day on its page.
LONGEST = dt.timedelta(days=366)


@transaction.atomic
def set_budget(
    *,
    shop: Shop,
    member: Member,
    name: str,
    kind: str,
    starts_on: dt.date,
    ends_on: dt.date,
    cap_fen: int,
    now: dt.datetime,
    cause: str = "",
    person: Member | None = None,
) -> Budget:
    """Make the budget of a kind, cause, person and start day, or change its cap, name and end.

    Raises OfferRefusedError for a period or cap that can't be, a person of another shop, or a cap
    below what is used.
    """
    if person is not None and person.shop_id != shop.pk:
        raise OfferRefusedError(Reason("budget_makes_no_sense"))
    if not starts_on <= ends_on <= starts_on + LONGEST or not 0 < cap_fen <= LARGEST_FEN:
        raise OfferRefusedError(Reason("budget_makes_no_sense"))
    key = {"shop": shop, "kind": kind, "cause": cause, "person": person, "starts_on": starts_on}
    values = {"name": name, "ends_on": ends_on, "cap_fen": cap_fen}
    try:
        with transaction.atomic():
            budget, _is_new = Budget.objects.get_or_create(**key, defaults=values)
            Budget.objects.filter(pk=budget.pk).update(**values)
    except IntegrityError:
        raise OfferRefusedError(Reason("budget_below_used", {"cap_fen": cap_fen})) from None
    record_change(budget, member=member, now=now)
    return budget


def reserve(*, offer: Offer, now: dt.datetime) -> None:
    """Set the offer's amount aside in the narrowest budget of the day; none set means no cap.

    Raises OfferRefusedError where the budget has too little left. The offer is not saved.
    """
    day = timezone.localtime(now).date()
    budgets = budgets_on(shop=offer.shop, day=day)
    by_cause = any(budget.cause is not None for budget in budgets)
    found = budget_for(
        budgets,
        kind=RemedyKind(offer.kind),
        day=day,
        cause=main_cause(case=offer.case).code if by_cause else None,
        person=offer.proposed_by_id,
    )
    if found is None:
        return
    fits = Budget.objects.filter(
        pk=found.key,
        cap_fen__gte=F("reserved_fen") + F("spent_fen") + offer.amount_fen,
    )
    if fits.update(reserved_fen=F("reserved_fen") + offer.amount_fen) != 1:
        left_fen = max(found.left_fen, 0)
        raise OfferRefusedError(Reason("budget_used_up", {"left_fen": left_fen}))
    offer.budget_id = found.key


def release(*, offer: Offer) -> None:
    """Give back what was set aside for an offer that won't be paid."""
    _move(offer, reserved_fen=F("reserved_fen") - offer.amount_fen)


def spend(*, offer: Offer) -> None:
    """What was set aside is paid."""
    _move(
        offer,
        reserved_fen=F("reserved_fen") - offer.amount_fen,
        spent_fen=F("spent_fen") + offer.amount_fen,
    )


def take_back(*, offer: Offer) -> None:
    """A reversed payment may be spent again."""
    _move(offer, spent_fen=F("spent_fen") - offer.amount_fen)


def _move(offer: Offer, **sums: object) -> None:
    if offer.budget_id is not None:
        Budget.objects.filter(pk=offer.budget_id).update(**sums)
