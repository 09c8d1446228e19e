"""Budgets: a movement is one conditional UPDATE of all an offer draws on: none is overdrawn."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from compensation.domain.budget import budgets_for, used_up
from compensation.domain.money import LARGEST_FEN
from compensation.domain.policy import RemedyKind
from compensation.models import Budget, BudgetDraw, Offer
from compensation.operations.errors import OfferRefusedError
from compensation.queries.facts import main_cause
from compensation.queries.money import budgets_on, state_of
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


def reserve(*, offer: Offer, now: dt.datetime) -> list[int]:
    """Set the offer's amount aside in every budget it has to fit; none set means no cap.

    The keys of the budgets, the narrowest first, for `keep_draws` once the offer is stored. Raises
    OfferRefusedError naming the fullest budget where one has too little left; nothing is set aside
    in any of them then.
    """
    day = timezone.localtime(now).date()
    budgets = budgets_on(shop=offer.shop, day=day)
    by_cause = any(budget.cause is not None for budget in budgets)
    found = budgets_for(
        budgets,
        kind=RemedyKind(offer.kind),
        day=day,
        cause=main_cause(case=offer.case).code if by_cause else None,
        person=offer.proposed_by_id,
    )
    keys = [budget.key for budget in found]
    if keys:
        _set_aside(keys, offer)
        offer.budget_id = keys[0]
    return keys


def _set_aside(keys: list[int], offer: Offer) -> None:
    """In all budgets or in none: where one does not fit, the savepoint gives the others back."""
    with transaction.atomic():
        held = _locked(keys)
        fits = Budget.objects.filter(
            pk__in=keys,
            cap_fen__gte=F("reserved_fen") + F("spent_fen") + offer.amount_fen,
        )
        if fits.update(reserved_fen=F("reserved_fen") + offer.amount_fen) != len(keys):
            raise OfferRefusedError(used_up(map(state_of, held)))


def keep_draws(*, offer: Offer, budgets: list[int]) -> None:
    """Write down which budgets the stored offer is set aside in: what moves them from now on."""
    BudgetDraw.objects.bulk_create(BudgetDraw(offer=offer, budget_id=key) for key in budgets)


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
        held = _locked(list(offer.draws.values_list("budget_id", flat=True)))
        Budget.objects.filter(pk__in=[budget.pk for budget in held]).update(**sums)


def _locked(keys: list[int]) -> list[Budget]:
    """The budgets, their rows held in one order: two offers that share several never deadlock."""
    rows = Budget.objects.select_for_update(no_key=True).filter(pk__in=keys)
    return list(rows.order_by("pk"))
