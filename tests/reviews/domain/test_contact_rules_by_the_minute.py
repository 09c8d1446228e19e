"""The desk's contact rules against a slow second telling of them, on a grid of minutes."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.domain.contact_rules import (
    ContactFacts,
    ContactRules,
    Dial,
    Hold,
    Line,
    allowed_slots,
    check_contact,
)
from reviews.domain.outcomes import Channel
from reviews.domain.workdays import Calendar
from tests.reviews.domain.contact_oracle import DAY, FIRST_DAYS, first_allowed, free_days, may_call

DESK = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar()
#: Two weeks around Mid-Autumn and National Day.
START = dt.datetime(2026, 9, 22, tzinfo=DESK)
GRID_DAYS = 6

minutes = st.integers(0, 14 * 24 * 60).map(lambda minute: START + dt.timedelta(minutes=minute))
clocks = st.sampled_from([dt.time(9), dt.time(9, 40), dt.time(11), dt.time(12, 30)])
rule_sets = st.builds(
    ContactRules,
    call_from=clocks,
    call_until=st.sampled_from([dt.time(17, 15), dt.time(20), dt.time(21)]),
    quiet_from=st.sampled_from([dt.time(12), dt.time(13)]),
    quiet_until=st.sampled_from([dt.time(14), dt.time(15, 20)]),
    dials_per_day=st.integers(1, 2),
    dials_per_case=st.integers(1, 5),
    hours_between_dials=st.integers(3, 9),
)
dials = st.lists(st.builds(Dial, at=minutes, is_connected=st.booleans()), max_size=4).map(tuple)
buyers = st.builds(
    ContactFacts,
    channel=st.sampled_from(Channel),
    region=st.sampled_from(["", "新疆维吾尔自治区", "浙江省", "西藏自治区"]),
    zone=st.sampled_from([DESK, ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin"), dt.UTC]),
    dials=dials,
    dials_of_case=st.integers(0, 2),
    do_not_contact=st.sampled_from([False, False, False, True]),
    has_phone=st.sampled_from([True, True, True, False]),
    number_expires_at=st.none() | minutes,
    hold=st.none() | st.sampled_from(Hold),
    hold_until=minutes,
    promised_at=st.none() | minutes,
    line=st.none() | st.builds(Line, until=minutes),
)


def test_the_first_days_of_holidays_were_read_off_the_notice():
    free = free_days(2026)
    assert all(day in free and day - DAY not in free for day in FIRST_DAYS)


@settings(deadline=None)
@given(moment=minutes, rules=rule_sets, facts=buyers)
def test_every_minute_is_judged_like_the_second_telling(moment, rules, facts):
    verdict = check_contact(moment, rules=rules, facts=facts, calendar=CALENDAR)
    assert verdict.allowed is may_call(moment, rules, facts)


@settings(deadline=None)
@given(moment=minutes, rules=rule_sets, facts=buyers)
def test_slots_are_judged_like_the_second_telling(moment, rules, facts):
    starts = [moment + n * dt.timedelta(minutes=30) for n in range(96)]
    verdicts = allowed_slots(starts, rules=rules, facts=facts, calendar=CALENDAR)
    assert [one.allowed for one in verdicts] == [may_call(start, rules, facts) for start in starts]


@settings(deadline=None, max_examples=40)
@given(
    moment=minutes,
    rules=rule_sets,
    facts=buyers.filter(lambda facts: facts.promised_at is None),
)
def test_the_next_allowed_time_is_the_first_free_minute_of_the_grid(moment, rules, facts):
    told = check_contact(moment, rules=rules, facts=facts, calendar=CALENDAR).next_allowed
    if told is None or told < moment + GRID_DAYS * DAY:
        assert told == first_allowed(moment, rules, facts, days=GRID_DAYS)
