import datetime as dt

import pytest
from django.core import mail

from reports.operations.actions import put_in_force
from reports.operations.deliveries import add_receiver
from reports.operations.reminders import remind_of_actions
from reports.queries.told import told_of
from reviews.models import User
from reviews.operations.history import record_change
from tests import factories as make
from tests.reports.desk_week import MONDAY, make_cause

DAY = dt.timedelta(days=1)


@pytest.fixture
def group(shop, settings):
    settings.MAIL_URL, settings.PUBLIC_URL = "smtp://mail", "https://desk.example.com"
    return add_receiver(
        shop=shop,
        kind="mail",
        name="group",
        address="group@example.com",
        secret="",
        language="en",
        member=None,
        now=MONDAY,
    )


@pytest.fixture
def action(shop, lead):
    User.objects.filter(pk=lead.user_id).update(email="lead@example.com", language="en")
    cause = make_cause(shop, "packaging", "warehouse")
    return make.ActionFactory.create(
        cause=cause, unit="warehouse", owner_name="老李", due_on=(MONDAY + DAY).date()
    )


def heard():
    letters = [(letter.to[0].split("@")[0], letter.body) for letter in mail.outbox]
    mail.outbox.clear()
    return letters


def test_unit_hears_before_and_after_and_the_lead_only_after(group, action):
    make.ActionFactory.create(cause=action.cause, due_on=(MONDAY + 30 * DAY).date())
    make.ActionFactory.create(due_on=action.due_on)  # of a shop where nobody hears
    assert remind_of_actions(now=MONDAY) == 1
    ((who, text),) = heard()
    assert who == "group"
    assert text == (
        "更换壶底密封圈 (Warehouse, 老李; packaging): Due on 2026-11-17.\n\n"
        "https://desk.example.com/s/hu/reports/actions/"
    )
    assert remind_of_actions(now=MONDAY + DAY) == 0
    assert remind_of_actions(now=MONDAY + 3 * DAY) == 2
    assert [(who, "Overdue by 2 days" in text) for who, text in heard()] == [
        ("group", True),
        ("lead", True),
    ]
    assert remind_of_actions(now=MONDAY + 4 * DAY) == 0
    assert remind_of_actions(now=MONDAY + 9 * DAY) == 2
    put_in_force(action=action, on=MONDAY.date(), member=None, now=MONDAY + 9 * DAY)
    assert remind_of_actions(now=MONDAY + 16 * DAY) == 0


def test_reminder_reads_as_chinese_for_who_reads_chinese(group, action):
    type(group).objects.update(language="zh-hans")
    type(action).objects.update(owner_name="")
    remind_of_actions(now=MONDAY)
    ((_who, text),) = heard()
    assert text.startswith("更换壶底密封圈（仓库；packaging）：")


def test_refused_message_is_logged_and_sent_the_next_hour(group, action, settings, caplog):
    settings.MAIL_URL = ""
    assert remind_of_actions(now=MONDAY) == 0
    assert f"reminder not taken by {group.public_id}: mail_not_set_up" in caplog.text
    settings.MAIL_URL = "smtp://mail"
    assert remind_of_actions(now=MONDAY) == 1


def test_each_return_of_a_cause_is_told(group, action):
    def becomes(status):
        type(action).objects.filter(pk=action.pk).update(status=status, in_force_on=MONDAY.date())
        record_change(action, member=None, now=MONDAY)

    becomes("reopened")
    assert (remind_of_actions(now=MONDAY), remind_of_actions(now=MONDAY)) == (2, 0)
    becomes("effective")
    becomes("reopened")
    assert remind_of_actions(now=MONDAY) == 2
    assert {text.splitlines()[0].split(": ")[1] for _who, text in heard()} == {
        "Its cause came back."
    }


def test_history_says_of_what_and_who_was_reminded(group, action, lead):
    type(group).objects.update(name="质检群")
    for day in (0, 3, 9):
        remind_of_actions(now=MONDAY + day * DAY)
    told = [line for line in told_of(action) if line.reminder]
    due = {"due": "2026-11-17"}
    assert [
        (line.reminder.code, dict(line.reminder.params), [one.name for one in line.heard])
        for line in told
    ] == [
        ("told_overdue_again", due | {"times": 2}, ["质检群", lead.display_name]),
        ("told_overdue", due, ["质检群", lead.display_name]),
        ("told_due_soon", due, ["质检群"]),
    ]
    assert [line.escalated for line in told] == [True, True, False]
