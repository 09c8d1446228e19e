"""Planned call windows of a week against the calls that were made."""

from collections import Counter
from datetime import timedelta

from django.db.models import BooleanField, ExpressionWrapper, F, Q

from reports.domain.rows import PlanFacts
from reports.domain.weeks import IsoWeek
from reviews.domain.outcomes import CONNECTED
from reviews.models import Attempt, Callback, Shop

WINDOW_FATES = ("kept", "other_time", "missed", "cancelled", "open")
DIAL_KINDS = ("kept", "other_time", "by_hand")
#: A call may begin a little before its window, as the queue offers it.
EARLY = timedelta(minutes=15)
#: Windows that somebody planned: the plan or the buyer. A call by hand makes its own.
PLANNED = Q(plan__isnull=False) | Q(is_promised=True)


def plan_facts(*, shop: Shop, week: IsoWeek) -> PlanFacts:
    """Windows that begin in the week by what became of them; telephone calls of the week."""
    windows = _windows(shop, week)
    dials, answered = _dials(shop, week)
    return PlanFacts(
        windows=tuple((fate, windows[fate]) for fate in WINDOW_FATES if windows[fate]),
        dials=tuple((kind, dials[kind], answered[kind]) for kind in DIAL_KINDS if dials[kind]),
    )


def _windows(shop: Shop, week: IsoWeek) -> Counter[str]:
    planned = Callback.objects.filter(
        PLANNED, shop=shop, starts_at__gte=week.starts_at, starts_at__lt=week.ends_at
    )
    kept = set(
        Attempt.objects.filter(callback__in=planned, undone_at__isnull=True)
        .filter(at__gte=F("callback__starts_at") - EARLY, at__lt=F("callback__ends_at"))
        .values_list("callback", flat=True)
    )
    return Counter(
        _fate(status, is_kept=key in kept) for key, status in planned.values_list("pk", "status")
    )


def _fate(status: str, *, is_kept: bool) -> str:
    if status == "done":
        return "kept" if is_kept else "other_time"
    return status if status in WINDOW_FATES else "open"


def _dials(shop: Shop, week: IsoWeek) -> tuple[Counter[str], Counter[str]]:
    by_plan = Q(callback__plan__isnull=False) | Q(callback__is_promised=True)
    calls = Attempt.objects.annotate(
        is_planned=ExpressionWrapper(by_plan, output_field=BooleanField())
    )
    made = calls.filter(
        case__shop=shop,
        channel="phone",
        undone_at__isnull=True,
        at__gte=week.starts_at,
        at__lt=week.ends_at,
    ).values_list(
        "at",
        "outcome",
        "callback__starts_at",
        "callback__ends_at",
        "is_planned",
    )
    dials: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for at, outcome, starts_at, ends_at, is_planned in made:
        kind = "by_hand"
        if is_planned:
            kind = "kept" if starts_at - EARLY <= at < ends_at else "other_time"
        dials[kind] += 1
        answered[kind] += outcome in CONNECTED
    return dials, answered
