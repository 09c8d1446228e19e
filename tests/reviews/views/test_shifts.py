import datetime as dt

import pytest
from django.urls import reverse

from reviews.models import Shift
from reviews.queries.shift_sheet import cell_name

MONDAY = dt.date(2026, 11, 16)


@pytest.fixture
def url(shop):
    return reverse("reviews:shifts", args=(shop.code,))


def typed(member, text, was="", day=MONDAY):
    name = cell_name(member, day)
    return {f"was.{name}": was, name: text}


def test_a_week_is_saved_and_shown(sit, lead, agent, url):
    answer = sit(lead).post(url, typed(agent, "9-12 13-18"), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"{url}?week=2026-11-16", 302)]
    assert "1 day is saved." in page
    assert 'value="09:00-12:00 13:00-18:00"' in page
    assert Shift.objects.count() == 2


def test_what_was_typed_stays_beside_its_fault(sit, lead, agent, url):
    answer = sit(lead).post(url, typed(agent, "9-25:15"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="9-25:15"' in page
    assert "Shifts begin and end at full and half hours." in page
    assert not Shift.objects.exists()


def test_last_week_is_copied_by_one_press(sit, lead, agent, shop, url):
    browser = sit(lead)
    browser.post(f"{url}?week=2026-11-10", typed(agent, "9-18", day=dt.date(2026, 11, 9)))
    copy = reverse("reviews:copy_shifts", args=(shop.code,))
    told = [
        browser.post(copy, {"week": "2026-11-18"}, follow=True).content.decode() for _ in range(2)
    ]
    assert "1 day is filled." in told[0]
    assert "There was nothing to copy into this week." in told[1]


@pytest.mark.parametrize("week", ["soon", "2026-13-01", "2040-01-01", "0001-01-01"])
def test_a_week_that_is_none_is_not_found(sit, lead, url, week):
    assert sit(lead).get(url, {"week": week}).status_code == 404
