import pytest
import time_machine

from reports.api import RowFigures
from reports.domain.row_columns import COLUMNS
from reports.operations.rollups import count_marked_weeks
from reviews.domain.reason import Reason
from reviews.models import ExportLog
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


@pytest.mark.parametrize("path", ["weeks/2026-W46", "weeks/2026-W46/rows", "actions"])
def test_agents_and_strangers_get_nothing(client, agent, path):
    assert client.get(f"{API}{path}").status_code == 401
    client.force_login(agent.user)
    assert client.get(f"{API}{path}").status_code == 403


def test_rows_have_the_columns_of_the_parquet_file():
    assert list(RowFigures.model_fields) == [column.name for column in COLUMNS]
    lacking = {name for name, field in RowFigures.model_fields.items() if "None" in str(field)}
    assert lacking == {column.name for column in COLUMNS if column.may_lack}


def test_rows_come_in_pages_masked_and_each_page_is_written_down(desk, shop):
    odor = make_cause(shop, "odor")
    cases = [
        make_case(shop, cause=odor, review__content="打 13800138000"),
        make_case(shop),
        make_case(shop),
    ]
    make_case(shop, week=WEEK - 1)
    first = desk.get(f"{API}weeks/{WEEK}/rows?limit=2").json()
    second = desk.get(f"{API}weeks/{WEEK}/rows?limit=2&after={first['next']}").json()
    got = [row["case_id"] for row in (*first["rows"], *second["rows"])]
    assert got == [case.public_id for case in cases]
    assert (len(first["rows"]), first["next"], second["next"]) == (2, cases[1].public_id, "")
    row = first["rows"][0]
    assert (row["cause_code"], "13800138000" in row["text"]) == ("odor", False)
    assert row["rated_at"].endswith("+08:00")
    logged = list(ExportLog.objects.order_by("id").values_list("what", "query", "rows"))
    assert logged == [
        ("week_rows", "week=2026-W46", 2),
        ("week_rows", f"week=2026-W46&after={cases[1].public_id}", 1),
    ]


def test_rows_behind_a_case_of_another_shop_are_not_found(desk):
    foreign = make_case(make.ShopFactory.create())
    assert desk.get(f"{API}weeks/{WEEK}/rows?after={foreign.public_id}").status_code == 404
    assert desk.get(f"{API}weeks/46/rows").status_code == 404
    assert desk.get(f"{API}weeks/{WEEK}/rows?limit=2001").status_code == 422
