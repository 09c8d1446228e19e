import datetime as dt

import pytest
from django.utils import timezone, translation

from compensation.models import Payout
from reports.domain.rows import NO_PRODUCT, CauseMark
from reports.queries.case_rows import case_rows
from reviews.domain.levels import Level
from reviews.domain.outcomes import Outcome
from tests import factories as make
from tests.reports.desk_week import WEEK, make_case, make_cause

HOUR = dt.timedelta(hours=1)


def _pay(offer, **given):
    Payout.objects.create(
        offer=offer,
        shop=offer.shop,
        amount_fen=500,
        idempotency_key=offer.idempotency_key,
        due_at=make.NOW,
        created_at=make.NOW,
        **given,
    )


def rows(shop, week=WEEK):
    return list(case_rows(shop=shop, week=week))


@pytest.mark.parametrize(
    ("minutes", "inside"), [(-1, 0), (0, 1), (7 * 24 * 60 - 1, 1), (7 * 24 * 60, 0)]
)
def test_week_borders_are_the_desk_s(shop, minutes, inside):
    moment = WEEK.starts_at + dt.timedelta(minutes=minutes)
    make_case(shop, review__rated_at=moment.astimezone(dt.UTC))
    assert len(rows(shop)) == inside


def test_row_carries_review_order_and_facts(shop, agent):
    moment = WEEK.starts_at + HOUR
    case = make_case(
        shop,
        owner=agent,
        review__platform_id="900719925474099312",
        review__sku="蓝色",
        contacted_at=moment,
        solved_at=moment + HOUR,
        review_changed_at=moment + 2 * HOUR,
    )
    order = case.review.order
    order.province, order.carrier, order.amount_fen = "广东省", "中通", 9_900
    order.save()
    (row,) = rows(shop)
    assert (row.case_id, row.review_id) == (case.public_id, "900719925474099312")
    assert (row.platform, row.owner, row.level, row.stars) == ("tmall", "小林", Level.BAD, 1)
    assert (row.province, row.carrier, row.order_fen) == ("广东省", "中通", 9_900)
    assert (row.contacted_at, row.solved_at) == (moment, moment + HOUR)
    assert (row.remedied_at, row.review_changed_at) == (None, moment + 2 * HOUR)
    assert (row.product.code, row.product.sku) == (case.review.product.item_id, "蓝色")
    assert row.product.ref == case.review.product.public_id


def test_level_is_the_one_the_case_opened_with(shop):
    case = make_case(shop, level="bad")
    type(case.review).objects.filter(pk=case.review_id).update(level="good", stars=5)
    assert [row.level for row in rows(shop) if row.case_id == case.public_id] == [Level.BAD]


def test_text_and_evidence_are_masked(shop):
    cause = make_cause(shop, "service_attitude", "service")
    case = make_case(
        shop, review__content="漏水，打13812342100没人接", review__append_content="还是没人"
    )
    make.ReviewCauseFactory.create(
        review=case.review, cause=cause, evidence=[[0, 2], [4, 15], [18, 22]]
    )
    with translation.override("zh-hans"):
        (row,) = rows(shop)
    assert row.text == "漏水，打138****2100没人接\n还是没人"
    assert row.causes == (
        CauseMark(
            "service_attitude",
            "service_attitude",
            "service",
            main=True,
            evidence=("漏水", "138****2100", "\n还是没"),
        ),
    )


def test_main_cause_comes_first_and_old_ones_are_left_out(shop):
    main, other, old = (make_cause(shop, code) for code in ("main", "other", "old"))
    case = make_case(shop)
    add = make.ReviewCauseFactory.create
    add(review=case.review, cause=other, is_main=False, confidence=0.99)
    add(review=case.review, cause=main, confidence=0.5)
    add(review=case.review, cause=old, is_current=False, is_main=False)
    assert [mark.code for mark in rows(shop)[0].causes] == ["main", "other"]


def test_angry_append_belongs_to_the_week_of_the_append(shop):
    later = (WEEK + 1).starts_at + HOUR
    make_case(shop, level="good", review__append_at=later, review__append_content="用了一周坏了")
    assert rows(shop) == []
    (row,) = rows(shop, WEEK + 1)
    assert (row.rated_at, row.level) == (later, Level.GOOD)


def test_append_to_a_bad_review_leaves_it_in_its_week(shop):
    make_case(shop, review__append_at=(WEEK + 2).starts_at)
    assert len(rows(shop)) == 1


def test_undone_attempts_are_left_out(shop, agent):
    case = make_case(shop)
    make.AttemptFactory.create(case=case, member=agent, outcome="answered")
    make.AttemptFactory.create(case=case, member=agent, undone_at=timezone.now())
    make.AttemptFactory.create(case=case, member=None, at=make.NOW)
    (row,) = rows(shop)
    assert [(one.agent, one.outcome) for one in row.attempts] == [
        ("小林", Outcome.ANSWERED),
        ("", Outcome.NO_ANSWER),
    ]


def test_review_without_product_and_order_has_neither(shop):
    make_case(shop, review__order=None)
    case = make_case(shop)
    type(case.review).objects.filter(pk=case.review_id).update(product=None)
    first, second = rows(shop)
    assert (first.order_fen, first.province, first.carrier) == (None, "", "")
    assert second.product == NO_PRODUCT
    assert second.causes == ()


def test_offers_tell_rule_promise_and_payment(shop):
    rules = {"rules": [{"name": "质量补偿"}, {"name": ""}]}
    version = make.PolicyVersionFactory.create(shop=shop, rules=rules, number=7)
    case = make_case(shop)
    due, paid_at = make.NOW + HOUR, make.NOW
    promise = make.PromiseFactory.create(case=case, due_at=due)
    add = make.OfferFactory.create
    paid = add(case=case, version=version, state="paid", rule_position=0, promise=promise)
    _pay(paid, state="paid", paid_at=paid_at)
    add(case=case, version=version, state="waiting_approval", kind="coupon", rule_position=1)
    failed = add(case=case, version=version, state="failed", kind="gift", rule_position=None)
    _pay(failed, state="failed")
    one, two, three = rows(shop)[0].offers
    assert (one.rule, one.promised, one.paid, one.due_at, one.paid_at) == (
        "质量补偿 (v7)",
        True,
        500,
        due,
        paid_at,
    )
    assert (two.rule, two.promised, two.paid) == ("#2 (v7)", False, 0)
    assert (three.rule, three.promised, three.paid, three.paid_at) == ("", True, 0, None)


@pytest.mark.parametrize("cases", [1, 3])
def test_rows_cost_eight_queries_for_any_number_of_cases(shop, cases, django_assert_num_queries):
    cause = make_cause(shop, "quality_defect")
    for _number in range(cases):
        case = make_case(shop, cause=cause)
        make.AttemptFactory.create(case=case)
        make.OfferFactory.create(case=case, kind="cash")
    with django_assert_num_queries(8):
        rows(shop)


def test_other_shops_are_not_read(shop):
    make_case(make.ShopFactory.create())
    assert rows(shop) == []


def test_text_of_the_platform_is_known_as_such_unless_the_buyer_appended(shop):
    given = {"review__content": "此用户未填写评价内容", "review__is_default_text": True}
    make_case(shop, **given)
    make_case(shop, **given, review__append_content="用了一周坏了")
    assert [row.is_default_text for row in case_rows(shop=shop, week=WEEK)] == [True, False]
