"""What is known of when buyers can be reached, loaded in a fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from reviews.domain.contact_rules import ContactFacts, Verdict, allowed_slots
from reviews.domain.outcomes import Channel, Outcome
from reviews.domain.reach import reach_curves
from reviews.domain.reach_beliefs import believe
from reviews.domain.reach_evidence import AgreedTime, Dial, Moment, ReachEvidence
from reviews.domain.reach_slots import DESK_ZONE, SLOT, Slots
from reviews.domain.reach_why import Piece, explain
from reviews.domain.regions import region_hours
from reviews.domain.workdays import Calendar
from reviews.models import Attempt, Buyer, Callback, Case, Order, PresenceObservation, Review, Shop
from reviews.queries.calendars import calendar_of, moment_reader, slots_of
from reviews.queries.contact import contact_facts, contact_index_of, contact_rules_of
from reviews.queries.shop_reach import places_of, shop_model

#: A sign of presence older than this has faded to nothing.
_PRESENCE_MATTERS = dt.timedelta(hours=3)
_CALLS_MATTER = dt.timedelta(days=365)
Reader = Callable[[dt.datetime], Moment]


@dataclass(frozen=True, slots=True)
class HalfHour:
    """One half hour of the card's curve."""

    starts_at: dt.datetime
    reach: float
    verdict: Verdict

    @property
    def allowed(self) -> bool:
        """Whether the contact rules allow a call then."""
        return self.verdict.allowed


@dataclass(frozen=True, slots=True)
class Timing:
    """The detail view of one case: the curve, and the evidence for the best allowed half hour."""

    curve: tuple[HalfHour, ...]
    best: HalfHour | None
    pieces: tuple[Piece, ...]


def reach_evidence(
    cases: Sequence[Case], *, calendar: Calendar, now: dt.datetime
) -> dict[int, ReachEvidence]:
    """The evidence of many cases by primary key; ``case.buyer`` should be joined."""
    read = moment_reader(calendar)
    buyers = [case.buyer for case in cases if case.buyer is not None]
    dials = _dials({contact_index_of(buyer) for buyer in buyers} - {""}, read, now=now)
    active = _active([buyer.pk for buyer in buyers], read, now=now)
    seen = _seen([buyer.pk for buyer in buyers], now=now)
    agreed = _agreed([case.pk for case in cases])
    return {
        case.pk: ReachEvidence(
            places=places_of(case.buyer, now=now),
            region=region_hours(_region(case.buyer)),
            dials=dials.get(contact_index_of(case.buyer), ()),
            active=active.get(case.buyer_id or 0, ()),
            seen_at=seen.get(case.buyer_id or 0),
            agreed=agreed.get(case.pk),
            dials_before=case.dials,
        )
        for case in cases
    }


def reach_days(*, case: Case, now: dt.datetime, days: int = 3) -> list[HalfHour]:
    """Chance of an answer and the rules' verdict for each half hour from 9 to 21."""
    return list(timing_of(case=case, now=now, days=days).curve)


def timing_of(*, case: Case, now: dt.datetime, days: int = 3) -> Timing:
    """The curve over the next days and the evidence for the best half hour in it."""
    calendar = calendar_of(case.shop)
    slots = slots_of(calendar, now=now, days=days)
    evidence = reach_evidence([case], calendar=calendar, now=now)[case.pk]
    model = shop_model(case.shop, now=now)
    reach = reach_curves(believe(evidence, model=model, now=now), slots, model=model, now=now)
    facts = contact_facts([case], now=now)[case.pk]
    curve = tuple(
        HalfHour(start, float(chance), verdict)
        for start, chance, verdict in zip(
            slots.starts_at,
            reach[0],
            verdicts(slots, case.shop, facts, now=now),
            strict=True,
        )
    )
    allowed = [position for position, half in enumerate(curve) if half.allowed]
    if not allowed:
        return Timing(curve, None, ())
    best = max(allowed, key=lambda position: (curve[position].reach, -position))
    pieces = explain(
        [evidence],
        slots,
        chosen=np.array([best]),
        reach=reach[:, best],
        model=model,
        now=now,
    )
    return Timing(curve, curve[best], pieces[0])


def verdicts(slots: Slots, shop: Shop, facts: ContactFacts, *, now: dt.datetime) -> list[Verdict]:
    """The contact rules for each slot; the running one is judged at this moment."""
    starts = [max(start, now) for start in slots.starts_at]
    rules = contact_rules_of(shop)
    return allowed_slots(starts, rules=rules, facts=facts, calendar=calendar_of(shop))


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


def _seen(buyers: Sequence[int], *, now: dt.datetime) -> dict[int, dt.datetime]:
    """The newest sign of presence: noticed by a colleague, or a review or append just posted."""
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
        if buyer is not None and at is not None:
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
