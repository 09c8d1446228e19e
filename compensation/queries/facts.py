"""A case as the policy and the guards see it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, Q, Sum
from django.utils import timezone

from compensation.domain.buyer_tiers import BuyerTier, buyer_tier
from compensation.domain.guards import OfferFacts
from compensation.domain.offer_states import PROMISED
from compensation.domain.policy import CaseFacts
from compensation.domain.severity import severity_of
from compensation.models import Offer
from reviews.domain.levels import Level
from reviews.domain.order_holds import RUNNING_REFUNDS
from reviews.domain.workdays import Calendar
from reviews.models import Case, Member, Order, ReviewCause
from reviews.queries.calendars import calendar_of
from reviews.queries.orders import refunds_of_review, was_never_sent

_PROMISED = [state.value for state in PROMISED]


@dataclass(frozen=True, slots=True)
class Cause:
    """The main cause of a review and how much else it names."""

    code: str | None
    unit: str | None
    others: int


def case_facts(*, case: Case, now: dt.datetime, repeat_days: int) -> CaseFacts:
    """What the policy may know; needs the case's review with order and product."""
    cause = main_cause(case=case)
    order, product = case.review.order, case.review.product
    channels = _channels(case)
    return CaseFacts(
        level=Level(case.level),
        stars=case.review.stars,
        cause=cause.code,
        unit=cause.unit,
        severity=severity_of(cause=cause.code, other_causes=cause.others),
        order_amount_fen=_paid_fen(order),
        given_fen=_given_fen(order),
        product=product.item_id if product else "",
        line=product.line if product else "",
        tier=_tier(case).value,
        channel=channels[0] if channels else "",
        earlier_claims=claims_of(case=case, now=now, days=repeat_days),
        attempts=len(channels),
        in_promotion=promotion_reader(calendar_of(case.shop))(order.ordered_at if order else None),
        suspected_extortion=is_extortion(case, now),
    )


def offer_facts(
    *,
    case: Case,
    member: Member,
    facts: CaseFacts,
    kind: str,
    amount_fen: int,
    needs_approval: bool,
    now: dt.datetime,
) -> OfferFacts:
    """What the guards look at for one proposal."""
    order = case.review.order
    return OfferFacts(
        amount_fen=amount_fen,
        same_kind_open=_has_same_kind(case, kind),
        order_paid_fen=facts.order_amount_fen,
        order_given_fen=facts.given_fen,
        claims=facts.earlier_claims,
        has_pending_refund=refunds_of_review(case.review)
        .filter(status__in=RUNNING_REFUNDS)
        .exists(),
        order_is_cancelled_unshipped=order is not None and was_never_sent(order),
        case_is_open=case.status != "closed",
        suspected_extortion=facts.suspected_extortion,
        daily_fen=promised_today_fen(member=member, now=now),
        daily_limit_fen=case.shop.settings.offer_limit_per_agent_day_fen,
        needs_approval=needs_approval,
    )


def claims_of(*, case: Case, now: dt.datetime, days: int) -> int:
    """Remedies this buyer got for other cases, in every shop of the desk, within the days."""
    if case.buyer is None:
        return 0
    same_buyer = Q(buyer=case.buyer)
    if case.buyer.phone_index:
        same_buyer |= Q(buyer__phone_index=case.buyer.phone_index)
    since = now - dt.timedelta(days=days)
    return (
        Offer.objects.filter(same_buyer, state__in=_PROMISED, proposed_at__gte=since)
        .exclude(case=case)
        .count()
    )


def promised_today_fen(*, member: Member, now: dt.datetime) -> int:
    """What the member has promised alone since the desk's midnight."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    alone = Offer.objects.filter(
        proposed_by=member,
        approver="",
        state__in=_PROMISED,
        proposed_at__gte=midnight,
    )
    return _sum(alone.aggregate(fen=Sum("amount_fen")))


def is_extortion(case: Case, now: dt.datetime) -> bool:
    """Whether the case is held as suspected extortion, and the mark has not run out."""
    held = case.status == "held" and case.hold == "extortion"
    return held and (case.hold_until is None or case.hold_until > now)


def main_cause(*, case: Case) -> Cause:
    """What the review mainly complains of, by the shop's tree."""
    current = ReviewCause.objects.filter(review=case.review_id, is_current=True)
    main = current.filter(is_main=True).select_related("cause").first()
    if main is None:
        return Cause(None, None, 0)
    others = current.filter(is_main=False).aggregate(others=Count("id"))["others"]
    return Cause(main.cause.code, main.cause.unit, others)


def promotion_reader(calendar: Calendar) -> Callable[[dt.datetime | None], bool]:
    """Whether an order of that time was placed in a promotion, the shop's own or the usual ones.

    The calendar is asked once a day and the zone once: a replay asks for 100,000 orders.
    """
    zone = timezone.get_current_timezone()

    @cache
    def is_promoted(day: dt.date) -> bool:
        return calendar.promotion(day) is not None

    def read(ordered_at: dt.datetime | None) -> bool:
        return ordered_at is not None and is_promoted(ordered_at.astimezone(zone).date())

    return read


def _channels(case: Case) -> list[str]:
    """The channel of each contact that counts, the latest first."""
    made = case.attempts.filter(undone_at__isnull=True).order_by("-at", "-id")
    return list(made.values_list("channel", flat=True))


def _tier(case: Case) -> BuyerTier:
    """By the buyer's orders before this one; without an order, before the case."""
    if case.buyer_id is None:
        return buyer_tier(earlier_orders=None, earlier_fen=0)
    order = case.review.order
    before = order.ordered_at if order and order.ordered_at else case.opened_at
    earlier = Order.objects.filter(buyer=case.buyer_id, ordered_at__lt=before)
    found = earlier.aggregate(number=Count("id"), fen=Sum("paid_fen"))
    return buyer_tier(earlier_orders=found["number"], earlier_fen=found["fen"] or 0)


def _has_same_kind(case: Case, kind: str) -> bool:
    """An open offer of the kind for this case, or for the same order through another case."""
    same = Q(case=case)
    if case.review.order_id is not None:
        same |= Q(order=case.review.order_id)
    return Offer.objects.filter(same, kind=kind, state__in=_PROMISED).exists()


def _paid_fen(order: Order | None) -> int | None:
    """What was paid; platforms' exports leave it empty at times, and 0 is not a price."""
    return None if order is None else order.paid_fen or order.amount_fen or None


def _given_fen(order: Order | None) -> int:
    if order is None:
        return 0
    promised = order.offers.filter(state__in=_PROMISED)
    return _sum(promised.aggregate(fen=Sum("amount_fen")))


def _sum(found: dict[str, int | None]) -> int:
    return found["fen"] or 0
