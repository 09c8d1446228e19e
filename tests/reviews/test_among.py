"""One of many values, as one parameter."""

import datetime as dt
from typing import Any

from reviews.models import Case, Review, Shop
from tests.reviews.operations.importing import REVIEW, take


def test_among_finds_texts_numbers_and_related_rows(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", REVIEW, REVIEW | {"评价ID": "2"}, now=now)
    pks = list(Review.objects.order_by("key").values_list("pk", flat=True))
    assert Review.objects.get(key__among=["id:2", "it's none"]).pk == pks[0]
    assert Review.objects.filter(pk__among=set(pks)).count() == 2
    assert Case.objects.filter(review__among=pks[:1]).count() == 1


def test_among_nothing_asks_nothing(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert not Review.objects.filter(key__among=[])
