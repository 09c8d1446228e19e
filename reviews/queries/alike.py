"""Reviews that say the same as one, and those most worth labelling."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from reviews.domain.causes.alike import alike, worth_labelling
from reviews.models import Case, CauseBatch, Member, ReviewCause
from reviews.queries.card import current_causes

#: Look-alikes are sought among so many of the latest unconfirmed reviews, and so many are shown.
SOUGHT_AMONG, SHOWN = 1500, 100
#: Among so many of the least sure readings those most worth labelling are sought.
RANKED_AMONG, RANKED = 600, 50


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """A case whose review says the same, and how like it is (0 to 1)."""

    case: Case
    likeness: float


def unconfirmed(member: Member) -> QuerySet[Case]:
    """Cases of the shop whose causes nobody has confirmed, with review and product."""
    cases = Case.objects.filter(
        shop=member.shop_id, review__causes_confirmed_at__isnull=True
    ).exclude(review__level="good", review__append_content="")
    return cases.select_related("review", "review__product")


def alike_rows(*, member: Member, case: Case) -> list[AlikeRow]:
    """The unconfirmed cases that say the same as ``case``, the likest first."""
    others = list(
        unconfirmed(member)
        .exclude(pk=case.pk)
        .prefetch_related(Prefetch("review__review_causes", current_causes()))
        .order_by("-opened_at", "-id")[:SOUGHT_AMONG]
    )
    found = alike(_said(case), [_said(other) for other in others])[:SHOWN]
    return [AlikeRow(others[one.at], one.likeness) for one in found]


def worth_rows(*, member: Member) -> list[int]:
    """Keys of the cases most worth labelling, first those that teach most."""
    main = ReviewCause.objects.filter(review=OuterRef("review"), is_current=True, is_main=True)
    unsure = (
        unconfirmed(member)
        .filter(Exists(main))
        .annotate(confidence=main.values("confidence")[:1])
        .order_by(F("confidence"), "-opened_at", "id")[:RANKED_AMONG]
    )
    cases = list(unsure)
    confidences = [float(case.confidence) for case in cases]
    order = worth_labelling([_said(case) for case in cases], confidences)
    return [cases[at].pk for at in order[:RANKED]]


def latest_batch(*, member: Member, public_id: str) -> CauseBatch | None:
    """The shop's press of that id."""
    return CauseBatch.objects.filter(shop=member.shop_id, public_id=public_id).first()


def _said(case: Case) -> str:
    return f"{case.review.content} {case.review.append_content}".strip()
