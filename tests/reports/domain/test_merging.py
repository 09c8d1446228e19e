from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reports.domain.actions import ActionRow
from reports.domain.board import Background
from reports.domain.merging import ShopWeek, merge_weeks
from reports.domain.past import past_of
from reports.domain.rows import (
    NO_PRODUCT,
    BudgetRow,
    DialCount,
    PartCount,
    PlanFacts,
    ReviewCount,
    SalesRow,
    WeekCount,
)
from reports.domain.summary import summarise
from tests.reports.week_of_rows import (
    DEFECT,
    KETTLE,
    NOW,
    RUDE,
    SLOW,
    TOWEL,
    WEEK,
    attempt,
    background,
    case,
    offer,
)

CASES = st.builds(
    case,
    causes=st.sampled_from([(), (DEFECT,), (SLOW, DEFECT), (RUDE,)]),
    product=st.sampled_from([KETTLE, TOWEL, NO_PRODUCT]),
    offers=st.sampled_from([(), (offer(500, paid=500, paid_after=20),), (offer(800),)]),
    attempts=st.sampled_from([(), (attempt(2),), (attempt(3), attempt(40))]),
)
PASTS = st.lists(
    st.builds(
        PartCount,
        st.sampled_from([DEFECT, SLOW]),
        st.sampled_from([KETTLE, TOWEL]),
        st.integers(0, 5),
        st.integers(5, 40),
    ),
    max_size=3,
)


def shop_week(code, rows, parts=()):
    history = [WeekCount(WEEK - 1, one.cause, NO_PRODUCT, one.several) for one in parts]
    known = background(history=history, parts=parts)
    return ShopWeek(code, f"店{code}", tuple(replace(row, shop=code) for row in rows), known)


def figures(rows, known: Background):
    return summarise(rows, week=WEEK, background=known, now=NOW)


@given(st.lists(CASES, max_size=8), st.lists(CASES, max_size=8), PASTS, PASTS)
def test_sums_of_a_group_are_those_of_its_shops(one, two, past_one, past_two):
    weeks = [shop_week("a", one, past_one), shop_week("b", two, past_two)]
    single = [figures(week.rows, week.background) for week in weeks]
    whole = figures(*merge_weeks(weeks))
    for name in ("cases", "bad", "neutral", "appended", "previous", "units_sold", "promised"):
        each = [getattr(one.totals, name) or 0 for one in single]
        assert (getattr(whole.totals, name) or 0) == sum(each)
    assert whole.totals.low.of == sum(one.totals.low.of for one in single)
    for table in ("causes", "units"):
        key = (lambda line: line.cause.code) if table == "causes" else (lambda line: line.unit)
        for line in getattr(whole, table):
            own = [o for s in single for o in getattr(s, table) if key(o) == key(line)]
            for name in ("cases", "previous", "promised", "paid"):
                assert getattr(line, name) == sum(getattr(o, name) for o in own)
    known = sum(len([p for p in s.products if p.product.code]) for s in single)
    assert len([p for p in whole.products if p.product.code]) == known
    assert sum(line.cases for line in whole.units) == whole.totals.cases
    assert sum(line.attempts for line in whole.team) == sum(
        line.attempts for s in single for line in s.team
    )


def test_one_number_in_two_shops_is_two_products_with_their_own_sales():
    rows, known = merge_weeks([shop_week("a", [case()]), shop_week("b", [case(), case()])])
    lines = figures(rows, known).products
    assert [(line.product.key, line.cases, line.units) for line in lines] == [
        ("b/1001", 2, 60),
        ("a/1001", 1, 60),
    ]
    parts = [PartCount(DEFECT, KETTLE, 1, 2)]
    _rows, known = merge_weeks([shop_week("a", [], parts), shop_week("b", [], parts)])
    past = past_of(known.history, week=WEEK, parts=known.parts)
    assert sorted(past.products) == ["a/1001", "b/1001"]


def test_cause_is_named_and_counted_as_in_the_first_shop():
    other = replace(DEFECT, name="质量", unit="service")
    first, second = shop_week("a", [case()]), shop_week("b", [case(causes=(other,))])
    rows, _known = merge_weeks([first, second])
    assert {(mark.name, mark.unit) for row in rows for mark in row.causes} == {
        ("质量问题", "product")
    }


def test_people_rules_and_budgets_keep_their_shop():
    person = case(owner="小李", attempts=(attempt(2),), offers=(offer(500),))
    action = ActionRow("x", DEFECT, KETTLE, "质检", "换", "open", WEEK.monday, None, None, None)
    known = background(
        budgets=[BudgetRow("十一月", WEEK.monday, WEEK.sunday, 10_000, 500)], actions=[action]
    )
    (row,), merged = merge_weeks([ShopWeek("a", "甲店", (person,), known)])
    assert (row.owner, row.attempts[0].agent, row.offers[0].rule) == (
        "小李 · 甲店",
        "小李 · 甲店",
        "质量补偿 · 甲店",
    )
    assert merged.budgets[0].name == "十一月 · 甲店"
    assert (merged.actions[0].owner, merged.actions[0].product.key) == ("质检 · 甲店", "a/1001")
    assert case().owner == ""


def test_counts_by_hour_week_and_plan_are_added():
    known = background(plan=PlanFacts((("kept", 2), ("missed", 1)), (("kept", 2, 1),)))
    weeks = [ShopWeek(code, code, (), known) for code in ("a", "b")]
    _rows, merged = merge_weeks(weeks)
    assert merged.dials == (DialCount(0, 12, 4, 2), DialCount(1, 19, 8, 6))
    assert merged.reviews == (ReviewCount(WEEK - 1, 200, 4), ReviewCount(WEEK, 240, 12))
    assert merged.plan == PlanFacts((("kept", 4), ("missed", 2)), (("kept", 4, 2),))
    assert merged.sales[0] == SalesRow(WEEK, "a/1001", 60)
