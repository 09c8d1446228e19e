"""The independence report of a period: every remedy with the review's standing at each step."""

import datetime as dt
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from compensation.domain.period_proof import PeriodCount, RemedyFact, StandingThen, count_period
from compensation.models import Offer
from reviews.models import Shop, Snapshot, WordingOverride

_CHUNK = 500
NOT_SEEN = StandingThen()


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One remedy: its row, how the review stood at each step, and texts let past the check."""

    offer: Offer
    proposed: StandingThen
    approved: StandingThen
    offered: StandingThen
    paid: StandingThen
    overrides: int

    @property
    def paid_at(self) -> dt.datetime | None:
        """When the money went."""
        payout = getattr(self.offer, "payout", None)
        return payout.paid_at if payout is not None else None

    def fact(self) -> RemedyFact:
        """What the count needs of it."""
        paid_fen = self.offer.amount_fen if self.paid_at else 0
        return RemedyFact(self.offer.state, paid_fen, self.proposed, self.paid)


def remedies_of(*, shop: Shop, since: dt.date, until: dt.date) -> QuerySet[Offer]:
    """Offers proposed or paid from ``since`` up to and including ``until``, desk days.

    Those that came to nothing are among them: a remedy withheld would show here.
    """
    start = timezone.make_aware(dt.datetime.combine(since, dt.time()))
    end = timezone.make_aware(dt.datetime.combine(until + dt.timedelta(days=1), dt.time()))
    proposed = Q(proposed_at__gte=start, proposed_at__lt=end)
    paid = Q(payout__paid_at__gte=start, payout__paid_at__lt=end)
    return (
        Offer.objects.filter(proposed | paid, shop=shop)
        .select_related("case__buyer", "version", "proposed_by", "decided_by", "payout")
        .order_by("proposed_at", "id")
    )


def period_rows(*, shop: Shop, since: dt.date, until: dt.date) -> Iterator[PeriodRow]:
    """The rows of the report in the order of the proposals; a few queries a chunk."""
    offers = remedies_of(shop=shop, since=since, until=until)
    chunk: list[Offer] = []
    for offer in offers.iterator(chunk_size=_CHUNK):
        chunk.append(offer)
        if len(chunk) == _CHUNK:
            yield from _rows(chunk)
            chunk = []
    yield from _rows(chunk)


def count_of_period(*, shop: Shop, since: dt.date, until: dt.date) -> PeriodCount:
    """The counts the page and the first sheet show."""
    return count_period(row.fact() for row in period_rows(shop=shop, since=since, until=until))


def _rows(offers: list[Offer]) -> Iterator[PeriodRow]:
    seen = _snapshots({offer.case.review_id for offer in offers})
    overrides = _overrides([offer.case_id for offer in offers])
    for offer in offers:
        times = seen[offer.case.review_id]
        payout = getattr(offer, "payout", None)
        yield PeriodRow(
            offer=offer,
            proposed=_standing(times, offer.proposed_at),
            approved=_standing(times, offer.decided_at),
            offered=_standing(times, offer.offered_at),
            paid=_standing(times, payout.paid_at if payout is not None else None),
            overrides=overrides[offer.case_id],
        )


_Times = list[tuple[dt.datetime, StandingThen]]


def _snapshots(reviews: set[int]) -> defaultdict[int, _Times]:
    seen: defaultdict[int, _Times] = defaultdict(list)
    rows = Snapshot.objects.filter(review__in=reviews).order_by("taken_at", "number")
    for review, at, level, state in rows.values_list("review_id", "taken_at", "level", "state"):
        seen[review].append((at, StandingThen(level, state)))
    return seen


def _overrides(cases: list[int]) -> Counter[int]:
    rows = WordingOverride.objects.filter(case__in=cases).values_list("case_id")
    counted = rows.annotate(number=Count("id")).order_by("case_id")
    return Counter({case: number for case, number in counted if case is not None})


def _standing(times: _Times, at: dt.datetime | None) -> StandingThen:
    """The review as last seen by that moment."""
    if at is None:
        return NOT_SEEN
    place = bisect_right([moment for moment, _standing in times], at)
    return times[place - 1][1] if place else NOT_SEEN
