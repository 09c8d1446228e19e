"""Reviews with their causes, for correcting them."""

from dataclasses import dataclass

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from reviews.models import Case, Cause, Member
from reviews.queries.alike import worth_rows
from reviews.queries.card import current_causes
from reviews.queries.rows import cause_name


@dataclass(frozen=True, slots=True)
class CauseTally:
    """A cause of the shop's tree and how many cases show it now."""

    code: str
    name: str
    unit: str
    cases: int


def worth_checking(*, member: Member) -> list[Case]:
    """The cases whose labels teach most, in that order, with review and current causes."""
    keys = worth_rows(member=member)
    found = cause_rows(member=member).filter(pk__in=keys).in_bulk()
    return [found[key] for key in keys if key in found]


def cause_rows(*, member: Member, cause: str = "", confirmed: bool = False) -> QuerySet[Case]:
    """Cases with review and current causes; the least sure reading first, then the newest."""
    cases = Case.objects.filter(
        shop=member.shop_id,
        review__causes_confirmed_at__isnull=not confirmed,
    )
    cases = cases.exclude(review__level="good", review__append_content="")
    if cause:
        cases = cases.filter(
            review__review_causes__is_current=True,
            review__review_causes__cause__code=cause,
        )
    current = Q(review__review_causes__is_current=True)
    return (
        cases.annotate(confidence=Max("review__review_causes__confidence", filter=current))
        .select_related("review", "review__product")
        .prefetch_related(Prefetch("review__review_causes", current_causes()))
        .order_by("confidence", "-opened_at", "id")
    )


def cause_tallies(*, member: Member) -> list[CauseTally]:
    """Every cause in use with its number of cases, the most frequent first."""
    causes = Cause.objects.filter(shop=member.shop_id, retired_at__isnull=True).annotate(
        cases=Count("review_causes", filter=Q(review_causes__is_current=True)),
    )
    return [
        CauseTally(cause.code, cause_name(cause), cause.get_unit_display(), cause.cases)
        for cause in causes.order_by("-cases", "position", "id")
    ]
