"""Reviews without a rating that read like complaints wait for a person, and only for a person."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from reviews.models import Case, Member, Review, Shop
from reviews.operations.causes import classify_reviews
from reviews.operations.put_forward import dismiss_complaints, open_complaints, put_back
from tests.factories import CaseFactory, MemberFactory, ReviewFactory, ShopFactory, plan_asked_at
from tests.reviews.operations.blocking import needs_row_locks, wait_until_blocked
from tests.reviews.operations.importing import REVIEW, take

pytestmark = pytest.mark.django_db
WRONG, FINE = "用了两次就漏水，客服不理人", "很好用，物流很快，喜欢"


def unrated(shop: Shop, content: str = WRONG, **columns: object) -> Review:
    given = {"level": "unrated", "stars": None, "content": content, "causes_version": ""}
    return ReviewFactory.create(shop=shop, **given | columns)


def waiting(shop: Shop, now: dt.datetime, **columns: object) -> Review:
    review = unrated(shop, **columns)
    classify_reviews(shop=shop, now=now)
    review.refresh_from_db()
    assert review.complaint == "waiting"
    return review


@pytest.mark.parametrize(
    ("columns", "complaint"),
    [
        ({}, "waiting"),
        ({"content": FINE}, ""),
        ({"content": "此用户没有填写评价"}, ""),
        ({"content": FINE, "append_content": "坏了，太差，客服不理人，失望"}, "waiting"),
        ({"level": "bad"}, ""),
        ({"state": "deleted"}, ""),
        ({"state": "hidden"}, ""),
    ],
)
def test_unrated_review_that_reads_like_a_complaint_is_put_forward(
    shop: Shop, now: dt.datetime, columns: dict[str, object], complaint: str
) -> None:
    review = unrated(shop, **columns)
    classify_reviews(shop=shop, now=now)
    review.refresh_from_db()
    assert (review.complaint, Case.objects.count()) == (complaint, 0)


def test_review_with_a_case_is_not_put_forward(shop: Shop, now: dt.datetime) -> None:
    review = unrated(shop)
    CaseFactory.create(shop=shop, review=review)
    classify_reviews(shop=shop, now=now)
    review.refresh_from_db()
    assert review.complaint == ""


def test_newer_reader_that_finds_nothing_takes_it_back(shop: Shop, now: dt.datetime) -> None:
    review = unrated(shop, FINE, complaint="waiting")
    classify_reviews(shop=shop, now=now)
    review.refresh_from_db()
    assert review.complaint == ""


def test_case_opens_where_a_person_says_so(shop: Shop, agent: Member, now: dt.datetime) -> None:
    review = waiting(shop, now)
    opened = open_complaints(shop=shop, public_ids=[review.public_id], member=agent, now=now)
    review.refresh_from_db()
    case = Case.objects.get()
    assert (opened, case.review, case.level, case.status) == (1, review, "unrated", "open")
    assert (review.complaint, review.complaint_judged_at) == ("opened", now)
    assert review.complaint_judged_by == agent
    assert set(case.clocks.values_list("kind", flat=True)) >= {"change_window"}
    shop.settings.refresh_from_db()
    shop.refresh_from_db()
    assert plan_asked_at(shop) == now


def test_case_opens_once_however_often_it_is_asked_for(
    shop: Shop, agent: Member, lead: Member, now: dt.datetime
) -> None:
    review = waiting(shop, now)
    ids = [review.public_id, review.public_id]
    assert open_complaints(shop=shop, public_ids=ids, member=agent, now=now) == 1
    assert open_complaints(shop=shop, public_ids=ids, member=lead, now=now) == 0
    assert dismiss_complaints(shop=shop, public_ids=ids, member=lead, now=now) == 0
    review.refresh_from_db()
    assert (review.complaint_judged_by, Case.objects.count()) == (agent, 1)


def test_old_one_counts_in_the_analysis_and_is_not_called(
    shop: Shop, agent: Member, now: dt.datetime
) -> None:
    review = waiting(shop, now, rated_at=now - dt.timedelta(days=400))
    open_complaints(shop=shop, public_ids=[review.public_id], member=agent, now=now)
    case = Case.objects.get()
    assert (case.status, case.close_reason) == ("closed", "window_over")


def test_dismissed_one_stays_dismissed(shop: Shop, agent: Member, now: dt.datetime) -> None:
    review = waiting(shop, now)
    ids = [review.public_id]
    assert dismiss_complaints(shop=shop, public_ids=ids, member=agent, now=now) == 1
    Review.objects.update(causes_version="older")
    classify_reviews(shop=shop, now=now)
    assert open_complaints(shop=shop, public_ids=ids, member=agent, now=now) == 0
    review.refresh_from_db()
    assert (review.complaint, Case.objects.count()) == ("dismissed", 0)


def test_dismissed_one_can_be_put_back(shop: Shop, agent: Member, now: dt.datetime) -> None:
    review = waiting(shop, now)
    dismiss_complaints(shop=shop, public_ids=[review.public_id], member=agent, now=now)
    assert put_back(shop=shop, public_ids=[review.public_id]) == 1
    review.refresh_from_db()
    assert (review.complaint, review.complaint_judged_at, review.complaint_judged_by) == (
        "waiting",
        None,
        None,
    )


def test_ids_of_another_shop_are_not_touched(shop: Shop, agent: Member, now: dt.datetime) -> None:
    other = waiting(ShopFactory.create(), now)
    ids = [other.public_id]
    assert open_complaints(shop=shop, public_ids=ids, member=agent, now=now) == 0
    assert dismiss_complaints(shop=shop, public_ids=ids, member=agent, now=now) == 0
    other.refresh_from_db()
    assert other.complaint == "waiting"


def test_new_words_of_the_buyer_ask_again(shop: Shop, agent: Member, now: dt.datetime) -> None:
    row = REVIEW | {"评价结果": "", "评价内容": WRONG}
    take(shop, "reviews", row, now=now)
    classify_reviews(shop=shop, now=now)
    review = Review.objects.get()
    dismiss_complaints(shop=shop, public_ids=[review.public_id], member=agent, now=now)
    take(shop, "reviews", row, now=now)
    classify_reviews(shop=shop, now=now)
    review.refresh_from_db()
    assert review.complaint == "dismissed"
    later = now + dt.timedelta(days=1)
    said = {"追评内容": "壶坏了，客服不理人", "追评时间": "2026-11-19 09:00:00"}
    take(shop, "reviews", row | said, now=later)
    classify_reviews(shop=shop, now=later)
    review.refresh_from_db()
    assert review.complaint == "waiting"


def test_rating_that_comes_later_ends_the_wait(shop: Shop, agent: Member, now: dt.datetime) -> None:
    row = REVIEW | {"评价结果": "", "评价内容": WRONG}
    take(shop, "reviews", row, now=now)
    classify_reviews(shop=shop, now=now)
    run = take(shop, "reviews", row | {"评价结果": "差评"}, now=now + dt.timedelta(days=1))
    ids = [Review.objects.get().public_id]
    assert (run.cases_opened, Case.objects.count()) == (1, 1)
    assert open_complaints(shop=shop, public_ids=ids, member=agent, now=now) == 0


@pytest.mark.django_db(transaction=True)
@needs_row_locks
def test_what_a_person_judges_while_a_file_changes_the_review_stays(now: dt.datetime) -> None:
    shop = ShopFactory.create()
    agent = MemberFactory.create(shop=shop)
    row = REVIEW | {"评价结果": "", "评价内容": WRONG}
    take(shop, "reviews", row, now=now)
    classify_reviews(shop=shop, now=now)
    review = Review.objects.get()
    replied = row | {"商家回复": "抱歉，已联系您"}
    with ThreadPoolExecutor(1) as worker:
        with transaction.atomic():
            ids = [review.public_id]
            assert dismiss_complaints(shop=shop, public_ids=ids, member=agent, now=now) == 1
            run = worker.submit(_take, shop, replied, now + dt.timedelta(hours=1))
            wait_until_blocked()
        assert run.result(timeout=30) == 1
    review.refresh_from_db()
    assert (review.complaint, review.reply) == ("dismissed", "抱歉，已联系您")


def _take(shop: Shop, row: dict[str, str], now: dt.datetime) -> int:
    try:
        return take(shop, "reviews", row, now=now).changed
    finally:
        connection.close()
