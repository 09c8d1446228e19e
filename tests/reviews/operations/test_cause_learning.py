import datetime as dt

import pytest

from reviews.models import CauseModel, Review, ReviewCause
from reviews.operations.cause_learning import (
    CodesNotInTree,
    NothingToLearn,
    learn_for_shop,
    learn_if_ready,
    shops_to_learn,
    use_cause_model,
)
from reviews.operations.cause_readers import reader_of
from reviews.operations.causes import classify_reviews, confirm_causes
from tests.factories import CauseFactory, ReviewFactory
from tests.reviews.domain.causes.corpus import SAID, made

LATER = dt.timedelta(days=1)


@pytest.fixture
def tree(shop):
    for position, code in enumerate([*sorted(SAID), "none_stated"]):
        CauseFactory.create(shop=shop, code=code, name=code, name_en="", position=position)


def confirmed(shop, member, *, count, now, seed=1):
    """Reviews whose causes a person confirmed."""
    for example in made(count, seed=seed):
        codes = sorted(example.labels) or ["none_stated"]
        review = ReviewFactory.create(shop=shop, content=example.text)
        confirm_causes(review=review, codes=codes, main=codes[0], member=member, now=now)


def test_an_own_cause_is_suggested_once_it_was_taught(shop, now, ops, tree):
    confirmed(shop, ops, count=60, now=now)
    lesson = learn_for_shop(shop=shop, now=now + LATER)
    assert lesson.is_applied
    assert lesson.comparison.after > lesson.comparison.before
    assert (lesson.labels, lesson.number) == (60, 1)
    review = ReviewFactory.create(shop=shop, content="刚拿到，旋钮够不着")
    classify_reviews(shop=shop, now=now + LATER, review_ids=[review.pk])
    row = ReviewCause.objects.get(review=review, is_main=True)
    assert (row.cause.code, row.source, row.version) == (
        "knob",
        "learner",
        reader_of(shop).version,
    )


def test_figures_before_and_after_are_kept_with_the_model(shop, now, ops, tree):
    confirmed(shop, ops, count=60, now=now)
    learn_for_shop(shop=shop, now=now)
    figures = CauseModel.objects.get(shop=shop).figures
    assert set(figures) == {"before", "after", "judged", "per_cause"}
    assert set(figures["per_cause"]) == {*SAID, "none_stated"}


def test_a_model_that_is_no_better_is_kept_but_not_used(shop, now, ops, tree):
    confirmed(shop, ops, count=60, now=now)
    learn_for_shop(shop=shop, now=now)
    confirmed(shop, ops, count=24, now=now + LATER, seed=7)
    lesson = learn_for_shop(shop=shop, now=now + 2 * LATER)
    applied = CauseModel.objects.get(shop=shop, is_applied=True)
    assert lesson.number == 2
    assert lesson.comparison.judged == 24
    assert applied.number == (2 if lesson.is_applied else 1)
    assert lesson.is_applied == (lesson.comparison.after > lesson.comparison.before)


def test_labels_of_a_file_teach_too(shop, now, tree):
    lesson = learn_for_shop(shop=shop, now=now, labels=made(60))
    assert lesson.is_applied


def test_unknown_codes_are_refused_unless_they_may_be_added(shop, now):
    with pytest.raises(CodesNotInTree) as refused:
        learn_for_shop(shop=shop, now=now, labels=made(60))
    assert refused.value.reason.params["codes"] == "buzzer, colour, knob"
    assert not shop.causes.exists()
    learn_for_shop(shop=shop, now=now, labels=made(60), add_causes=True)
    assert list(shop.causes.order_by("position").values_list("code", flat=True)) == sorted(SAID)


def test_too_few_labels_teach_nothing(shop, now, tree):
    with pytest.raises(NothingToLearn) as refused:
        learn_for_shop(shop=shop, now=now, labels=made(10))
    assert refused.value.reason.params == {"labels": 10, "needed": 40}
    assert not CauseModel.objects.exists()


def test_labels_that_say_nothing_teach_nothing(shop, now, tree):
    silent = [type(example)(example.text, frozenset()) for example in made(60)]
    with pytest.raises(NothingToLearn):
        learn_for_shop(shop=shop, now=now, labels=silent)


def test_the_model_before_is_one_step_back(shop, now, tree):
    learn_for_shop(shop=shop, now=now, labels=made(60))
    use_cause_model(shop=shop, number=None)
    assert reader_of(shop).source == "reader"
    use_cause_model(shop=shop, number=1)
    assert reader_of(shop).source == "learner"
    with pytest.raises(CauseModel.DoesNotExist):
        use_cause_model(shop=shop, number=9)
    assert reader_of(shop).source == "learner"


def test_an_applied_model_makes_all_reviews_be_read_again(shop, now, tree):
    ReviewFactory.create(shop=shop, content="旋钮够不着")
    assert classify_reviews(shop=shop, now=now) == 1
    learn_for_shop(shop=shop, now=now, labels=made(60))
    assert classify_reviews(shop=shop, now=now) == 1


def test_a_shop_is_ready_with_enough_labels_and_enough_new_ones(shop, now, ops, tree):
    confirmed(shop, ops, count=39, now=now)
    assert shops_to_learn() == []
    assert learn_if_ready(shop_id=shop.pk, now=now) is None
    confirmed(shop, ops, count=1, now=now, seed=5)
    assert shops_to_learn() == [shop.pk]
    assert learn_if_ready(shop_id=shop.pk, now=now + LATER) is not None
    assert shops_to_learn() == []


def test_a_ready_shop_whose_labels_say_nothing_learns_nothing(shop, now, ops, tree):
    confirmed(shop, ops, count=40, now=now)
    ReviewCause.objects.all().delete()
    assert Review.objects.filter(causes_confirmed_at__isnull=False).count() == 40
    assert learn_if_ready(shop_id=shop.pk, now=now) is None
