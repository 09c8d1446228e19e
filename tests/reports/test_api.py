import pytest
import time_machine

from reports.operations.rollups import count_marked_weeks
from reviews.domain.reason import Reason
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

API = "/api/s/hu/reports/"


@pytest.fixture
def desk(client, ops):
    client.force_login(ops.user)
    return client


def test_week_has_the_figures_of_the_page(desk, shop):
    cause = make_cause(shop, "odor")
    make_case(shop, cause=cause)
    make_case(shop, cause=cause, level="neutral")
    count_marked_weeks(now=MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        figures = desk.get(f"{API}weeks/{WEEK}").json()
    assert (figures["week"], figures["cases"], figures["bad"]) == ("2026-W46", 2, 1)
    assert [(one["code"], one["cases"], one["reading"]) for one in figures["causes"]] == [
        ("odor", 2, "too_few")
    ]


def test_what_is_no_week_is_not_found(desk):
    assert desk.get(f"{API}weeks/2026-46").status_code == 404


def test_actions_are_listed_with_their_effect(desk, shop):
    cause = make_cause(shop, "odor")
    make.ActionFactory.create(cause=cause, effect=Reason("effect_too_few").as_json())
    make.ActionFactory.create(cause=cause)
    listed = desk.get(f"{API}actions").json()
    assert [(one["cause"], one["status"], one["effect"]) for one in listed] == [
        ("odor", "open", "effect_too_few"),
        ("odor", "open", None),
    ]


@pytest.mark.parametrize("path", ["weeks/2026-W46", "actions"])
def test_agents_and_strangers_get_nothing(client, agent, path):
    assert client.get(f"{API}{path}").status_code == 401
    client.force_login(agent.user)
    assert client.get(f"{API}{path}").status_code == 403
