import datetime as dt

import pytest

from reviews.models import CauseExample, CauseModel, Review, ReviewCause
from reviews.operations.cause_learning import (
    CodesNotInTree,
    LabelCounts,
    NothingToLearn,
    label_counts,
    learn_for_shop,
    learn_if_ready,
    shops_to_learn,
    use_cause_model,
)
from reviews.operations.cause_readers import reader_of
from reviews.operations.cause_tree import add_cause, add_example, retire_cause
from reviews.operations.causes import (
    classify_reviews,
    confirm_causes,
    copy_default_tree,
    living_causes,
)
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
        reader_of(shop, stands_for=living_causes(shop)).version,
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
    assert refused.value.reason.params == {"labels": 10, "needed": 20}
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
    confirmed(shop, ops, count=19, now=now)
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


def test_what_was_confirmed_of_a_retired_cause_alone_does_not_teach_that_there_is_none(
    shop, now, owner, ops, tree
):
    confirmed(shop, ops, count=40, now=now)
    knob = shop.causes.get(code="knob")
    words = ReviewCause.objects.filter(is_current=True)
    alone = words.filter(cause=knob).exclude(review__in=words.exclude(cause=knob).values("review"))
    left = 40 - alone.count()
    assert left < 40
    retire_cause(cause=knob, member=owner, now=now)
    assert label_counts(shop=shop) == LabelCounts(left, left)
    assert learn_for_shop(shop=shop, now=now).labels == left


def test_examples_of_the_owner_teach_like_confirmed_reviews(shop, now, owner, tree):
    for example in made(40):
        for code in example.labels:
            cause = shop.causes.get(code=code)
            add_example(cause=cause, text=example.text, member=owner, now=now)
    given = CauseExample.objects.count()
    assert label_counts(shop=shop) == LabelCounts(given, given)
    lesson = learn_if_ready(shop_id=shop.pk, now=now + LATER)
    assert lesson is not None
    assert lesson.labels == given
    assert label_counts(shop=shop) == LabelCounts(given, 0)
    assert learn_if_ready(shop_id=shop.pk, now=now + LATER, is_asked=True) is None
    retire_cause(cause=shop.causes.get(code="knob"), member=owner, now=now)
    assert label_counts(shop=shop).all < given


LIDS = (
    "瓶盖根本拧不开", "盖子太紧了，老人拧不开", "瓶盖打不开，只好用钳子", "这盖子谁拧得开啊",
    "东西还行，就是瓶盖难拧", "拧了半天盖子，手都红了", "盖子打不开，还没喝上",
)  # fmt: skip
OTHERS = (
    "发货太慢了，等了一周", "物流太慢", "快递把东西扔驿站", "包装太差，盒子都烂了", "味道很难闻",
    "客服态度差，不理人", "收到是坏的", "颜色和图片不一样", "太贵了不值", "少发了一件",
    "用了一次就坏了", "尺码偏小", "假货，和专柜不一样",
)  # fmt: skip


def test_twenty_corrections_teach_the_twenty_first(shop, now, ops):
    copy_default_tree(shop=shop, now=now)
    add_cause(shop=shop, code="lid", name="瓶盖", unit="product", member=ops, now=now)
    reviews = [ReviewFactory.create(shop=shop, content=text) for text in LIDS + OTHERS]
    classify_reviews(shop=shop, now=now)
    for review in reviews:
        read = ReviewCause.objects.get(review=review, is_main=True).cause.code
        code = "lid" if review.content in LIDS else read
        confirm_causes(review=review, codes=[code], main=code, member=ops, now=now)
    assert shops_to_learn() == [shop.pk]
    lesson = learn_if_ready(shop_id=shop.pk, now=now + LATER)
    assert lesson is not None
    assert lesson.is_applied
    for text, codes in (("这瓶盖我拧不开", ["lid"]), ("发货慢死了", ["slow_delivery"])):
        review = ReviewFactory.create(shop=shop, content=text)
        classify_reviews(shop=shop, now=now + LATER, review_ids=[review.pk])
        found = ReviewCause.objects.filter(review=review, is_current=True)
        assert [row.cause.code for row in found] == codes
