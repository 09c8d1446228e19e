"""What a full export no longer holds is gone from the platform; no other absence tells that.

Care is taken on every side. Only a file taken in whole, with no row rejected, tells anything; and
only of reviews within its stated period *and* between its own first and last review: a file that
was cut off, or drawn before the period was over, says nothing of what lies beyond its ends.
"""

import datetime as dt
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from reviews.domain.levels import Level, ReviewState
from reviews.domain.reason import Reason
from reviews.intake.changes import review_hash
from reviews.models import ImportRun, RejectedRow, Review, Shop
from reviews.operations.import_lease import ImportEnded, Lease
from reviews.operations.many_rows import update_rows
from reviews.operations.review_storing import record_states_of_reviews

BATCH = 500
_SHOWN = (ReviewState.LIVE.value, ReviewState.CHANGED.value, ReviewState.UNKNOWN.value)
#: How the keys of reviews begin, by what `intake.normalise` makes them of.
_SCHEMES = ("id:", "sub:", "order:", "hash:")
#: Rows that are no buyers' reviews: that they were rejected hides none.
_HARMLESS = frozenset({"rated_by_seller"})
#: When a file last held a review.
_LAST_SEEN = Coalesce("sighting__seen_at", "first_seen_at")


@dataclass(frozen=True, slots=True)
class _Span:
    """The moments between which the file speaks for the platform; both ends excluded.

    ``schemes`` are what its keys are made of: of reviews named in other ways it tells nothing.
    """

    after: dt.datetime
    before: dt.datetime
    schemes: tuple[str, ...]


def claim_deleted(*, run: ImportRun, lease: Lease) -> int:
    """Mark reviews the run's full export should hold and does not as deleted; returns how many.

    Called when every row is in, before the run ends: a worker killed meanwhile leaves whole
    batches, and the next one goes on with the rest. Raises ImportEnded where the run is no
    longer this worker's.
    """
    if run.kind != "reviews" or not run.is_full_export:
        return 0
    # Mended rows are a part of an export, whatever was said of it.
    span = _span(run) if run.parent is None else None
    reason = _why_not(run) if span else Reason("full_export_too_small")
    if span is None or reason:
        _note(run, not_claimed=reason.as_json() if reason else {})
        return 0
    claimed = 0
    while batch := _claim_batch(run, span):
        claimed += batch
        lease.renew_in_time()
    return claimed


def _why_not(run: ImportRun) -> Reason | None:
    """A rejected row may be any of the reviews that seem to be absent."""
    reasons = RejectedRow.objects.filter(run=run, resolved_at__isnull=True).values_list(
        "reason", flat=True
    )
    in_doubt = sum(1 for reason in reasons.iterator() if reason.get("code") not in _HARMLESS)
    return Reason("full_export_has_rejects", {"rows": in_doubt}) if in_doubt else None


def _span(run: ImportRun) -> _Span | None:
    """The stated days, no wider than the reviews the file itself holds."""
    assert run.covers_from is not None  # noqa: S101  # a constraint holds it
    assert run.covers_until is not None  # noqa: S101  # the same
    zone = timezone.get_default_timezone()
    opens = dt.datetime.combine(run.covers_from, dt.time.min, tzinfo=zone)
    closes = dt.datetime.combine(run.covers_until + dt.timedelta(days=1), dt.time.min, tzinfo=zone)
    held = Review.objects.alias(seen_at=_LAST_SEEN).filter(
        shop=run.shop_id, seen_at=run.as_of, rated_at__gte=opens, rated_at__lt=closes
    )
    ends = held.aggregate(first=Min("rated_at"), last=Max("rated_at"))
    if ends["first"] is None or ends["first"] == ends["last"]:
        return None
    schemes = tuple(s for s in _SCHEMES if held.filter(key__startswith=s).exists())
    return _Span(after=ends["first"], before=ends["last"], schemes=schemes)


def _absent(run: ImportRun, span: _Span) -> QuerySet[Review]:
    """Reviews shown so far that no file as new as this one holds."""
    named_alike = reduce(or_, (Q(key__startswith=scheme) for scheme in span.schemes))
    return Review.objects.alias(seen_at=_LAST_SEEN).filter(
        named_alike,
        shop=run.shop_id,
        rated_at__gt=span.after,
        rated_at__lt=span.before,
        seen_at__lt=run.as_of,
        state__in=_SHOWN,
    )


@transaction.atomic
def _claim_batch(run: ImportRun, span: _Span) -> int:
    Shop.objects.select_for_update(no_key=True).get(pk=run.shop_id)
    reviews = list(_absent(run, span).order_by("pk")[:BATCH])
    for review in reviews:
        review.state = ReviewState.DELETED.value
        review.snapshot_count += 1
        review.content_hash = _hash_of(review)
    update_rows(reviews, ["state", "snapshot_count", "content_hash"])
    record_states_of_reviews([(review, ("deleted",)) for review in reviews], run=run)
    _note(run, deleted=run.deleted + len(reviews))
    return len(reviews)


def _hash_of(review: Review) -> str:
    """As `review_hash` of a row would be, so that the review is new when it is shown again."""
    return review_hash(
        level=Level(review.level),
        stars=review.stars,
        text=review.content,
        append_text=review.append_content,
        reply=review.reply,
        state=ReviewState(review.state),
    )


def _note(run: ImportRun, **told: object) -> None:
    """Keep what was found on the run; raises ImportEnded, which rolls the batch back."""
    for name, value in told.items():
        setattr(run, name, value)
    kept = ImportRun.objects.filter(pk=run.pk, state="running", tries=run.tries).update(**told)
    if kept != 1:
        raise ImportEnded
