"""What a unit sees of its corrective actions: how often, and the buyers' own words, masked."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db.models import Sum

from reports.domain.spans import Span
from reports.domain.weeks import IsoWeek
from reports.models import Action, RollupCell
from reports.queries.actions import case_count
from reports.queries.attached import attached_cases, picture_links, words_of
from reports.queries.unit_links import UnitSeat
from reviews.models import Review, ReviewCause

#: Examples an action, pictures an example, and complete weeks its cases are counted in.
EXAMPLES, PICTURES, WEEKS = 3, 4, 4
MOST_ACTIONS = 50


@dataclass(frozen=True, slots=True)
class Example:
    """What a buyer wrote, masked, and the addresses of the pictures at the platform."""

    words: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitAction:
    """One action with its cases: those attached, those of the last complete weeks, examples."""

    action: Action
    attached: int
    cases: int
    examples: tuple[Example, ...]


def unit_actions(*, seat: UnitSeat, now: dt.datetime) -> list[UnitAction]:
    """The unit's actions that aren't closed, by due day."""
    found = Action.objects.filter(shop=seat.shop, unit=seat.unit).exclude(status="closed")
    shown = found.select_related("cause", "product").order_by("due_on", "id")[:MOST_ACTIONS]
    return [_line(one, now) for one in shown]


def _line(action: Action, now: dt.datetime) -> UnitAction:
    attached = attached_cases(action, most=2 * EXAMPLES)
    own = _examples_of(line.case.review for line in attached.lines)
    return UnitAction(action, attached.total, _cases(action, now), own or _newest(action))


def _cases(action: Action, now: dt.datetime) -> int:
    this = IsoWeek.of(now)
    if action.carrier or action.warehouse:
        return case_count(action, Span(this - WEEKS, this - 1))
    cells = RollupCell.objects.filter(
        rollup__shop=action.shop_id,
        rollup__monday__gte=(this - WEEKS).monday,
        rollup__monday__lt=this.monday,
        cause=action.cause_id,
    )
    if action.product_id is not None:
        cells = cells.filter(product=action.product_id)
    return cells.aggregate(n=Sum("cases"))["n"] or 0


def _examples_of(reviews: Iterable[Review]) -> tuple[Example, ...]:
    """The first that say or show something."""
    made = (Example(words_of(one), picture_links(one)[:PICTURES]) for one in reviews)
    return tuple(islice((one for one in made if one.words or one.pictures), EXAMPLES))


def _newest(action: Action) -> tuple[Example, ...]:
    """The newest by the order of their arrival, which the index of the cause knows."""
    found = ReviewCause.objects.filter(
        cause=action.cause_id, is_current=True, is_main=True, review__case__isnull=False
    )
    if action.product_id is not None:
        found = found.filter(review__product=action.product_id)
    newest = found.select_related("review").order_by("-review_id")[: 2 * EXAMPLES]
    return _examples_of(one.review for one in newest)
