"""Cases of a period as the fairness report compares them: a fixed number of queries."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from compensation.domain.fairness import FairCase
from compensation.domain.offer_states import PROMISED
from compensation.domain.severity import severity_of
from compensation.models import Offer
from reviews.models import Case, ReviewCause, Shop

_CHUNK = 2_000
_SPOKEN = [state.value for state in PROMISED] + ["declined", "reversed"]
_FIELDS = (
    "id",
    "public_id",
    "level",
    "review_id",
    "review__order__paid_fen",
    "review__order__amount_fen",
    "review__order__province",
    "review__order__device",
    "buyer__province",
    "buyer__place_type",
)


def fair_cases(*, shop: Shop, since: dt.date, until: dt.date) -> Iterator[FairCase]:
    """Cases opened from ``since`` to ``until`` (desk days) that somebody reached or offered to.

    A case that nobody has come to yet says nothing about fairness, nor does one without a cause.
    The device is the order's, where its export tells.
    """
    start = timezone.make_aware(dt.datetime.combine(since, dt.time()))
    end = timezone.make_aware(dt.datetime.combine(until + dt.timedelta(days=1), dt.time()))
    given, capped = _given(shop)
    causes, others = _causes(shop)
    cases = Case.objects.filter(shop=shop, opened_at__gte=start, opened_at__lt=end)
    rows = cases.exclude(hold="extortion").order_by("opened_at", "id")
    reached = Q(contacted_at__isnull=False) | Q(offers__state__in=_SPOKEN)
    for row in rows.filter(reached).distinct().values_list(*_FIELDS).iterator(chunk_size=_CHUNK):
        case, key, level, review, paid_fen, amount_fen, sent_to, device, lives_in, place = row
        cause = causes.get(review)
        if cause is None:
            continue
        groups = {
            "level": level,
            "region": sent_to or lives_in or "",
            "place": place or "",
            "device": device or "",
        }
        yield FairCase(
            key=key,
            cause=cause,
            severity=severity_of(cause=cause, other_causes=others[review]),
            order_fen=paid_fen or amount_fen or None,
            given=tuple(given.get(case, ())),
            groups={name: group for name, group in groups.items() if group not in ("", "unknown")},
            is_capped=case in capped,
        )


def _given(shop: Shop) -> tuple[dict[int, list[tuple[str, int]]], set[int]]:
    """What each case was offered, and the cases whose rating's ceiling set an amount."""
    spoken = Q(state__in=_SPOKEN) | Q(state="expired", offered_at__isnull=False)
    offers = Offer.objects.filter(spoken, shop=shop).order_by("case_id", "kind", "id")
    given: defaultdict[int, list[tuple[str, int]]] = defaultdict(list)
    capped: set[int] = set()
    for case, kind, fen, because in offers.values_list("case_id", "kind", "amount_fen", "because"):
        given[case].append((kind, fen))
        if because.get("code") == "amount_by_ceiling":
            capped.add(case)
    return given, capped


def _causes(shop: Shop) -> tuple[dict[int, str], Counter[int]]:
    """The main cause of each review, and how many others it names."""
    current = ReviewCause.objects.filter(review__shop=shop, is_current=True)
    main = dict(current.filter(is_main=True).values_list("review_id", "cause__code"))
    return main, Counter(current.filter(is_main=False).values_list("review_id", flat=True))
