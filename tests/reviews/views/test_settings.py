import datetime as dt

import pytest
from django.urls import reverse

from reviews.models import Member
from tests.factories import MemberFactory, plan_asked_at

RULES = {
    "call_from": "10:00",
    "call_until": "20:00",
    "quiet_from": "12:30",
    "quiet_until": "14:00",
    "quiet_on_holiday_first_day": "on",
    "dials_per_day": 1,
    "dials_per_case": 3,
    "hours_between_dials": 4,
    "handling_minutes": 8,
    "share_kept_free": 15,
    "purge_after_days": 30,
}


def address(shop, name="settings"):
    return reverse(f"reviews:{name}", args=(shop.code,))


def test_the_owner_tightens_the_rules(sit, owner, shop, now):
    response = sit(owner).post(address(shop), RULES)
    shop.settings.refresh_from_db()
    shop.refresh_from_db()
    assert response.status_code == 302
    assert (shop.settings.call_from, shop.settings.dials_per_case) == (dt.time(10), 3)
    assert plan_asked_at(shop) == now


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("call_from", "08:30"),
        ("call_until", "21:30"),
        ("quiet_from", "13:30"),
        ("dials_per_day", 3),
        ("dials_per_case", 6),
        ("hours_between_dials", 2),
        ("purge_after_days", 120),
        ("quiet_on_holiday_first_day", ""),
    ],
)
def test_looser_rules_are_refused_with_a_word(sit, owner, shop, name, value):
    response = sit(owner).post(address(shop), {**RULES, name: value})
    shop.settings.refresh_from_db()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [name]
    assert shop.settings.dials_per_case == 5


def test_the_lead_sees_the_rules_and_leaves_them(sit, lead, shop):
    assert sit(lead).get(address(shop)).status_code == 200
    assert sit(lead).post(address(shop), RULES).status_code == 404


def test_the_owner_lets_a_person_in(sit, owner, shop):
    sent = {
        "username": "xiaowang",
        "display_name": "小王",
        "role": "agent",
        "password": "a long first word",
    }
    sit(owner).post(address(shop, "members"), sent)
    member = Member.objects.get(user__username="xiaowang")
    assert (member.shop, member.role, member.display_name) == (shop, "agent", "小王")


def test_a_short_password_is_refused(sit, owner, shop):
    sent = {"username": "x", "display_name": "小王", "role": "agent", "password": "short"}
    response = sit(owner).post(address(shop, "members"), sent)
    assert list(response.context["new_form"].errors) == ["password"]


def test_the_owner_changes_a_role(sit, owner, agent, shop):
    sent = {"member": agent.public_id, "role": "lead", "is_active": "on"}
    sit(owner).post(address(shop, "members"), sent)
    agent.refresh_from_db()
    assert (agent.role, agent.is_active) == ("lead", True)


def test_the_last_owner_stays(sit, owner, shop):
    sent = {"member": owner.public_id, "role": "agent", "is_active": "on"}
    sit(owner).post(address(shop, "members"), sent)
    owner.refresh_from_db()
    assert owner.role == "owner"


def test_another_owner_may_take_over(sit, owner, shop):
    MemberFactory.create(shop=shop, role="owner")
    sent = {"member": owner.public_id, "role": "lead", "is_active": "on"}
    sit(owner).post(address(shop, "members"), sent)
    owner.refresh_from_db()
    assert owner.role == "lead"


def test_people_of_other_shops_are_not_found(sit, owner, shop):
    stranger = MemberFactory.create()
    sent = {"member": stranger.public_id, "role": "lead", "is_active": "on"}
    assert sit(owner).post(address(shop, "members"), sent).status_code == 404


def test_an_incomplete_change_of_a_member_changes_nothing(sit, owner, agent, shop):
    sit(owner).post(address(shop, "members"), {"member": agent.public_id, "role": "king"})
    agent.refresh_from_db()
    assert agent.role == "agent"


def test_opening_a_form_address_leads_back(sit, owner, shop):
    response = sit(owner).get(address(shop, "members"))
    assert (response.status_code, response.url) == (302, address(shop))


def test_agents_have_no_settings(sit, agent, shop):
    assert sit(agent).get(address(shop)).status_code == 403


CLOCK = {"kind": "change_window", "days": 20, "valid_from": "2026-11-20", "source": "店规"}


def test_the_lead_sets_a_deadline(sit, lead, shop):
    response = sit(lead).post(address(shop, "clocks"), CLOCK)
    clock = shop.clocks.get()
    assert response.url == f"{address(shop)}#clocks"
    assert (clock.kind, clock.days, clock.valid_from) == (
        "change_window",
        20,
        dt.date(2026, 11, 20),
    )
    page = sit(lead).get(address(shop)).content.decode()
    assert "2026-11-20" in page
    entry = clock.history.get()
    assert entry.history_user == lead.user


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "year"),
        ("days", 0),
        ("days", 31),
        ("valid_from", "2026-11-17"),
        ("valid_from", "2100-01-01"),
        ("source", ""),
    ],
)
def test_a_wrong_deadline_is_refused_with_a_word(sit, owner, shop, name, value):
    response = sit(owner).post(address(shop, "clocks"), {**CLOCK, name: value})
    errors = response.context["clock_form"].errors
    assert response.status_code == 422
    assert {field: len(words) for field, words in errors.items()} == {name: 1}
    assert not shop.clocks.exists()


def test_agents_set_no_deadline(sit, agent, shop):
    assert sit(agent).post(address(shop, "clocks"), CLOCK).status_code == 403
