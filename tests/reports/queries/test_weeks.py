import pytest

from reports.domain.weeks import IsoWeek
from reports.models import ReportRun
from reports.operations.rollups import count_marked_weeks
from reports.queries.weeks import load_week, report_runs, week_to_show
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause


def test_loaded_week_is_summarised_with_its_rows(shop):
    cause = make_cause(shop, "odor")
    make_case(shop, cause=cause)
    make_case(shop, cause=cause, week=WEEK - 1)
    count_marked_weeks(now=MONDAY)
    loaded = load_week(shop=shop, week=WEEK, now=MONDAY)
    assert (len(loaded.rows), loaded.summary.totals.cases) == (1, 1)
    assert loaded.summary.totals.previous == 1
    assert loaded.summary.causes[0].cause.code == "odor"


def test_shown_week_is_the_last_complete_one_or_the_latest_with_cases(shop):
    assert week_to_show(shop=shop, now=MONDAY) == WEEK
    make_case(shop, week=WEEK - 3)
    assert week_to_show(shop=shop, now=MONDAY) == IsoWeek(2026, 43)
    make_case(shop, week=WEEK + 1)
    make_case(shop)
    assert week_to_show(shop=shop, now=MONDAY) == WEEK


def test_runs_of_the_shop_come_newest_first(ops):
    for number in (1, 2):
        ReportRun.objects.create(
            shop=ops.shop, week=f"2026-W4{number}", due_at=MONDAY, created_at=MONDAY
        )
    ReportRun.objects.create(
        shop=make.ShopFactory.create(), week="2026-W46", due_at=MONDAY, created_at=MONDAY
    )
    shown = report_runs(member=ops, now=MONDAY)
    assert shown.is_making
    assert [run.week for run in shown.runs] == ["2026-W42", "2026-W41"]


@pytest.mark.parametrize("cases", [1, 3])
def test_week_costs_the_same_queries_for_any_number_of_cases(
    shop, cases, django_assert_num_queries
):
    cause = make_cause(shop, "odor")
    for _number in range(cases):
        make_case(shop, cause=cause)
        make_case(shop, cause=cause, week=WEEK - 1)
    count_marked_weeks(now=MONDAY)
    with django_assert_num_queries(20):
        load_week(shop=shop, week=WEEK, now=MONDAY)
