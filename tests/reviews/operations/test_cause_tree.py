import pytest

from reviews.domain.causes import VERSION
from reviews.models import CauseExample
from reviews.operations.cause_tree import (
    TreeRefused,
    add_cause,
    add_example,
    change_cause,
    remove_example,
    retire_cause,
    revive_cause,
)
from reviews.operations.causes import classify_reviews, copy_default_tree
from tests.factories import CauseFactory, MemberFactory, ReviewCauseFactory, ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def leak(shop):
    return CauseFactory.create(shop=shop, code="leak", name="漏水")


@pytest.fixture
def drip(shop):
    return CauseFactory.create(shop=shop, code="drip", name="滴水")


def test_an_own_cause_is_added_with_history_and_its_code_only_once(shop, owner, now):
    made = add_cause(shop=shop, code="leak", name="漏水", unit="product", member=owner, now=now)
    assert [(row.history_type, row.history_user) for row in made.history.all()] == [
        ("+", owner.user)
    ]
    for code, reason in (("leak", "causes_code_taken"), ("漏 水", "causes_code_malformed")):
        with pytest.raises(TreeRefused) as refused:
            add_cause(shop=shop, code=code, name="x", unit="product", member=owner, now=now)
        assert refused.value.reason.code == reason


def test_a_rename_keeps_the_code_and_writes_who_did_it(leak, owner, now):
    change_cause(cause=leak, name="渗漏", name_en="Leak", unit="warehouse", member=owner, now=now)
    leak.refresh_from_db()
    assert (leak.code, leak.name, leak.name_en, leak.unit) == (
        "leak", "渗漏", "Leak", "warehouse",
    )  # fmt: skip
    latest = leak.history.order_by("-history_id").first()
    assert (latest.name, latest.history_user) == ("渗漏", owner.user)


def test_a_retired_cause_is_read_no_more_but_what_people_said_stays(shop, leak, drip, owner, now):
    read = ReviewCauseFactory.create(review__shop=shop, cause=leak).review
    said = ReviewCauseFactory.create(
        review__shop=shop, review__causes_confirmed_at=now, cause=leak,
        source="person", decided_by=owner,
    )  # fmt: skip
    assert retire_cause(cause=leak, member=owner, now=now)
    assert not retire_cause(cause=leak, member=owner, now=now)
    read.refresh_from_db()
    said.refresh_from_db()
    assert said.is_current
    assert classify_reviews(shop=shop, now=now) >= 1
    with pytest.raises(TreeRefused):
        retire_cause(cause=drip, member=owner, now=now)
    assert revive_cause(cause=leak, member=owner, now=now)
    assert not revive_cause(cause=leak, member=owner, now=now)
    leak.refresh_from_db()
    assert leak.retired_at is None


def test_another_tree_is_another_reader_and_the_same_again_is_the_same(shop, owner, now):
    copy_default_tree(shop=shop, now=now)
    review = ReviewFactory.create(shop=shop, content="壶漏水，用了两次就坏了")
    said = ReviewFactory.create(shop=shop, content="味道刺鼻", causes_confirmed_at=now)
    assert classify_reviews(shop=shop, now=now) == 2
    defect = shop.causes.get(code="quality_defect")
    assert retire_cause(cause=defect, member=owner, now=now)
    assert classify_reviews(shop=shop, now=now, limit=1) == 1
    assert classify_reviews(shop=shop, now=now) == 1
    assert classify_reviews(shop=shop, now=now) == 0
    assert not review.review_causes.filter(is_current=True, cause=defect).exists()
    assert revive_cause(cause=defect, member=owner, now=now)
    assert classify_reviews(shop=shop, now=now) == 2
    said.refresh_from_db()
    review.refresh_from_db()
    assert (review.causes_version, said.causes_version) == (VERSION, VERSION)
    assert review.review_causes.get(is_current=True, is_main=True).cause == defect


def test_an_own_cause_nobody_has_taught_makes_no_other_reader(shop, owner, now):
    copy_default_tree(shop=shop, now=now)
    ReviewFactory.create(shop=shop, content="壶漏水")
    assert classify_reviews(shop=shop, now=now) == 1
    add_cause(shop=shop, code="lid", name="盖子", unit="product", member=owner, now=now)
    assert classify_reviews(shop=shop, now=now) == 0


def test_an_example_is_kept_once_and_removed_in_its_shop_only(shop, leak, owner, now):
    assert add_example(cause=leak, text="一直漏", member=owner, now=now)
    assert not add_example(cause=leak, text="一直漏", member=owner, now=now)
    example = CauseExample.objects.get()
    assert not remove_example(shop=MemberFactory.create().shop, example_id=example.pk)
    assert remove_example(shop=shop, example_id=example.pk)
