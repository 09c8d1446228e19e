import datetime as dt

import pytest
from django.utils import translation

from reviews.models import CalendarSpan, Member, Script, ShiftHandover, ShopClock, ShopSettings
from reviews.operations.settings import change_settings
from reviews.queries.audit import audit_page
from reviews.queries.audit_words import LABELS, SILENT
from tests.factories import CalendarSpanFactory, CauseFactory, ShopClockFactory


def changes(shop):
    with translation.override("en"):
        return [row.word for row in audit_page(shop=shop, kind="settings", skip=0).rows]


@pytest.mark.parametrize("model", [ShopSettings, Member, Script, CalendarSpan, ShopClock])
def test_every_field_of_the_audit_has_a_name(model):
    fields = {field.name for field in model.history.model.tracked_fields}
    assert fields - SILENT - set(LABELS) == set()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("call_from", dt.time(10, 30), "Calls from: 09:00 → 10:30"),
        (
            "may_mention_review",
            True,
            "The review may be mentioned once, after solved: no → yes",
        ),
        (
            "offer_limit_per_agent_day_fen",
            1_234_50,
            "What a person may offer a day: ¥200.00 → ¥1,234.50",
        ),
        ("handling_minutes", 8, "Saved without a change"),
    ],
)
def test_a_setting_is_told_in_words(shop, now, field, value, told):
    change_settings(shop=shop, values={field: value}, now=now)
    assert changes(shop)[0] == told


def test_people_scripts_and_days_are_told_in_words(shop, agent, now):
    agent.role, agent.paused_until = "lead", now
    agent.save()
    assert changes(shop)[0] == (
        "On a break until: — → 2026-11-18 10:00; Role: After-sales agent → Lead"
    )
    CauseFactory.create(shop=shop, code="leak", name="漏水", name_en="Leaking")
    script = Script.objects.create(shop=shop, stage="listen", text="请说")
    script.cause_code, script.stage = "leak", "solve"
    script.save()
    assert changes(shop)[0] == "Cause: — → Leaking; Stage: Listen → Solve"
    span = CalendarSpanFactory.create(shop=shop)
    span.delete()
    assert changes(shop)[:2] == ["Removed", "Added"]


def test_handed_over_shifts_are_told(shop, agent, lead, now):
    ShiftHandover.objects.create(shop=shop, giver=agent, receiver=lead, word="晚班", given_at=now)
    ShiftHandover.objects.create(shop=shop, giver=lead, given_at=now)
    with translation.override("en"):
        rows = audit_page(shop=shop, kind="handovers", skip=0).rows
    assert [(row.who, row.what, row.word, row.where) for row in rows] == [
        (lead.display_name, "Back to the queue", "", "0"),
        (agent.display_name, lead.display_name, "晚班", "0"),
    ]


def test_a_deadline_is_told_with_its_day(shop):
    clock = ShopClockFactory.create(shop=shop, days=20, source="own rule")
    clock.days = 10
    clock.save()
    with translation.override("en"):
        rows = audit_page(shop=shop, kind="settings", skip=0).rows[:2]
    assert [(row.what, row.word) for row in rows] == [
        ("Deadline Change window 2026-11-18", "Days: 20 → 10"),
        ("Deadline Change window 2026-11-18", "Added; Days: 20; Source: own rule"),
    ]
