import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
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

DESK = ZoneInfo("Asia/Shanghai")
CALENDAR = Calendar()
RULES = ContactRules()


def at(day, clock):
    """A time in November 2026: the 18th is a Wednesday."""
    return dt.datetime.combine(dt.date(2026, 11, day), dt.time.fromisoformat(clock), tzinfo=DESK)


def check(moment, *, rules=RULES, **facts):
    return check_contact(moment, rules=rules, facts=ContactFacts(**facts), calendar=CALENDAR)


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


@pytest.mark.parametrize("clock", ["09:00", "12:59", "14:00", "20:59"])
def test_inside_the_hours_a_call_is_allowed_now(clock):
    verdict = check(at(18, clock))
    assert (verdict.allowed, verdict.reasons, verdict.next_allowed) == (True, (), at(18, clock))


@pytest.mark.parametrize(
    ("clock", "code", "next_allowed"),
    [
        ("08:59", "contact.outside_hours", at(18, "09:00")),
        ("21:00", "contact.outside_hours", at(19, "09:00")),
        ("00:00", "contact.outside_hours", at(18, "09:00")),
        ("13:00", "contact.quiet_hours", at(18, "14:00")),
        ("13:59", "contact.quiet_hours", at(18, "14:00")),
    ],
)
def test_outside_the_hours_a_call_waits_for_them(clock, code, next_allowed):
    verdict = check(at(18, clock))
    assert (verdict.allowed, codes(verdict), verdict.next_allowed) == (False, [code], next_allowed)


def test_a_buyer_on_the_line_with_a_colleague_waits_for_the_end_of_the_call():
    line = Line(until=at(18, "10:20"), colleague="小林")
    verdict = check(at(18, "10:00"), line=line)
    assert (codes(verdict), verdict.next_allowed) == (
        ["contact.colleague_is_calling"],
        at(18, "10:20"),
    )
    assert verdict.reasons[0].params == {"colleague": "小林"}
    assert check(at(18, "10:20"), line=line).allowed
    assert check(at(18, "10:00"), line=line, channel=Channel.WANGWANG).allowed


def test_another_shop_on_the_line_is_not_named():
    line = Line(until=at(18, "10:20"))
    assert codes(check(at(18, "10:00"), line=line)) == ["contact.someone_is_calling"]


def test_the_hours_are_those_of_the_buyer():
    tokyo = ZoneInfo("Asia/Tokyo")
    assert codes(check(at(18, "20:30"), zone=tokyo)) == ["contact.outside_hours"]
    assert check(at(18, "20:30"), zone=tokyo).next_allowed == at(19, "08:00")


def test_nobody_in_xinjiang_is_called_before_half_past_ten():
    verdict = check(at(18, "09:30"), region="新疆维吾尔自治区")
    assert (codes(verdict), verdict.next_allowed) == (
        ["contact.region_morning"],
        at(18, "10:30"),
    )
    assert check(at(18, "22:00"), region="新疆维吾尔自治区").next_allowed == at(19, "10:30")


def test_the_first_day_of_a_holiday_is_quiet():
    first_day = dt.datetime(2026, 10, 1, 10, tzinfo=DESK)
    verdict = check(first_day)
    assert codes(verdict) == ["contact.holiday_first_day"]
    assert verdict.next_allowed == first_day.replace(day=2, hour=9)


ENDED = [
    ({"do_not_contact": True}, "contact.do_not_contact"),
    ({"is_closed": True}, "contact.case_closed"),
    ({"has_phone": False}, "contact.no_phone"),
    ({"phone_is_wrong": True}, "contact.wrong_number"),
    ({"number_expires_at": at(18, "10:00")}, "contact.number_expired"),
    ({"dials_of_case": 5}, "contact.dials_used_up"),
    ({"hold": Hold.EXTORTION}, "contact.held_extortion"),
    ({"hold": Hold.COMPLAINT}, "contact.held_complaint"),
    ({"hold": Hold.REFUND_PENDING}, "contact.held_refund_pending"),
    ({"hold": Hold.ABUSIVE}, "contact.held_abusive"),
]


@pytest.mark.parametrize(("facts", "code"), ENDED, ids=[code for _, code in ENDED])
@pytest.mark.parametrize("clock", ["10:00", "23:00"])
def test_ended_contact_names_its_end_alone_and_no_next_time(facts, code, clock):
    verdict = check(at(18, clock), **facts)
    assert (verdict.allowed, codes(verdict), verdict.next_allowed) == (False, [code], None)


@pytest.mark.parametrize(
    "facts",
    [{"has_phone": False}, {"phone_is_wrong": True}, {"number_expires_at": at(18, "09:00")}],
)
def test_a_message_needs_no_number_but_keeps_the_hours(facts):
    assert check(at(18, "10:00"), channel=Channel.WANGWANG, **facts).allowed is True
    assert codes(check(at(18, "13:10"), channel=Channel.WANGWANG, **facts)) == [
        "contact.quiet_hours"
    ]


def test_do_not_contact_ends_messages_too():
    verdict = check(at(18, "10:00"), channel=Channel.WANGWANG, do_not_contact=True)
    assert codes(verdict) == ["contact.do_not_contact"]


def test_a_time_named_in_xinjiang_may_lie_before_its_usual_morning():
    assert check(at(18, "09:30"), region="新疆", promised_at=at(18, "09:30")).allowed is True


def test_do_not_contact_wins_over_a_named_time():
    verdict = check(at(18, "15:00"), do_not_contact=True, promised_at=at(18, "15:00"))
    assert codes(verdict) == ["contact.do_not_contact"]


def test_a_hold_with_an_end_expires():
    held = {"hold": Hold.EXTORTION, "hold_until": at(20, "08:00")}
    verdict = check(at(18, "10:00"), **held)
    assert (codes(verdict), verdict.next_allowed) == (
        ["contact.held_extortion_until"],
        at(20, "09:00"),
    )
    assert check(at(20, "09:00"), **held).allowed is True


def test_a_long_hold_still_has_a_next_time():
    far = at(18, "10:00") + dt.timedelta(days=200)
    assert check(at(18, "10:00"), hold=Hold.EXTORTION, hold_until=far).next_allowed == far


def test_a_number_that_ends_before_the_next_allowed_time_ends_contact():
    verdict = check(at(18, "22:00"), number_expires_at=at(19, "08:00"))
    assert (codes(verdict), verdict.next_allowed) == (["contact.outside_hours"], None)


def test_one_connected_call_a_day():
    spoken = (Dial(at(18, "09:30"), is_connected=True),)
    verdict = check(at(18, "17:00"), dials=spoken)
    assert (codes(verdict), verdict.next_allowed) == (["contact.connected_today"], at(19, "09:00"))
    assert check(at(19, "09:00"), dials=spoken).allowed is True


def test_two_dials_a_day():
    rung = (Dial(at(18, "09:30"), is_connected=False), Dial(at(18, "14:30"), is_connected=False))
    verdict = check(at(18, "18:00"), dials=rung)
    assert (codes(verdict), verdict.next_allowed) == (["contact.dials_today"], at(19, "09:00"))


def test_three_hours_between_dials_across_midnight_too():
    late = (Dial(at(18, "15:00"), is_connected=False),)
    verdict = check(at(18, "17:59"), dials=late)
    assert (codes(verdict), verdict.next_allowed) == (["contact.too_soon"], at(18, "18:00"))
    assert check(at(18, "18:00"), dials=late).allowed is True


def test_a_gap_that_ends_in_quiet_hours_waits_for_their_end():
    early = (Dial(at(18, "10:15"), is_connected=False),)
    assert check(at(18, "11:00"), dials=early).next_allowed == at(18, "14:00")


def test_a_later_dial_says_nothing_about_an_earlier_moment():
    assert check(at(18, "10:00"), dials=(Dial(at(18, "15:00"), is_connected=True),)).allowed is True


def test_all_broken_rules_are_named():
    dials = (Dial(at(18, "12:30"), is_connected=True), Dial(at(18, "09:00"), is_connected=False))
    assert codes(check(at(18, "13:30"), dials=dials)) == [
        "contact.connected_today",
        "contact.dials_today",
        "contact.too_soon",
        "contact.quiet_hours",
    ]


@pytest.mark.parametrize("clock", ["13:15", "13:30", "13:45"])
def test_a_named_time_may_lie_in_quiet_hours(clock):
    assert check(at(18, clock), promised_at=at(18, "13:30")).allowed is True


@pytest.mark.parametrize("clock", ["13:14", "13:46"])
def test_a_named_time_opens_no_more_than_a_quarter_hour_around_it(clock):
    assert codes(check(at(18, clock), promised_at=at(18, "13:30"))) == ["contact.quiet_hours"]


@pytest.mark.parametrize("clock", ["08:50", "21:05"])
def test_a_named_time_never_opens_the_outer_hours(clock):
    assert codes(check(at(18, clock), promised_at=at(18, clock))) == ["contact.outside_hours"]


def test_the_call_in_which_the_time_was_named_does_not_forbid_it():
    spoken = (Dial(at(18, "10:00"), is_connected=True),)
    assert check(at(18, "12:00"), dials=spoken, promised_at=at(18, "12:00")).allowed is True


def test_a_named_time_does_not_open_the_count_of_dials():
    rung = (Dial(at(18, "09:00"), is_connected=False), Dial(at(18, "12:00"), is_connected=True))
    verdict = check(at(18, "15:00"), dials=rung, promised_at=at(18, "15:00"))
    assert codes(verdict) == ["contact.dials_today"]


def test_the_next_allowed_time_is_the_named_one_where_nothing_else_is_allowed_before():
    spoken = (Dial(at(18, "10:00"), is_connected=True),)
    verdict = check(at(18, "11:00"), dials=spoken, promised_at=at(18, "16:00"))
    assert verdict.next_allowed == at(18, "16:00")


def test_a_named_time_that_is_not_allowed_is_no_next_time():
    spoken = (Dial(at(18, "10:00"), is_connected=True),)
    verdict = check(at(18, "11:00"), dials=spoken, promised_at=at(18, "22:00"))
    assert verdict.next_allowed == at(19, "09:00")


def test_rules_that_leave_a_region_no_hours_have_no_next_time():
    rules = ContactRules(call_until=dt.time(10))
    assert check(at(18, "09:30"), rules=rules, region="新疆").next_allowed is None


moments = st.datetimes(
    min_value=dt.datetime(2026, 9, 20),  # noqa: DTZ001 - the strategy adds the zone
    max_value=dt.datetime(2026, 10, 12),  # noqa: DTZ001 - the strategy adds the zone
    timezones=st.just(DESK),
)
facts_of_buyers = st.builds(
    ContactFacts,
    region=st.sampled_from(["", "新疆", "浙江省", "西藏"]),
    dials=st.lists(st.builds(Dial, at=moments, is_connected=st.booleans()), max_size=4).map(tuple),
    dials_of_case=st.integers(0, 6),
    do_not_contact=st.just(value=False),
    has_phone=st.booleans(),
    channel=st.sampled_from(Channel),
    number_expires_at=st.none() | moments,
    hold=st.none() | st.sampled_from(Hold),
    hold_until=st.none() | moments,
    promised_at=st.none() | moments,
    zone=st.sampled_from([DESK, ZoneInfo("Asia/Tokyo"), dt.UTC]),
)
rule_sets = st.sampled_from(
    [
        RULES,
        ContactRules(call_from=dt.time(10), quiet_from=dt.time(12), hours_between_dials=6),
        ContactRules(dials_per_day=1, connected_per_day=1, call_until=dt.time(20)),
    ],
)


@given(moment=moments, facts=facts_of_buyers, rules=rule_sets)
def test_the_next_allowed_time_is_itself_allowed(moment, facts, rules):
    verdict = check_contact(moment, rules=rules, facts=facts, calendar=CALENDAR)
    assert verdict.allowed is (not verdict.reasons)
    if verdict.next_allowed is not None:
        assert verdict.next_allowed >= moment
        again = check_contact(verdict.next_allowed, rules=rules, facts=facts, calendar=CALENDAR)
        assert again.allowed is True


@given(moment=moments, facts=facts_of_buyers.filter(lambda facts: facts.promised_at is None))
def test_nothing_is_allowed_before_the_next_allowed_time(moment, facts):
    verdict = check_contact(moment, rules=RULES, facts=facts, calendar=CALENDAR)
    end = verdict.next_allowed or moment + dt.timedelta(days=3)
    step = (end - moment) / 40
    between = [moment + n * step for n in range(40)] if step else []
    assert not [
        when
        for when in between
        if check_contact(when, rules=RULES, facts=facts, calendar=CALENDAR).allowed
    ]


@given(start=moments, facts=facts_of_buyers, rules=rule_sets)
def test_many_slots_answer_like_one_by_one(start, facts, rules):
    starts = [start + n * dt.timedelta(minutes=30) for n in range(60)]
    assert allowed_slots(starts, rules=rules, facts=facts, calendar=CALENDAR) == [
        check_contact(slot, rules=rules, facts=facts, calendar=CALENDAR) for slot in starts
    ]


def test_no_slots_have_no_answers():
    assert allowed_slots([], rules=RULES, facts=ContactFacts(), calendar=CALENDAR) == []


@pytest.mark.parametrize(
    "facts",
    [{"do_not_contact": True}, {"phone_is_wrong": True}, {"has_phone": False}, {"is_closed": True}],
)
def test_every_slot_of_an_ended_contact_is_closed(facts):
    starts = [at(18, "10:00"), at(18, "10:30")]
    verdicts = allowed_slots(starts, rules=RULES, facts=ContactFacts(**facts), calendar=CALENDAR)
    assert [verdict.allowed for verdict in verdicts] == [False, False]
