"""Real cases of a period as the replay reads them: a fixed number of queries, no objects."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from compensation.domain.offer_states import PROMISED
from compensation.domain.policy import CaseFacts
from compensation.domain.replay import ReplayCase
from compensation.domain.severity import severity_of
from compensation.models import Offer
from reviews.domain.levels import Level
from reviews.models import Attempt, Case, ReviewCause, Shop

_PROMISED = [state.value for state in PROMISED]
_CHUNK = 5_000
_FIELDS = (
    "id",
    "public_id",
    "level",
    "hold",
    "buyer_id",
    "review_id",
    "review__stars",
    "review__order__paid_fen",
    "review__order__amount_fen",
    "review__product__item_id",
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What other tables say, by case, buyer or review."""

    main: dict[int, tuple[str, str]]
    others: Counter[int]
    given: dict[int, int]
    claims: Counter[int]
    attempts: Counter[int]


def replay_cases(*, shop: Shop, since: dt.date, until: dt.date) -> Iterator[ReplayCase]:
    """Cases opened from ``since`` up to and including ``until``, desk days, in their order.

    A buyer's other claims are counted over all time, since the order of then is not kept.
    """
    start = timezone.make_aware(dt.datetime.combine(since, dt.time()))
    end = timezone.make_aware(dt.datetime.combine(until + dt.timedelta(days=1), dt.time()))
    cases = Case.objects.filter(shop=shop, opened_at__gte=start, opened_at__lt=end)
    known = _known(shop)
    rows = cases.order_by("opened_at", "id").values_list(*_FIELDS)
    for row in rows.iterator(chunk_size=_CHUNK):
        yield _case(row, known)


def _known(shop: Shop) -> _Known:
    causes = ReviewCause.objects.filter(review__shop=shop, is_current=True)
    main = causes.filter(is_main=True).values_list("review_id", "cause__code", "cause__unit")
    others = causes.filter(is_main=False).values_list("review_id", flat=True)
    offers = Offer.objects.filter(shop=shop, state__in=_PROMISED)
    attempts = Attempt.objects.filter(case__shop=shop, undone_at__isnull=True)
    given = offers.values_list("case_id").annotate(Sum("amount_fen")).order_by("case_id")
    buyers = offers.filter(buyer__isnull=False).values_list("buyer_id", flat=True)
    return _Known(
        main={review: (code, unit) for review, code, unit in main},
        others=Counter(others),
        given=dict(given),
        claims=Counter(buyers),
        attempts=Counter(attempts.values_list("case_id", flat=True)),
    )


def _case(row: tuple[Any, ...], known: _Known) -> ReplayCase:
    case, key, level, hold, buyer, review, stars, paid_fen, amount_fen, item = row
    code, unit = known.main.get(review, (None, None))
    own = case in known.given
    facts = CaseFacts(
        level=Level(level),
        stars=stars,
        cause=code,
        unit=unit,
        severity=severity_of(cause=code, other_causes=known.others[review]),
        order_amount_fen=paid_fen or amount_fen or None,
        product=item or "",
        earlier_claims=max(known.claims[buyer] - own, 0),
        attempts=known.attempts[case],
        suspected_extortion=hold == "extortion",
    )
    return ReplayCase(key, facts, known.given.get(case, 0))
