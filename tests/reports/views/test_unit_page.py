"""A unit's page without a seat: what its link opens, and what a link that is none opens."""

import datetime as dt
import time

import pytest
import time_machine
from django.core import signing
from django.core.cache import cache

from reports.queries.unit_links import SIGNER, unit_lines
from reviews.models import ExportLog
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

LINKS = "/s/hu/reports/actions/units/"


@pytest.fixture(autouse=True)
def _monday():
    cache.clear()  # of the requests that are counted
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def action(shop):
    cause = make_cause(shop, "packaging", "warehouse")
    return make.ActionFactory.create(
        cause=cause, unit="warehouse", product=make.ProductFactory.create(shop=shop)
    )


@pytest.fixture
def link(sit, lead, client):
    """A link that the lead made for the warehouse; the browser is nobody's again."""
    browser = sit(lead)
    assert browser.post(f"{LINKS}make/", {"unit": "warehouse"})["Location"] == LINKS
    lines = dict(browser.get(LINKS).context["lines"])
    (address,) = [one for one in lines.values() if one]
    browser.logout()
    client.cookies["django_language"] = "en"
    return address.removeprefix("http://testserver")


def test_unit_sees_its_actions_with_masked_words_and_no_way_in(client, shop, action, link):
    make_case(
        shop,
        cause=action.cause,
        product=action.product,
        review__content="<b>箱子破了</b> 打我13812345678",
    )
    other = make.ActionFactory.create(cause=make_cause(shop, "odor"), title="别的部门")
    answer = client.get(link)
    shown = answer.content.decode()
    assert (answer.status_code, action.title in shown, other.title in shown) == (200, True, False)
    assert "&lt;b&gt;箱子破了&lt;/b&gt; 打我138****5678" in shown
    assert ("/s/hu/" in shown, "13812345678" in shown) == (False, False)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert "sessionid" not in answer.cookies


def test_unit_answers_and_closes(client, shop, action, link):
    make_case(shop, week=WEEK - 9)
    address = f"{link}{action.public_id}"
    for wrong in ({"change": "", "on": "2026-11-02"}, {"change": "x", "on": "0001-01-01"}):
        assert client.post(f"{address}/answer/", wrong).status_code == 422
    assert client.post(f"{address}/answer/", {"change": "x", "on": "2026-11-17"}).status_code == 422
    done = client.post(f"{address}/answer/", {"change": "五层纸箱", "on": "2026-11-02"})
    action.refresh_from_db()
    assert (action.status, action.change) == ("in_force", "五层纸箱")
    assert done["Location"] == f"{link}?done#action-{action.public_id}"
    assert "Noted. Thank you." in client.get(done["Location"]).content.decode()
    assert action.in_force_on == dt.date(2026, 11, 2)
    assert "Too few to say" in client.get(link).content.decode()
    assert client.post(f"{address}/close/")["Location"].startswith(f"{link}?done")
    action.refresh_from_db()
    newest = action.history.order_by("-history_id").first()
    assert (action.status, newest.history_change_reason) == ("closed", "by_unit_link")
    assert "Nothing is open" in client.get(link).content.decode()
    for step in ("close", "answer"):
        given = {"change": "x", "on": "2026-11-02"}
        assert client.post(f"{address}/{step}/", given).status_code == 409


def test_only_the_units_own_actions_can_be_answered(client, shop, link):
    foreign = (
        make.ActionFactory.create(unit="warehouse"),
        make.ActionFactory.create(cause=make_cause(shop, "odor"), unit="product"),
    )
    given = {"change": "x", "on": "2026-11-02"}
    for one in foreign:
        for step in ("close", "answer"):
            assert client.post(f"{link}{one.public_id}/{step}/", given).status_code == 404
        one.refresh_from_db()
        assert one.status == "open"


def opens(client, address, action):
    """Statuses of all three addresses of a link."""
    given = {"change": "x", "on": "2026-11-02"}
    posts = [f"{address}{action.public_id}/{step}/" for step in ("answer", "close")]
    return {client.get(address).status_code, *(client.post(a, given).status_code for a in posts)}


def test_forged_links_open_nothing(client, shop, action, link):
    text = link.removeprefix("/units/").removesuffix("/")
    shop_id, unit, entry, until = SIGNER.unsign_object(text)
    elsewhere = make.ShopFactory.create()
    forged = [
        text[:-1] + ("A" if text[-1] != "A" else "B"),
        "A" + text,
        "x",
        signing.Signer(salt="another").sign_object([shop_id, unit, entry, until]),
        SIGNER.sign_object([elsewhere.pk, unit, entry, until]),
        SIGNER.sign_object([shop_id, "product", entry, until]),
    ]
    assert [opens(client, f"/units/{one}/", action) for one in forged] == [{404}] * 6
    action.refresh_from_db()
    assert action.status == "open"


def test_expired_link_opens_nothing(client, action, link, settings):
    with time_machine.travel(MONDAY + dt.timedelta(days=settings.UNIT_LINK_DAYS), tick=False):
        assert opens(client, link, action) == {404}


def test_revoked_link_opens_nothing_and_a_new_one_does(client, sit, lead, shop, action, link):
    browser = sit(lead)
    assert browser.post(f"{LINKS}revoke/", {"unit": "nobody"}).status_code == 404
    assert browser.post(f"{LINKS}revoke/", {"unit": "product"}).status_code == 302
    assert client.get(link).status_code == 200
    browser.post(f"{LINKS}revoke/", {"unit": "warehouse"})
    assert opens(client, link, action) == {404}
    assert not any(line.link for line in unit_lines(shop=shop, now=MONDAY))
    browser.post(f"{LINKS}make/", {"unit": "warehouse"})
    (made,) = [address for _line, address in browser.get(LINKS).context["lines"] if address]
    assert client.get(made).status_code == 200
    kept = ExportLog.objects.order_by("pk").values_list("what", "query", "rows")
    assert list(kept)[-2:] == [
        ("unit_links_revoked", "unit=warehouse", 1),
        ("unit_link", "unit=warehouse", 1),
    ]


def test_guessing_is_slowed_and_leaves_the_right_link_alone(client, link):
    with time_machine.travel(time.time() + 86_400 * 3_650, tick=False):
        answers = [client.get("/units/guess/").status_code for _ in range(31)]
    assert (answers[:30], answers[30]) == ([404] * 30, 429)
    assert client.get(link).status_code == 200


def test_unit_sees_the_cases_given_to_it_and_their_pictures(client, shop, action, link):
    case = make_case(
        shop,
        cause=action.cause,
        product=action.product,
        week=WEEK - 3,
        review__content="箱子破了",
        review__image_links=["https://img.example.com/1.jpg", "http://img.example.com/2.jpg", "x"],
    )
    make_case(shop, cause=action.cause, product=action.product, review__content="没给过这个部门")
    action.attached.create(case=case)
    shown = client.get(link).content.decode()
    assert "箱子破了" in shown
    assert "没给过这个部门" not in shown
    assert 'href="https://img.example.com/1.jpg" target="_blank" rel="noopener' in shown
    assert "http://img.example.com" not in shown
    assert "1 case attached" in shown
    assert case.public_id not in shown
