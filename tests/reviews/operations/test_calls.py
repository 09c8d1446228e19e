import datetime as dt

import pytest

from reviews.domain.reason import Reason
from reviews.models import Callback
from reviews.operations.calls import release_stale_calls, start_call
from reviews.operations.refusals import CallRefused
from reviews.queries.lines import CALL_LEASE
from tests.factories import (
    NOW,
    BuyerFactory,
    CallbackFactory,
    CaseFactory,
    MemberFactory,
    ShopFactory,
    plan_asked_at,
)

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def case(shop):
    return CaseFactory.create(shop=shop)


def refusal(case, member, now=NOW):
    with pytest.raises(CallRefused) as refused:
        start_call(case=case, member=member, now=now)
    return refused.value.reason


def test_a_planned_callback_is_claimed(case, agent):
    planned = CallbackFactory.create(case=case)
    claimed = start_call(case=case, member=agent, now=NOW)
    case.refresh_from_db()
    assert (claimed, claimed.status, claimed.owner) == (planned, "calling", agent)
    assert claimed.lease_until == NOW + CALL_LEASE
    assert (case.leased_by, case.lease_until) == (agent, NOW + CALL_LEASE)


def test_an_unplanned_call_makes_its_own_callback(case, agent):
    claimed = start_call(case=case, member=agent, now=NOW)
    assert (claimed.status, claimed.starts_at) == ("calling", NOW)
    assert claimed.reasons == [Reason("call.by_hand").as_json()]


def test_starting_twice_is_one_call(case, agent):
    first = start_call(case=case, member=agent, now=NOW)
    assert start_call(case=case, member=agent, now=NOW + MINUTE) == first
    assert Callback.objects.count() == 1


def test_two_people_cannot_call_one_case(case, agent, lead):
    start_call(case=case, member=agent, now=NOW)
    named = Reason("contact.colleague_is_calling", {"colleague": "小林"})
    assert refusal(case, lead, NOW + MINUTE) == named


def test_two_people_cannot_call_one_buyer_through_two_cases(case, agent, lead):
    start_call(case=case, member=agent, now=NOW)
    other = CaseFactory.create(shop=case.shop, review__buyer=case.buyer, buyer=case.buyer)
    named = Reason("contact.colleague_is_calling", {"colleague": "小林"})
    assert refusal(other, lead, NOW + MINUTE) == named


def test_starting_the_next_call_ends_the_one_before(case, agent):
    first = start_call(case=case, member=agent, now=NOW)
    other = CaseFactory.create(shop=case.shop)
    second = start_call(case=other, member=agent, now=NOW + MINUTE)
    first.refresh_from_db()
    assert (first.status, first.lease_until, second.status) == ("planned", None, "calling")


def test_both_cases_of_one_buyer_can_be_talked_over_by_one_person(case, agent):
    start_call(case=case, member=agent, now=NOW)
    other = CaseFactory.create(shop=case.shop, review__buyer=case.buyer, buyer=case.buyer)
    assert start_call(case=other, member=agent, now=NOW + MINUTE).status == "calling"


def test_two_shops_cannot_call_one_buyer(case, agent):
    elsewhere = ShopFactory.create()
    same = BuyerFactory.create(shop=elsewhere, plain_phone=case.buyer.phone)
    there = CaseFactory.create(shop=elsewhere, review__buyer=same)
    start_call(case=there, member=MemberFactory.create(shop=elsewhere), now=NOW)
    assert refusal(case, agent, NOW + MINUTE) == Reason("contact.someone_is_calling")


def test_an_abandoned_call_can_be_taken_over(case, agent, lead):
    first = start_call(case=case, member=agent, now=NOW)
    second = start_call(case=case, member=lead, now=NOW + CALL_LEASE)
    assert (first, second.owner) == (second, lead)


def test_the_rules_refuse_with_the_next_allowed_time(case, agent):
    with pytest.raises(CallRefused) as refused:
        start_call(case=case, member=agent, now=NOW.replace(hour=13, minute=10))
    quiet = Reason("contact.quiet_hours", {"quiet_from": "13:00", "quiet_to": "14:00"})
    assert refused.value.reason == quiet
    assert refused.value.next_allowed == NOW.replace(hour=14)


def test_ended_contact_has_no_next_time(case, agent):
    case.status, case.close_reason, case.closed_at = "closed", "solved", NOW
    case.save()
    assert refusal(case, agent) == Reason("contact.case_closed")


def test_a_case_without_a_buyer_can_be_started(shop, agent):
    case = CaseFactory.create(shop=shop, review__buyer=None, buyer=None)
    assert start_call(case=case, member=agent, now=NOW).status == "calling"


def stale(case, *, ends_at):
    return CallbackFactory.create(
        case=case,
        status="calling",
        starts_at=NOW - 40 * MINUTE,
        ends_at=ends_at,
        lease_until=NOW,
    )


def test_a_stale_call_inside_its_window_is_planned_again(case):
    callback = stale(case, ends_at=NOW + MINUTE)
    assert release_stale_calls(now=NOW) == 1
    callback.refresh_from_db()
    assert (callback.status, callback.lease_until) == ("planned", None)


def test_a_stale_call_after_its_window_is_missed_and_the_shop_replans(case):
    callback = stale(case, ends_at=NOW)
    assert release_stale_calls(now=NOW) == 1
    callback.refresh_from_db()
    case.shop.refresh_from_db()
    assert (callback.status, callback.ended_at) == ("missed", NOW)
    assert plan_asked_at(case.shop) == NOW


def test_a_call_under_way_is_left_alone(case, agent):
    start_call(case=case, member=agent, now=NOW)
    assert release_stale_calls(now=NOW + MINUTE) == 0
