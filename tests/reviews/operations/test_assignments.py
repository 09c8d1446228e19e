import datetime as dt

import pytest

from reviews.operations.assignments import (
    LONGEST_PAUSE,
    LONGEST_SNOOZE,
    CaseIsClosed,
    NoColleague,
    SnoozeOutOfBounds,
    assign_cases,
    hand_over_case,
    pause_member,
    snooze_case,
)
from tests.factories import CaseFactory, MemberFactory, plan_asked_at

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def case(shop, agent, now):
    return CaseFactory.create(shop=shop, leased_by=agent, lease_until=now + HOUR)


@pytest.mark.parametrize("away", [dt.timedelta(0), -HOUR, LONGEST_SNOOZE + HOUR])
def test_a_case_sleeps_within_bounds_only(case, agent, now, away):
    with pytest.raises(SnoozeOutOfBounds):
        snooze_case(case=case, member=agent, until=now + away, reason="x", now=now)


def test_a_sleeping_case_is_in_nobodys_hands_and_the_plan_is_asked_for(case, agent, shop, now):
    snooze_case(case=case, member=agent, until=now + HOUR, reason="等快递", now=now)
    shop.refresh_from_db()
    assert (case.snoozed_until, case.leased_by, case.lease_until) == (now + HOUR, None, None)
    assert plan_asked_at(shop) == now
    assert case.history.latest("history_id").history_user == agent.user


def test_a_closed_case_neither_sleeps_nor_changes_hands(shop, agent, lead, now):
    closed = CaseFactory.create(shop=shop, status="closed", close_reason="solved", closed_at=now)
    with pytest.raises(CaseIsClosed):
        snooze_case(case=closed, member=agent, until=now + HOUR, reason="x", now=now)
    with pytest.raises(CaseIsClosed):
        hand_over_case(case=closed, member=agent, to=lead, word="", now=now)


@pytest.mark.parametrize("away", ["another shop", "left"])
def test_a_case_goes_to_colleagues_only(case, agent, shop, now, away):
    to = (
        MemberFactory.create()
        if away == "another shop"
        else MemberFactory.create(shop=shop, is_active=False)
    )
    with pytest.raises(NoColleague):
        hand_over_case(case=case, member=agent, to=to, word="", now=now)


def test_assigning_counts_what_changed_hands(shop, agent, lead, now):
    mine = CaseFactory.create(shop=shop, owner=agent)
    free = CaseFactory.create(shop=shop)
    closed = CaseFactory.create(shop=shop, status="closed", close_reason="solved", closed_at=now)
    assert assign_cases(cases=[mine, free, closed], member=lead, to=agent, now=now) == 1
    assert assign_cases(cases=[mine, free, closed], member=lead, to=None, now=now) == 2


def test_cases_are_not_assigned_to_strangers(shop, lead, now):
    with pytest.raises(NoColleague):
        assign_cases(cases=[], member=lead, to=MemberFactory.create(), now=now)


def test_a_break_is_at_most_two_hours(agent, now):
    pause_member(member=agent, until=now + 9 * HOUR, now=now)
    agent.refresh_from_db()
    assert agent.paused_until == now + LONGEST_PAUSE
