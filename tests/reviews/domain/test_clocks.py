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
