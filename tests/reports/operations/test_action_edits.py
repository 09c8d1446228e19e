import datetime as dt

import pytest
import time_machine

from reports.domain.told import Edit, Told
from reports.operations.action_edits import Brief, attach_cases, detach_cases, edit_action
from reports.operations.actions import WrongAction, answer_action, close_action
from reports.queries import attached
from reports.queries.attached import brief_token
from reports.queries.told import told_of
from tests import factories as make
from tests.reports.desk_week import MONDAY, make_case, make_cause

LATER = dt.date(2026, 12, 24)


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def action(shop):
    cause = make_cause(shop, "packaging", "warehouse")
    return make.ActionFactory.create(cause=cause, owner_name="老李", change="五层")


def brief(**given):
    said = {"title": "更换壶底密封圈", "change": "五层", "owner_name": "老李", "due_on": LATER}
    return Brief(**(said | given))


def edit(action, lead, *, seen=None, **given):
    token = brief_token(action) if seen is None else seen
    return edit_action(action=action, brief=brief(**given), seen=token, member=lead, now=MONDAY)


def test_edit_is_kept_with_who_made_it_and_what_was_said_before(action, lead):
    assert edit(action, lead, owner_name="王厂长", change="七层")
    action.refresh_from_db()
    assert (action.owner_name, action.change, action.due_on) == ("王厂长", "七层", LATER)
    newest, opened = told_of(action)
    assert (newest.what, newest.who, opened.what) == (Told.EDITED, lead.display_name, Told.OPENED)
    assert newest.edits == (
        Edit("change", "五层", "七层"),
        Edit("owner_name", "老李", "王厂长"),
        Edit("due_on", "2026-11-30", "2026-12-24"),
    )


def test_nothing_said_anew_is_no_entry(action, lead):
    assert edit(action, lead, due_on=action.due_on) is False
    assert len(told_of(action)) == 1


def test_edit_of_what_the_department_answered_meanwhile_is_refused(action, lead):
    seen = brief_token(action)
    answer_action(action=action, change="已换七层", on=MONDAY.date(), now=MONDAY)
    with pytest.raises(WrongAction) as refused:
        edit(action, lead, seen=seen)
    assert refused.value.reason.code == "action_changed_meanwhile"
    action.refresh_from_db()
    assert action.change == "已换七层"
    (answered, *_earlier) = told_of(action)
    assert answered.edits == (Edit("change", "五层", "已换七层"),)


def test_closed_action_is_edited_no_more(action, lead):
    case = make_case(action.shop)
    close_action(action=action, member=lead, now=MONDAY)
    for step in (
        lambda: edit(action, lead),
        lambda: attach_cases(action=action, cases=[case], member=lead, now=MONDAY),
        lambda: detach_cases(action=action, cases=[case.public_id], member=lead, now=MONDAY),
    ):
        with pytest.raises(WrongAction) as refused:
            step()
        assert refused.value.reason.code == "action_is_closed"


def test_cases_come_and_go_with_their_number_in_the_history(action, lead):
    first, second, third = (make_case(action.shop) for _case in range(3))
    given = {"action": action, "member": lead, "now": MONDAY}
    assert attach_cases(cases=[first, second], **given) == 2
    assert attach_cases(cases=[second, third], **given) == 1
    assert attach_cases(cases=[third], **given) == 0
    assert detach_cases(cases=[first.public_id, "nobody"], **given) == 1
    assert detach_cases(cases=[first.public_id], **given) == 0
    assert {one.case_id for one in action.attached.all()} == {second.pk, third.pk}
    assert [(line.what, line.cases) for line in told_of(action)] == [
        (Told.DETACHED, 1),
        (Told.ATTACHED, 1),
        (Told.ATTACHED, 2),
        (Told.OPENED, 0),
    ]


def test_no_more_cases_than_can_go_and_none_of_another_shop(action, lead, monkeypatch):
    monkeypatch.setattr("reports.operations.action_edits.MOST_ATTACHED", 2)
    cases = [make_case(action.shop) for _case in range(3)]
    given = {"action": action, "member": lead, "now": MONDAY}
    assert attach_cases(cases=cases, **given) == 2
    assert attach_cases(cases=cases[2:], **given) == 0
    detach_cases(cases=[cases[0].public_id], **given)
    with pytest.raises(WrongAction) as refused:
        attach_cases(cases=[make_case(make.ShopFactory.create())], **given)
    assert refused.value.reason.code == "action_of_another_shop"
    assert attached.MOST_ATTACHED == 500
