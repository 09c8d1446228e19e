import datetime as dt

import pytest
import time_machine
from django.contrib.messages import get_messages

from reports.models import Action
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

PAGE = "/s/hu/reports/actions/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def desk(client, lead):
    client.force_login(lead.user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def cause(shop):
    return make_cause(shop, "packaging", "warehouse")


@pytest.fixture
def action(cause):
    return make.ActionFactory.create(cause=cause)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_form_is_filled_from_the_cause_that_led_here(desk, shop, cause):
    product = make.ProductFactory.create(shop=shop)
    response = desk.get(f"{PAGE}?cause=packaging&product={product.public_id}")
    content = response.content.decode()
    assert '<option value="packaging" selected>packaging</option>' in content
    assert f'<option value="{product.public_id}" selected>' in content


def test_action_is_opened_by_the_form(desk, shop, cause, lead):
    product = make.ProductFactory.create(shop=shop)
    response = desk.post(
        PAGE,
        {
            "cause": "packaging",
            "product": product.public_id,
            "title": "加厚纸箱",
            "change": "五层",
            "owner_name": "老李",
            "due_on": "2026-12-01",
        },
    )
    made = Action.objects.get()
    assert response["Location"] == PAGE
    assert (made.cause, made.product, made.title) == (cause, product, "加厚纸箱")
    assert (made.owner_name, made.due_on, made.created_by) == ("老李", dt.date(2026, 12, 1), lead)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"title": ""}, "title"), ({"due_on": "soon"}, "due_on"), ({"cause": "odor"}, "cause")],
)
def test_incomplete_form_is_shown_again_with_its_error(desk, cause, given, field):
    make_cause(make.ShopFactory.create(), "odor")
    filled = {"cause": "packaging", "title": "x", "owner_name": "y", "due_on": "2026-12-01"}
    response = desk.post(PAGE, {**filled, **given})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Action.objects.count() == 0


def test_action_is_put_in_force_and_measured(desk, shop, action):
    make_case(shop, week=WEEK - 9)
    response = desk.post(f"{PAGE}{action.public_id}/in-force/", {"on": "2026-10-26"})
    action.refresh_from_db()
    assert response["Location"] == PAGE
    assert (action.status, action.in_force_on) == ("in_force", dt.date(2026, 10, 26))
    assert "Too few to say" in desk.get(PAGE).content.decode()


def test_missing_day_is_asked_for(desk, action):
    for given in ({}, {"on": "0001-01-01"}, {"on": "9999-12-31"}):
        response = desk.post(f"{PAGE}{action.public_id}/in-force/", given)
        assert said(response)[-1] == "Name the day since when the change is in force."


def test_closed_action_says_so(desk, action):
    desk.post(f"{PAGE}{action.public_id}/close/")
    action.refresh_from_db()
    assert action.status == "closed"
    for step in ("close", "in-force"):
        response = desk.post(f"{PAGE}{action.public_id}/{step}/", {"on": "2026-10-26"})
        assert said(response)[-1] == (
            "This action is closed. Open a new one where the cause came back."
        )


def test_actions_of_other_shops_are_not_found(desk):
    other = make.ActionFactory.create()
    found = [
        desk.post(f"{PAGE}{other.public_id}/{step}/", {"on": "2026-10-26"}).status_code
        for step in ("close", "in-force")
    ]
    assert found == [404, 404]


def test_actions_that_wait_come_first(desk, cause):
    for status in ("closed", "effective", "reopened", "open"):
        make.ActionFactory.create(
            cause=cause, status=status, in_force_on=WEEK.monday, closed_at=MONDAY
        )
    cards = desk.get(PAGE).context["cards"]
    assert [card.status for card in cards] == ["reopened", "open", "effective", "closed"]


def test_empty_page_says_what_to_do(desk):
    assert "No corrective action yet." in desk.get(PAGE).content.decode()
