import datetime as dt

import pytest

from reviews.domain.contact_rules import Hold
from reviews.domain.outcomes import Channel
from reviews.models import Case, DoNotContact
from reviews.queries.contact import contact_facts, contact_rules_of, contact_verdict
from tests.factories import (
    NOW,
    AttemptFactory,
    BuyerFactory,
    CallbackFactory,
    CaseFactory,
    ClockFactory,
    ShopFactory,
)

HOUR = dt.timedelta(hours=1)


def facts_of(case, **asked):
    return contact_facts([case], now=NOW, **asked)[case.pk]


@pytest.fixture
def case(shop):
    return CaseFactory.create(shop=shop)


def test_a_fresh_case_may_be_called(case):
    assert contact_verdict(case=case, now=NOW).allowed is True


def test_the_region_is_the_province_or_else_the_city(case):
    assert facts_of(case).region == "浙江省"
    case.buyer.province, case.buyer.city = "", "乌鲁木齐市"
    assert facts_of(case).region == "乌鲁木齐市"


def test_dials_count_across_the_shops_of_the_desk(case):
    other_shop = ShopFactory.create()
    same_person = BuyerFactory.create(shop=other_shop, plain_phone=case.buyer.phone)
    there = CaseFactory.create(shop=other_shop, review__buyer=same_person)
    AttemptFactory.create(case=there, outcome="answered", at=NOW - HOUR)
    verdict = contact_verdict(case=case, now=NOW + 4 * HOUR)
    assert [reason.code for reason in verdict.reasons] == ["contact.connected_today"]


def test_undone_and_long_past_dials_do_not_count(case):
    AttemptFactory.create(case=case, at=NOW - HOUR, undone_at=NOW)
    AttemptFactory.create(case=case, at=NOW - 5 * dt.timedelta(days=1))
    assert facts_of(case).dials == ()


def test_messages_are_no_dials(case):
    AttemptFactory.create(case=case, at=NOW - HOUR, channel="wangwang")
    assert facts_of(case).dials == ()
    assert [dial.at for dial in facts_of(case, channel=Channel.WANGWANG).dials] == [NOW - HOUR]
    assert facts_of(case, channel=Channel.WANGWANG).dials_of_case == 1


@pytest.mark.parametrize("index", ["phone_index", "key_index"])
def test_do_not_contact_is_found_by_number_and_by_nick(case, index):
    DoNotContact.objects.create(contact_index=getattr(case.buyer, index), created_at=NOW)
    assert facts_of(case).do_not_contact is True


def test_without_a_buyer_the_case_is_contacted_by_message(shop):
    case = CaseFactory.create(shop=shop, review__buyer=None, buyer=None)
    facts = facts_of(case)
    assert (facts.channel, facts.has_phone, facts.do_not_contact) == (
        Channel.WANGWANG,
        False,
        False,
    )


@pytest.mark.parametrize(
    "change",
    [
        {"phone_index": ""},
        {"phone_is_wrong": True},
        {"phone_expires_at": NOW - HOUR},
    ],
)
def test_without_a_working_number_the_case_is_contacted_by_message(case, change):
    for name, value in change.items():
        setattr(case.buyer, name, value)
    assert facts_of(case).channel == Channel.WANGWANG
    assert facts_of(case, channel=Channel.PHONE).channel == Channel.PHONE


def test_a_platforms_number_clock_ends_the_telephone(case):
    ClockFactory.create(case=case, kind="number_expiry", ends_at=NOW + HOUR, source="rules")
    assert facts_of(case).number_expires_at == NOW + HOUR


def test_a_guessed_number_clock_ends_nothing(case):
    ClockFactory.create(
        case=case,
        kind="number_expiry",
        ends_at=NOW + HOUR,
        source="desk default, unverified",
    )
    assert facts_of(case).number_expires_at is None


def test_an_open_promised_callback_is_the_time_the_buyer_named(case):
    CallbackFactory.create(
        case=case, is_promised=True, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR
    )
    assert facts_of(case).promised_at == NOW + HOUR


def test_a_held_case_names_its_hold(case):
    case.status, case.hold, case.hold_until = "held", "extortion", NOW + HOUR
    assert (facts_of(case).hold, facts_of(case).hold_until) == (Hold.EXTORTION, NOW + HOUR)


def test_the_rules_are_the_shops_and_never_wider_than_the_desks(shop):
    shop.settings.call_until = dt.time(20)
    shop.settings.quiet_from = shop.settings.quiet_until = dt.time(13, 30)
    rules = contact_rules_of(shop)
    assert (rules.call_until, rules.quiet_from, rules.quiet_until) == (
        dt.time(20),
        dt.time(13),
        dt.time(14),
    )


@pytest.mark.parametrize("size", [1, 3])
def test_any_number_of_cases_takes_the_same_queries(shop, django_assert_num_queries, size):
    CaseFactory.create_batch(size, shop=shop)
    cases = list(Case.objects.select_related("buyer"))
    with django_assert_num_queries(3):
        assert len(contact_facts(cases, now=NOW)) == size
