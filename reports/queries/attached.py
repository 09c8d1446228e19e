"""Which cases go with a corrective action, and what those that went with it say."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from reports.domain.spans import Span
from reports.domain.told import BRIEF
from reports.models import Action, Alarm
from reports.queries.case_rows import whole_text
from reports.queries.counted_cases import counted_cases
from reports.queries.narrowing import Narrowing
from reports.queries.spikes import spike_cases
from reports.queries.traits import Traits
from reviews.domain.masking import mask_free_text
from reviews.models import Case, Cause, Product, Review, Shop

#: A unit reads a few; the rest are for counting.
MOST_ATTACHED = 500
LINES_SHOWN = 50
ACTIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class AttachedCase:
    """A case of an action: its words masked, the addresses of its pictures."""

    case: Case
    words: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attached:
    """The newest lines, and of how many."""

    lines: tuple[AttachedCase, ...]
    total: int


def cases_to_attach(
    *, shop: Shop, cause: Cause, product: Product | None, span: Span, traits: Traits
) -> QuerySet[Case]:
    """The counted cases behind a cell, newest first."""
    found = counted_cases(
        shop=shop,
        week=span,
        narrowing=Narrowing(cause.code, product.public_id if product else ""),
        traits=traits,
    )
    return found.order_by("-review__rated_at", "-id")


def cases_of_alarm(alarm: Alarm) -> Sequence[Case]:
    """The cases that an alarm counted."""
    return spike_cases(shop=alarm.shop, key=(alarm.cause_id, alarm.product_id), day=alarm.day)


def attached_cases(action: Action, *, most: int = LINES_SHOWN) -> Attached:
    """What the action's own cases say, newest first."""
    found = Case.objects.filter(pk__in=action.attached.values("case"))
    newest = found.select_related("review", "review__product").order_by("-review__rated_at", "-id")
    lines = (
        AttachedCase(case, words_of(case.review), picture_links(case.review))
        for case in newest[:most]
    )
    return Attached(tuple(lines), action.attached.count())


def words_of(review: Review) -> str:
    """The review's words, masked."""
    return mask_free_text(whole_text(review)).strip()


def picture_links(review: Review) -> tuple[str, ...]:
    """Addresses of the review's pictures at the platform; only such as lead there safely."""
    return tuple(link for link in review.image_links if link.startswith("https://"))


def brief_token(action: Action) -> str:
    """Tells whether an action still says what a form was filled with."""
    said = "\n".join(str(getattr(action, name)) for name in BRIEF)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def actions_to_join(*, shop: Shop, cause: Cause | None) -> list[Action]:
    """Actions of a cause that aren't closed: counted cases may be attached to them."""
    if cause is None:
        return []
    unended = Action.objects.filter(shop=shop, cause=cause).exclude(status="closed")
    return list(unended.order_by("-created_at", "-id")[:ACTIONS_SHOWN])
