"""What a week is held against: earlier weeks, sales, calls, budgets, actions."""

import datetime as dt
from collections import Counter
from dataclasses import replace

from django.db.models import F

from compensation.models import Budget
from reports.domain.board import Background
from reports.domain.past import MEAN_WEEKS
from reports.domain.rows import BudgetRow, DialCount
from reports.domain.trend import TREND_WEEKS
from reports.domain.weeks import DESK_ZONE, IsoWeek, weeks_up_to
from reports.models import Action
from reports.queries.actions import action_rows
from reports.queries.narrowing import WHOLE_SHOP, Narrowing
from reports.queries.plan_facts import plan_facts
from reports.queries.rollups import part_counts, review_counts, sales_rows, week_counts
from reviews.domain.outcomes import CONNECTED
from reviews.models import Attempt, ReviewCause, Shop


def load_background(*, shop: Shop, week: IsoWeek, narrowing: Narrowing = WHOLE_SHOP) -> Background:
    """Earlier weeks, all reviews and sales, from the rollups.

    All reviews are known of the whole shop only, not of one product or cause.
    """
    weeks = weeks_up_to(week, count=TREND_WEEKS)
    earlier = [week.year_before, *weeks[:-1]]
    compared = weeks[-1 - MEAN_WEEKS : -1]
    return Background(
        history=tuple(week_counts(shop=shop, weeks=earlier, by_product=(), narrowing=narrowing)),
        parts=tuple(part_counts(shop=shop, weeks=compared, narrowing=narrowing)),
        reviews=() if narrowing else tuple(review_counts(shop=shop, weeks=weeks)),
        sales=tuple(sales_rows(shop=shop, weeks=weeks[-2:], narrowing=narrowing)),
    )


def load_whole_background(*, shop: Shop, week: IsoWeek) -> Background:
    """The same with calls, budgets and actions, which only the workbook shows."""
    return replace(
        load_background(shop=shop, week=week),
        dials=dial_counts(shop=shop, week=week),
        budgets=budget_rows(shop=shop, week=week),
        plan=plan_facts(shop=shop, week=week),
        actions=action_rows(Action.objects.filter(shop=shop, created_at__lt=week.ends_at)),
    )


def dial_counts(*, shop: Shop, week: IsoWeek) -> tuple[DialCount, ...]:
    """Telephone attempts made in the week, by weekday and hour of the desk's clock."""
    made = Attempt.objects.filter(
        case__shop=shop,
        channel="phone",
        undone_at__isnull=True,
        at__gte=week.starts_at,
        at__lt=week.ends_at,
    ).values_list("at", "outcome")
    dials: Counter[tuple[int, int]] = Counter()
    connected: Counter[tuple[int, int]] = Counter()
    for at, outcome in made:
        cell = _cell(at)
        dials[cell] += 1
        connected[cell] += outcome in CONNECTED
    return tuple(
        DialCount(weekday=cell[0], hour=cell[1], dials=dials[cell], connected=connected[cell])
        for cell in sorted(dials)
    )


def _cell(at: dt.datetime) -> tuple[int, int]:
    local = at.astimezone(DESK_ZONE)
    return local.weekday(), local.hour


def budget_rows(*, shop: Shop, week: IsoWeek) -> tuple[BudgetRow, ...]:
    """The budgets that touch the week; used is reserved and spent together."""
    touching = Budget.objects.filter(
        shop=shop, starts_on__lte=week.sunday, ends_on__gte=week.monday
    ).annotate(used=F("reserved_fen") + F("spent_fen"))
    return tuple(
        BudgetRow(
            name=budget.name,
            starts_on=budget.starts_on,
            ends_on=budget.ends_on,
            cap=budget.cap_fen,
            used=budget.used,
        )
        for budget in touching.order_by("starts_on", "kind", "id")
    )


def cause_versions(*, shop: Shop, week: IsoWeek) -> list[str]:
    """The versions of readers and models that named the week's causes."""
    found = ReviewCause.objects.filter(
        is_current=True,
        review__shop=shop,
        review__rated_at__gte=week.starts_at,
        review__rated_at__lt=week.ends_at,
    )
    return sorted(set(found.values_list("version", flat=True).distinct().order_by("version")))
