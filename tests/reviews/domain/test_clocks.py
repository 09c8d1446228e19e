import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from reviews.domain.clocks import (
    DEFAULT_PLATFORM_CLOCKS,
    ClockKind,
    PlatformClock,
    clock_ends,
    clock_in_force,
    open_clocks,
    tightened,
)
from reviews.domain.levels import Platform

RATED = dt.datetime(2026, 11, 18, 20, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
TRADE_ENDED = RATED - dt.timedelta(days=3)


def test_a_taobao_case_has_three_clocks_soonest_first():
    clocks = open_clocks(platform=Platform.TAOBAO, rated_at=RATED, trade_ended_at=TRADE_ENDED)
    assert [(clock.kind, clock.ends_at) for clock in clocks] == [
        (ClockKind.NUMBER_EXPIRY, TRADE_ENDED + dt.timedelta(days=15)),
        (ClockKind.CHANGE_WINDOW, RATED + dt.timedelta(days=30)),
        (ClockKind.REPLY_LIMIT, RATED + dt.timedelta(days=30)),
    ]


def test_without_an_ended_trade_there_is_no_number_clock():
    clocks = open_clocks(platform=Platform.TMALL, rated_at=RATED, trade_ended_at=None)
    assert {clock.kind for clock in clocks} == {ClockKind.CHANGE_WINDOW, ClockKind.REPLY_LIMIT}


@pytest.mark.parametrize("platform", Platform)
def test_every_platform_has_each_clock_with_a_source(platform):
    found = [clock for clock in DEFAULT_PLATFORM_CLOCKS if clock.platform == platform]
    assert {clock.kind for clock in found} == set(ClockKind)
    assert all(clock.source for clock in found)


@pytest.mark.parametrize("platform", [Platform.JD, Platform.PDD, Platform.DOUYIN, Platform.OTHER])
def test_a_guessed_clock_says_that_it_is_one(platform):
    clocks = open_clocks(platform=platform, rated_at=RATED, trade_ended_at=TRADE_ENDED)
    assert {clock.source for clock in clocks} == {"desk default, unverified"}


def test_a_newer_limit_supersedes_from_its_first_day_on():
    old = PlatformClock(Platform.JD, ClockKind.REPLY_LIMIT, 30, dt.date(2020, 1, 1), "old rules")
    new = PlatformClock(Platform.JD, ClockKind.REPLY_LIMIT, 7, dt.date(2026, 6, 1), "new rules")

    def days(on):
        found = clock_in_force(
            platform=Platform.JD,
            kind=ClockKind.REPLY_LIMIT,
            on=on,
            clocks=(new, old),
        )
        return found and found.days

    assert days(dt.date(2026, 5, 31)) == 30
    assert days(dt.date(2026, 6, 1)) == 7
    assert days(dt.date(2019, 12, 31)) is None


def test_a_clock_without_a_limit_in_force_is_left_out():
    assert open_clocks(platform=Platform.JD, rated_at=RATED, trade_ended_at=None, clocks=()) == ()


def test_days_are_whole_days_after_the_start():
    clock = PlatformClock(Platform.JD, ClockKind.REPLY_LIMIT, 1, dt.date(2020, 1, 1), "rules")
    assert clock_ends(starts_at=RATED, clock=clock) == RATED + dt.timedelta(hours=24)


def test_a_clock_runs_by_the_limit_of_its_day_at_the_desk():
    """Half past seven in Shanghai is still the day before in Greenwich."""
    new = PlatformClock(Platform.JD, ClockKind.REPLY_LIMIT, 7, dt.date(2026, 11, 18), "rules")
    rated_at = dt.datetime(2026, 11, 17, 23, 30, tzinfo=dt.UTC)
    (clock,) = open_clocks(
        platform=Platform.JD, rated_at=rated_at, trade_ended_at=None, clocks=(new,)
    )
    assert clock.ends_at == rated_at + dt.timedelta(days=7)


def reply_limit(days, day, source="platform"):
    first = dt.date(2026, 11, day)
    return PlatformClock(Platform.JD, ClockKind.REPLY_LIMIT, days, first, source)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([], [(1, 30, "platform"), (20, 10, "platform")]),
        ([(20, 5)], [(1, 30, "platform"), (5, 20, "shop"), (20, 10, "platform")]),
        ([(5, 5)], [(1, 30, "platform"), (5, 5, "shop"), (20, 5, "shop")]),
        # Looser than the platform, by a row or by a later limit: the platform's holds.
        ([(40, 5)], [(1, 30, "platform"), (5, 30, "platform"), (20, 10, "platform")]),
        ([(30, 5)], [(1, 30, "platform"), (5, 30, "platform"), (20, 10, "platform")]),
    ],
)
def test_a_shop_has_never_more_time_than_its_platform_gives(own, expected):
    found = tightened(
        limits=(reply_limit(30, 1), reply_limit(10, 20)),
        own=[reply_limit(days, day, "shop") for days, day in own],
    )
    assert [(one.valid_from.day, one.days, one.source) for one in found] == expected


def test_a_shops_limit_holds_where_the_platform_has_none_yet():
    own = reply_limit(5, 1, "shop")
    assert tightened(limits=(reply_limit(30, 20),), own=(own,)) == (own, reply_limit(5, 20, "shop"))
