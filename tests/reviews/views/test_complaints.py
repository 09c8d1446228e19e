"""The list of reviews that read like complaints: seen, judged by one key, never lost."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from reviews.models import Case, Member, Review, Shop
from tests.factories import CauseFactory, ReviewCauseFactory, ReviewFactory

pytestmark = pytest.mark.django_db
Sit = Callable[[Member], Client]
PAGE = "/s/hu/complaints/"
JUDGE = "/s/hu/complaints/judge/"


def waiting(shop: Shop, content: str = "壶用了两次就漏水", **columns: object) -> Review:
    review = ReviewFactory.create(
        shop=shop, level="unrated", stars=None, content=content, complaint="waiting", **columns
    )
    cause = shop.causes.first() or CauseFactory.create(shop=shop)
    ReviewCauseFactory.create(review=review, cause=cause)
    return review


def test_list_shows_what_waits_with_its_words_and_causes(
    shop: Shop, agent: Member, sit: Sit
) -> None:
    waiting(shop)
    waiting(shop, "判过的", complaint_judged_at=None)
    Review.objects.filter(content="判过的").update(
        complaint="dismissed", complaint_judged_at=shop.created_at
    )
    page = sit(agent).get(PAGE).content.decode()
    assert "壶用了" in page
    assert "Quality defect" in page
    assert "判过的" not in page
    assert "判过的" in sit(agent).get(f"{PAGE}?view=dismissed").content.decode()


def test_empty_list_says_so(agent: Member, sit: Sit) -> None:
    assert "No review waits for your word." in sit(agent).get(PAGE).content.decode()
    assert "Nothing was dismissed." in sit(agent).get(f"{PAGE}?view=dismissed").content.decode()
    assert "Back to the first page" in sit(agent).get(f"{PAGE}?page=7").content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_list_takes_the_same_queries_at_every_length(
    shop: Shop,
    agent: Member,
    sit: Sit,
    size: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(size):
        waiting(shop)
    client = sit(agent)
    client.get(PAGE)
    with django_assert_num_queries(9):
        client.get(PAGE)


def test_one_key_opens_a_case_and_leads_back_to_the_same_list(
    shop: Shop, agent: Member, sit: Sit
) -> None:
    review = waiting(shop)
    given = {"open": review.public_id, "view": "waiting", "cause": "quality_defect", "page": "2"}
    answer = sit(agent).post(JUDGE, given)
    assert answer["Location"] == f"{PAGE}?view=waiting&cause=quality_defect&page=2"
    assert Case.objects.get().review == review


def test_second_of_two_colleagues_is_told(shop: Shop, agent: Member, sit: Sit) -> None:
    review = waiting(shop)
    client = sit(agent)
    client.post(JUDGE, {"open": review.public_id})
    answer = client.post(JUDGE, {"open": review.public_id}, follow=True)
    assert "A colleague has judged this already." in answer.content.decode()
    assert Case.objects.count() == 1


def test_ticked_ones_are_judged_together(shop: Shop, agent: Member, sit: Sit) -> None:
    ids = [waiting(shop).public_id for _ in range(3)]
    sit(agent).post(JUDGE, {"dismiss": "selected", "review": ids[:2]})
    assert Review.objects.filter(complaint="dismissed").count() == 2
    sit(agent).post(JUDGE, {"back": ids[0]})
    assert Review.objects.filter(complaint="waiting").count() == 2


def test_whole_list_is_judged_by_who_decides_only(
    shop: Shop, agent: Member, lead: Member, sit: Sit
) -> None:
    for _ in range(3):
        waiting(shop)
    other = CauseFactory.create(shop=shop, code="odor")
    smelly = waiting(shop, "很臭")
    smelly.review_causes.update(cause=other)
    sit(agent).post(JUDGE, {"dismiss": "all"})
    assert Review.objects.filter(complaint="dismissed").count() == 0
    sit(lead).post(JUDGE, {"dismiss": "all", "cause": "odor"})
    assert list(Review.objects.filter(complaint="dismissed")) == [smelly]
    sit(lead).post(JUDGE, {"open": "all"})
    assert Case.objects.count() == 3


def test_nothing_chosen_changes_nothing(shop: Shop, agent: Member, sit: Sit) -> None:
    waiting(shop)
    assert sit(agent).post(JUDGE, {"open": "selected"}).status_code == 302
    assert sit(agent).get(JUDGE).status_code in {302, 405}
    assert Review.objects.filter(complaint="waiting").count() == 1


def test_list_is_filtered_by_cause_and_goes_on(shop: Shop, agent: Member, sit: Sit) -> None:
    start = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    for number in range(51):
        waiting(shop, f"第{number}条漏水", rated_at=start + dt.timedelta(minutes=number))
    client = sit(agent)
    first = client.get(f"{PAGE}?cause=quality_defect").content.decode()
    second = client.get(f"{PAGE}?cause=quality_defect&page=2").content.decode()
    assert ("第50条" in first, "第0条" in first, "第0条" in second) == (True, False, True)
    assert "第50条" not in client.get(f"{PAGE}?cause=odor").content.decode()
