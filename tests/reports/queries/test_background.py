import datetime as dt

from reports.domain.rows import (
    NO_CAUSE,
    NO_PRODUCT,
    BudgetRow,
    DialCount,
    PartCount,
    ReviewCount,
    SalesRow,
)
from reports.operations.rollups import count_marked_weeks
from reports.queries.background import cause_versions, dial_counts, load_whole_background
from reports.queries.rollups import part_counts, review_counts, sales_rows, week_counts
from reports.queries.row_names import cause_mark, product_ref
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

HOUR = dt.timedelta(hours=1)


def test_week_counts_are_grouped_by_main_cause_and_product(shop):
    cause, other = make_cause(shop, "odor"), make_cause(shop, "freshness")
    product = make.ProductFactory.create(shop=shop)
    for _number in range(2):
        case = make_case(shop, cause=cause, product=product)
        make.ReviewCauseFactory.create(review=case.review, cause=other, is_main=False)
    bare = make_case(shop, week=WEEK - 1)
    type(bare.review).objects.filter(pk=bare.review_id).update(product=None)
    count_marked_weeks(now=MONDAY)
    counts = list(week_counts(shop=shop, weeks=[WEEK - 1, WEEK], by_product=[WEEK - 1, WEEK]))
    parts = list(part_counts(shop=shop, weeks=[WEEK - 1, WEEK]))
    assert [(one.week, one.cases) for one in counts] == [(WEEK - 1, 1), (WEEK, 2)]
    assert (counts[0].cause, counts[0].product) == (NO_CAUSE, NO_PRODUCT)
    assert (counts[1].cause, counts[1].product) == (cause_mark(cause), product_ref(product))
    assert sorted(parts, key=lambda part: part.several) == [
        PartCount(NO_CAUSE, NO_PRODUCT, 0, 1),
        PartCount(cause_mark(cause), product_ref(product), 2, 2),
    ]


def test_review_counts_hold_good_ones_too(shop):
    make_case(shop)
    moment = WEEK.starts_at + HOUR
    make.ReviewFactory.create(shop=shop, level="good", rated_at=moment)
    count_marked_weeks(now=MONDAY)
    assert list(review_counts(shop=shop, weeks=[WEEK])) == [ReviewCount(WEEK, reviews=2, low=1)]


def test_sales_leave_unpaid_orders_and_other_weeks_out(shop):
    product = make.ProductFactory.create(shop=shop, item_id="77")
    sold = [
        ("success", WEEK.starts_at, 2),
        ("shipped", WEEK.ends_at - HOUR, 3),
        ("closed", WEEK.starts_at, 5),
        ("unpaid", WEEK.starts_at, 7),
        ("success", WEEK.ends_at, 11),
    ]
    for status, moment, quantity in sold:
        order = make.OrderFactory.create(shop=shop, status=status, ordered_at=moment)
        make.OrderItemFactory.create(order=order, product=product, quantity=quantity)
    count_marked_weeks(now=MONDAY)
    assert list(sales_rows(shop=shop, weeks=[WEEK])) == [SalesRow(WEEK, "77", 5)]


def test_dials_are_counted_by_weekday_and_hour_of_the_desk(shop):
    case = make_case(shop)
    add = make.AttemptFactory.create
    monday_nine = WEEK.starts_at + 9 * HOUR
    add(case=case, at=monday_nine, outcome="answered")
    add(case=case, at=monday_nine + HOUR / 2, outcome="no_answer")
    add(case=case, at=monday_nine, channel="wangwang")
    add(case=case, at=monday_nine, undone_at=monday_nine)
    add(case=case, at=WEEK.ends_at - HOUR, outcome="busy")
    assert dial_counts(shop=shop, week=WEEK) == (
        DialCount(0, 9, dials=2, connected=1),
        DialCount(6, 23, dials=1, connected=0),
    )


def test_background_joins_everything_of_the_shop(shop):
    cause = make_cause(shop, "odor")
    make_case(shop, cause=cause, week=WEEK - 1)
    make_case(shop, cause=cause, week=WEEK.year_before)
    make.BudgetFactory.create(shop=shop, reserved_fen=100, spent_fen=23)
    make.BudgetFactory.create(
        shop=shop, starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2026, 12, 31)
    )
    make.ActionFactory.create(cause=cause, created_at=WEEK.starts_at)
    make.ActionFactory.create(cause=cause, created_at=WEEK.ends_at)
    count_marked_weeks(now=MONDAY)
    background = load_whole_background(shop=shop, week=WEEK)
    assert [count.week for count in background.history] == [WEEK.year_before, WEEK - 1]
    assert background.history[0].product == NO_PRODUCT  # whole weeks far back, no cells
    assert len(background.reviews) == 12
    assert background.budgets == (
        BudgetRow("十一月", dt.date(2026, 11, 1), dt.date(2026, 11, 30), 500_000, 123),
    )
    assert [action.text for action in background.actions] == ["更换壶底密封圈"]


def test_versions_of_the_readers_are_named(shop):
    cause = make_cause(shop, "odor")
    for version in ("reader-2", "reader-1", "reader-2"):
        case = make_case(shop)
        make.ReviewCauseFactory.create(review=case.review, cause=cause, version=version)
    assert cause_versions(shop=shop, week=WEEK) == ["reader-1", "reader-2"]
