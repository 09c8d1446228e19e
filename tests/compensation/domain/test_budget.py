from datetime import date

import pytest

from compensation.domain.budget import (
    BudgetState,
    BurnDown,
    budgets_for,
    burn_down,
    left_by_day,
    used_up,
)
from compensation.domain.policy import RemedyKind

DAY = date(2026, 11, 16)
MONTH = BudgetState(1, None, date(2026, 11, 1), date(2026, 11, 30), 100_000)
WEEK = BudgetState(2, None, date(2026, 11, 16), date(2026, 11, 22), 20_000)
CASH = BudgetState(3, RemedyKind.CASH, date(2026, 11, 1), date(2026, 11, 30), 50_000)
OVER = BudgetState(4, RemedyKind.CASH, date(2026, 10, 1), date(2026, 10, 31), 50_000)


@pytest.mark.parametrize(
    ("budgets", "kind", "found"),
    [
        ([], RemedyKind.CASH, []),
        ([OVER], RemedyKind.CASH, []),
        ([MONTH], RemedyKind.CASH, [MONTH]),
        ([MONTH, WEEK], RemedyKind.GIFT, [WEEK, MONTH]),
        ([MONTH, WEEK, CASH, OVER], RemedyKind.CASH, [CASH, WEEK, MONTH]),
        ([CASH, MONTH], RemedyKind.GIFT, [MONTH]),
    ],
)
def test_every_budget_of_the_day_is_drawn_on_the_narrowest_first(budgets, kind, found):
    assert budgets_for(budgets, kind=kind, day=DAY) == found


OURS = BudgetState(5, None, date(2026, 11, 1), date(2026, 11, 30), 9_000, cause="odor")
MINE = BudgetState(6, None, date(2026, 11, 1), date(2026, 11, 30), 9_000, person=7)


@pytest.mark.parametrize(
    ("cause", "person", "found"),
    [
        ("odor", 7, [MINE, OURS, CASH, MONTH]),
        ("odor", 8, [OURS, CASH, MONTH]),
        ("leak", 7, [MINE, CASH, MONTH]),
        (None, 8, [CASH, MONTH]),
    ],
)
def test_a_person_comes_before_a_cause_and_a_cause_before_a_kind(cause, person, found):
    budgets = [MONTH, CASH, OURS, MINE]
    given = {"kind": RemedyKind.CASH, "day": DAY, "cause": cause, "person": person}
    assert budgets_for(budgets, **given) == found


@pytest.mark.parametrize("day", [WEEK.starts_on, WEEK.ends_on])
def test_both_ends_of_the_period_belong_to_it(day):
    assert budgets_for([WEEK], kind=RemedyKind.GIFT, day=day) == [WEEK]


def test_left_is_what_is_neither_reserved_nor_spent():
    assert BudgetState(1, None, DAY, DAY, 1_000, reserved_fen=300, spent_fen=500).left_fen == 200


def test_the_fullest_budget_is_named():
    full = BudgetState(8, None, DAY, DAY, 500, reserved_fen=450, name="小王")
    assert used_up([MONTH, full]).params == {"name": "小王", "left_fen": 50}


@pytest.mark.parametrize(
    ("budget", "day", "burnt"),
    [
        (BudgetState(1, None, DAY, date(2026, 11, 25), 1_000, 100, 100), DAY, (0.2, 0.1, True)),
        (BudgetState(1, None, DAY, date(2026, 11, 25), 1_000, 0, 100), DAY, (0.1, 0.1, False)),
        (BudgetState(1, None, DAY, DAY, 1_000, 100), date(2026, 11, 15), (0.1, 0.0, False)),
        (BudgetState(1, None, DAY, DAY, 0), date(2026, 12, 1), (1.0, 1.0, False)),
    ],
)
def test_burn_down_compares_money_with_time(budget, day, burnt):
    assert burn_down(budget, day=day) == BurnDown(*burnt)


def test_what_is_left_runs_by_day_until_today():
    """Given back is below zero; a payment reversed after the end counts on the last day."""
    used = {date(2026, 11, 16): 5_000, date(2026, 11, 17): -2_000, date(2026, 12, 1): 700}
    assert left_by_day(WEEK, used, today=date(2026, 11, 18)) == [
        (date(2026, 11, 16), 15_000),
        (date(2026, 11, 17), 17_000),
        (date(2026, 11, 18), 17_000),
    ]
    assert left_by_day(WEEK, used, today=date(2026, 12, 9))[-1] == (date(2026, 11, 22), 16_300)
    assert left_by_day(WEEK, used, today=date(2026, 11, 15)) == []
