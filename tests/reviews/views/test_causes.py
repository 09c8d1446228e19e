import pytest
from django.urls import reverse

from tests.factories import CaseFactory, CauseFactory, ReviewCauseFactory


@pytest.fixture
def url(shop):
    return reverse("reviews:causes", args=(shop.code,))


@pytest.fixture
def leak(shop):
    return CauseFactory.create(shop=shop, code="leak")


def case_with(shop, cause, confidence, **review):
    case = CaseFactory.create(shop=shop, **review)
    ReviewCauseFactory.create(review=case.review, cause=cause, confidence=confidence)
    return case


def test_the_least_sure_reading_is_checked_first(sit, ops, shop, leak, url):
    sure = case_with(shop, leak, 0.9)
    unsure = case_with(shop, leak, 0.3)
    assert list(sit(ops).get(url).context["page"]) == [unsure, sure]


def test_confirmed_reviews_have_their_own_list(sit, ops, shop, leak, now, url):
    case_with(shop, leak, 0.9)
    confirmed = case_with(shop, leak, 1, review__causes_confirmed_at=now)
    assert list(sit(ops).get(url, {"state": "confirmed"}).context["page"]) == [confirmed]


def test_one_cause_can_be_looked_at_alone(sit, ops, shop, leak, url):
    wanted = case_with(shop, leak, 0.5)
    case_with(shop, CauseFactory.create(shop=shop, code="slow"), 0.5)
    assert list(sit(ops).get(url, {"cause": "leak"}).context["page"]) == [wanted]


def test_the_tree_counts_current_causes(sit, ops, shop, leak, url):
    case_with(shop, leak, 0.5)
    tallies = sit(ops).get(url).context["tallies"]
    assert [(tally.code, tally.cases) for tally in tallies] == [("leak", 1)]


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    sit, ops, shop, leak, url, size, django_assert_num_queries
):
    for _ in range(size):
        case_with(shop, leak, 0.5)
    browser = sit(ops)
    with django_assert_num_queries(10):
        assert len(browser.get(url).context["page"]) == size


def test_a_correction_from_the_list_stays_in_the_list(sit, ops, shop, leak):
    case = case_with(shop, leak, 0.5)
    address = reverse("reviews:correct_causes", args=(shop.code, case.public_id))
    response = sit(ops).post(address, {"causes": ["leak"], "from": "causes"})
    case.review.refresh_from_db()
    assert case.review.causes_confirmed_at is not None
    assert list(response.context["page"]) == []


def test_a_review_that_became_good_needs_no_check(sit, ops, shop, leak, url):
    case_with(shop, leak, 0.5, review__level="good", review__append_content="")
    angry = case_with(shop, leak, 0.5, review__level="good", review__append_content="漏水")
    assert list(sit(ops).get(url).context["page"]) == [angry]


def test_an_empty_list_says_so(sit, ops, url):
    assert "Nothing to check here." in sit(ops).get(url).content.decode()


def test_agents_correct_on_the_card_not_here(sit, agent, url):
    assert sit(agent).get(url).status_code == 403
