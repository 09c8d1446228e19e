"""Reviews come in once, are compared afterwards, and open cases."""

import datetime as dt
from typing import Any

import pytest

from reviews.contact_cipher import blind_index
from reviews.models import (
    Buyer,
    Case,
    Clock,
    PresenceObservation,
    Review,
    ReviewEvent,
    Shop,
    Sighting,
    Snapshot,
)
from reviews.operations.imports import run_import
from tests.reviews.operations.importing import REVIEW, REVIEW_HEADER, counts, queue, table, take

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=1)


def test_new_bad_review_is_stored_with_snapshot_buyer_product_and_case(
    shop: Shop, now: dt.datetime
) -> None:
    run = take(shop, "reviews", REVIEW, now=now)
    review = Review.objects.select_related("product", "buyer", "case").get()
    assert counts(run) == (1, 0, 0, 0, 0, 1)
    assert (review.key, review.platform_id, review.level) == ("id:7001", "7001", "bad")
    assert (review.content, review.rating_raw) == ("壶用了两次就漏水", "差评")
    assert (review.first_seen_at, review.causes_version) == (now, "")
    assert not Sighting.objects.exists()
    assert review.product is not None
    assert (review.product.item_id, review.product.title) == ("5001", "2L 养生壶")
    assert review.buyer is not None
    assert (review.buyer.nick, review.buyer.nick_masked) == ("tb买家一", "t***一")
    assert review.buyer.key_index == blind_index("tmall:tb买家一", purpose="buyer")
    snapshot = review.snapshots.get()
    assert (snapshot.number, snapshot.run, snapshot.content) == (1, run, review.content)
    assert (review.case.status, review.case.level, review.case.opened_at) == ("open", "bad", now)
    assert review.case.buyer == review.buyer


def test_case_carries_its_clocks_and_history(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", REVIEW, now=now)
    case = Case.objects.get()
    rated_at = case.review.rated_at
    thirty = rated_at + dt.timedelta(days=30)
    assert set(case.clocks.values_list("kind", "starts_at", "ends_at")) == {
        ("change_window", rated_at, thirty),
        ("reply_limit", rated_at, thirty),
    }
    assert [row.history_type for row in case.history.all()] == ["+"]


@pytest.mark.parametrize(
    ("result", "append", "cases"),
    [("好评", "", 0), ("中评", "", 1), ("差评", "", 1), ("好评", "用了一周就坏了", 1), ("", "", 0)],
)
def test_case_opens_where_recovery_is_needed(
    shop: Shop, now: dt.datetime, result: str, append: str, cases: int
) -> None:
    row = REVIEW | {"评价结果": result, "追评内容": append}
    assert take(shop, "reviews", row, now=now).cases_opened == cases
    assert Case.objects.count() == cases


def test_case_of_a_review_whose_window_is_over_is_closed_at_once(
    shop: Shop, now: dt.datetime
) -> None:
    take(shop, "reviews", REVIEW | {"评价时间": "2026-10-18 20:00:00"}, now=now)
    case = Case.objects.get()
    assert (case.status, case.close_reason, case.closed_at) == ("closed", "window_over", now)


def test_pictures_of_a_changed_review_are_the_new_ones(shop: Shop, now: dt.datetime) -> None:
    later = REVIEW | {"评价时间": "2026-11-17 21:00:00", "评价内容": "换了还漏"}
    for row, link in ((REVIEW, "https://example.com/1"), (later, "https://example.com/2")):
        file = table((*REVIEW_HEADER, "图片"), row | {"图片": link})
        run_import(run_id=queue(shop, "reviews", file, now=now).pk, now=now)
        assert Review.objects.get().image_links == [link]


def test_same_file_again_changes_nothing(shop: Shop, now: dt.datetime) -> None:
    rows = [REVIEW, REVIEW | {"评价ID": "7002", "评价结果": "好评"}, REVIEW]
    first = take(shop, "reviews", *rows, now=now)
    before = list(Review.objects.order_by("pk").values())
    again = take(shop, "reviews", *rows, now=now)
    assert (counts(first), counts(again)) == ((2, 0, 0, 1, 0, 1), (0, 0, 2, 1, 0, 0))
    assert list(Review.objects.order_by("pk").values()) == before
    tables = (Snapshot, ReviewEvent, Case, Buyer)
    assert [table.objects.count() for table in tables] == [2, 0, 1, 1]


def test_known_review_seen_again_is_seen_later(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", REVIEW, now=now)
    for seen_at in (now + LATER, now + 2 * LATER):
        take(shop, "reviews", REVIEW, now=seen_at)
        review = Review.objects.get()
        assert (review.first_seen_at, review.sighting.seen_at) == (now, seen_at)


def test_file_of_an_earlier_moment_takes_no_sighting_back(shop: Shop, now: dt.datetime) -> None:
    for hours in (0, 2, 1):
        take(shop, "reviews", REVIEW, now=now + hours * LATER)
    assert Review.objects.get().sighting.seen_at == now + 2 * LATER


def test_changed_review_gets_a_snapshot_events_and_waits_for_causes(
    shop: Shop, now: dt.datetime
) -> None:
    take(shop, "reviews", REVIEW, now=now)
    Review.objects.update(causes_version="1")
    better = {"评价结果": "好评", "评价内容": "客服换了一个，很好", "商家回复": "谢谢"}
    run = take(shop, "reviews", REVIEW | better, now=now + LATER)
    review = Review.objects.get()
    assert counts(run) == (0, 1, 0, 0, 0, 0)
    assert (review.level, review.state, review.snapshot_count) == ("good", "changed", 2)
    assert (review.content, review.reply, review.causes_version) == (
        "客服换了一个，很好",
        "谢谢",
        "",
    )
    events = review.events.values_list("kind", "at", "snapshot__number")
    assert set(events) == {
        ("level_raised", now + LATER, 2),
        ("text_changed", now + LATER, 2),
        ("seller_replied", now + LATER, 2),
    }


def test_raised_level_is_the_fourth_fact_of_the_case(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", REVIEW, now=now)
    take(shop, "reviews", REVIEW | {"评价结果": "中评"}, now=now + LATER)
    take(shop, "reviews", REVIEW | {"评价结果": "好评"}, now=now + 2 * LATER)
    case = Case.objects.get()
    assert (case.review_changed_at, case.status) == (now + LATER, "open")
    assert [row.history_type for row in case.history.all()] == ["~", "+"]


def test_reply_alone_leaves_the_causes_read(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", REVIEW, now=now)
    Review.objects.update(causes_version="1")
    take(shop, "reviews", REVIEW | {"商家回复": "抱歉"}, now=now)
    assert Review.objects.get().causes_version == "1"


def test_angry_append_to_a_good_review_opens_a_case_later(shop: Shop, now: dt.datetime) -> None:
    good = REVIEW | {"评价结果": "好评"}
    append = {"追评内容": "一周就坏了", "追评时间": "2026-11-18 08:00:00"}
    take(shop, "reviews", good, now=now)
    run = take(shop, "reviews", good | append, now=now)
    assert counts(run) == (0, 1, 0, 0, 0, 1)
    clock = Clock.objects.get(kind="change_window")
    assert clock.starts_at == Review.objects.get().append_at
    assert ReviewEvent.objects.get().kind == "append_added"


def test_lowered_level_opens_a_case_once(shop: Shop, now: dt.datetime) -> None:
    good = REVIEW | {"评价结果": "好评"}
    for row in (good, REVIEW, good, REVIEW):
        take(shop, "reviews", row, now=now)
    assert (Case.objects.count(), Review.objects.get().snapshot_count) == (1, 4)


def test_two_states_in_one_file_end_in_the_newer_one_however_often(
    shop: Shop, now: dt.datetime
) -> None:
    append = {"追评内容": "一周就坏了", "追评时间": "2026-11-18 08:00:00"}
    first = take(shop, "reviews", REVIEW, REVIEW | append, now=now)
    again = take(shop, "reviews", REVIEW, REVIEW | append, now=now)
    assert (counts(first), counts(again)) == ((1, 1, 0, 0, 0, 1), (0, 0, 1, 1, 0, 0))
    assert Review.objects.get().append_content == "一周就坏了"


def test_two_contradicting_rows_of_one_time_keep_the_first(shop: Shop, now: dt.datetime) -> None:
    rows = [REVIEW, REVIEW | {"评价内容": "别的话"}]
    first = take(shop, "reviews", *rows, now=now)
    again = take(shop, "reviews", *rows, now=now)
    assert (counts(first), counts(again)) == ((1, 0, 0, 1, 0, 1), (0, 0, 1, 1, 0, 0))
    assert Review.objects.get().content == REVIEW["评价内容"]


def test_older_file_takes_nothing_back(shop: Shop, now: dt.datetime) -> None:
    append = {"追评内容": "一周就坏了", "追评时间": "2026-11-18 08:00:00"}
    take(shop, "reviews", REVIEW | append, now=now)
    run = take(shop, "reviews", REVIEW, now=now)
    assert counts(run) == (0, 0, 1, 0, 0, 0)
    assert Review.objects.get().append_content == "一周就坏了"


def test_masked_nick_is_no_buyer(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", REVIEW | {"买家昵称": "t***一"}, now=now)
    assert (Buyer.objects.count(), Case.objects.get().buyer) == (0, None)


def test_product_without_an_id_is_known_by_its_title(shop: Shop, now: dt.datetime) -> None:
    rows = [REVIEW | {"评价ID": n, "商品ID": ""} for n in ("1", "2")]
    take(shop, "reviews", *rows, now=now)
    assert set(shop.products.values_list("title", flat=True)) == {"2L 养生壶"}
    assert shop.products.get().reviews.count() == 2


def test_title_that_comes_later_is_kept(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", REVIEW | {"商品名称": ""}, now=now)
    take(shop, "reviews", REVIEW | {"评价ID": "7002"}, now=now)
    assert shop.products.get().title == "2L 养生壶"


def test_buyer_who_has_just_posted_is_seen_online(shop: Shop, now: dt.datetime) -> None:
    rows = [REVIEW | {"评价ID": "1", "评价时间": "2026-11-18 09:40"}, REVIEW]
    take(shop, "reviews", *rows, now=now)
    seen = PresenceObservation.objects.get()
    assert (seen.source, seen.seen_at) == ("review", now - dt.timedelta(minutes=20))


def test_shops_keep_their_reviews_apart(shop: Shop, now: dt.datetime) -> None:
    other = Shop.objects.create(code="b", name="b", platform="tmall", created_at=now)
    take(shop, "reviews", REVIEW, now=now)
    assert counts(take(other, "reviews", REVIEW, now=now)) == (1, 0, 0, 0, 0, 1)


@pytest.mark.parametrize("size", [1, 3])
def test_queries_of_a_batch_do_not_grow_with_its_rows(
    shop: Shop, now: dt.datetime, size: int, django_assert_num_queries: Any
) -> None:
    rows = [REVIEW | {"评价ID": str(n), "买家昵称": f"买家{n}"} for n in range(size)]
    with django_assert_num_queries(46):
        take(shop, "reviews", *rows, now=now)


def test_append_comes_in_after_a_newer_file_without_a_column_for_it(
    shop: Shop, now: dt.datetime
) -> None:
    newer = REVIEW | {"评价结果": "好评", "商家回复": "谢谢", "回复时间": "2026-11-18 11:00:00"}
    older = REVIEW | {
        "评价结果": "好评",
        "追评内容": "用了一周就坏了",
        "追评时间": "2026-11-18 09:00:00",
    }
    content = table((*REVIEW_HEADER, "回复时间"), newer)
    run_import(run_id=queue(shop, "reviews", content, now=now).pk, now=now)
    run = take(shop, "reviews", older, now=now + LATER)
    review = Review.objects.get()
    assert counts(run) == (0, 1, 0, 0, 0, 1)
    assert (review.append_content, review.reply) == ("用了一周就坏了", "谢谢")
    assert review.replied_at is not None
    assert take(shop, "reviews", older, now=now + 2 * LATER).unchanged == 1
