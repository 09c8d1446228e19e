import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from reviews.models import PlanRun
from reviews.queries.plan import block_name
from tests.factories import CallbackFactory, CaseFactory, ShiftFactory

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def url(shop):
    return reverse("reviews:plan", args=(shop.code,))


def planned(shop, at, number):
    for _ in range(number):
        case = CaseFactory.create(shop=shop)
        CallbackFactory.create(case=case, starts_at=at, ends_at=at + HOUR / 2)


def plan_run(shop, now, **values):
    known = {"cases": 3, "planned": 2, "value": 1, "upper_bound": 2, "version": "1"}
    return PlanRun.objects.create(shop=shop, made_at=now, **{**known, **values})


@pytest.mark.parametrize(
    ("load", "capacity", "shade"),
    [
        (0, 0, "away"),
        (0, 4, "l0"),
        (1, 0, "l2"),
        (1, 4, "l1"),
        (2, 4, "l2"),
        (3, 4, "l3"),
        (4, 4, "l4"),
        (5, 4, "full"),
    ],
)
def test_a_cell_is_darker_the_less_room_is_left(sit, agent, shop, now, url, load, capacity, shade):
    at = now.replace(hour=9) + 24 * HOUR
    planned(shop, at, load)
    slot = {"starts_at": at.isoformat(), "capacity": capacity, "load": load, "price": 0}
    plan_run(shop, now, slots=[slot])
    grid = sit(agent).get(url).context["grid"]
    cell = grid.days[1].cells[0]
    assert (cell.cell.load, cell.cell.fullness) == (load, shade)


def test_a_week_has_seven_days_of_24_half_hours(sit, agent, url):
    grid = sit(agent).get(url).context["grid"]
    assert [len(day.cells) for day in grid.days] == [24] * 7


def test_left_out_cases_are_counted_by_reason(sit, agent, shop, now, url):
    plan_run(shop, now, blocked={"contact.quiet_hours": 1, "contact.do_not_contact": 4})
    blocked = sit(agent).get(url).context["week"].blocked
    assert [(one.sentence, one.cases) for one in blocked] == [
        ("Wants no contact", 4),
        ("Quiet hours", 1),
    ]


@pytest.mark.parametrize(
    ("code", "name"),
    [("contact.held_complaint_until", "Held: complaint"), ("new.code", "new.code")],
)
def test_a_block_is_named_by_the_last_part_of_its_code(code, name):
    with translation.override("en"):
        assert block_name(code) == name


def test_without_a_plan_and_shifts_the_page_says_what_to_do(sit, lead, url):
    page = sit(lead).get(url).content.decode()
    assert "The first plan is made within a minute" in page
    assert "Add shifts" in page


def test_shifts_behind_the_plan_are_named(sit, agent, url):
    ShiftFactory.create(member=agent)
    assert len(sit(agent).get(url).context["week"].shifts) == 1


def test_a_half_hour_opens_its_cases(sit, agent, shop, now):
    planned(shop, now, 2)
    planned(shop, now + HOUR, 1)
    address = reverse("reviews:plan_slot", args=(shop.code,))
    response = sit(agent).get(address, {"at": now.isoformat()})
    assert len(response.context["rows"]) == 2


@pytest.mark.parametrize("at", ["", "noon", "2026-11-18T09:00", "2026-19-99T09:00:00+08:00"])
def test_a_half_hour_that_is_none_is_not_found(sit, agent, shop, at):
    address = reverse("reviews:plan_slot", args=(shop.code,))
    assert sit(agent).get(address, {"at": at}).status_code == 404
