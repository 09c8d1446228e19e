import datetime as dt

import pytest
from django.db import connection

from compensation.models import Offer
from reports.models import RollupCell, RollupSale, WeekMark, WeekRollup
from reports.operations.rollups import check_rollups, count_marked_weeks
from reports.queries.weeks import load_board, load_week
from reports.week_triggers import lift_triggers, missing_triggers, set_triggers
from reviews.models import Attempt, Case, Order, Review, ReviewCause
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

HOUR = dt.timedelta(hours=1)


def marked():
    return set(WeekMark.objects.values_list("monday", flat=True))


@pytest.fixture
def week_of_work(shop):
    """Two causes, two products, an offer, an attempt, an order, a late append; all counted."""
    leak, slow = make_cause(shop, "leak"), make_cause(shop, "slow", "logistics")
    product = make.ProductFactory.create(shop=shop, item_id="77")
    order = make.OrderFactory.create(shop=shop, ordered_at=WEEK.starts_at, status="success")
    make.OrderItemFactory.create(order=order, product=product, quantity=40)
    case = make_case(
        shop, cause=leak, product=product, contacted_at=MONDAY, solved_at=MONDAY, level="neutral"
    )
    make.ReviewCauseFactory.create(review=case.review, cause=slow, is_main=False)
    make.AttemptFactory.create(case=case, at=case.review.first_seen_at + HOUR)
    paid = make.OfferFactory.create(case=case, shop=shop, state="paid", amount_fen=500)
    make.PayoutFactory.create(offer=paid, shop=shop, state="paid", paid_at=MONDAY, amount_fen=500)
    make.ReviewCauseFactory.create(
        review=make_case(shop, product=product).review, cause=slow, is_main=False
    )
    make_case(shop, week=WEEK - 1)
    append = WEEK.starts_at + HOUR
    make_case(shop, level="good", week=WEEK - 30, review__append_at=append, cause=leak)
    make.ReviewFactory.create(shop=shop, level="good", rated_at=WEEK.starts_at)
    count_marked_weeks(now=MONDAY)
    return case


def test_counted_weeks_agree_with_their_rows(week_of_work, shop):
    assert (marked(), check_rollups(now=MONDAY)) == (set(), [])
    board = load_board(shop=shop, week=WEEK).board
    rows = load_week(shop=shop, week=WEEK, now=MONDAY).summary
    assert (board.totals, board.units, board.cells) == (rows.totals, rows.units, rows.cells)
    assert (board.products, board.trend, board.recovery) == (
        rows.products,
        rows.trend,
        rows.recovery,
    )
    assert (board.in_time, board.sentences) == (rows.timing.in_time, rows.sentences)
    totals = board.totals
    assert (totals.cases, totals.neutral, totals.appended, totals.units_sold) == (3, 1, 1, 40)
    assert (totals.promised, totals.paid, totals.previous) == (500, 500, 1)


@pytest.mark.parametrize(
    "write",
    [
        lambda case: Review.objects.filter(pk=case.review_id).update(product=None),
        lambda case: Case.objects.filter(pk=case.pk).update(review_changed_at=MONDAY),
        lambda case: Case.objects.filter(pk=case.pk).update(level="bad"),
        lambda case: ReviewCause.objects.filter(review=case.review_id).update(is_main=False),
        lambda case: ReviewCause.objects.filter(review=case.review_id, is_main=True).delete(),
        lambda case: Attempt.objects.filter(case=case).update(undone_at=MONDAY),
        lambda case: Offer.objects.filter(case=case).update(amount_fen=300),
        lambda case: Offer.objects.get(case=case).payout.delete(),
        lambda _case: Order.objects.update(status="closed"),
        lambda case: make_case(case.shop, cause=None),
    ],
)
def test_any_write_is_counted_once_the_sweep_has_run(week_of_work, write):
    write(week_of_work)
    assert WEEK.monday in marked()
    count_marked_weeks(now=MONDAY)
    assert (marked(), check_rollups(now=MONDAY)) == (set(), [])


def test_what_moves_no_figure_marks_no_week(week_of_work):
    Case.objects.update(call_value=3, advantage=2)
    Review.objects.update(reply="x")
    week_of_work.save()
    assert marked() == set()


def test_moved_review_marks_the_week_it_leaves_and_the_one_it_comes_to(week_of_work):
    Review.objects.filter(pk=week_of_work.review_id).update(rated_at=(WEEK - 3).starts_at)
    assert marked() == {WEEK.monday, (WEEK - 3).monday}
    count_marked_weeks(now=MONDAY)
    assert check_rollups(now=MONDAY) == []


def test_sweep_takes_the_newest_weeks_first_and_no_more_than_asked(shop):
    for back in range(4):
        make_case(shop, week=WEEK - back)
    assert count_marked_weeks(now=MONDAY, limit=3) == 3
    assert marked() == {(WEEK - 3).monday}


def test_check_names_what_differs_and_mends_it(week_of_work, shop):
    RollupCell.objects.filter(neutral=1).update(solved=0)
    RollupSale.objects.update(units=1)
    WeekRollup.objects.filter(monday=WEEK.monday).update(reviews=9)
    found = check_rollups(now=MONDAY, shop=shop, weeks=1)
    assert [one.what for one in found] == ["cell ('leak', '77')", "reviews", "sales"]
    assert str(found[1]).startswith("hu 2026-W46 reviews: ReviewCount")
    assert check_rollups(now=MONDAY) == []


def test_marks_of_a_shop_that_is_gone_are_taken_away(db):
    WeekMark.objects.create(shop_id=999_999, monday=WEEK.monday)
    count_marked_weeks(now=MONDAY)
    assert marked() == set()


def test_lifted_triggers_are_missed_and_set_again(db, caplog):
    lift_triggers(using="default")
    missing = missing_triggers()
    check_rollups(now=MONDAY)
    set_triggers(using="default")
    assert (len(missing), missing_triggers()) == (24, [])
    assert "note_weeks_of_case_added is missing" in caplog.text


def test_page_of_a_week_costs_the_same_queries_for_any_history(shop, django_assert_num_queries):
    cause = make_cause(shop, "leak")
    make_case(shop, cause=cause)
    load_board(shop=shop, week=WEEK)  # the desk keeps the calendar for a while
    for back in (1, 2, 20):
        make_case(shop, cause=cause, week=WEEK - back)
        count_marked_weeks(now=MONDAY)
        with django_assert_num_queries(13):
            load_board(shop=shop, week=WEEK)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL only appends marks")
def test_sqlite_repeats_no_mark_that_waits(shop):
    for _number in range(3):
        make_case(shop)
    assert WeekMark.objects.filter(monday=WEEK.monday).count() == 1
