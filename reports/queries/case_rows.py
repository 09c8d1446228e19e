"""The cases of a week as the rows that reports are made from."""

from collections.abc import Iterator

from django.db.models import Prefetch, Q, QuerySet

from compensation.models import Offer, Payout, PolicyVersion
from reports.domain.rows import (
    NO_PRODUCT,
    AttemptFact,
    CaseRow,
    CauseMark,
    OfferFact,
    ProductRef,
)
from reports.domain.weeks import IsoWeek
from reviews.domain.levels import Level
from reviews.domain.masking import mask_free_text
from reviews.domain.outcomes import Channel, Outcome
from reviews.models import Attempt, Case, Cause, Member, Product, Review, ReviewCause, Shop

LOW_LEVELS = [Level.NEUTRAL.value, Level.BAD.value]
#: Offers of which the buyer has heard.
TOLD_STATES = frozenset({"offered", "accepted", "payable", "paying", "paid", "failed", "reversed"})
#: Below SQLite's smallest limit of variables in one statement.
CHUNK = 500


def week_cases(*, shop: Shop, week: IsoWeek) -> QuerySet[Case]:
    """The cases whose complaint was written in the week.

    That is the review's time, or the append's where an angry append opened the case. Two
    subqueries instead of one OR: each stays on its index, whatever the length of the history.
    """
    first, last = week.starts_at, week.ends_at
    of_shop = Case.objects.filter(review__shop=shop)
    rated = of_shop.filter(review__rated_at__gte=first, review__rated_at__lt=last)
    appended = of_shop.filter(review__append_at__gte=first, review__append_at__lt=last)
    by_rating = rated.filter(Q(level__in=LOW_LEVELS) | Q(review__append_at__isnull=True))
    by_append = appended.exclude(level__in=LOW_LEVELS)
    return Case.objects.filter(pk__in=by_rating.values("pk").union(by_append.values("pk")))


def case_rows(
    *, shop: Shop, week: IsoWeek, after: str = "", most: int | None = None
) -> Iterator[CaseRow]:
    """The week's cases in the order of their keys, streamed; texts are masked.

    ``after`` is the public id of a case of the shop to go on behind, ``most`` the number of rows.
    Raises Case.DoesNotExist where the shop has no such case.
    """
    found = week_cases(shop=shop, week=week)
    if after:
        found = found.filter(pk__gt=Case.objects.get(shop=shop, public_id=after).pk)
    # The keys alone first: a cursor over the whole would be planned as if only its first tenth
    # were read, and walk the history by its key.
    keys = list(found.order_by("pk").values_list("pk", flat=True)[:most])
    for first in range(0, len(keys), CHUNK):
        group = keys[first : first + CHUNK]
        for case in _with_facts(Case.objects.filter(pk__in=group)).order_by("pk"):
            yield case_row(case)


def _with_facts(cases: QuerySet[Case]) -> QuerySet[Case]:
    causes = ReviewCause.objects.filter(is_current=True).select_related("cause")
    attempts = Attempt.objects.filter(undone_at__isnull=True).select_related("member")
    offers = Offer.objects.select_related("version", "payout", "promise")
    return cases.select_related(
        "review", "review__product", "review__order", "owner", "shop"
    ).prefetch_related(
        Prefetch("review__review_causes", causes.order_by("-is_main", "-confidence", "id")),
        Prefetch("attempts", attempts.order_by("at", "id")),
        Prefetch("offers", offers.order_by("proposed_at", "id")),
    )


def case_row(case: Case) -> CaseRow:
    """One loaded case as a row."""
    review = case.review
    order = review.order
    by_append = case.level not in LOW_LEVELS and review.append_at is not None
    return CaseRow(
        case_id=case.public_id,
        review_id=review.platform_id,
        platform=case.shop.platform,
        rated_at=review.append_at if by_append and review.append_at else review.rated_at,
        arrived_at=case.opened_at if by_append else review.first_seen_at,
        level=Level(case.level),
        stars=review.stars,
        text=mask_free_text(whole_text(review)),
        product=product_ref(review.product, sku=review.sku),
        causes=tuple(_mark(found, review) for found in review.review_causes.all()),
        province=order.province if order else "",
        carrier=order.carrier if order else "",
        order_fen=order.amount_fen if order else None,
        state=case.status,
        owner=member_name(case.owner),
        contacted_at=case.contacted_at,
        solved_at=case.solved_at,
        remedied_at=case.remedied_at,
        review_changed_at=case.review_changed_at,
        closed_at=case.closed_at,
        attempts=tuple(_attempt(attempt) for attempt in case.attempts.all()),
        offers=tuple(_offer(offer) for offer in case.offers.all()),
        shop=case.shop.code,
    )


def product_ref(product: Product | None, *, sku: str = "") -> ProductRef:
    """A stored product as reports name it."""
    if product is None:
        return NO_PRODUCT
    return ProductRef(
        code=product.item_id,
        title=product.title,
        sku=sku,
        line=product.line,
        ref=product.public_id,
    )


def cause_mark(cause: Cause) -> CauseMark:
    """A stored cause as a main one, named in the active language."""
    return CauseMark(code=cause.code, name=cause.label, unit=cause.unit, main=True)


def member_name(member: Member | None) -> str:
    return member.display_name if member else ""


def whole_text(review: Review) -> str:
    if not review.append_content:
        return review.content
    return f"{review.content}\n{review.append_content}"


def _mark(found: ReviewCause, review: Review) -> CauseMark:
    text = whole_text(review)
    words = [mask_free_text(text[start:end]) for start, end in found.evidence]
    return CauseMark(
        code=found.cause.code,
        name=found.cause.label,
        unit=found.cause.unit,
        main=found.is_main,
        evidence=tuple(dict.fromkeys(word for word in words if word)),
    )


def _attempt(attempt: Attempt) -> AttemptFact:
    return AttemptFact(
        at=attempt.at,
        channel=Channel(attempt.channel),
        outcome=Outcome(attempt.outcome),
        agent=member_name(attempt.member),
    )


def _offer(offer: Offer) -> OfferFact:
    payout: Payout | None = getattr(offer, "payout", None)
    if payout is not None and payout.state != "paid":
        payout = None
    return OfferFact(
        kind=offer.kind,
        state=offer.state,
        amount=offer.amount_fen,
        promised=offer.state in TOLD_STATES,
        paid=payout.amount_fen if payout else 0,
        rule=_rule_name(offer.version, offer.rule_position),
        due_at=offer.promise.due_at if offer.promise else None,
        paid_at=payout.paid_at if payout else None,
    )


def _rule_name(version: PolicyVersion, position: int | None) -> str:
    """The rule's name with its version, as two versions may use one name for different rules."""
    rules = version.rules.get("rules", [])
    if position is None or position >= len(rules):
        return ""
    name = rules[position].get("name") or f"#{position + 1}"
    return f"{name} (v{version.number})"
