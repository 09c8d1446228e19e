"""Real cases of a period as the replay reads them: a fixed number of queries, no objects."""

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from compensation.domain.buyer_tiers import buyer_tier
from compensation.domain.offer_states import PROMISED
from compensation.domain.policy import CaseFacts
from compensation.domain.replay import ReplayCase
from compensation.domain.severity import severity_of
from compensation.models import Offer
from compensation.queries.facts import promotion_reader
from reviews.domain.levels import Level
from reviews.models import Attempt, Case, Order, ReviewCause, Shop
from reviews.queries.calendars import calendar_of

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
    "review__order__ordered_at",
    "review__product__item_id",
    "review__product__line",
    "opened_at",
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What other tables say, by case, buyer or review."""

    main: dict[int, tuple[str, str]]
    others: Counter[int]
    given: dict[int, int]
    claims: Counter[int]
    attempts: dict[int, list[str]]
    orders: dict[int, tuple[list[dt.datetime], list[int]]]
    is_promoted: Callable[[dt.datetime | None], bool]


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
        attempts=_channels(attempts.order_by("-at", "-id").values_list("case_id", "channel")),
        orders=_orders(shop),
        is_promoted=promotion_reader(calendar_of(shop)),
    )


def _channels(made: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    """The channels of each case's contacts, the latest first."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for case, channel in made:
        found[case].append(channel)
    return found


def _orders(shop: Shop) -> dict[int, tuple[list[dt.datetime], list[int]]]:
    """When each buyer ordered, and the running sum of what was paid, from 0."""
    found: dict[int, tuple[list[dt.datetime], list[int]]] = {}
    orders = Order.objects.filter(shop=shop, buyer__isnull=False, ordered_at__isnull=False)
    rows = orders.order_by("ordered_at", "id").values_list("buyer_id", "ordered_at", "paid_fen")
    for buyer, at, fen in rows.iterator(chunk_size=_CHUNK):
        times, sums = found.setdefault(buyer, ([], [0]))
        times.append(at)  # type: ignore[arg-type]  # never None: filtered above
        sums.append(sums[-1] + fen)
    return found


def _tier(known: _Known, buyer: int | None, before: dt.datetime) -> str:
    times, sums = known.orders.get(buyer or 0, ([], [0]))
    number = bisect_left(times, before)
    earlier = None if buyer is None else number
    return buyer_tier(earlier_orders=earlier, earlier_fen=sums[number]).value


def _case(row: tuple[Any, ...], known: _Known) -> ReplayCase:
    case, key, level, hold, buyer, review, stars, paid_fen, amount_fen, ordered_at = row[:10]
    item, line, opened_at = row[10:]
    channels = known.attempts.get(case, [])
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
        line=line or "",
        tier=_tier(known, buyer, ordered_at or opened_at),
        channel=channels[0] if channels else "",
        earlier_claims=max(known.claims[buyer] - own, 0),
        attempts=len(channels),
        in_promotion=known.is_promoted(ordered_at),
        suspected_extortion=hold == "extortion",
    )
    return ReplayCase(key, facts, known.given.get(case, 0))
