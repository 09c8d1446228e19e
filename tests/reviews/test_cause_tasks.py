import pytest

from reviews import tasks
from reviews.models import CauseModel, Review
from reviews.operations.causes import confirm_causes, copy_default_tree
from tests.factories import CauseFactory, ReviewFactory
from tests.reviews.domain.causes.corpus import SAID, made


@pytest.fixture
def woken(monkeypatch):
    ids = []
    monkeypatch.setattr(tasks.learn_causes, "delay", lambda *, shop_id: ids.append(shop_id))
    return ids


def test_the_sweep_reads_what_waits(shop, now, woken):
    copy_default_tree(shop=shop, now=now)
    ReviewFactory.create(shop=shop)
    assert tasks.sweep_causes() == 1
    assert Review.objects.filter(causes_version="").count() == 0
    assert woken == []


def test_the_sweep_wakes_a_worker_for_a_shop_with_new_labels_which_learns_once(
    shop, now, ops, woken
):
    for code in [*SAID, "none_stated"]:
        CauseFactory.create(shop=shop, code=code)
    for example in made(40):
        codes = sorted(example.labels) or ["none_stated"]
        review = ReviewFactory.create(shop=shop, content=example.text)
        confirm_causes(review=review, codes=codes, main=codes[0], member=ops, now=now)
    tasks.sweep_causes()
    assert woken == [shop.pk]
    tasks.learn_causes(shop_id=shop.pk)
    tasks.learn_causes(shop_id=shop.pk)
    assert CauseModel.objects.count() == 1
