"""Reviews put forward: they have no rating and read like complaints."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet

from reviews.models import Cause, Member, Review, ReviewCause
from reviews.queries.card import current_causes
from reviews.queries.rows import cause_name

PAGE_SIZE = 50
VIEWS = ("waiting", "dismissed")


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """One review as the list shows it; ``spans`` are the words that show its causes."""

    review: Review
    text: str
    spans: list[list[int]]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """A page of rows, and whether another one follows."""

    rows: list[ComplaintRow]
    has_more: bool


def complaint_page(*, member: Member, view: str, cause: str, page: int) -> ComplaintPage:
    """One page, newest first; ``page`` counts from 1, ``cause`` is a code or empty."""
    found = _complaints(member, view, cause)
    first = (page - 1) * PAGE_SIZE
    loaded = list(
        found.select_related("product", "complaint_judged_by")
        .prefetch_related(Prefetch("review_causes", current_causes()))
        .order_by("-rated_at", "-id")[first : first + PAGE_SIZE + 1]
    )
    return ComplaintPage(
        rows=[_row(review) for review in loaded[:PAGE_SIZE]], has_more=len(loaded) > PAGE_SIZE
    )


def _complaints(member: Member, view: str, cause: str = "") -> QuerySet[Review]:
    found = Review.objects.filter(shop=member.shop_id, complaint=view, level="unrated")
    if not cause:
        return found
    return found.filter(
        review_causes__is_current=True,
        review_causes__is_main=True,
        review_causes__cause__code=cause,
    )


def _row(review: Review) -> ComplaintRow:
    """Offsets of a cause count through text and append, joined by a line."""
    causes = list(review.review_causes.all())
    parts = filter(None, (review.content, review.append_content))
    return ComplaintRow(
        review=review,
        text="\n".join(parts),
        spans=[span for found in causes for span in found.evidence],
        causes=tuple(cause_name(found.cause) for found in causes if found.evidence),
    )


def complaint_counts(*, member: Member) -> dict[str, int]:
    """How many reviews each of `VIEWS` holds."""
    counted = (
        Review.objects.filter(shop=member.shop_id, complaint__in=VIEWS, level="unrated")
        .values_list("complaint")
        .annotate(count=Count("id"))
    )
    return dict.fromkeys(VIEWS, 0) | dict(counted.order_by())


def waiting_count(*, member: Member) -> int:
    """How many reviews wait for a person's word; a look into one small index."""
    return _complaints(member, "waiting").count()


def waiting_ids(*, member: Member, cause: str, most: int) -> list[str]:
    """The public ids of the waiting ones of the list, the newest first, at most so many."""
    found = _complaints(member, "waiting", cause).order_by("-rated_at", "-id")
    return list(found.values_list("public_id", flat=True)[:most])


def complaint_causes(*, member: Member) -> list[tuple[str, str, int]]:
    """Code, name and number of the main causes among the waiting ones, the most frequent first."""
    found = (
        ReviewCause.objects.filter(
            is_current=True, is_main=True, review__in=_complaints(member, "waiting")
        )
        .values_list("cause")
        .annotate(count=Count("id"))
        .order_by("-count", "cause")
    )
    causes = Cause.objects.filter(shop=member.shop_id).in_bulk()
    return [(causes[pk].code, cause_name(causes[pk]), count) for pk, count in found]
