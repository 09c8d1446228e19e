"""The API of this app: what may be offered, offers and what became of them, balances."""

import datetime as dt

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Path, Router, Schema
from ninja.responses import Status

from compensation.domain.policy import Allowed
from compensation.models import Offer
from compensation.operations.decisions import approve_offer, reject_offer
from compensation.operations.errors import OfferRefusedError
from compensation.operations.offers import Proposal, propose_offer
from compensation.queries.money import account_balances
from compensation.queries.offers import offer_panel, offers_in
from compensation.queries.policies import policy_name
from reviews.access import CALLERS, DECIDERS, member_of
from reviews.domain.reason import Reason
from reviews.models import Case, Member
from reviews.reasons import render

router = Router(tags=["compensation"])
_MOST = 200


class Option(Schema):
    """One remedy the policy allows now; amounts in fen."""

    kind: str
    max_fen: int
    approval_above_fen: int
    approver: str
    say: str
    because: str
    budget: str = Field("", description="The budget that leaves less than this, in words.")


class Options(Schema):
    """What may be offered in a case, and why not more; ``policy`` is the version that says so."""

    policy: str
    options: list[Option]
    refused: list[str]


class OfferFigures(Schema):
    """An offer as it stands; amounts in fen, times ISO 8601 with offset."""

    id: str
    case: str
    kind: str
    amount_fen: int
    state: str
    approver: str
    beyond_policy: bool
    because: str
    policy: str
    proposed_at: dt.datetime
    expires_at: dt.datetime | None


class NewOffer(Schema):
    """An offer to propose; the same key again returns the first offer.

    ``policy`` names the version of which the options were read: where another one is in force by
    now, nothing is offered. Without it the version in force decides unseen.
    """

    kind: str = Field(max_length=13)
    amount_fen: int
    message: str = Field("", max_length=500)
    asked_reason: str = Field("", max_length=300)
    idempotency_key: str = Field(min_length=1, max_length=40)
    policy: str | None = Field(None, min_length=1, max_length=16)


class Decision(Schema):
    """A decision about an offer that waits; ``amount_fen`` for less than was asked."""

    approve: bool
    amount_fen: int | None = None
    word: str = Field("", max_length=200)


class Refusal(Schema):
    """Why nothing was moved: codes for programs, sentences for people."""

    codes: list[str]
    reasons: list[str]


@router.get("/cases/{case}/options", response=Options, summary="What may be offered now")
def options(request: HttpRequest, shop: Path[str], case: str) -> Options:
    """The policy's answer for a case."""
    member = member_of(request.user, shop=shop, roles=CALLERS)
    panel = offer_panel(case=_case(member, case), member=member, now=timezone.now())
    return Options(
        policy=panel.policy,
        options=[_option(option, panel.short.get(option.kind)) for option in panel.answer.options],
        refused=[render(reason) for reason in panel.answer.refused],
    )


@router.post(
    "/cases/{case}/offers",
    response={200: OfferFigures, 409: Refusal},
    summary="Propose an offer",
)
def propose(
    request: HttpRequest,
    shop: Path[str],
    case: str,
    new: NewOffer,
) -> OfferFigures | Status[Refusal]:
    """Approved at once within the policy, else waiting; 409 with reasons where refused."""
    member = member_of(request.user, shop=shop, roles=CALLERS)
    try:
        offer = propose_offer(
            case=_case(member, case),
            member=member,
            proposal=Proposal(new.kind, new.amount_fen, new.message, new.asked_reason),
            idempotency_key=new.idempotency_key,
            seen_policy=new.policy,
            now=timezone.now(),
        )
    except OfferRefusedError as refused:
        return _refusal(refused)
    return _figures(offer)


@router.post(
    "/offers/{offer}/decision",
    response={200: OfferFigures, 409: Refusal},
    summary="Decide an offer that waits",
)
def decide(
    request: HttpRequest,
    shop: Path[str],
    offer: str,
    decision: Decision,
) -> OfferFigures | Status[Refusal]:
    """Approve, give less, or say no; 409 with reasons where refused."""
    member = member_of(request.user, shop=shop, roles=DECIDERS)
    found = _offer(member, offer)
    now, word = timezone.now(), decision.word
    try:
        if decision.approve:
            fen = decision.amount_fen
            approve_offer(offer=found, member=member, now=now, word=word, amount_fen=fen)
        else:
            reject_offer(offer=found, member=member, now=now, word=word)
    except OfferRefusedError as refused:
        return _refusal(refused)
    return _figures(found)


@router.get("/offers", response=list[OfferFigures], summary="Offers, newest first")
def offers(request: HttpRequest, shop: Path[str], state: str = "") -> list[OfferFigures]:
    """The latest 200 offers of the shop, perhaps of one state."""
    member = member_of(request.user, shop=shop, roles=CALLERS)
    found = offers_in(shop=member.shop, state=state)
    return [_figures(offer) for offer in found.select_related("version")[:_MOST]]


@router.get("/balances", response=dict[str, int], summary="Fen on every account")
def balances(request: HttpRequest, shop: Path[str]) -> dict[str, int]:
    """The sums of the ledger; together they are nothing."""
    member = member_of(request.user, shop=shop, roles=DECIDERS)
    return {account.value: fen for account, fen in account_balances(shop=member.shop).items()}


def _case(member: Member, public_id: str) -> Case:
    cases = Case.objects.select_related(
        "shop__settings",
        "review__order",
        "review__product",
        "buyer",
    )
    found = cases.filter(shop=member.shop_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _offer(member: Member, public_id: str) -> Offer:
    offers = Offer.objects.select_related("shop", "case", "version", "proposed_by")
    found = offers.filter(shop=member.shop_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _option(option: Allowed, short: Reason | None) -> Option:
    return Option(
        kind=option.kind.value,
        max_fen=option.max_fen,
        approval_above_fen=option.approval_above_fen,
        approver=option.approver.value,
        say=option.say,
        because=render(option.because),
        budget=render(short) if short is not None else "",
    )


def _figures(offer: Offer) -> OfferFigures:
    return OfferFigures(
        id=offer.public_id,
        case=offer.case.public_id,
        kind=offer.kind,
        amount_fen=offer.amount_fen,
        state=offer.state,
        approver=offer.approver,
        beyond_policy=offer.is_beyond_policy,
        because=render(offer.because),
        policy=policy_name(offer.version),
        proposed_at=offer.proposed_at,
        expires_at=offer.expires_at,
    )


def _refusal(refused: OfferRefusedError) -> Status[Refusal]:
    codes = [reason.code for reason in refused.reasons]
    sentences = [render(reason) for reason in refused.reasons]
    return Status(409, Refusal(codes=codes, reasons=sentences))
