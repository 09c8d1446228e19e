import datetime as dt

import pytest
import time_machine
from django.utils import translation

from reports.models import Alarm
from reports.operations.alarms import find_alarms, note_alarm
from reviews import reasons
from reviews.domain.reason import Reason
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

SUNDAY = WEEK.sunday


@pytest.fixture
def spike(shop):
    """One leak in four weeks, then four on Sunday: three blue ones, bought within two days."""
    leak = make_cause(shop, "leak")
    kettle = make.ProductFactory.create(shop=shop, title="养生壶")
    make_case(shop, cause=leak, product=kettle, week=WEEK - 2, review__sku="红")
    for number in range(4):
        make_case(
            shop,
            cause=leak,
            product=kettle,
            day=6,
            review__sku="蓝" if number else "红",
            review__purchased_at=WEEK.starts_at
            - dt.timedelta(days=30 if not number else number % 2),
        )
    make_case(shop, cause=make_cause(shop, "slow"), day=6)
    return leak, kettle


def test_spike_names_cause_product_first_cases_and_batch(shop, spike):
    assert find_alarms(now=MONDAY) == 1
    alarm = Alarm.objects.get()
    assert (alarm.cause, alarm.product, alarm.day, alarm.cases) == (*spike, SUNDAY, 4)
    assert (alarm.expected < 0.1, alarm.chance < 0.001, len(alarm.first_cases)) == (True, True, 4)
    with translation.override("zh-hans"):
        assert reasons.render(Reason.from_json(alarm.batch)) == (
            "4 件中有 3 件是规格“蓝”，购买于 2026-11-08 至 2026-11-09。"
        )


def test_alarm_speaks_once_for_a_week(shop, spike):
    find_alarms(now=MONDAY)
    for _number in range(4):
        make_case(shop, cause=spike[0], product=spike[1], week=WEEK + 1, day=0)
    assert find_alarms(now=MONDAY + dt.timedelta(days=1)) == 0


def test_flood_of_reviews_is_no_alarm(shop, spike):
    for number in range(60):
        make.ReviewFactory.create(
            shop=shop, level="good", rated_at=WEEK.ends_at - dt.timedelta(hours=1 + number % 9)
        )
    make.ReviewFactory.create(shop=shop, level="good", rated_at=(WEEK - 2).starts_at)
    assert find_alarms(now=MONDAY) == 0


def test_shop_without_history_has_no_alarm(shop):
    make_case(shop, cause=make_cause(shop, "leak"), day=6)
    assert find_alarms(now=MONDAY, shop=shop) == 0


def test_page_shows_alarms_until_somebody_noted_them(ops, shop, spike, sit):
    find_alarms(now=MONDAY)
    alarm = Alarm.objects.get()
    with time_machine.travel(MONDAY, tick=False):
        browser = sit(ops)
        page = browser.get("/s/hu/reports/").content.decode()
        assert ("4 cases, 0.1 to be expected" in page, "养生壶" in page) == (True, True)
        assert f"/s/hu/cases/{alarm.first_cases[0]}/" in page
        assert browser.get(f"/s/hu/reports/alarms/{alarm.public_id}/seen/").status_code == 405
        browser.post(f"/s/hu/reports/alarms/{alarm.public_id}/seen/")
        assert browser.get("/s/hu/reports/").context["alarms"] == []
        assert browser.post("/s/hu/reports/alarms/nobody/seen/").status_code == 404
    alarm.refresh_from_db()
    assert (alarm.seen_by, alarm.seen_at) == (ops, MONDAY)
    assert note_alarm(alarm=alarm, member=ops, now=MONDAY) is False
