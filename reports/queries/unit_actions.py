"""What a unit sees of its corrective actions: how often, and the buyers' own words, masked."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum

from reports.domain.weeks import IsoWeek
from reports.models import Action, RollupCell
from reports.queries.case_rows import whole_text
from reports.queries.unit_links import UnitSeat
from reviews.domain.masking import mask_free_text
from reviews.models import ReviewCause

#: Examples an action, and complete weeks its cases are counted in.
EXAMPLES, WEEKS = 3, 4
MOST_ACTIONS = 50


@dataclass(frozen=True, slots=True)
class UnitAction:
    """One action with the cases of the last complete weeks and the newest words about it."""

    action: Action
    cases: int
    examples: tuple[str, ...]


def unit_actions(*, seat: UnitSeat, now: dt.datetime) -> list[UnitAction]:
    """The unit's actions that aren't closed, by due day."""
    found = Action.objects.filter(shop=seat.shop, unit=seat.unit).exclude(status="closed")
    shown = found.select_related("cause", "product").order_by("due_on", "id")[:MOST_ACTIONS]
    return [UnitAction(one, _cases(one, now), _examples(one)) for one in shown]


def _cases(action: Action, now: dt.datetime) -> int:
    this = IsoWeek.of(now)
    cells = RollupCell.objects.filter(
        rollup__shop=action.shop_id,
        rollup__monday__gte=(this - WEEKS).monday,
        rollup__monday__lt=this.monday,
        cause=action.cause_id,
    )
    if action.product_id is not None:
        cells = cells.filter(product=action.product_id)
    return cells.aggregate(n=Sum("cases"))["n"] or 0


def _examples(action: Action) -> tuple[str, ...]:
    """The newest by the order of their arrival, which the index of the cause knows."""
    found = ReviewCause.objects.filter(
        cause=action.cause_id, is_current=True, is_main=True, review__case__isnull=False
    )
    if action.product_id is not None:
        found = found.filter(review__product=action.product_id)
    newest = found.select_related("review").order_by("-review_id")[:EXAMPLES]
    texts = (mask_free_text(whole_text(one.review)).strip() for one in newest)
    return tuple(text for text in texts if text)
