"""Corrective actions, and the weeks their effect is measured on."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Max, Min, Q, QuerySet, Sum, When

from reports.domain.actions import ActionRow
from reports.domain.effect import LATER_WEEKS, Basis, WeekRate
from reports.domain.rows import NO_PRODUCT
from reports.domain.spans import Span
from reports.domain.weeks import DESK_ZONE, IsoWeek
from reports.models import Action
from reports.queries.case_rows import week_cases
from reports.queries.row_names import cause_mark, product_ref
from reviews.domain.reason import Reason
from reviews.models import Member, OrderItem, Review

#: Complete weeks before and after a change that are compared at most; later ones show a relapse.
WEEKS_BEFORE, WEEKS_AFTER = 6, 12
UNSOLD = ["unpaid", "closed"]
PAGE_ORDER = ["reopened", "open", "in_force", "no_effect", "effective", "closed"]


@dataclass(frozen=True, slots=True)
class EffectWeeks:
    """The complete weeks around a change, on one basis.

    ``latest`` are the last ones where the change is older than ``after`` reaches, else none;
    ``weeks_after`` is how many have passed in all.
    """

    before: tuple[WeekRate, ...]
    after: tuple[WeekRate, ...]
    basis: Basis
    latest: tuple[WeekRate, ...] = ()
    weeks_after: int = 0


def action_rows(actions: QuerySet[Action]) -> tuple[ActionRow, ...]:
    """Actions as reports show them, by due day."""
    ordered = actions.select_related("cause", "product").order_by("due_on", "id")
    return tuple(_row(action) for action in ordered)


def action_cards(*, member: Member) -> list[Action]:
    """The shop's actions for the page: those that wait for somebody first, closed ones last."""
    order = Case(
        *(When(status=status, then=place) for place, status in enumerate(PAGE_ORDER)),
        output_field=IntegerField(),
    )
    actions = Action.objects.filter(shop=member.shop_id).select_related("cause", "product")
    return list(actions.annotate(place=order).order_by("place", "due_on", "id"))


def _row(action: Action) -> ActionRow:
    ended = action.in_force_on or (_day(action.closed_at) if action.closed_at else None)
    return ActionRow(
        action_id=action.public_id,
        cause=cause_mark(action.cause),
        product=product_ref(action.product) if action.product else NO_PRODUCT,
        owner=action.owner_name,
        text=": ".join(part for part in (action.title, action.change) if part),
        state=action.status,
        opened_on=_day(action.created_at),
        due_on=action.due_on,
        ended_on=ended,
        effect=Reason.from_json(action.effect) if action.effect else None,
    )


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(DESK_ZONE).date()


def effect_weeks(action: Action, *, now: dt.datetime) -> EffectWeeks:
    """The rates of an action's cause in the complete weeks before and after it came into force.

    The week of the change itself counts on neither side, and weeks outside those of the shop's
    reviews tell nothing: a file that ends early is no sign that a fix holds. Units sold are the
    basis where every week has sales, else all reviews of the product. Raises ValueError for an
    action not in force.
    """
    if action.in_force_on is None:
        message = f"action {action.public_id} is not in force"
        raise ValueError(message)
    change = IsoWeek.of_day(action.in_force_on)
    first, current = _told(action, now=now)
    old = [week for back in range(WEEKS_BEFORE, 0, -1) if (week := change - back) > first]
    new = [week for step in range(1, WEEKS_AFTER + 1) if (week := change + step) < current]
    last = [current - back for back in range(LATER_WEEKS, 0, -1)]
    if last[0] <= change + WEEKS_AFTER:
        last = []
    weeks = (*old, *new, *last)
    sold = [_units_sold(action, week) for week in weeks]
    basis = Basis.UNITS if sold and all(sold) else Basis.REVIEWS
    rates = [
        WeekRate(
            cases=case_count(action, week),
            exposure=units if basis is Basis.UNITS else _reviews(action, week),
        )
        for week, units in zip(weeks, sold, strict=True)
    ]
    begun, ended = len(old), len(old) + len(new)
    passed = max((current.monday - change.monday) // dt.timedelta(weeks=1) - 1, 0)
    return EffectWeeks(
        before=tuple(rates[:begun]),
        after=tuple(rates[begun:ended]),
        basis=basis,
        latest=tuple(rates[ended:]),
        weeks_after=passed,
    )


def _told(action: Action, *, now: dt.datetime) -> tuple[IsoWeek, IsoWeek]:
    """The week of the shop's first review, and the first one not over or after its last."""
    current = IsoWeek.of(now)
    reviews = Review.objects.filter(shop=action.shop_id)
    ends = reviews.aggregate(first=Min("rated_at"), last=Max("rated_at"))
    if ends["first"] is None or ends["last"] is None:
        return current, current
    return IsoWeek.of(ends["first"]), min(current, IsoWeek.of(ends["last"]) + 1)


def case_count(action: Action, week: IsoWeek | Span) -> int:
    """Cases of the action's cause, product and place in a week or several, from the rows."""
    is_main = Q(
        review__review_causes__cause=action.cause_id,
        review__review_causes__is_current=True,
        review__review_causes__is_main=True,
    )
    found = week_cases(shop=action.shop, week=week).filter(is_main, _place(action, "review__order"))
    if action.product_id is not None:
        found = found.filter(review__product=action.product_id)
    return found.count()


def _units_sold(action: Action, week: IsoWeek) -> int:
    sold = (
        OrderItem.objects.filter(
            order__shop=action.shop_id,
            order__ordered_at__gte=week.starts_at,
            order__ordered_at__lt=week.ends_at,
        )
        .filter(_place(action, "order"))
        .exclude(order__status__in=UNSOLD)
    )
    if action.product_id is not None:
        sold = sold.filter(product=action.product_id)
    return sold.aggregate(units=Sum("quantity"))["units"] or 0


def _reviews(action: Action, week: IsoWeek) -> int:
    found = Review.objects.filter(
        _place(action, "order"),
        shop=action.shop_id,
        rated_at__gte=week.starts_at,
        rated_at__lt=week.ends_at,
    )
    if action.product_id is not None:
        found = found.filter(product=action.product_id)
    return found.count()


def _place(action: Action, order: str) -> Q:
    """On rows with an order: the carrier and the warehouse an action is about, blank for all."""
    named = {"carrier": action.carrier, "warehouse": action.warehouse}
    return Q(**{f"{order}__{name}": value for name, value in named.items() if value})
