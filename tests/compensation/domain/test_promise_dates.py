from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from compensation.domain.promise_dates import SLACK, suggest_date, told_by
from reviews.domain.workdays import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=ZONE)
DAY = timedelta(days=1)


def suggested(*, now=WEDNESDAY, took=()):
    return suggest_date(now=now, took=took, calendar=Calendar(), zone=ZONE)


def test_the_buyer_is_told_a_day_more_than_what_is_meant():
    assert told_by(WEDNESDAY) - WEDNESDAY == SLACK == DAY


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ((18, 10), (23, 18)),  # three days on is a Saturday: Monday evening
        ((16, 10), (19, 18)),
        ((16, 18), (19, 18)),
        ((16, 19), (20, 18)),  # the evening of the third day would be less than three days
    ],
)
def test_without_a_history_it_is_two_days_and_one_of_slack(now, due):
    day, hour = now
    found = suggested(now=datetime(2026, 11, day, hour, tzinfo=ZONE))
    assert found.due_at == datetime(2026, 11, due[0], due[1], tzinfo=ZONE)
    assert found.because.as_json() == {"code": "promise_date_usual", "params": {"days": 2}}


def test_nothing_is_due_in_a_national_holiday():
    before = datetime(2026, 9, 29, 10, tzinfo=ZONE)
    assert suggested(now=before).due_at == datetime(2026, 10, 8, 18, tzinfo=ZONE)


def test_a_shop_learns_from_what_its_kept_promises_took():
    took = [DAY] * 7 + [3.5 * DAY] + [9 * DAY] * 2
    found = suggested(took=took)
    assert found.due_at == datetime(2026, 11, 23, 18, tzinfo=ZONE)
    assert found.because.params == {"days": 4, "kept": 10}
    assert suggested(took=took[:9]).because.code == "promise_date_usual"


@pytest.mark.parametrize(("each", "days"), [(timedelta(0), 1), (90 * DAY, 30)])
def test_what_is_learnt_stays_between_a_day_and_a_month(each, days):
    assert suggested(took=[each] * 10).because.params["days"] == days


def test_the_desks_clock_counts_wherever_the_moment_comes_from():
    utc = WEDNESDAY.astimezone(ZoneInfo("UTC"))
    assert suggested(now=utc) == suggested()
