"""What is known of when buyers can be reached, loaded in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from reviews.domain.outcomes import Channel, Outcome
from reviews.domain.reach_evidence import AgreedTime, Dial, EvidenceKind, Moment, ReachEvidence
from reviews.domain.reach_slots import DESK_ZONE, SLOT
from reviews.domain.regions import region_hours
from reviews.domain.set_aside import NOTHING_ASIDE, Aside, left_of
from reviews.domain.workdays import Calendar
from reviews.models import Attempt, Buyer, Callback, Case, Order, PresenceObservation, Review
from reviews.queries.calendars import moment_reader
from reviews.queries.contact import contact_index_of
from reviews.queries.corrections import set_aside_of
from reviews.queries.shop_reach import places_of

#: A sign of presence older than this has faded to nothing.
_PRESENCE_MATTERS = dt.timedelta(hours=3)
_CALLS_MATTER = dt.timedelta(days=365)
Reader = Callable[[dt.datetime], Moment]


def reach_evidence(
    cases: Sequence[Case], *, calendar: Calendar, now: dt.datetime
) -> dict[int, ReachEvidence]:
    """The evidence of many cases by primary key; ``case.buyer`` should be joined."""
    read = moment_reader(calendar)
    buyers = [case.buyer for case in cases if case.buyer is not None]
    dials = _dials({contact_index_of(buyer) for buyer in buyers} - {""}, read, now=now)
    active = _active([buyer.pk for buyer in buyers], read, now=now)
    agreed = _agreed([case.pk for case in cases])
    aside = set_aside_of(buyer.pk for buyer in buyers)
    seen = _seen([buyer.pk for buyer in buyers], aside, now=now)
    return {
        case.pk: left_of(
            ReachEvidence(
                places=places_of(case.buyer, now=now),
                region=region_hours(_region(case.buyer)),
                dials=dials.get(contact_index_of(case.buyer), ()),
                active=active.get(case.buyer_id or 0, ()),
                seen_at=seen.get(case.buyer_id or 0),
                agreed=agreed.get(case.pk),
                dials_before=case.dials,
            ),
            aside.get(case.buyer_id or 0, NOTHING_ASIDE),
        )
        for case in cases
    }


def _region(buyer: Buyer | None) -> str:
    return (buyer.province or buyer.city) if buyer is not None else ""


def _dials(
    indexes: Iterable[str], read: Reader, *, now: dt.datetime
) -> dict[str, tuple[Dial, ...]]:
    calls = Attempt.objects.filter(
        contact_index__in=set(indexes),
        channel=Channel.PHONE.value,
        at__gt=now - _CALLS_MATTER,
        at__lte=now,
        undone_at__isnull=True,
    ).order_by("at", "id")
    found: defaultdict[str, list[Dial]] = defaultdict(list)
    for call in calls:
        dial = Dial(read(call.at), Outcome(call.outcome), call.ring_seconds)
        found[call.contact_index].append(dial)
    return {index: tuple(row) for index, row in found.items()}


def _active(
    buyers: Sequence[int], read: Reader, *, now: dt.datetime
) -> dict[int, tuple[Moment, ...]]:
    """Hours of orders and reviews; midnight sharp is a date without a time."""
    ordered = Order.objects.filter(buyer__in=buyers, ordered_at__lte=now)
    rated = Review.objects.filter(buyer__in=buyers, rated_at__lte=now)
    found: defaultdict[int, list[Moment]] = defaultdict(list)
    times = [
        *ordered.values_list("buyer_id", "ordered_at"),
        *rated.values_list("buyer_id", "rated_at"),
    ]
    for buyer, at in times:
        if buyer is None or at is None or at.astimezone(DESK_ZONE).time() == dt.time():
            continue
        found[buyer].append(read(at))
    return {buyer: tuple(row) for buyer, row in found.items()}


def _seen(
    buyers: Sequence[int], aside: Mapping[int, Aside], *, now: dt.datetime
) -> dict[int, dt.datetime]:
    """The newest sign of presence: noticed by a colleague, or a review or append just posted.

    Behind one that was set aside the one before counts.
    """
    since = now - _PRESENCE_MATTERS
    lately = {"buyer__in": buyers}
    noticed = PresenceObservation.objects.filter(seen_at__gt=since, seen_at__lte=now, **lately)
    rated = Review.objects.filter(rated_at__gt=since, rated_at__lte=now, **lately)
    appended = Review.objects.filter(append_at__gt=since, append_at__lte=now, **lately)
    found: dict[int, dt.datetime] = {}
    times = [
        *noticed.values_list("buyer_id", "seen_at"),
        *rated.values_list("buyer_id", "rated_at"),
        *appended.values_list("buyer_id", "append_at"),
    ]
    for buyer, at in times:
        if buyer is None or at is None:
            continue
        if aside.get(buyer, NOTHING_ASIDE).counts(EvidenceKind.PRESENCE, at):
            found[buyer] = max(at, found.get(buyer, at))
    return found


def _agreed(cases: Sequence[int]) -> dict[int, AgreedTime]:
    promised = Callback.objects.filter(
        case__in=cases,
        is_promised=True,
        status__in=["planned", "calling"],
    )
    return {
        case: AgreedTime(starts_at, max(ends_at, starts_at + SLOT))
        for case, starts_at, ends_at in promised.values_list("case", "starts_at", "ends_at")
    }
