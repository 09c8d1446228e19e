import datetime as dt

import pytest

from reviews.models import Review, ReviewCause
from reviews.operations.cause_batches import confirm_alike, undo_batch
from reviews.operations.cause_merges import merge_cause
from reviews.operations.causes import UnknownCause
from tests.factories import CauseFactory, ReviewCauseFactory

pytestmark = pytest.mark.django_db


def current(review):
    rows = ReviewCause.objects.filter(review=review, is_current=True).order_by("cause__code")
    return [(row.cause.code, row.source, row.is_main) for row in rows]


def test_one_press_confirms_look_alikes_and_one_takes_it_back(shop, ops, now):
    slow, leak = (CauseFactory.create(shop=shop, code=code) for code in ("slow", "leak"))
    read = [ReviewCauseFactory.create(review__shop=shop, cause=slow).review for _ in range(3)]
    by_colleague = ReviewCauseFactory.create(
        review__shop=shop, review__causes_confirmed_at=now, cause=leak,
        source="person", decided_by=ops,
    ).review  # fmt: skip
    elsewhere = ReviewCauseFactory.create().review

    batch = confirm_alike(
        shop=shop,
        model_review=read[0],
        review_ids=[*(review.pk for review in read), by_colleague.pk, elsewhere.pk],
        codes=["leak", "slow"],
        main="leak",
        member=ops,
        now=now,
    )
    assert batch.reviews == 3
    said = [("leak", "person", True), ("slow", "person", False)]
    assert [current(review) for review in read] == [said] * 3
    assert ReviewCause.objects.filter(batch=batch, decided_by=ops, decided_at=now).count() == 6
    assert current(by_colleague) == [("leak", "person", True)]
    assert current(elsewhere) == [("quality_defect", "reader", True)]

    # One of them was judged anew afterwards: that word stands.
    ReviewCause.objects.filter(review=read[2], is_current=True).update(is_current=False)
    ReviewCauseFactory.create(review=read[2], cause=leak, source="person", decided_by=ops)
    later = now + dt.timedelta(minutes=5)
    assert undo_batch(batch=batch, member=ops, now=later) == 2
    assert undo_batch(batch=batch, member=ops, now=later) == 0
    assert current(read[0]) == [("slow", "reader", True)]
    assert current(read[2]) == [("leak", "person", True)]
    unconfirmed = Review.objects.filter(shop=shop, causes_confirmed_at__isnull=True)
    assert set(unconfirmed) == set(read[:2])


def test_a_press_can_be_taken_back_after_one_of_its_causes_was_merged(shop, ops, now):
    slow, leak, _odd = (
        CauseFactory.create(shop=shop, code=code) for code in ("slow", "leak", "odd")
    )
    review = ReviewCauseFactory.create(review__shop=shop, cause=slow).review
    batch = confirm_alike(
        shop=shop, model_review=review, review_ids=[review.pk],
        codes=["leak", "odd"], main="leak", member=ops, now=now,
    )  # fmt: skip
    later = now + dt.timedelta(minutes=5)
    merge_cause(cause=leak, into=slow, member=ops, now=later)
    assert current(review) == [("odd", "person", False), ("slow", "person", True)]
    assert undo_batch(batch=batch, member=ops, now=later) == 1
    assert current(review) == [("slow", "reader", True)]


def test_a_code_that_is_not_in_use_is_refused(shop, ops, now):
    review = ReviewCauseFactory.create(review__shop=shop).review
    with pytest.raises(UnknownCause):
        confirm_alike(
            shop=shop, model_review=review, review_ids=[review.pk],
            codes=["nonsense"], main="nonsense", member=ops, now=now,
        )  # fmt: skip
