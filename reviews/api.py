"""The API of this app: the queue, a case, what came of a contact, the buyer's presence."""

import datetime as dt

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema
from ninja.responses import Status
from pydantic import AwareDatetime

from reviews.access import ANALYSTS, CALLERS, EVERYONE, member_of
from reviews.domain.masking import mask_free_text
from reviews.domain.outcomes import Channel, Outcome
from reviews.models import Case, Member
from reviews.operations.causes import UnknownCause, confirm_causes
from reviews.operations.contacts import observe_presence
from reviews.operations.refusals import AttemptRefused
from reviews.operations.talks import Talk, record_talk
from reviews.queries.card import CaseCard, case_card, current_causes
from reviews.queries.filters import CaseFilters
from reviews.queries.places_in_order import read_place
from reviews.queries.queue_pages import queue_page
from reviews.queries.rows import QueueRow, cause_name
from reviews.reasons import render

router = Router(tags=["reviews"])


class QueueQuery(Schema):
    """Filters as the queue page has them; ``after`` is the ``next`` of the page before."""

    view: str = Field("open", pattern="^(open|due|promised|waiting|held|mine|closed|all)$")
    sort: str = Field("best", pattern="^(best|newest|oldest)$")
    level: str = Field("", max_length=7)
    cause: str = Field("", max_length=60)
    q: str = Field("", max_length=100)
    after: str = Field("", max_length=60)


class CaseLine(Schema):
    """One line of the queue; the buyer is masked."""

    id: str
    level: str
    buyer: str
    complaint: str
    causes: list[str]
    product: str
    when: str
    at: dt.datetime | None
    why: list[str]
    dials: int
    owner: str
    opened_at: dt.datetime


class CaseLines(Schema):
    """A page of the queue; ``next`` is empty on the last one."""

    cases: list[CaseLine]
    next: str


class CaseFacts(Schema):
    """A case with its four facts, each with its own time."""

    id: str
    level: str
    status: str
    hold: str
    buyer: str
    content: str
    append: str
    causes: list[str]
    contacted_at: dt.datetime | None
    solved_at: dt.datetime | None
    remedied_at: dt.datetime | None
    review_changed_at: dt.datetime | None
    may_be_contacted: bool
    why_not: list[str]
    next_allowed_at: dt.datetime | None


class CauseShown(Schema):
    """A cause of a review now, with the words that show it; "person" where one confirmed it."""

    code: str
    name: str
    confidence: float
    is_main: bool
    source: str
    evidence: list[list[int]]


class CausesSaid(Schema):
    """What a person says the causes are; the first is the main one where none is named."""

    causes: list[str] = Field(min_length=1, max_length=20)
    main: str = Field("", max_length=60)


class NewAttempt(Schema):
    """What came of a contact; the same key again returns the first one."""

    channel: Channel = Channel.PHONE
    outcome: Outcome
    note: str = Field("", max_length=2000)
    ring_seconds: int | None = Field(None, ge=0, le=600)
    promised_at: AwareDatetime | None = None
    is_solved: bool = False
    promise: str = Field("", max_length=300)
    promise_due: AwareDatetime | None = None
    idempotency_key: str = Field(min_length=1, max_length=40)


class AttemptStored(Schema):
    """The stored contact and what follows from it."""

    id: str
    next_step: str
    broken_rules: list[str]


class Refusal(Schema):
    """Why nothing was stored."""

    reasons: list[str]


@router.get("/cases", response=CaseLines)
def cases(request: HttpRequest, shop: Path[str], asked: Query[QueueQuery]) -> CaseLines:
    """A page of the queue, 100 lines."""
    member = _seat(request, shop, EVERYONE)
    filters = CaseFilters(
        view=asked.view,
        sort=asked.sort,
        level=asked.level,
        cause=asked.cause,
        words=asked.q,
    )
    place = read_place(asked.after, filters.order, is_before=False)
    page = queue_page(member=member, filters=filters, place=place, now=timezone.now())
    return CaseLines(cases=[_line(row) for row in page.rows], next=page.later)


@router.get("/cases/{case}", response=CaseFacts)
def one_case(request: HttpRequest, case: str, shop: Path[str]) -> CaseFacts:
    """One case, and whether its buyer may be contacted now."""
    member = _seat(request, shop, EVERYONE)
    try:
        card = case_card(member=member, public_id=case, now=timezone.now())
    except Case.DoesNotExist:
        raise Http404 from None
    return _facts(card)


@router.post("/cases/{case}/attempts", response={200: AttemptStored, 422: Refusal})
def attempts(
    request: HttpRequest,
    case: str,
    sent: NewAttempt,
    shop: Path[str],
) -> AttemptStored | Status[Refusal]:
    """Record what came of a contact."""
    member = _seat(request, shop, CALLERS)
    talk = Talk(**sent.dict(exclude={"idempotency_key"}))
    try:
        stored = record_talk(
            case=_case_of(member, case),
            member=member,
            talk=talk,
            idempotency_key=sent.idempotency_key,
            now=timezone.now(),
        )
    except AttemptRefused as refusal:
        return Status(422, Refusal(reasons=[render(refusal.reason)]))
    return AttemptStored(
        id=stored.public_id,
        next_step=render(stored.next_step),
        broken_rules=[render(broken) for broken in stored.broken_rules],
    )


@router.post("/cases/{case}/online", response={204: None})
def online(request: HttpRequest, case: str, shop: Path[str]) -> Status[None]:
    """The buyer was seen online just now; it fades within minutes."""
    member = _seat(request, shop, CALLERS)
    found = _case_of(member, case)
    observe_presence(case=found, member=member, source="wangwang", now=timezone.now())
    return Status(204, None)


@router.get("/cases/{case}/causes", response=list[CauseShown])
def causes(request: HttpRequest, case: str, shop: Path[str]) -> list[CauseShown]:
    """The causes of a case's review, the main one first."""
    return _causes(_case_of(_seat(request, shop, EVERYONE), case))


@router.post("/cases/{case}/causes", response={200: list[CauseShown], 422: Refusal})
def correct(
    request: HttpRequest, case: str, said: CausesSaid, shop: Path[str]
) -> list[CauseShown] | Status[Refusal]:
    """Say what the causes are; the reader's answer is kept beside it."""
    member = _seat(request, shop, CALLERS | ANALYSTS)
    found = _case_of(member, case)
    return _confirmed(found, member, said.causes, said.main or said.causes[0])


@router.post("/cases/{case}/causes/accept", response={200: list[CauseShown], 422: Refusal})
def accept(request: HttpRequest, case: str, shop: Path[str]) -> list[CauseShown] | Status[Refusal]:
    """Confirm the causes as they are shown."""
    member = _seat(request, shop, CALLERS | ANALYSTS)
    found = _case_of(member, case)
    codes = [row.cause.code for row in current_causes().filter(review=found.review_id)]
    return _confirmed(found, member, codes, codes[0] if codes else "")


def _confirmed(
    case: Case, member: Member, codes: list[str], main: str
) -> list[CauseShown] | Status[Refusal]:
    try:
        confirm_causes(
            review=case.review, codes=codes, main=main, member=member, now=timezone.now()
        )
    except UnknownCause as unknown:
        return Status(422, Refusal(reasons=[_("No cause in use: %(codes)s") % {"codes": unknown}]))
    return _causes(case)


def _causes(case: Case) -> list[CauseShown]:
    return [
        CauseShown(
            code=row.cause.code,
            name=cause_name(row.cause),
            confidence=row.confidence,
            is_main=row.is_main,
            source=row.source,
            evidence=row.evidence,
        )
        for row in current_causes().filter(review=case.review_id)
    ]


def _seat(request: HttpRequest, shop: str, roles: frozenset[str]) -> Member:
    return member_of(request.user, shop=shop, roles=roles)


def _case_of(member: Member, public_id: str) -> Case:
    found = Case.objects.select_related("shop", "shop__settings", "buyer", "review__shop")
    case = found.filter(shop=member.shop_id, public_id=public_id).first()
    if case is None:
        raise Http404
    return case


def _line(row: QueueRow) -> CaseLine:
    return CaseLine(
        id=row.public_id,
        level=row.level,
        buyer=row.buyer,
        complaint=row.complaint,
        causes=list(row.causes),
        product=row.product,
        when=row.when.kind,
        at=row.when.at,
        why=[render(one) for one in row.why],
        dials=row.dials,
        owner=row.owner,
        opened_at=row.opened_at,
    )


def _facts(card: CaseCard) -> CaseFacts:
    case = card.case
    return CaseFacts(
        id=case.public_id,
        level=case.level,
        status=case.status,
        hold=case.hold,
        buyer=case.buyer.nick_masked if case.buyer else "",
        content=mask_free_text(card.review.content),
        append=mask_free_text(card.review.append),
        causes=[cause.code for cause in card.review.causes],
        contacted_at=case.contacted_at,
        solved_at=case.solved_at,
        remedied_at=case.remedied_at,
        review_changed_at=case.review_changed_at,
        may_be_contacted=card.verdict.allowed,
        why_not=[render(reason) for reason in card.verdict.reasons],
        next_allowed_at=card.verdict.next_allowed,
    )
