"""The only writers of the cause tree and of the causes of reviews."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from reviews.domain.causes import CauseReading
from reviews.domain.causes.tree import DEFAULT_TREE, NONE_STATED, OTHER, SUSPECTED_ABUSE
from reviews.models import Cause, CauseBatch, Member, Review, ReviewCause, Shop
from reviews.operations.cause_readers import ShopReader, reader_of
from reviews.operations.plan_requests import request_plan
from reviews.operations.put_forward import put_forward
from reviews.operations.review_locks import lock_reviews
from reviews.queries.cause_facts import FACT_RELATIONS, facts_of
from reviews.queries.unread import unread

#: One task reads at most so many: some seconds of work, then the next message.
BATCH = 500
SWEPT_BATCHES = 10


class UnknownCause(Exception):
    """A code that is no living cause of the shop's tree, or a main cause not among the codes."""


@transaction.atomic
def copy_default_tree(*, shop: Shop, now: dt.datetime) -> int:
    """Give the shop every default cause it lacks; returns how many were added."""
    known = set(shop.causes.values_list("code", flat=True))
    specs = [cause for unit in DEFAULT_TREE for cause in unit.causes]
    missing = [
        Cause(
            shop=shop,
            code=spec.code,
            name=spec.name_zh,
            name_en=spec.name_en,
            unit=spec.unit,
            position=position,
        )
        for position, spec in enumerate(specs)
        if spec.code not in known and spec.code != SUSPECTED_ABUSE
    ]
    bulk_create_with_history(missing, Cause, default_date=now)
    return len(missing)


def review_text(review: Review) -> str:
    """What the reader reads: the text, and the append after a line break; evidence counts in it."""
    if not review.append_content:
        return review.content
    return f"{review.content}\n{review.append_content}"


@transaction.atomic
def classify_reviews(
    *,
    shop: Shop,
    now: dt.datetime,
    review_ids: Collection[int] | None = None,
    limit: int = BATCH,
) -> int:
    """Read the causes of reviews that today's reader has not read; returns how many were read.

    Takes those named by ``review_ids``, else the waiting ones (never read before outdated). What
    an older version found is kept as not current; a review whose causes a person confirmed keeps
    the person's, and the new reading is stored beside them as not current.
    """
    cause_of = living_causes(shop)
    reader = reader_of(shop, stands_for=cause_of)
    taken = list(_unread(shop, reader.version, review_ids, limit))
    if not taken:
        return 0
    facts = facts_of(taken)
    readings = {review.pk: reader.read(review_text(review), facts[review.pk]) for review in taken}
    confirmed = {review.pk for review in taken if review.causes_confirmed_at is not None}
    _retire_readings([pk for pk in readings if pk not in confirmed])
    _store(readings, cause_of=cause_of, reader=reader, confirmed=confirmed, now=now)
    Review.objects.filter(pk__in=readings).update(causes_version=reader.version)
    _note_abuse(readings)
    put_forward({review.pk: review_text(review) for review in taken}, readings)
    request_plan(shop_id=shop.pk, now=now)
    return len(taken)


def _unread(
    shop: Shop,
    version: str,
    review_ids: Collection[int] | None,
    limit: int,
) -> Iterable[Review]:
    """Rows another worker holds are left to it; on SQLite the transaction holds them all."""
    unlocked = Review.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    unlocked = unlocked.select_related(*FACT_RELATIONS)
    if review_ids is not None:
        asked = unlocked.filter(shop=shop, pk__in=review_ids)
        return asked.exclude(causes_version=version).order_by("pk")
    taken: list[Review] = []
    for some in unread(unlocked, shop=shop, version=version):
        taken += some[: limit - len(taken)]
        if len(taken) == limit:
            break
    return taken


def _retire_readings(review_ids: Collection[int]) -> None:
    ReviewCause.objects.filter(review__in=review_ids, is_current=True).exclude(
        source="person",
    ).update(is_current=False)


def _store(
    readings: Mapping[int, CauseReading],
    *,
    cause_of: Mapping[str, Cause],
    reader: ShopReader,
    confirmed: Collection[int],
    now: dt.datetime,
) -> None:
    rows: list[ReviewCause] = []
    for review_id, reading in readings.items():
        is_current = review_id not in confirmed
        for found in in_tree(reading, cause_of):
            found.review_id = review_id
            found.source, found.version = reader.source, reader.version
            found.is_current, found.decided_at = is_current, now
            rows.append(found)
    ReviewCause.objects.bulk_create(rows)


def living_causes(shop: Shop) -> dict[str, Cause]:
    """Each code of the shop's tree with the cause that stands for it now."""
    living: dict[str, Cause] = {}
    for cause in shop.causes.select_related("merged_into").order_by("position", "pk"):
        stands_for = cause.merged_into or cause
        if stands_for.retired_at is None:
            living[cause.code] = stands_for
    return living


def in_tree(reading: CauseReading, cause_of: Mapping[str, Cause]) -> list[ReviewCause]:
    """The reading in the shop's tree: merged codes once; where none is known, "other"."""
    rows: dict[int, ReviewCause] = {}
    fallback = cause_of.get(OTHER) or cause_of.get(NONE_STATED)
    for found in reading.causes:
        cause = cause_of.get(found.code)
        if cause is not None and cause.pk not in rows:
            rows[cause.pk] = _row(cause, found.confidence, found.evidence)
    if not rows and fallback is not None:
        first = reading.causes[0]
        rows[fallback.pk] = _row(fallback, first.confidence, first.evidence)
    ordered = list(rows.values())
    for row in ordered[:1]:
        row.is_main = True
    return ordered


def _row(
    cause: Cause,
    confidence: float,
    evidence: Iterable[tuple[int, int]],
) -> ReviewCause:
    return ReviewCause(
        cause=cause,
        confidence=confidence,
        evidence=[list(span) for span in evidence],
    )


def _note_abuse(readings: Mapping[int, CauseReading]) -> None:
    Review.objects.filter(pk__in=readings).exclude(abuse_hint={}).update(abuse_hint={})
    for review_id, reading in readings.items():
        if reading.abuse is not None:
            Review.objects.filter(pk=review_id).update(abuse_hint=reading.abuse.as_json())


@transaction.atomic
def confirm_causes(
    *,
    review: Review,
    codes: Collection[str],
    main: str,
    member: Member,
    now: dt.datetime,
) -> None:
    """Store what a person says the causes are; the reader's rows are kept as not current.

    Raises UnknownCause for a code that is no living cause of the shop, or a main cause that is
    not among ``codes``.
    """
    hold_tree(shop_id=review.shop_id)
    lock_reviews([review.pk])
    say_causes(
        shop=review.shop, review_ids=[review.pk], codes=codes, main=main, member=member, now=now
    )


def hold_tree(*, shop_id: int) -> list[Cause]:
    """The shop's causes, held by whoever changes them or labels reviews by them, before reviews.

    A word given while two causes are merged would else stay with the one that is gone. Readers do
    not wait for it: rows that name a cause go in beside this lock, and what was read by the former
    tree is read again.
    """
    held = Cause.objects.select_for_update(no_key=True).filter(shop=shop_id)
    return list(held.order_by("pk"))


def say_causes(
    *,
    shop: Shop,
    review_ids: Collection[int],
    codes: Collection[str],
    main: str,
    member: Member,
    now: dt.datetime,
    batch: CauseBatch | None = None,
) -> None:
    """Store the same causes for several reviews, which the caller's transaction has locked.

    The rows that were current stay as not current. Raises UnknownCause like `confirm_causes`.
    """
    cause_of = living_causes(shop)
    unknown = [code for code in codes if code not in cause_of]
    if unknown or main not in codes:
        raise UnknownCause(", ".join(unknown) or main)
    earlier = ReviewCause.objects.filter(review__in=review_ids).order_by("decided_at", "pk")
    shown = {(row.review_id, row.cause_id): row.evidence for row in earlier}
    ReviewCause.objects.filter(review__in=review_ids, is_current=True).update(is_current=False)
    chosen = sorted({cause_of[code].pk for code in codes})
    ReviewCause.objects.bulk_create(
        ReviewCause(
            review_id=review_id,
            cause_id=pk,
            source="person",
            version="person",
            confidence=1.0,
            evidence=shown.get((review_id, pk), []),
            is_main=pk == cause_of[main].pk,
            decided_by=member,
            decided_at=now,
            batch=batch,
        )
        for review_id in review_ids
        for pk in chosen
    )
    Review.objects.filter(pk__in=review_ids).update(causes_confirmed_at=now)
    request_plan(shop_id=shop.pk, now=now)


def sweep_causes(*, now: dt.datetime, limit: int = BATCH, batches: int = SWEPT_BATCHES) -> int:
    """Read waiting reviews of every shop, each batch by itself; returns how many were read.

    A shop gets at most ``batches`` a sweep, so that a big import starves no other shop.
    """
    read = 0
    for shop in Shop.objects.order_by("pk"):
        for _batch in range(batches):
            done = classify_reviews(shop=shop, now=now, limit=limit)
            read += done
            if done < limit:
                break
    return read
