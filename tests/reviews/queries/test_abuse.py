import datetime as dt

import pytest

from reviews.domain.reason import Reason
from reviews.models import Buyer
from reviews.queries.abuse import DAYS, abuse_hints
from tests.factories import BuyerFactory, CaseFactory, ShopFactory

pytestmark = pytest.mark.django_db

DEMAND = {"code": "abuse.demand", "params": {}}


def elsewhere(now, *, index="same", days=3, hint=None, shop=None):
    shop = shop or ShopFactory.create()
    buyer = BuyerFactory.create(shop=shop, phone_index=index)
    return CaseFactory.create(
        shop=shop,
        review__buyer=buyer,
        review__abuse_hint=hint or {},
        opened_at=now - dt.timedelta(days=days),
    )


def told(case, now):
    return [hint.code for hint in abuse_hints(case, now=now)]


@pytest.fixture
def case(shop):
    buyer = BuyerFactory.create(shop=shop, phone_index="same")
    return CaseFactory.create(shop=shop, review__buyer=buyer)


def test_low_reviews_by_the_same_number_in_other_shops_are_counted(case, now):
    elsewhere(now)
    assert told(case, now) == []
    elsewhere(now, hint=DEMAND)
    (hint,) = abuse_hints(case, now=now)
    counts = {"reviews": 2, "shops": 2, "pressing": 1, "days": DAYS}
    assert hint == Reason("abuse.pressing_elsewhere", counts)
    assert case.buyer.phone not in str(hint.as_json())


def test_other_numbers_older_reviews_and_the_own_shop_do_not_count(case, now, shop):
    for facts in ({"index": "other"}, {"days": DAYS + 1}, {"shop": shop}, {"days": 2}):
        elsewhere(now, hint=DEMAND if facts != {"days": 2} else None, **facts)
    assert told(case, now) == []
    elsewhere(now)
    assert told(case, now) == ["abuse.low_elsewhere"]


def test_the_sign_in_the_words_comes_first_and_needs_no_number(case, now):
    case.review.abuse_hint = DEMAND
    for _shop in range(2):
        elsewhere(now)
    assert told(case, now) == ["abuse.demand", "abuse.low_elsewhere"]
    Buyer.objects.filter(pk=case.buyer_id).update(phone_index="")
    case.buyer.refresh_from_db()
    assert told(case, now) == ["abuse.demand"]
    case.buyer = None
    assert told(case, now) == ["abuse.demand"]
