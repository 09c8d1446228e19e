import datetime as dt

import pytest

from reviews.domain.reason import Reason
from reviews.models import Case
from reviews.operations import case_states
from reviews.operations.case_states import (
    CaseFact,
    close_case,
    hold_case,
    release_expired_holds,
    release_hold,
    set_fact,
)
from reviews.operations.refusals import CaseRefused
from tests.factories import NOW, CallbackFactory, CaseFactory, plan_asked_at

HOUR = dt.timedelta(hours=1)
FACTS = ("contacted_at", "solved_at", "remedied_at", "review_changed_at")


@pytest.fixture
def case(shop, agent):
    return CaseFactory.create(shop=shop, leased_by=agent, lease_until=NOW + HOUR)


@pytest.mark.parametrize("fact", CaseFact)
def test_each_fact_has_its_own_time_and_moves_no_other(case, agent, fact):
    set_fact(case=case, fact=fact, member=agent, now=NOW)
    case.refresh_from_db()
    found = {name: getattr(case, name) for name in FACTS}
    assert found == {name: NOW if name == f"{fact}_at" else None for name in FACTS}
    assert case.status == "open"


def test_a_fact_keeps_its_first_time(case, agent):
    set_fact(case=case, fact="solved", member=agent, now=NOW)
    set_fact(case=case, fact="solved", member=agent, now=NOW + HOUR)
    case.refresh_from_db()
    assert case.solved_at == NOW


def test_a_fact_can_be_taken_back(case, agent):
    set_fact(case=case, fact="solved", member=agent, now=NOW)
    set_fact(case=case, fact="solved", member=agent, now=NOW + HOUR, holds=False)
    case.refresh_from_db()
    assert case.solved_at is None


def test_an_unknown_fact_is_an_error(case, agent):
    with pytest.raises(ValueError, match="happy"):
        set_fact(case=case, fact="happy", member=agent, now=NOW)


def test_closing_ends_callbacks_lease_and_hold(case, agent):
    hold_case(case=case, member=agent, hold="refund_pending", now=NOW)
    callback = CallbackFactory.create(case=case)
    close_case(case=case, member=agent, reason="solved", now=NOW)
    callback.refresh_from_db()
    case.refresh_from_db()
    assert (case.status, case.close_reason, case.closed_at) == ("closed", "solved", NOW)
    assert (case.hold, case.leased_by, callback.status) == ("", None, "cancelled")
    assert plan_asked_at(case.shop) == NOW


def test_a_case_is_closed_once(case, agent):
    close_case(case=case, member=agent, reason="solved", now=NOW)
    with pytest.raises(CaseRefused) as refused:
        close_case(case=case, member=agent, reason="not_solved", now=NOW)
    assert refused.value.reason == Reason("case.closed_already")


def test_a_held_case_rests(case, agent):
    callback = CallbackFactory.create(case=case)
    hold_case(case=case, member=agent, hold="extortion", now=NOW, until=NOW + HOUR)
    callback.refresh_from_db()
    case.refresh_from_db()
    assert (case.status, case.hold, case.hold_until) == ("held", "extortion", NOW + HOUR)
    assert (callback.status, case.lease_until) == ("cancelled", None)


def test_a_hold_can_be_changed(case, agent):
    hold_case(case=case, member=agent, hold="extortion", now=NOW)
    hold_case(case=case, member=agent, hold="complaint", now=NOW)
    case.refresh_from_db()
    assert case.hold == "complaint"


def test_a_closed_case_is_not_held(case, agent):
    close_case(case=case, member=agent, reason="solved", now=NOW)
    with pytest.raises(CaseRefused):
        hold_case(case=case, member=agent, hold="extortion", now=NOW)


def test_a_released_case_goes_on(case, agent):
    hold_case(case=case, member=agent, hold="extortion", now=NOW)
    release_hold(case=case, member=agent, now=NOW)
    case.refresh_from_db()
    assert (case.status, case.hold) == ("open", "")


def test_only_a_held_case_is_released(case, agent):
    with pytest.raises(CaseRefused) as refused:
        release_hold(case=case, member=agent, now=NOW)
    assert refused.value.reason == Reason("case.not_held")


@pytest.mark.parametrize(
    ("until", "released"),
    [(NOW, 1), (NOW + HOUR, 0), (None, 0)],
)
def test_a_mark_expires_at_its_time(case, agent, until, released):
    hold_case(case=case, member=agent, hold="extortion", now=NOW - HOUR, until=until)
    assert release_expired_holds(now=NOW) == released
    assert Case.objects.filter(status="open").count() == released


def test_a_mark_that_somebody_ended_meanwhile_is_left_alone(case):
    assert case_states._release_expired(case, now=NOW) is False


def test_every_change_is_in_the_history(case, agent):
    close_case(case=case, member=agent, reason="solved", now=NOW)
    change = case.history.get(history_date=NOW)
    assert (change.status, change.history_user) == ("closed", agent.user)
