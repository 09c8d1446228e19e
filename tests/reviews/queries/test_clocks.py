import datetime as dt

import pytest

from reviews.domain.clocks import ClockKind, clock_in_force
from reviews.domain.levels import Platform
from reviews.models import PlatformClock
from reviews.queries.clocks import clock_lines, clocks_of, limit_on, platform_clocks
from tests.factories import ShopClockFactory, ShopFactory

pytestmark = pytest.mark.django_db


def days_of_the_window(on: dt.date) -> int:
    clock = clock_in_force(
        platform=Platform.TMALL,
        kind=ClockKind.CHANGE_WINDOW,
        on=on,
        clocks=platform_clocks("tmall"),
    )
    assert clock is not None
    return clock.days


def test_without_rows_the_shipped_limits_hold() -> None:
    assert days_of_the_window(dt.date(2026, 11, 1)) == 30


def test_a_written_limit_supersedes_from_its_day_on() -> None:
    PlatformClock.objects.create(
        platform="tmall",
        kind="change_window",
        days=15,
        valid_from=dt.date(2026, 11, 10),
        source="notice",
    )
    assert days_of_the_window(dt.date(2026, 11, 9)) == 30
    assert days_of_the_window(dt.date(2026, 11, 10)) == 15


def test_limits_of_another_platform_stay_apart() -> None:
    assert {clock.platform for clock in platform_clocks("jd")} == {Platform.JD}


def test_a_shop_tightens_for_itself_alone():
    ShopClockFactory.create(shop__platform="tmall", days=20)
    shop, other = ShopClockFactory.create(shop__platform="tmall", days=9).shop, ShopFactory.create()
    on = dt.date(2026, 11, 18)
    held = [limit_on(ClockKind.CHANGE_WINDOW, clocks_of(one), on) for one in (shop, other)]
    assert [clock.days for clock in held if clock is not None] == [9, 30]


def test_the_lines_tell_what_holds_and_what_is_to_come():
    shop = ShopClockFactory.create(shop__platform="tmall", days=20).shop
    ShopClockFactory.create(shop=shop, days=10, valid_from=dt.date(2026, 12, 1))
    lines = clock_lines(shop, today=dt.date(2026, 11, 18))
    assert [(one.now.days, one.platform.days, [c.days for c in one.coming]) for one in lines] == [
        (20, 30, [10]),
        (15, 15, []),
        (30, 30, []),
    ]


def test_without_limits_there_is_no_line():
    assert limit_on(ClockKind.CHANGE_WINDOW, (), dt.date(2026, 11, 18)) is None
