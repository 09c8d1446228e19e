import datetime as dt

import pytest

from reviews.domain.clocks import ClockKind, clock_in_force
from reviews.domain.levels import Platform
from reviews.models import PlatformClock
from reviews.queries.clocks import platform_clocks

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
