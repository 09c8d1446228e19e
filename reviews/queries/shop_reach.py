"""What a shop's own calls have taught, and which sources of evidence its owner lets count."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet
from numpy.typing import NDArray

from reviews.domain.habits import Habits
from reviews.domain.outcomes import Channel, Outcome
from reviews.domain.places import PlaceType
from reviews.domain.reach import DIAL_SLOPE, REACH_VERSION, ReachModel
from reviews.domain.reach_evidence import Dial, EvidenceKind
from reviews.domain.reach_learning import PlacedDial, learned
from reviews.domain.reach_prior import PLACES
from reviews.domain.willing import Willingness
from reviews.domain.workdays import Calendar
from reviews.models import Attempt, Buyer, Shop, TimingReport
from reviews.queries.calendars import calendar_of, moment_reader

#: The shop's rates are learned from the newest calls of this time.
LEARN_FROM, _LEARN_AT_MOST = dt.timedelta(days=180), 4_000
_KEPT_FOR = 24 * 60 * 60  # seconds
#: The setting behind each source; a time the buyer named has none.
SWITCHES: Mapping[EvidenceKind, str] = {
    EvidenceKind.PRESENCE: "uses_presence",
    EvidenceKind.OWN_CALLS: "uses_own_calls",
    EvidenceKind.OWN_HOURS: "uses_own_hours",
    EvidenceKind.SHOP_RATES: "uses_shop_rates",
    EvidenceKind.PLACE: "uses_place",
}


@dataclass(frozen=True, slots=True, eq=False)
class _Tally:
    """A model with the number and the newest id of the calls in it."""

    calls: int
    newest: int
    model: ReachModel


def shop_model(shop: Shop, *, now: dt.datetime) -> ReachModel:
    """What the shop's own telephone calls have taught so far, with the sources it lets count."""
    return with_switches(full_model(shop, now=now), shop)


def with_switches(model: ReachModel, shop: Shop) -> ReachModel:
    """The model without the sources that the owner has switched off."""
    for kind, name in SWITCHES.items():
        if not getattr(shop.settings, name):
            model = model.without(kind)
    if EvidenceKind.SHOP_RATES not in model.uses:
        return replace(model, dial_slope=DIAL_SLOPE)
    return model


def full_model(shop: Shop, *, now: dt.datetime) -> ReachModel:
    """What the calls have taught, with every source.

    The tally of the calls is kept for the day and only new calls are added to it; it is counted
    afresh where the number of calls tells that one was taken back.
    """
    calls = _calls_to_learn_from(shop, now)
    calendar = calendar_of(shop)
    key = f"{REACH_VERSION}:{shop.pk}:{now.date()}:{_mark_of(calendar)}"
    tally: _Tally = cache.get(key) or _Tally(0, 0, ReachModel.prior())
    is_new = Q(pk__gt=tally.newest)
    made = calls.aggregate(all=Count("id"), newest=Max("id"), new=Count("id", filter=is_new))
    model, added = tally.model, calls.filter(is_new)
    if tally.calls + made["new"] != made["all"]:
        model, added = ReachModel.prior(), calls
    if made["new"] or added is calls:
        model = learned(model, _placed(added, calendar, now=now))
    cache.set(key, _Tally(made["all"], made["newest"] or 0, model), _KEPT_FOR)
    habits = shop_habits(shop)
    return replace(model, dial_slope=habits.dial_slope, level=habits.level)


def _mark_of(calendar: Calendar) -> str:
    """The same in every process, unlike a hash: all workers share what one has counted."""
    return hashlib.sha256(repr(_in_order(calendar)).encode()).hexdigest()[:16]


def _in_order(calendar: Calendar) -> tuple[object, ...]:
    usual = sorted(kind.value for kind in calendar.usual)
    return calendar.overrides, calendar.school, calendar.promotions, usual


def _calls_to_learn_from(shop: Shop, now: dt.datetime) -> QuerySet[Attempt]:
    # From a midnight on: calls become old once a day, not one by one.
    since = (now - LEARN_FROM).replace(hour=0, minute=0, second=0, microsecond=0)
    return Attempt.objects.filter(
        case__shop=shop,
        channel=Channel.PHONE.value,
        at__gt=since,
        at__lte=now,
        undone_at__isnull=True,
    )


def _placed(
    calls: QuerySet[Attempt], calendar: Calendar, *, now: dt.datetime
) -> Iterator[PlacedDial]:
    """The newest of these calls, each with where it probably went to."""
    read = moment_reader(calendar)
    rows = calls.order_by("-at", "-id").values_list(
        "at",
        "outcome",
        "ring_seconds",
        "case__buyer__place_type",
        "case__buyer__place_confidence",
        "case__buyer__place_expires_at",
        "case__buyer__place_corrected_at",
    )[:_LEARN_AT_MOST]
    for at, outcome, ring, place, confidence, expires_at, corrected_at in rows:
        places = _places(place, confidence, expires_at, corrected_at, now=now)
        yield PlacedDial(Dial(read(at), Outcome(outcome), ring), _vector(places))


def shop_habits(shop: Shop) -> Habits:
    """What the newest finished report learned of level, slope and willingness, else the usual."""
    told = (
        TimingReport.objects.filter(shop=shop, state="done")
        .order_by("-for_day")
        .values_list("figures", flat=True)
        .first()
    )
    return Habits.from_json((told or {}).get("habits", {}))


def willingness_of(shop: Shop) -> Willingness:
    """How gladly the shop's buyers talk; the usual answer where its calls don't count."""
    if not shop.settings.uses_shop_rates:
        return Habits().willing
    return shop_habits(shop).willing


def places_of(buyer: Buyer | None, *, now: dt.datetime) -> Mapping[PlaceType, float]:
    """Probabilities of places from the address; unknown once the profile has expired."""
    if buyer is None:
        return {PlaceType.UNKNOWN: 1.0}
    return _places(
        buyer.place_type,
        buyer.place_confidence,
        buyer.place_expires_at,
        buyer.place_corrected_at,
        now=now,
    )


def _places(
    place_type: str | None,
    confidence: float,
    expires_at: dt.datetime | None,
    corrected_at: dt.datetime | None,
    *,
    now: dt.datetime,
) -> Mapping[PlaceType, float]:
    if place_type is None or (expires_at is not None and expires_at <= now):
        return {PlaceType.UNKNOWN: 1.0}
    sure = 1.0 if corrected_at is not None else min(max(confidence, 0.0), 1.0)
    return {PlaceType.UNKNOWN: 1.0 - sure, PlaceType(place_type): sure}


def _vector(places: Mapping[PlaceType, float]) -> NDArray[np.float64]:
    shares = np.zeros(len(PLACES))
    for place, share in places.items():
        shares[PLACES.index(place)] = share
    return shares
