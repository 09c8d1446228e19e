import re

import pytest
import time_machine
from django.urls import reverse

from reports.domain.spans import Span, one_week
from reports.operations.rollups import count_marked_weeks
from reports.views.asked import EARLIEST
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
    assert (response.context["before"], response.context["after"]) == (
        one_week(WEEK - 6),
        one_week(WEEK - 4),
    )


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


def test_several_weeks_are_summed_and_held_against_as_many_before(ops, shop, client_of):
    cause, product = make_cause(shop, "odor"), make.ProductFactory.create(shop=shop)
    for back in (0, 0, 1, 2, 3):
        make_case(shop, cause=cause, product=product, week=WEEK - back)
    response = client_of(ops).get(f"{PAGE}?from={WEEK - 1}&to={WEEK}")
    board = response.context["summary"]
    assert (board.totals.cases, board.totals.previous) == (3, 2)
    assert [(line.cases, line.previous) for line in board.causes] == [(3, 2)]
    assert [(cell.cases, cell.mean) for cell in board.cells] == [(3, 2)]
    assert board.trend.totals[-4:] == (1, 1, 1, 2)
    first = response.context["comparisons"][0]
    assert (first.cases, first.before) == (3, 2)
    assert "3 neutral and bad reviews in 2 weeks (as many weeks before: 2)" in words(response)
    assert f"?from={WEEK - 3}&amp;to={WEEK - 2}" in links(response)
    listed = client_of(ops).get(f"{PAGE}cases/?from={WEEK - 1}&to={WEEK}&cause=odor")
    assert listed.context["page"].total == 3


def test_weeks_that_reach_before_the_data_are_held_against_nothing(ops, shop, client_of):
    make_case(shop, cause=make_cause(shop, "odor"))
    response = client_of(ops).get(f"{PAGE}?from={WEEK - 4}&to={WEEK}&product=none")
    assert "No neutral or bad review of this part in these weeks." in words(response)
    response = client_of(ops).get(f"{PAGE}?from={WEEK - 4}&to={WEEK}")
    assert "do not reach back" in words(response)


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("month=2026-10", Span(WEEK - 6, WEEK - 2)),
        ("from=2026-W44", one_week(WEEK - 2)),
        ("to=2026-W40&from=2026-W44", Span(WEEK - 6, WEEK - 2)),
        ("from=0001-W01&to=0001-W02", Span.of(EARLIEST, EARLIEST)),
        ("month=2031-01", one_week(WEEK + 1)),
        ("month=9999-12", one_week(WEEK)),
        ("month=0000-01&week=9999-W52", one_week(WEEK + 1)),
        ("month=9999-99", one_week(WEEK)),
    ],
)
def test_asked_weeks_lie_within_what_a_desk_can_know(ops, client_of, asked, span):
    assert client_of(ops).get(f"{PAGE}?{asked}").context["span"] == span


def test_another_of_my_shops_is_one_choice_away(ops, client_of):
    other = make.MemberFactory.create(user=ops.user, role="owner")
    make.MemberFactory.create(user=ops.user, role="agent")
    browser = client_of(ops)
    assert len(browser.get(PAGE).context["shops"]) == 2
    answer = browser.get(f"{PAGE}?shop={other.shop.code}&week={WEEK}&cause=odor")
    assert answer["Location"] == f"/s/{other.shop.code}/reports/?week={WEEK}"
    assert browser.get(f"{PAGE}?shop=foreign").status_code == 200


def test_every_number_leads_to_as_many_cases(ops, shop, client_of):
    """Each link of a figure to its cases lists exactly as many as the figure says."""
    odor, slow = make_cause(shop, "odor"), make_cause(shop, "slow", "logistics")
    product = make.ProductFactory.create(shop=shop)
    make_case(shop, cause=odor, product=product, contacted_at=MONDAY, solved_at=MONDAY)
    make_case(shop, cause=slow, product=product, review_changed_at=MONDAY, level="neutral")
    make_case(shop, review__product=None)
    make_case(shop, cause=odor, week=WEEK - 1)
    browser = client_of(ops)
    content = browser.get(f"{PAGE}?week={WEEK}").content.decode()
    found = set(re.findall(r'href="(/s/hu/reports/cases/[^"]+)"[^>]*>(\d+)</a>', content))
    titles = re.findall(
        r'href="(/s/hu/reports/cases/[^"]+)"[^>]*>\s*<title>[^<]*: (\d+)[^<]*</title>', content
    )
    found |= {(address, number) for address, number in titles}
    assert len(found) > 30
    for address, number in found:
        page = browser.get(address.replace("&amp;", "&")).context["page"]
        assert page.total == int(number), address


@pytest.mark.parametrize(("asked", "queries"), [(f"week={WEEK}", 24), ("month=2026-10", 25)])
def test_page_costs_the_same_queries_for_any_number_of_cases(
    ops, shop, client_of, django_assert_num_queries, asked, queries
):
    browser = client_of(ops)
    for cases in (1, 5):
        for _case in range(cases):
            make_case(shop, cause=make_cause(shop, f"odor{_case}{cases}"), week=WEEK)
            make_case(shop, cause=make_cause(shop, f"slow{_case}{cases}"), week=WEEK - 3)
        count_marked_weeks(now=MONDAY)
        browser.get(f"{PAGE}?{asked}")
        with django_assert_num_queries(queries):
            browser.get(f"{PAGE}?{asked}")
