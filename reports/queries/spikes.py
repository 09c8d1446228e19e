"""Days of cases by cause and product, and what the cases of a spike were bought as."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db.models import Count
from django.db.models.functions import TruncDate

from reports.domain.batches import Bought
from reports.domain.spikes import DaySeries
from reports.domain.weeks import DESK_ZONE
from reports.models import Alarm
from reports.queries.case_rows import LOW_LEVELS
from reports.queries.counting import main_cause
from reviews.models import Case, Member, Review, Shop

#: Days before the tested one that the expectation comes from.
HISTORY_DAYS = 28
#: Fewer good reviews than this share of all: only complaints were brought in.
FEWEST_GOOD = 0.2
ALARMS_SHOWN = 10

Key = tuple[int | None, int | None]


def day_series(*, shop: Shop, day: dt.date) -> tuple[list[DaySeries], dict[Key, DaySeries]]:
    """The series of the last four weeks and ``day``, and the same by cause and product keys."""
    first, last = _start(day - dt.timedelta(days=HISTORY_DAYS)), _start(day + dt.timedelta(days=1))
    counted = (
        Case.objects.filter(
            review__shop=shop,
            level__in=LOW_LEVELS,
            review__rated_at__gte=first,
            review__rated_at__lt=last,
        )
        .annotate(
            main_cause=main_cause("review"), on=TruncDate("review__rated_at", tzinfo=DESK_ZONE)
        )
        .values_list("main_cause", "review__product", "on")
        .annotate(cases=Count("id"))
        .order_by("main_cause", "review__product", "on")
    )
    days: dict[Key, Counter[dt.date]] = defaultdict(Counter)
    for cause, product, on, cases in counted:
        if cause is not None:
            days[cause, product][on] = cases
    series = {key: DaySeries(str(key[0]), str(key[1]), cases) for key, cases in days.items()}
    return list(series.values()), series


def exposure(*, shop: Shop, day: dt.date) -> dict[dt.date, float]:
    """All reviews of each day, so that a sale's flood of reviews is no alarm.

    Where hardly any good review was brought in, reviews say nothing of sales: each day counts one.
    """
    first = day - dt.timedelta(days=HISTORY_DAYS)
    reviews = Review.objects.filter(
        shop=shop,
        rated_at__gte=_start(first),
        rated_at__lt=_start(day + dt.timedelta(days=1)),
    )
    good = reviews.filter(level="good").count()
    if good < FEWEST_GOOD * reviews.count() or not good:
        return {first + dt.timedelta(days=back): 1.0 for back in range(HISTORY_DAYS + 1)}
    counted = (
        reviews.annotate(on=TruncDate("rated_at", tzinfo=DESK_ZONE))
        .values_list("on")
        .annotate(reviews=Count("id"))
        .order_by("on")
    )
    return {on: float(count) for on, count in counted if on is not None}


def spike_cases(*, shop: Shop, key: Key, day: dt.date) -> list[Case]:
    """The cases of a cause and product on a day, first written first."""
    cause, product = key
    found = Case.objects.filter(
        review__shop=shop,
        level__in=LOW_LEVELS,
        review__product=product,
        review__rated_at__gte=_start(day),
        review__rated_at__lt=_start(day + dt.timedelta(days=1)),
    ).annotate(main_cause=main_cause("review"))
    ordered = found.filter(main_cause=cause).select_related("review", "review__order")
    return list(ordered.order_by("review__rated_at", "id"))


def bought_as(cases: Sequence[Case]) -> list[Bought]:
    """Variant and day of purchase of each case, as far as they are known."""
    return [Bought(case.review.sku, _bought_on(case.review)) for case in cases]


def _bought_on(review: Review) -> dt.date | None:
    at = review.purchased_at or (review.order.ordered_at if review.order else None)
    return at.astimezone(DESK_ZONE).date() if at is not None else None


def variants_of(*, shop: Shop, product: int | None, since: dt.date) -> int:
    """How many variants of a product were reviewed since a day."""
    found = Review.objects.filter(shop=shop, product=product, rated_at__gte=_start(since))
    return found.exclude(sku="").values("sku").distinct().count()


def open_alarms(*, member: Member) -> list[Alarm]:
    """Alarms nobody has taken note of, newest first."""
    found = Alarm.objects.filter(shop=member.shop_id, seen_at__isnull=True)
    return list(found.select_related("cause", "product").order_by("-day", "chance")[:ALARMS_SHOWN])


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), DESK_ZONE)
