"""Rows of reviews are compared with what the desk knows, and open cases."""

from collections.abc import Iterable, Mapping, Sequence

from reviews.domain.clocks import PlatformClock
from reviews.domain.levels import Level, ReviewState
from reviews.intake.changes import (
    StoredReview,
    Verdict,
    compare,
    completed,
    opens_case,
)
from reviews.intake.rows import ReviewRow
from reviews.models import ImportRun, Review, Shop
from reviews.operations.case_opening import open_cases
from reviews.operations.review_storing import add_reviews, change_reviews
from reviews.operations.tally import Tally


def take_reviews(
    *,
    shop: Shop,
    run: ImportRun,
    rows: Sequence[ReviewRow],
    seen: set[str],
    clocks: Sequence[PlatformClock],
) -> Tally:
    """Store a batch of rows; ``seen`` holds the keys of this file so far and grows.

    Runs within the caller's transaction, as of the run's moment.
    """
    tally = Tally()
    waiting = list(rows)
    while waiting:
        taken: dict[str, ReviewRow] = {}
        later = []
        for row in waiting:
            if row.key in taken:
                later.append(row)
            else:
                taken[row.key] = row
        tally += _take_distinct(taken, shop=shop, run=run, seen=seen, clocks=clocks)
        seen.update(taken)
        waiting = later
    return tally


def _take_distinct(
    rows: Mapping[str, ReviewRow],
    *,
    shop: Shop,
    run: ImportRun,
    seen: set[str],
    clocks: Sequence[PlatformClock],
) -> Tally:
    tally = Tally()
    stored = _stored(shop, rows)
    fresh: list[ReviewRow] = []
    changed: list[ReviewRow] = []
    for key, raw in rows.items():
        known = stored.get(key)
        row = completed(raw, known) if known else raw
        match compare(row, known, repeated=key in seen):
            case Verdict.NEW:
                fresh.append(row)
            case Verdict.CHANGED:
                changed.append(row)
            case Verdict.UNCHANGED:
                tally.unchanged += 1
            case Verdict.REPEATED:
                tally.repeated += 1
    known_pks = [review.pk for review in stored.values()]
    Review.objects.filter(pk__in=known_pks, last_seen_at__lt=run.as_of).update(
        last_seen_at=run.as_of
    )
    made = add_reviews(fresh, shop=shop, run=run, clocks=clocks)
    altered = change_reviews(changed, stored, run=run)
    opened = [review for row, review in made if opens_case(row)]
    opened += [
        review for row, review in altered if opens_case(row) and not stored[row.key].has_case
    ]
    tally.new, tally.changed = len(fresh), len(changed)
    tally.cases_opened = open_cases(
        reviews=opened, now=run.as_of, clocks=clocks, member=run.created_by
    )
    return tally


def _stored(shop: Shop, keys: Iterable[str]) -> dict[str, StoredReview]:
    found = Review.objects.filter(shop=shop, key__in=list(keys)).values_list(
        "pk",
        "key",
        "content_hash",
        "rated_at",
        "append_at",
        "replied_at",
        "level",
        "stars",
        "content",
        "append_content",
        "reply",
        "state",
        "case__pk",
        "snapshot_count",
    )
    return {
        key: StoredReview(
            pk=pk,
            content_hash=content_hash,
            content_at=max(filter(None, (rated_at, append_at, replied_at))),
            level=Level(level),
            stars=stars,
            text=text,
            append_text=append_text,
            reply=reply,
            state=ReviewState(state),
            has_case=case is not None,
            snapshots=snapshots,
        )
        for (
            pk,
            key,
            content_hash,
            rated_at,
            append_at,
            replied_at,
            level,
            stars,
            text,
            append_text,
            reply,
            state,
            case,
            snapshots,
        ) in found
    }
