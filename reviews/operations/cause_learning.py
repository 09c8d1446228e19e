"""A shop teaches the desk: a model from its confirmed causes, applied only where it is better."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from simple_history.utils import bulk_create_with_history

from reviews.domain.causes.judging import Comparison, compare
from reviews.domain.causes.learner import LabelledText, TooFewExamples, learn
from reviews.domain.reason import Reason
from reviews.models import Cause, CauseExample, CauseModel, Review, ReviewCause, Shop
from reviews.operations.cause_readers import built_in_reader, reader_of
from reviews.operations.causes import review_text
from reviews.queries.cause_facts import FACT_RELATIONS, facts_of

#: A shop is learned from when it has so many labels in all, and so many since the last time.
LEAST_LABELS, LEAST_NEW_LABELS = 20, 10
_SEED = 20
_NEW_UNIT = "unclear"


class NothingToLearn(Exception):
    """Too few labels; ``reason`` says how many there are and how many it takes."""

    def __init__(self, *, labels: int) -> None:
        self.reason = Reason("causes_too_few_labels", {"labels": labels, "needed": LEAST_LABELS})
        super().__init__(self.reason.code)


class CodesNotInTree(Exception):
    """Labels bear codes that the shop's tree lacks."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.reason = Reason("causes_not_in_tree", {"codes": ", ".join(codes)})
        super().__init__(self.reason.code)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What came of learning: the figures, and whether the new model is in use."""

    comparison: Comparison
    labels: int
    number: int
    is_applied: bool


def learn_for_shop(
    *,
    shop: Shop,
    now: dt.datetime,
    labels: Sequence[LabelledText] | None = None,
    add_causes: bool = False,
) -> Lesson:
    """Learn from ``labels``, or from the shop's confirmed reviews where none are given.

    The model is kept in any case, and applied only where it is better than the reader in use on
    labels neither has seen. Raises NothingToLearn below `LEAST_LABELS`, CodesNotInTree for codes
    the tree lacks unless ``add_causes`` adds them.
    """
    examples, fresh = _confirmed(shop) if labels is None else (list(labels), frozenset[int]())
    if len(examples) < LEAST_LABELS:
        raise NothingToLearn(labels=len(examples))
    codes = _tree_with(shop, examples, now=now, add_causes=add_causes)
    try:
        comparison = compare(
            examples,
            fresh=fresh,
            in_use=reader_of(shop).read,
            built_in=built_in_reader().read,
            codes=codes,
            seed=_SEED,
        )
        weights = learn(examples, seed=_SEED).to_bytes()
    except TooFewExamples:
        raise NothingToLearn(labels=len(examples)) from None
    model = _keep(shop=shop, weights=weights, comparison=comparison, labels=len(examples), now=now)
    return Lesson(comparison, len(examples), model.number, model.is_applied)


def _confirmed(shop: Shop) -> tuple[list[LabelledText], frozenset[int]]:
    """Confirmed reviews, and which were confirmed after the model in use was made."""
    applied = shop.cause_models.filter(is_applied=True).first()
    reviews = list(_taught(shop).select_related(*FACT_RELATIONS).order_by("pk"))
    facts = facts_of(reviews)
    codes: dict[int, set[str]] = {review.pk: set() for review in reviews}
    rows = _words_of_people().filter(review__shop=shop)
    for review_id, code in rows.values_list("review_id", "cause__code"):
        if review_id in codes:  # confirmed in the meantime: the next lesson's
            codes[review_id].add(code)
    examples = [
        LabelledText(review_text(row), frozenset(codes[row.pk]), facts[row.pk]) for row in reviews
    ]
    fresh = frozenset(
        at
        for at, review in enumerate(reviews)
        if applied is not None
        and review.causes_confirmed_at is not None
        and review.causes_confirmed_at > applied.made_at
    )
    return [*examples, *_given(shop)], fresh


def _taught(shop: Shop) -> QuerySet[Review]:
    """Confirmed reviews, but for those of a retired cause alone: they would teach "no cause"."""
    said = _words_of_people().filter(review=OuterRef("pk"))
    return Review.objects.filter(Exists(said), shop=shop, causes_confirmed_at__isnull=False)


def _words_of_people() -> QuerySet[ReviewCause]:
    return ReviewCause.objects.filter(
        is_current=True, source="person", cause__retired_at__isnull=True
    )


def _given(shop: Shop) -> list[LabelledText]:
    """The owner's examples, each a text that bears its cause alone."""
    rows = CauseExample.objects.filter(cause__shop=shop, cause__retired_at__isnull=True)
    pairs = rows.order_by("pk").values_list("text", "cause__code")
    return [LabelledText(text, frozenset({code})) for text, code in pairs]


def _tree_with(
    shop: Shop,
    examples: Sequence[LabelledText],
    *,
    now: dt.datetime,
    add_causes: bool,
) -> frozenset[str]:
    known = set(shop.causes.values_list("code", flat=True))
    unknown = sorted({code for example in examples for code in example.labels} - known)
    if unknown and not add_causes:
        raise CodesNotInTree(unknown)
    added = [
        Cause(shop=shop, code=code, name=code, unit=_NEW_UNIT, position=position)
        for position, code in enumerate(unknown, start=len(known))
    ]
    bulk_create_with_history(added, Cause, default_date=now)
    return frozenset(known | set(unknown))


@transaction.atomic
def _keep(
    *,
    shop: Shop,
    weights: bytes,
    comparison: Comparison,
    labels: int,
    now: dt.datetime,
) -> CauseModel:
    Shop.objects.select_for_update(no_key=True).get(
        pk=shop.pk
    )  # two lessons at once get two numbers
    last = shop.cause_models.aggregate(last=Max("number"))["last"] or 0
    if comparison.is_better:
        shop.cause_models.filter(is_applied=True).update(is_applied=False)
    return CauseModel.objects.create(
        shop=shop,
        number=last + 1,
        made_at=now,
        labels=labels,
        figures={
            "before": comparison.before,
            "after": comparison.after,
            "judged": comparison.judged,
            "per_cause": {code: list(pair) for code, pair in comparison.per_cause.items()},
        },
        weights=weights,
        is_applied=comparison.is_better,
    )


@transaction.atomic
def use_cause_model(*, shop: Shop, number: int | None) -> None:
    """Read with the model of that number from now on; None goes back to the built-in reader.

    The sweep then reads all reviews again. Raises CauseModel.DoesNotExist.
    """
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)  # two presses at once: the later
    chosen = None if number is None else shop.cause_models.get(number=number)
    shop.cause_models.filter(is_applied=True).update(is_applied=False)
    if chosen is not None:
        CauseModel.objects.filter(pk=chosen.pk).update(is_applied=True)


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """Labels of a shop: in all, and since its last lesson."""

    all: int
    new: int


def label_counts(*, shop: Shop) -> LabelCounts:
    """Confirmed reviews and examples of a shop."""
    last = shop.cause_models.aggregate(last=Max("made_at"))["last"]
    confirmed = _taught(shop)
    given = CauseExample.objects.filter(cause__shop=shop, cause__retired_at__isnull=True)
    count = confirmed.count() + given.count()
    if last is None:
        return LabelCounts(count, count)
    new = confirmed.filter(causes_confirmed_at__gt=last).count()
    return LabelCounts(count, new + given.filter(added_at__gt=last).count())


def shops_to_learn() -> list[int]:
    """Shops with enough labels, and enough of them since their last lesson."""
    return [shop.pk for shop in Shop.objects.order_by("pk") if _is_ready(shop)]


def learn_if_ready(*, shop_id: int, now: dt.datetime, is_asked: bool = False) -> Lesson | None:
    """A lesson for a shop that has enough new labels; None where it has not (any more).

    Where a person asked for it, one new label is enough.
    """
    shop = Shop.objects.get(pk=shop_id)
    counts = label_counts(shop=shop)
    if counts.all < LEAST_LABELS or counts.new < (1 if is_asked else LEAST_NEW_LABELS):
        return None
    try:
        return learn_for_shop(shop=shop, now=now)
    except NothingToLearn:
        return None


def _is_ready(shop: Shop) -> bool:
    counts = label_counts(shop=shop)
    return counts.all >= LEAST_LABELS and counts.new >= LEAST_NEW_LABELS
