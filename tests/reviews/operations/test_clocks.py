import datetime as dt

import pytest
from django.utils import timezone

from reviews.models import Case, Clock, PlatformClock, ShopClock
from reviews.operations.case_opening import open_cases
from reviews.operations.clocks import ClockRefused, set_clock
from reviews.queries.clocks import clocks_of
from tests.factories import ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def set_window(shop, now, days, valid_from):
    return set_clock(
        shop=shop, kind="change_window", days=days, valid_from=valid_from, source="店规", now=now
    )


def refusal_of(shop, now, days, valid_from):
    with pytest.raises(ClockRefused) as refused:
        set_window(shop, now, days, valid_from)
    assert not ShopClock.objects.exists()
    return refused.value.reason.code, refused.value.reason.params


def test_a_new_case_runs_by_the_shops_own_limit(shop, now, today):
    set_window(shop, now, 20, today)
    review = ReviewFactory.create(shop=shop, rated_at=now)
    open_cases(reviews=[review], now=now, clocks=clocks_of(shop), member=None)
    clock = Clock.objects.get(case__review=review, kind="change_window")
    assert (clock.ends_at - clock.starts_at, clock.source) == (dt.timedelta(days=20), "店规")


def test_a_review_of_the_day_before_keeps_the_platforms_limit(shop, now, today):
    set_window(shop, now, 20, today)
    review = ReviewFactory.create(shop=shop, rated_at=now - dt.timedelta(days=1))
    open_cases(reviews=[review], now=now, clocks=clocks_of(shop), member=None)
    clock = Case.objects.get(review=review).clocks.get(kind="change_window")
    assert clock.ends_at - clock.starts_at == dt.timedelta(days=30)


def test_a_looser_limit_is_refused(shop, now, today):
    assert refusal_of(shop, now, 31, today) == ("clock.looser", {"days": 30})


def test_the_limit_of_the_day_from_which_it_holds_is_the_bound(shop, now, today):
    PlatformClock.objects.create(
        platform=shop.platform,
        kind="change_window",
        days=10,
        valid_from=today + dt.timedelta(days=3),
        source="notice",
    )
    assert set_window(shop, now, 11, today).days == 11
    ShopClock.objects.all().delete()
    later = today + dt.timedelta(days=3)
    assert refusal_of(shop, now, 11, later) == ("clock.looser", {"days": 10})


def test_a_day_that_is_over_is_refused(shop, now, today):
    yesterday = today - dt.timedelta(days=1)
    expected = ("clock.past", {"first": today.isoformat()})
    assert refusal_of(shop, now, 20, yesterday) == expected


def test_the_same_day_is_changed_and_both_are_told(shop, now, today):
    set_window(shop, now, 20, today)
    set_window(shop, now, 30, today)
    row = ShopClock.objects.get()
    assert [entry.days for entry in row.history.order_by("history_id")] == [20, 30]
