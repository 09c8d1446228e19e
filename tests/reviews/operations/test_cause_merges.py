import datetime as dt

import pytest

from reviews.models import Cause, CauseMerge, ReviewCause
from reviews.operations.cause_batches import confirm_alike, undo_batch
from reviews.operations.cause_merges import merge_cause, undo_merge
from reviews.operations.cause_tree import TreeRefused, add_example
from reviews.operations.causes import classify_reviews, confirm_causes, copy_default_tree
from tests.factories import CauseFactory, ReviewCauseFactory, ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leak(shop):
    return CauseFactory.create(shop=shop, code="leak", name="漏水")


@pytest.fixture
def drip(shop):
    return CauseFactory.create(shop=shop, code="drip", name="滴水")


@pytest.fixture
def said(shop, owner, now):
    def confirmed(*codes):
        review = ReviewFactory.create(shop=shop)
        confirm_causes(
            review=review, codes=codes, main=codes[0], member=owner, now=now - dt.timedelta(days=3)
        )
        return review

    return confirmed


def current(review):
    rows = ReviewCause.objects.filter(review=review, is_current=True).order_by("cause__code")
    return [(row.cause.code, row.is_main) for row in rows]


def test_a_merge_moves_labels_and_keeps_the_old_ones_beside(shop, leak, drip, owner, now):
    earlier = now - dt.timedelta(days=3)
    alone = ReviewCauseFactory.create(
        review__shop=shop, review__causes_confirmed_at=earlier, cause=drip,
        source="person", decided_by=owner, decided_at=earlier,
    )  # fmt: skip
    both = ReviewCauseFactory.create(review__shop=shop, cause=drip)
    ReviewCauseFactory.create(review=both.review, cause=leak, is_main=False)
    grand = CauseFactory.create(shop=shop, code="wet", retired_at=earlier, merged_into=drip)
    for text in ("滴个不停", "一直漏"):
        add_example(cause=drip, text=text, member=owner, now=now)
    add_example(cause=leak, text="一直漏", member=owner, now=now)

    assert merge_cause(cause=drip, into=leak, member=owner, now=now) == 2

    def current(review):
        rows = ReviewCause.objects.filter(review=review, is_current=True)
        return [(row.cause.code, row.is_main, row.source, row.decided_by) for row in rows]

    assert current(alone.review) == [("leak", True, "person", owner)]
    assert current(both.review) == [("leak", True, "reader", None)]
    old = ReviewCause.objects.get(review=alone.review, is_current=False)
    assert (old.cause, old.decided_by, old.decided_at) == (drip, owner, earlier)
    grand.refresh_from_db()
    drip.refresh_from_db()
    assert (grand.merged_into, drip.merged_into, drip.retired_at) == (leak, leak, now)
    assert sorted(leak.examples.values_list("text", flat=True)) == ["一直漏", "滴个不停"]
    latest = drip.history.order_by("-history_id").first()
    assert latest.history_change_reason == "merged into leak"


def test_a_cause_is_merged_only_into_a_living_one_of_its_tree(leak, drip, owner, now):
    Cause.objects.filter(pk=drip.pk).update(retired_at=now)
    for target in (leak, drip, CauseFactory.create()):
        with pytest.raises(TreeRefused):
            merge_cause(cause=leak, into=target, member=owner, now=now)


def test_a_merge_taken_back_gives_people_their_words_again(leak, drip, owner, said, now):
    alone, beside, under = said("drip"), said("drip", "leak"), said("leak", "drip")
    never = said("leak")
    assert merge_cause(cause=drip, into=leak, member=owner, now=now) == 3
    assert [current(review) for review in (alone, beside, under)] == [[("leak", True)]] * 3

    later = now + dt.timedelta(hours=1)
    assert undo_merge(cause=drip, member=owner, now=later) == 3

    assert current(alone) == [("drip", True)]
    assert current(beside) == [("drip", True), ("leak", False)]
    assert current(under) == [("drip", False), ("leak", True)]
    assert current(never) == [("leak", True)]
    drip.refresh_from_db()
    assert (drip.merged_into, drip.retired_at) == (None, None)
    merge = CauseMerge.objects.get()
    assert (merge.undone_at, merge.undone_by) == (later, owner)
    latest = drip.history.order_by("-history_id").first()
    assert latest.history_change_reason == "merge into leak taken back"


def test_what_somebody_said_since_the_merge_stays(shop, leak, drip, owner, ops, said, now):
    anew, read_only = said("drip"), said("drip")
    taken_back = ReviewCauseFactory.create(review__shop=shop, cause=leak).review
    batch = confirm_alike(
        shop=shop, model_review=anew, review_ids=[taken_back.pk],
        codes=["drip"], main="drip", member=ops, now=now,
    )  # fmt: skip
    later = now + dt.timedelta(hours=1)
    merge_cause(cause=drip, into=leak, member=owner, now=later)
    undo_batch(batch=batch, member=ops, now=later)
    later += dt.timedelta(hours=1)
    confirm_causes(review=anew, codes=["leak"], main="leak", member=ops, now=later)
    # What the reader notes beside a person's word replaces it in nothing.
    ReviewCauseFactory.create(review=read_only, cause=leak, is_current=False, decided_at=later)
    assert undo_merge(cause=drip, member=owner, now=later) == 1
    assert current(read_only) == [("drip", True)]
    assert current(anew) == current(taken_back) == [("leak", True)]


def test_examples_and_earlier_merges_go_back_with_their_cause(shop, leak, drip, owner, now):
    wet = CauseFactory.create(shop=shop, code="wet")
    merge_cause(cause=wet, into=drip, member=owner, now=now - dt.timedelta(days=1))
    for text in ("滴个不停", "一直漏"):
        add_example(cause=drip, text=text, member=owner, now=now)
    add_example(cause=leak, text="一直漏", member=owner, now=now)
    merge_cause(cause=drip, into=leak, member=owner, now=now)
    with pytest.raises(TreeRefused) as refused:
        undo_merge(cause=wet, member=owner, now=now)
    assert refused.value.reason.code == "causes_merge_went_on"

    undo_merge(cause=drip, member=owner, now=now)

    wet.refresh_from_db()
    assert (wet.merged_into, wet.retired_at is None) == (drip, False)
    assert sorted(drip.examples.values_list("text", flat=True)) == ["一直漏", "滴个不停"]
    assert list(leak.examples.values_list("text", flat=True)) == ["一直漏"]
    undo_merge(cause=wet, member=owner, now=now)
    wet.refresh_from_db()
    assert wet.merged_into is None


@pytest.mark.parametrize("is_swept", [True, False])
def test_reviews_nobody_confirmed_go_back_too(shop, owner, now, is_swept):
    copy_default_tree(shop=shop, now=now)
    review = ReviewFactory.create(shop=shop, content="壶漏水，用了两次就坏了")
    defect, other = (shop.causes.get(code=code) for code in ("quality_defect", "other"))
    classify_reviews(shop=shop, now=now)
    later = now + dt.timedelta(hours=1)
    merge_cause(cause=defect, into=other, member=owner, now=later)
    assert current(review) == [("other", True)]
    later += dt.timedelta(hours=1)
    if is_swept:
        assert classify_reviews(shop=shop, now=later) == 1
    assert undo_merge(cause=defect, member=owner, now=later) == (0 if is_swept else 1)
    classify_reviews(shop=shop, now=later)
    assert current(review) == [("quality_defect", True)]


def test_a_merge_is_made_once_and_taken_back_once(shop, leak, drip, owner, now):
    odd = CauseFactory.create(shop=shop, code="odd")
    merge_cause(cause=drip, into=leak, member=owner, now=now)
    with pytest.raises(TreeRefused) as refused:
        merge_cause(cause=drip, into=odd, member=owner, now=now)
    assert refused.value.reason.code == "causes_merged_already"
    undo_merge(cause=drip, member=owner, now=now)
    with pytest.raises(TreeRefused) as refused:
        undo_merge(cause=drip, member=owner, now=now)
    assert refused.value.reason.code == "causes_not_merged"
    merge_cause(cause=drip, into=odd, member=owner, now=now)
    drip.refresh_from_db()
    assert drip.merged_into == odd


def test_a_merge_from_before_they_were_kept_frees_the_cause_alone(leak, drip, owner, now):
    Cause.objects.filter(pk=drip.pk).update(retired_at=now, merged_into=leak)
    assert undo_merge(cause=drip, member=owner, now=now) == 0
    drip.refresh_from_db()
    assert (drip.merged_into, drip.retired_at) == (None, None)
