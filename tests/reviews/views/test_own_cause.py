"""The desk's promise to a new user: twenty corrections teach the twenty-first."""

import pytest
from django.urls import reverse

from reviews.models import CauseModel, ReviewCause
from reviews.operations.causes import classify_reviews, copy_default_tree
from reviews.tasks import learn_causes, sweep_causes
from tests.factories import CaseFactory, CauseFactory

LIDS = ("盖子拧不开", "壶盖卡得死死的", "盖子太紧打不开", "壶盖转半天打不开")
OTHERS = {"包装盒子破了": "packaging", "声音太吵": "quality_defect", "物流太慢": "slow_delivery"}
BEGINNINGS = ("收到三天了", "给我妈买的", "第二次买", "昨晚刚用上", "今天刚拆")


@pytest.fixture
def texts():
    """Fourteen of lids, of which the default tree knows nothing, and six of other causes."""
    said = [(LIDS[at % 4], "lid") for at in range(14)] + [*OTHERS.items()] * 2
    return {f"{BEGINNINGS[at % 5]}，{text}{at}次": code for at, (text, code) in enumerate(said)}


@pytest.fixture
def sent_messages(monkeypatch):
    """What the sweep asks of a worker."""
    sent = []
    monkeypatch.setattr(learn_causes, "delay", lambda **message: sent.append(message))
    return sent


def current(case):
    rows = ReviewCause.objects.filter(review=case.review, is_current=True).order_by("-is_main")
    return [(row.cause.code, row.source) for row in rows]


def test_twenty_corrections_of_an_own_cause_teach_the_twenty_first(
    sit, ops, shop, now, texts, sent_messages
):
    copy_default_tree(shop=shop, now=now)
    CauseFactory.create(shop=shop, code="lid", name="盖子难开")
    cases = {
        CaseFactory.create(shop=shop, review__content=text): code for text, code in texts.items()
    }
    unseen = CaseFactory.create(shop=shop, review__content="邻居也买了，壶盖拧不开")
    assert classify_reviews(shop=shop, now=now) == 21
    assert "lid" not in dict(current(unseen))
    browser = sit(ops)
    for case, code in cases.items():
        url = reverse("reviews:correct_causes", args=(shop.code, case.public_id))
        assert browser.post(url, {"causes": [code]}).status_code in {200, 302}

    sweep_causes()
    assert sent_messages == [{"shop_id": shop.pk}]
    learn_causes(**sent_messages[0])
    sweep_causes()

    model = CauseModel.objects.get()
    assert (model.is_applied, model.labels) == (True, 20)
    assert model.figures["after"] > model.figures["before"]
    assert current(unseen) == [("lid", "learner")]
