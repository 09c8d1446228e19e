import pytest
from django.db import connection

from reviews.models import Review
from reviews.queries.unread import unread
from tests.factories import CaseFactory, ReviewFactory


def test_reviews_never_read_come_first_and_those_of_today_not_at_all(shop):
    def made(level, version, *, with_case=False):
        review = ReviewFactory.create(shop=shop, level=level, causes_version=version)
        if with_case:
            CaseFactory.create(shop=shop, review=review)
        return review.pk

    older, newer = made("bad", "a"), made("unrated", "c")
    fresh, appended = made("neutral", ""), made("good", "", with_case=True)
    appended_before = made("good", "a", with_case=True)
    for level, version, with_case in (
        ("bad", "b", False),
        ("good", "b", True),
        ("good", "", False),
    ):
        made(level, version, with_case=with_case)
    ReviewFactory.create(level="bad")  # of another shop
    found = unread(Review.objects.all(), shop=shop, version="b")
    assert [list(some.values_list("pk", flat=True)) for some in found] == [
        [fresh],
        [appended],
        [older],
        [newer],
        [appended_before],
    ]


@pytest.mark.django_db
def test_each_part_is_found_by_its_index(shop):
    waiting, _appended, older, newer, _before = unread(Review.objects.all(), shop=shop, version="b")
    if connection.vendor == "postgresql":  # an empty table is read as a whole at no price
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    assert "review_waits_for_causes" in waiting.explain()
    assert "review_by_causes_version" in older.explain()
    assert "review_by_causes_version" in newer.explain()
