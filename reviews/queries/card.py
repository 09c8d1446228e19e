"""Everything on one case card, in a fixed number of queries."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from reviews.choices import STAGE_CHOICES
from reviews.domain.causes.weigh import OrderFacts, Stance, weigh
from reviews.domain.contact_rules import Verdict, check_contact
from reviews.domain.outcomes import Channel
from reviews.domain.reason import Reason
from reviews.domain.scripts import filled
from reviews.models import (
    Attempt,
    Callback,
    Case,
    Cause,
    Clock,
    Member,
    PresenceObservation,
    Promise,
    Refund,
    ReviewCause,
    ReviewEvent,
    Script,
    TemperamentNote,
)
from reviews.queries.abuse import abuse_hints
from reviews.queries.calendars import calendar_of
from reviews.queries.contact import contact_facts, contact_rules_of
from reviews.queries.orders import hold_of, refunds_of_review
from reviews.queries.rows import ClockShare, When, cause_name, clock_share, when_to_call

PRESENCE_FADES = dt.timedelta(minutes=15)
OTHER_CASES, ATTEMPTS_SHOWN = 5, 12


@dataclass(frozen=True, slots=True)
class FoundCause:
    """A cause of the review as the card shows it."""

    code: str
    name: str
    is_main: bool
    by_person: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class WeighedFact:
    """What the order's data say for or against a cause of the review."""

    name: str
    supports: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class GuideLine:
    """One stage of the talk and what to say in it."""

    stage: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """The review as it is shown: texts with the offsets of the words that show the causes."""

    content: str
    content_spans: list[list[int]]
    append: str
    append_spans: list[list[int]]
    causes: list[FoundCause]
    abuse: list[Reason]
    facts: list[WeighedFact]
    events: list[ReviewEvent]


@dataclass(frozen=True, slots=True)
class BuyerPart:
    """What is known of the buyer, contact data masked."""

    other_cases: list[Case]
    notes: list[TemperamentNote]
    seen_online_at: dt.datetime | None
    is_ended: bool


@dataclass(frozen=True, slots=True)
class CaseCard:
    """One screen, one case."""

    case: Case
    review: ReviewPart
    when: When
    why: list[dict[str, object]]
    callback: Callback | None
    clocks: list[ClockShare]
    guide: list[GuideLine]
    attempts: list[Attempt]
    promises: list[Promise]
    refunds: list[Refund]
    order_hold: Reason | None
    buyer: BuyerPart
    verdict: Verdict
    channel: Channel
    in_hands_of: str


def load_case(*, member: Member, public_id: str) -> Case:
    """The case with its review, order, product, buyer and owner; raises Case.DoesNotExist."""
    seen = PresenceObservation.objects.filter(buyer=OuterRef("buyer")).order_by("-seen_at", "-id")
    return (
        Case.objects.filter(shop=member.shop_id)
        .annotate(seen_online_at=Subquery(seen.values("seen_at")[:1]))
        .select_related(
            *("review", "review__product", "review__order", "owner", "leased_by"),
            *("buyer", "shop", "shop__settings"),
        )
        .defer("buyer__nick", "buyer__name", "buyer__phone", "buyer__address")
        .prefetch_related(
            Prefetch("clocks", Clock.objects.order_by("ends_at", "id")),
            Prefetch("attempts", attempts_shown()),
            Prefetch("promises", Promise.objects.select_related("member").order_by("due_at", "id")),
            Prefetch("callbacks", Callback.objects.filter(status__in=["planned", "calling"])),
            Prefetch("review__review_causes", current_causes()),
            Prefetch("review__events", ReviewEvent.objects.order_by("at", "id")),
        )
        .get(public_id=public_id)
    )


def attempts_shown() -> QuerySet[Attempt]:
    """Attempts that count, newest first."""
    return (
        Attempt.objects.filter(undone_at__isnull=True)
        .select_related("member")
        .order_by("-at", "-id")
    )


def current_causes() -> QuerySet[ReviewCause]:
    """The causes a review has now, the main one first."""
    return (
        ReviewCause.objects.filter(is_current=True)
        .select_related("cause")
        .order_by("-is_main", "-confidence", "id")
    )


def case_card(*, member: Member, public_id: str, now: dt.datetime) -> CaseCard:
    """Load the card; raises Case.DoesNotExist for a case of another shop or none."""
    case = load_case(member=member, public_id=public_id)
    callback = next(iter(case.callbacks.all()), None)
    promised_at = callback.starts_at if callback and callback.is_promised else None
    causes = list(case.review.review_causes.all())
    someone = case.leased_by if case.lease_until and case.lease_until > now else None
    facts = contact_facts([case], now=now, member=member)[case.pk]
    rules = contact_rules_of(case.shop)
    refunds = refunds_of(case)
    verdict = check_contact(now, rules=rules, facts=facts, calendar=calendar_of(case.shop))
    return CaseCard(
        case=case,
        review=review_part(case, causes, refunds, abuse_hints(case, now=now)),
        when=within_rules(when_to_call(case, promised_at, now), verdict),
        why=callback.reasons if callback and callback.reasons else case.why,
        callback=callback,
        clocks=[clock_share(clock, now) for clock in case.clocks.all()],
        guide=guide_of(case, causes, member, facts.channel),
        attempts=list(case.attempts.all())[:ATTEMPTS_SHOWN],
        promises=list(case.promises.all()),
        refunds=refunds,
        order_hold=hold_of(case.review.order, refunds),
        buyer=buyer_part(case, now, is_ended=facts.do_not_contact),
        verdict=verdict,
        channel=facts.channel,
        in_hands_of=someone.display_name if someone and someone != member else "",
    )


def within_rules(when: When, verdict: Verdict) -> When:
    """The rules as they are this minute overrule a plan of some minutes ago."""
    if when.kind != "now" or verdict.allowed:
        return when
    if verdict.next_allowed is None:
        return When("blocked")
    return When("later", max(when.best or verdict.next_allowed, verdict.next_allowed))


def review_part(
    case: Case,
    causes: Sequence[ReviewCause],
    refunds: Sequence[Refund],
    abuse: list[Reason],
) -> ReviewPart:
    """Split the evidence between text and append; offsets run through both, joined by a line."""
    review = case.review
    spans = [span for found in causes for span in found.evidence]
    shift = len(review.content) + 1
    return ReviewPart(
        content=review.content,
        content_spans=[span for span in spans if span[0] < len(review.content)],
        append=review.append_content,
        append_spans=[[a - shift, b - shift] for a, b in spans if a >= shift],
        causes=[
            FoundCause(
                code=found.cause.code,
                name=cause_name(found.cause),
                is_main=found.is_main,
                by_person=found.source == "person",
                confidence=found.confidence,
            )
            for found in causes
        ],
        abuse=abuse,
        facts=weighed_facts(case, causes, refunds),
        events=list(review.events.all()),
    )


def weighed_facts(
    case: Case, causes: Sequence[ReviewCause], refunds: Sequence[Refund]
) -> list[WeighedFact]:
    """What delivery and refund say for and against the causes; empty without an order."""
    review, order = case.review, case.review.order
    if order is None:
        return []
    names = {found.cause.code: cause_name(found.cause) for found in causes}
    facts = OrderFacts(
        rated_at=review.rated_at,
        paid_at=order.paid_at,
        shipped_at=order.shipped_at,
        signed_at=order.signed_at,
        carrier=order.carrier,
        refund_reason=refunds[0].reason if refunds else "",
    )
    found = weigh(tuple(names), text=f"{review.content}\n{review.append_content}", facts=facts)
    return [
        WeighedFact(names[one.code], one.stance is Stance.SUPPORTS, one.reason) for one in found
    ]


def guide_of(
    case: Case,
    causes: Sequence[ReviewCause],
    member: Member,
    channel: Channel = Channel.PHONE,
) -> list[GuideLine]:
    """The shop's sentence for each stage: for the main cause where there is one, else for all."""
    review = case.review
    names = {
        "{客服}": member.display_name,
        "{店铺}": case.shop.name,
        "{买家}": case.buyer.nick_masked if case.buyer is not None else "",
        "{商品}": review.product.title if review.product is not None else "",
        "{订单尾号}": review.order_number[-4:],
    }
    kind = "talk" if channel is Channel.PHONE else "message"
    codes = ["", *(found.cause.code for found in causes if found.is_main)]
    live = Script.objects.filter(shop=case.shop_id, retired_at__isnull=True, cause_code__in=codes)
    # The last one wins: of this kind before the other one, for the cause before those for all.
    scripts = sorted(live, key=lambda one: (one.kind == kind, one.cause_code, one.pk))
    text = {script.stage: script.text for script in scripts}
    stages = [(stage, name) for stage, name in STAGE_CHOICES if stage in text]
    return [GuideLine(stage, str(name), filled(text[stage], names)) for stage, name in stages]


def refunds_of(case: Case) -> list[Refund]:
    """The refunds of the order, newest first."""
    return list(refunds_of_review(case.review).order_by("-requested_at", "-id"))


def buyer_part(case: Case, now: dt.datetime, *, is_ended: bool) -> BuyerPart:
    """History, notes that haven't expired, fresh presence, and whether contact has ended."""
    buyer = case.buyer
    if buyer is None:
        return BuyerPart(other_cases=[], notes=[], seen_online_at=None, is_ended=is_ended)
    others = Case.objects.filter(buyer=buyer).exclude(pk=case.pk).select_related("review")
    notes = TemperamentNote.objects.filter(buyer=buyer, expires_at__gt=now).order_by(
        "-created_at", "id"
    )
    seen_at = case.seen_online_at  # type: ignore[attr-defined]  # annotated by load_case
    return BuyerPart(
        other_cases=list(others.order_by("-opened_at", "id")[:OTHER_CASES]),
        notes=list(notes.order_by("-created_at", "id")),
        seen_online_at=seen_at if seen_at and seen_at > now - PRESENCE_FADES else None,
        is_ended=is_ended,
    )


def cause_choices(*, member: Member) -> list[tuple[str, str]]:
    """Code and name of the shop's causes in use, in the order of its tree."""
    causes = Cause.objects.filter(shop=member.shop_id, retired_at__isnull=True)
    return [(cause.code, cause_name(cause)) for cause in causes.order_by("position", "id")]


def current_codes(case: Case) -> set[str]:
    """The codes of the causes that the case's review has now."""
    found = ReviewCause.objects.filter(review=case.review_id, is_current=True)
    return set(found.values_list("cause__code", flat=True))
