import re

import pytest
import time_machine
from django.urls import reverse

from reports.operations.rollups import count_marked_weeks
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

PAGE = "/s/hu/reports/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def client_of(client):
    def login(member, language="en"):
        client.force_login(member.user)
        client.cookies["django_language"] = language
        count_marked_weeks(now=MONDAY)
        return client

    return login


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def links(response):
    return re.findall(r'href="([^"]+)"', response.content.decode())


def test_page_says_the_sentence_and_links_its_marks(ops, shop, client_of):
    cause = make_cause(shop, "quality_defect")
    product = make.ProductFactory.create(shop=shop)
    for _number in range(3):
        make_case(shop, cause=cause, product=product)
    response = client_of(ops).get(PAGE)
    said = words(response)
    assert "3 neutral and bad reviews this week" in said
    assert "Most frequent cause: quality defect, 3 cases, 100 % of all." in said
    cases = f"/s/hu/reports/cases/?week={WEEK}&amp;cause=quality_defect"
    assert cases in links(response)
    assert f"{cases}&amp;product={product.public_id}" in links(response)


def test_page_shows_the_asked_week(ops, shop, client_of):
    make_case(shop, cause=make_cause(shop, "odor"), week=WEEK - 5)
    response = client_of(ops).get(f"{PAGE}?week={WEEK - 5}")
    assert response.context["summary"].week == WEEK - 5
    assert (response.context["before"], response.context["after"]) == (WEEK - 6, WEEK - 4)


@pytest.mark.parametrize("asked", ["", "nonsense", "2026-W99"])
def test_unreadable_week_shows_the_last_complete_one(ops, client_of, asked):
    response = client_of(ops).get(f"{PAGE}?week={asked}")
    assert response.context["summary"].week == WEEK


def test_week_ahead_is_the_running_one(ops, client_of):
    response = client_of(ops).get(f"{PAGE}?week=2031-W01")
    assert response.context["summary"].week == WEEK + 1
    assert (response.context["after"], response.context["is_running"]) == (None, True)


def test_a_week_still_to_be_counted_is_not_called_empty(ops, shop, client_of):
    browser = client_of(ops)
    make_case(shop, cause=make_cause(shop, "odor"))
    said = words(browser.get(f"{PAGE}?week={WEEK}"))
    assert "are being counted" in said
    assert "No neutral or bad" not in said


def test_empty_week_says_the_one_thing_to_do(ops, client_of):
    response = client_of(ops).get(PAGE)
    assert "No neutral or bad review in this week." in words(response)
    assert reverse("reviews:imports", args=["hu"]) in links(response)


def test_agent_has_no_reports(agent, client_of):
    assert client_of(agent).get(PAGE).status_code == 403


def test_hostile_names_are_only_text(ops, shop, client_of):
    cause = make_cause(shop, "odor")
    cause.name_en = "<script>alert(1)</script>"
    cause.save()
    product = make.ProductFactory.create(shop=shop, title='"><img src=x>')
    make_case(shop, cause=cause, product=product)
    content = client_of(ops).get(PAGE).content.decode()
    assert ("<script>alert" in content, "<img src=x" in content) == (False, False)
