import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.domain.causes import VERSION
from reviews.domain.causes.tree import CAUSES
from reviews.models import Cause, Review, ReviewCause
from reviews.operations.causes import (
    UnknownCause,
    classify_reviews,
    confirm_causes,
    copy_default_tree,
    review_text,
    sweep_causes,
)
from tests.factories import CaseFactory, ReviewFactory, ShopFactory, plan_asked_at

LEAKS = "壶用了两次就漏水，客服还不理人"


@pytest.fixture
def tree(shop, now):
    copy_default_tree(shop=shop, now=now)


def review_of(shop, content=LEAKS, **facts):
    return ReviewFactory.create(shop=shop, content=content, **facts)


def current(review):
    rows = ReviewCause.objects.filter(review=review, is_current=True)
    return {row.cause.code: row for row in rows.select_related("cause")}


def test_a_shop_gets_the_default_tree_once(shop, now):
    assert copy_default_tree(shop=shop, now=now) == len(CAUSES) - 1
    assert copy_default_tree(shop=shop, now=now) == 0
    assert not shop.causes.filter(code="suspected_abuse").exists()
    assert Cause.history.filter(code="odor").get().history_date == now


def test_a_shops_own_name_of_a_cause_stays(shop, now):
    Cause.objects.create(shop=shop, code="odor", name="怪味", unit="product")
    copy_default_tree(shop=shop, now=now)
    assert shop.causes.get(code="odor").name == "怪味"


def test_causes_are_stored_with_version_confidence_and_words(shop, now, tree):
    review = review_of(shop)
    assert classify_reviews(shop=shop, now=now) == 1
    found = current(review)
    assert set(found) == {"quality_defect", "service_attitude"}
    leak = found["quality_defect"]
    assert (leak.source, leak.version, leak.is_main, leak.decided_at) == (
        "reader",
        VERSION,
        True,
        now,
    )
    assert [review.content[start:end] for start, end in leak.evidence] == ["用了两次就漏水"]
    assert not found["service_attitude"].is_main
    review.refresh_from_db()
    assert review.causes_version == VERSION


def test_the_plan_is_asked_for_after_reading(shop, now, tree):
    review_of(shop)
    classify_reviews(shop=shop, now=now)
    shop.refresh_from_db()
    assert plan_asked_at(shop) == now


def test_a_redelivered_message_changes_nothing(shop, now, tree):
    review = review_of(shop)
    classify_reviews(shop=shop, now=now, review_ids=[review.pk])
    before = set(ReviewCause.objects.values_list("pk", flat=True))
    assert classify_reviews(shop=shop, now=now, review_ids=[review.pk]) == 0
    assert set(ReviewCause.objects.values_list("pk", flat=True)) == before


def test_the_append_is_read_after_the_text(shop, now, tree):
    review = review_of(shop, content="东西收到了", append_content="用了几天掉色")
    classify_reviews(shop=shop, now=now)
    text = review_text(review)
    ((start, end),) = current(review)["quality_defect"].evidence
    assert "掉色" in text[start:end]
    assert start > len(review.content)


def test_good_reviews_are_not_read_unless_their_append_opened_a_case(shop, now, tree):
    plain = review_of(shop, level="good", stars=5)
    angry = review_of(shop, level="good", stars=5, append_content="用了几天就坏了，退货还不给退")
    CaseFactory.create(shop=shop, review=angry)
    assert classify_reviews(shop=shop, now=now) == 1
    assert current(plain) == {}
    assert "after_sales" in current(angry)


def test_named_reviews_are_read_whatever_their_level(shop, now, tree):
    plain = review_of(shop, level="good", stars=5)
    assert classify_reviews(shop=shop, now=now, review_ids=[plain.pk]) == 1


def test_no_review_of_another_shop_is_read(shop, now, tree):
    review_of(ShopFactory.create())
    assert classify_reviews(shop=shop, now=now) == 0


def test_an_older_readers_findings_are_kept_beside_the_new(shop, now, tree):
    review = review_of(shop)
    classify_reviews(shop=shop, now=now)
    ReviewCause.objects.update(version="rules-0")
    Review.objects.update(causes_version="rules-0")
    assert classify_reviews(shop=shop, now=now) == 1
    rows = ReviewCause.objects.filter(review=review)
    assert {(row.version, row.is_current) for row in rows} == {
        ("rules-0", False),
        (VERSION, True),
    }


def test_waiting_reviews_come_before_outdated_ones(shop, now, tree):
    outdated = review_of(shop, causes_version="rules-0")
    waiting = review_of(shop)
    classify_reviews(shop=shop, now=now, limit=1)
    waiting.refresh_from_db()
    outdated.refresh_from_db()
    assert (waiting.causes_version, outdated.causes_version) == (VERSION, "rules-0")


def test_a_merged_cause_is_found_as_the_one_it_went_into(shop, now, tree):
    kept = shop.causes.get(code="after_sales")
    shop.causes.filter(code="service_attitude").update(merged_into=kept, retired_at=now)
    review = review_of(shop)
    classify_reviews(shop=shop, now=now)
    assert set(current(review)) == {"quality_defect", "after_sales"}


def test_a_retired_cause_is_other(shop, now, tree):
    shop.causes.filter(code="invoice").update(retired_at=now)
    review = review_of(shop, content="一直不开发票")
    classify_reviews(shop=shop, now=now)
    found = current(review)
    assert set(found) == {"other"}
    assert found["other"].is_main


def test_an_empty_tree_leaves_the_review_without_causes(shop, now):
    review = review_of(shop)
    assert classify_reviews(shop=shop, now=now) == 1
    assert current(review) == {}


def test_a_hint_of_abuse_is_noted_apart_and_forgotten_with_its_words(shop, now, tree):
    review = review_of(shop, content="东西坏了，不退我五十就差评到底")
    classify_reviews(shop=shop, now=now)
    review.refresh_from_db()
    assert review.abuse_hint["code"] == "abuse.demand"
    Review.objects.filter(pk=review.pk).update(content="东西坏了", causes_version="")
    classify_reviews(shop=shop, now=now)
    review.refresh_from_db()
    assert review.abuse_hint == {}


def test_a_person_has_the_last_word_and_the_readers_rows_are_kept(shop, now, agent, tree):
    review = review_of(shop)
    classify_reviews(shop=shop, now=now)
    confirm_causes(
        review=review,
        codes=["quality_defect", "slow_delivery"],
        main="slow_delivery",
        member=agent,
        now=now,
    )
    found = current(review)
    assert {code: (row.source, row.is_main, row.decided_by) for code, row in found.items()} == {
        "quality_defect": ("person", False, agent),
        "slow_delivery": ("person", True, agent),
    }
    assert found["quality_defect"].evidence != []
    assert found["slow_delivery"].evidence == []
    assert ReviewCause.objects.filter(review=review, source="reader", is_current=False).count() == 2
    review.refresh_from_db()
    assert review.causes_confirmed_at == now


def test_a_new_reader_does_not_overwrite_a_person(shop, now, agent, tree):
    review = review_of(shop)
    confirm_causes(review=review, codes=["odor"], main="odor", member=agent, now=now)
    assert classify_reviews(shop=shop, now=now) == 1
    assert set(current(review)) == {"odor"}
    assert ReviewCause.objects.filter(review=review, source="reader", is_current=False).exists()


def test_a_second_opinion_replaces_the_first(shop, now, agent, lead, tree):
    review = review_of(shop)
    confirm_causes(review=review, codes=["odor"], main="odor", member=agent, now=now)
    confirm_causes(review=review, codes=["invoice"], main="invoice", member=lead, now=now)
    assert set(current(review)) == {"invoice"}
    assert ReviewCause.objects.filter(review=review, source="person").count() == 2


def test_a_persons_word_waits_for_the_reader_before_it_touches_anything(shop, now, agent, tree):
    review = review_of(shop)
    with CaptureQueriesContext(connection) as asked:
        confirm_causes(review=review, codes=["odor"], main="odor", member=agent, now=now)
    said = [query["sql"] for query in asked]
    held = next(at for at, sql in enumerate(said) if 'FROM "reviews_review" WHERE' in sql)
    assert held < next(at for at, sql in enumerate(said) if sql.startswith("UPDATE"))
    assert connection.vendor == "sqlite" or "FOR NO KEY UPDATE" in said[held]


@pytest.mark.parametrize(
    ("codes", "main"),
    [(["nonsense"], "nonsense"), (["odor"], "invoice"), ([], "odor")],
)
def test_an_unknown_cause_changes_nothing(shop, now, agent, tree, codes, main):
    review = review_of(shop)
    with pytest.raises(UnknownCause):
        confirm_causes(review=review, codes=codes, main=main, member=agent, now=now)
    assert not ReviewCause.objects.exists()


def test_the_sweep_reads_every_shop_batch_by_batch(shop, now, tree):
    other = ShopFactory.create()
    copy_default_tree(shop=other, now=now)
    for _at in range(3):
        review_of(shop)
    review_of(other)
    assert sweep_causes(now=now, limit=2, batches=1) == 3
    assert sweep_causes(now=now, limit=2, batches=1) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_reviews(
    shop, now, tree, count, django_assert_num_queries
):
    for _at in range(count):
        review_of(shop)
    with django_assert_num_queries(16):
        classify_reviews(shop=shop, now=now)
