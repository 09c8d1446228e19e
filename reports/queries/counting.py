"""A week counted from its rows by the database, for the rollups."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Case as Choice
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, When

from compensation.models import Offer, Payout
from reports.domain.cells import Facts
from reports.domain.rows import ReviewCount
from reports.domain.timing import TARGET_HOURS
from reports.domain.weeks import IsoWeek
from reports.queries.case_rows import LOW_LEVELS, TOLD_STATES, week_cases
from reviews.models import Attempt, Case, OrderItem, Review, ReviewCause, Shop

UNSOLD = ["unpaid", "closed"]
#: Cause and product by their keys; None where a case has none.
Key = tuple[int | None, int | None]
IN_TIME = dt.timedelta(hours=TARGET_HOURS)


def count_cells(*, shop: Shop, week: IsoWeek) -> dict[Key, Facts]:
    """The week's cases added up by main cause and product; a fixed number of queries."""
    promised = _offered(shop, week)
    paid = _paid(shop, week)
    return {
        key: Facts(**counted, promised=promised[key], paid=paid[key])
        for key, counted in _cases(shop, week)
    }


def _cases(shop: Shop, week: IsoWeek) -> Iterator[tuple[Key, dict[str, int]]]:
    contacted = Q(contacted_at__isnull=False)
    solved, remedied = Q(solved_at__isnull=False), Q(remedied_at__isnull=False)
    changed = Q(review_changed_at__isnull=False)
    conditions = {
        "bad": Q(level="bad"),
        "neutral": Q(level="neutral"),
        "in_time": Q(first_attempt_at__lte=F("known_at") + IN_TIME),
        "contacted": contacted,
        "solved": solved,
        "remedied": remedied,
        "changed": changed,
        "contacted_solved": contacted & solved,
        "contacted_remedied": contacted & remedied,
        "contacted_changed": contacted & changed,
    }
    attempts = Attempt.objects.filter(case=OuterRef("pk"), undone_at__isnull=True)
    by_append = Q(review__append_at__isnull=False) & ~Q(level__in=LOW_LEVELS)
    counted = (
        week_cases(shop=shop, week=week)
        .annotate(
            main_cause=main_cause("review"),
            first_attempt_at=Subquery(attempts.order_by("at").values("at")[:1]),
            known_at=Choice(When(by_append, then="opened_at"), default="review__first_seen_at"),
        )
        .values("main_cause", "review__product")
        .annotate(
            cases=Count("id"),
            **{name: Count("id", filter=condition) for name, condition in conditions.items()},
        )
        .order_by("main_cause", "review__product")
    )
    for line in counted:
        counts = {name: line[name] for name in ("cases", *conditions)}  # type: ignore[literal-required]  # annotated above
        yield (line["main_cause"], line["review__product"]), counts


def main_cause(review: str) -> Subquery:
    """The cause a case counts under: its main one, else the surest (as `CaseRow.main_cause`)."""
    found = ReviewCause.objects.filter(review=OuterRef(review), is_current=True)
    return Subquery(found.order_by("-is_main", "-confidence", "id").values("cause")[:1])


def _offered(shop: Shop, week: IsoWeek) -> dict[Key, int]:
    told = Offer.objects.filter(case__in=_cases_of(shop, week), state__in=TOLD_STATES)
    return _summed(told, case="case", amount="amount_fen")


def _paid(shop: Shop, week: IsoWeek) -> dict[Key, int]:
    paid = Payout.objects.filter(offer__case__in=_cases_of(shop, week), state="paid")
    return _summed(paid, case="offer__case", amount="amount_fen")


def _cases_of(shop: Shop, week: IsoWeek) -> QuerySet[Case]:
    return week_cases(shop=shop, week=week)


def _summed(money: QuerySet[Offer] | QuerySet[Payout], *, case: str, amount: str) -> dict[Key, int]:
    product = f"{case}__review__product"
    grouped = (
        money.annotate(main_cause=main_cause(f"{case}__review"))
        .values_list("main_cause", product)
        .annotate(sum_fen=Sum(amount))
        .order_by("main_cause", product)
    )
    sums: dict[Key, int] = defaultdict(int)
    for cause, code, sum_fen in grouped:
        sums[cause, code] = sum_fen
    return sums


def count_reviews(*, shop: Shop, week: IsoWeek) -> ReviewCount:
    """All reviews of the week, and those of them that opened a case as neutral or bad."""
    counted = Review.objects.filter(
        shop=shop, rated_at__gte=week.starts_at, rated_at__lt=week.ends_at
    ).aggregate(reviews=Count("id"), low=Count("id", filter=Q(case__level__in=LOW_LEVELS)))
    return ReviewCount(week=week, reviews=counted["reviews"], low=counted["low"])


def count_sales(*, shop: Shop, week: IsoWeek) -> dict[int, int]:
    """Units ordered in the week by product, unpaid and closed orders left out."""
    sold = (
        OrderItem.objects.filter(
            order__shop=shop,
            order__ordered_at__gte=week.starts_at,
            order__ordered_at__lt=week.ends_at,
            product__isnull=False,
        )
        .exclude(order__status__in=UNSOLD)
        .values_list("product")
        .annotate(units=Sum("quantity"))
        .order_by("product")
    )
    return {product: units for product, units in sold if product is not None}
