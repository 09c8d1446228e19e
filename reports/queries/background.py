"""What a week is held against: earlier weeks, sales, calls, budgets, actions."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

from compensation.models import Budget
from reports.domain.board import Background
from reports.domain.rows import (
    NO_CAUSE,
    BudgetRow,
    CauseMark,
    DialCount,
    ProductRef,
    ReviewCount,
    SalesRow,
    WeekCount,
)
from reports.domain.trend import TREND_WEEKS
from reports.domain.weeks import DESK_ZONE, IsoWeek, weeks_up_to
from reports.models import Action
from reports.queries.actions import action_rows
from reports.queries.case_rows import LOW_LEVELS, cause_mark, product_ref, week_cases
from reviews.domain.outcomes import CONNECTED
from reviews.models import Attempt, Cause, OrderItem, Product, Review, ReviewCause, Shop

UNSOLD = ["unpaid", "closed"]


def load_background(*, shop: Shop, week: IsoWeek) -> Background:
    """Everything that `summarise` compares a week with."""
    weeks = weeks_up_to(week, count=TREND_WEEKS)
    earlier = [week.year_before, *weeks[:-1]]
    return Background(
        history=tuple(week_counts(shop=shop, weeks=earlier)),
        reviews=tuple(review_counts(shop=shop, weeks=weeks)),
        sales=tuple(sales_rows(shop=shop, weeks=weeks[-2:])),
        dials=dial_counts(shop=shop, week=week),
        budgets=budget_rows(shop=shop, week=week),
        actions=action_rows(Action.objects.filter(shop=shop, created_at__lt=week.ends_at)),
    )


def week_counts(*, shop: Shop, weeks: Iterable[IsoWeek]) -> Iterator[WeekCount]:
    """Cases by week, main cause and product: one grouped query a week, on the index by time."""
    causes: dict[int, CauseMark] = {
        cause.pk: cause_mark(cause) for cause in Cause.objects.filter(shop=shop)
    }
    products: dict[int, ProductRef] = {}
    main = ReviewCause.objects.filter(review=OuterRef("review"), is_current=True, is_main=True)
    for week in weeks:
        grouped = list(
            week_cases(shop=shop, week=week)
            .annotate(main_cause=Subquery(main.values("cause")))
            .values_list("main_cause", "review__product")
            .annotate(cases=Count("id"))
            .order_by("main_cause", "review__product")
        )
        _load_products(products, {product for _cause, product, _cases in grouped if product})
        for cause, product, cases in grouped:
            yield WeekCount(
                week=week,
                cause=causes[cause] if cause else NO_CAUSE,
                product=products[product] if product else product_ref(None),
                cases=cases,
            )


def _load_products(known: dict[int, ProductRef], needed: set[int]) -> None:
    missing = needed - known.keys()
    for pk, product in Product.objects.in_bulk(missing).items():
        known[pk] = product_ref(product)


def review_counts(*, shop: Shop, weeks: Iterable[IsoWeek]) -> Iterator[ReviewCount]:
    """All reviews of each week, and those of them that opened a case as neutral or bad."""
    low = Count("id", filter=Q(case__level__in=LOW_LEVELS))
    for week in weeks:
        counted = Review.objects.filter(
            shop=shop, rated_at__gte=week.starts_at, rated_at__lt=week.ends_at
        ).aggregate(reviews=Count("id"), low=low)
        yield ReviewCount(week=week, reviews=counted["reviews"], low=counted["low"])


def sales_rows(*, shop: Shop, weeks: Iterable[IsoWeek]) -> Iterator[SalesRow]:
    """Units ordered in each week, unpaid and closed orders left out."""
    for week in weeks:
        sold = (
            OrderItem.objects.filter(
                order__shop=shop,
                order__ordered_at__gte=week.starts_at,
                order__ordered_at__lt=week.ends_at,
                product__isnull=False,
            )
            .exclude(order__status__in=UNSOLD)
            .values_list("product__item_id")
            .annotate(units=Sum("quantity"))
            .order_by("product__item_id")
        )
        for code, units in sold:
            yield SalesRow(week=week, product_code=code, units=units)


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
