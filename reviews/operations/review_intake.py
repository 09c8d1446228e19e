"""Rows of reviews are compared with what the desk knows, and open cases."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Case, Q, Value, When

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
from reviews.models import ImportRun, Review, Shop, Sighting
from reviews.operations.bulk_insert import insert_values
from reviews.operations.case_opening import open_cases
from reviews.operations.review_storing import add_reviews, change_reviews
from reviews.operations.seen_keys import SeenKeys
from reviews.operations.tally import Tally

_TIMES = ("rated_at", "append_at", "replied_at")
_COMPARED = (
    "pk",
    "key",
    "content_hash",
    "level",
    "stars",
    "content",
    "append_content",
    "reply",
    "state",
    "case__pk",
    "snapshot_count",
)


def take_reviews(
    *,
    shop: Shop,
    run: ImportRun,
    rows: Sequence[ReviewRow],
    seen: SeenKeys,
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
            first = taken.setdefault(row.key, row)
            if first is row:
                continue
            if (first.content_hash, first.content_at) == (row.content_hash, row.content_at):
                tally.repeated += 1  # whatever state stands between them: it is no newer
            else:
                later.append(row)
        several = {row.key for row in later}
        counts, known_at = _take_distinct(
            taken, several, shop=shop, run=run, seen=seen, clocks=clocks
        )
        tally += counts
        seen.update(taken)
        # Of one file, a state that is no newer than what is known by now repeats it.
        waiting = [row for row in later if row.content_at > known_at[row.key]]
        tally.repeated += len(later) - len(waiting)
    return tally


def _take_distinct(
    rows: Mapping[str, ReviewRow],
    several: Collection[str],
    *,
    shop: Shop,
    run: ImportRun,
    seen: SeenKeys,
    clocks: Sequence[PlatformClock],
) -> tuple[Tally, dict[str, dt.datetime]]:
    """The counts, and from when at least what is known of the ``several`` reviews now is.

    Most rows of a file that comes again say just what is known: of those reviews the fingerprint
    is asked and nothing else. ``several`` are the keys of which more states follow.
    """
    hashes = _note_seen(shop, rows, run=run)
    told = {
        key: row
        for key, row in rows.items()
        if key in several or hashes.get(key) != row.content_hash
    }
    stored = _stored(shop, told.keys() & hashes.keys())
    judged = _judge(told, stored, seen)
    made = judged[Verdict.NEW]
    keys = add_reviews(made, shop=shop, run=run, clocks=clocks)
    altered = judged[Verdict.CHANGED]
    change_reviews(altered, stored, run=run)
    opened = [key for row, key in zip(made, keys, strict=True) if opens_case(row)]
    opened += [
        stored[row.key].pk for row in altered if opens_case(row) and not stored[row.key].has_case
    ]
    tally = Tally(
        **{verdict.value: len(some) for verdict, some in judged.items()},
        cases_opened=_open_cases(opened, run=run, clocks=clocks),
    )
    same = [key for key in rows if key not in told]
    repeated = sum(key in seen for key in same)
    tally += Tally(repeated=repeated, unchanged=len(same) - repeated)
    known_at = {key: review.content_at for key, review in stored.items()}
    return tally, known_at | {row.key: row.content_at for row in (*made, *altered)}


def _note_seen(shop: Shop, rows: Mapping[str, ReviewRow], *, run: ImportRun) -> dict[str, str]:
    """Note that this file shows the reviews; returns the fingerprints of those that are known."""
    found = Review.objects.filter(shop=shop, key__among=list(rows))
    shown_again = Q(sighting__seen_at__lt=run.as_of)
    shown_twice = Q(sighting=None, first_seen_at__lt=run.as_of)
    # Whether, and not when: a moment takes the driver as long to read as the rest of the row.
    how_seen = Case(When(shown_again, then=Value("again")), When(shown_twice, then=Value("twice")))
    known: list[tuple[int, str, str, str | None]] = list(
        found.values_list("pk", "key", "content_hash", how_seen)
    )
    if again := [pk for pk, _, _, how in known if how == "again"]:
        Sighting.objects.filter(review__pk__among=again).update(seen_at=run.as_of)
    insert_values(
        Sighting,
        [{"review_id": pk, "seen_at": run.as_of} for pk, _, _, how in known if how == "twice"],
    )
    return {key: content_hash for _, key, content_hash, _ in known}


def _open_cases(pks: Sequence[int], *, run: ImportRun, clocks: Sequence[PlatformClock]) -> int:
    if not pks:
        return 0
    reviews = list(Review.objects.filter(pk__among=pks).select_related("order").order_by("pk"))
    for review in reviews:
        review.shop = run.shop
    return open_cases(reviews=reviews, now=run.as_of, clocks=clocks, member=run.created_by)


def _judge(
    rows: Mapping[str, ReviewRow], stored: Mapping[str, StoredReview], seen: SeenKeys
) -> dict[Verdict, list[ReviewRow]]:
    """The rows, completed by what the desk knows, under their verdicts."""
    judged: dict[Verdict, list[ReviewRow]] = {verdict: [] for verdict in Verdict}
    for key, raw in rows.items():
        known = stored.get(key)
        row = completed(raw, known) if known else raw
        judged[compare(row, known, repeated=key in seen)].append(row)
    return judged


def _stored(shop: Shop, keys: Iterable[str]) -> dict[str, StoredReview]:
    wanted = list(keys)
    if not wanted:
        return {}
    found = Review.objects.filter(shop=shop, key__among=wanted)
    return {
        row["key"]: StoredReview(
            pk=row["pk"],
            content_hash=row["content_hash"],
            content_at=max(filter(None, (row[column] for column in _TIMES))),
            level=Level(row["level"]),
            stars=row["stars"],
            text=row["content"],
            append_text=row["append_content"],
            reply=row["reply"],
            state=ReviewState(row["state"]),
            has_case=row["case__pk"] is not None,
            snapshots=row["snapshot_count"],
        )
        for row in found.values(*_TIMES, *_COMPARED)
    }
