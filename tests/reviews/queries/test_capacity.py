"""Calls by half hour from shifts, breaks, handling time and the share kept free."""

import datetime as dt

import pytest

from reviews.domain.reach_slots import Slots, upcoming_slots
from reviews.models import Member, Shop
from reviews.operations.attempts import record_attempt
from reviews.operations.calls import start_call
from reviews.queries.capacity import Capacity, capacity_of
from tests.factories import (
    CalendarSpanFactory,
    CallbackFactory,
    CaseFactory,
    MemberFactory,
    ShiftFactory,
)

Now = dt.datetime
HOUR = dt.timedelta(hours=1)


def free_day(_day: dt.date) -> bool:
    return False


def of(shop: Shop, now: Now) -> Capacity:
    return capacity_of(shop, upcoming_slots(now, days=1, is_off=free_day), now=now, cases=9)


def test_hours_of_the_shift_give_calls_less_the_share_kept_free(
    shop: Shop, agent: Member, now: Now
) -> None:
    ShiftFactory.create(member=agent, starts_at=now, ends_at=now + 4 * HOUR)
    found = of(shop, now)
    # 240 minutes, 8 a call, 15 % kept free: 25.5 calls, none of them lost by rounding.
    assert found.calls.sum() == 25
    assert set(found.calls[:8].tolist()) == {3, 4}
    assert found.calls[8:].tolist() == [0] * 14
    assert found.members[0] == (agent.pk,)
    assert found.has_shifts


def test_measured_calls_change_the_minutes_a_call_is_planned_for(
    shop: Shop, agent: Member, now: Now
) -> None:
    for number in range(40):
        called_at = now - dt.timedelta(minutes=50 - number)
        case = CaseFactory.create(shop=shop)
        start_call(case=case, member=agent, now=called_at)
        record_attempt(
            case=case,
            member=agent,
            channel="phone",
            outcome="busy",
            now=called_at + 4 * HOUR / 60,
            idempotency_key=str(number),
        )
    ShiftFactory.create(member=agent, starts_at=now, ends_at=now + 4 * HOUR)
    # As many calls of 4 minutes as the setting of 8 weighs: 6 a call, 15 % kept free.
    assert of(shop, now).calls.sum() == 34


@pytest.mark.parametrize(("kept", "calls"), [(40, 18), (0, 25)])
def test_promotion_day_leaves_less_of_the_shift_for_calls(
    shop: Shop, agent: Member, now: Now, kept: int, calls: int
) -> None:
    CalendarSpanFactory.create(shop=shop, starts_on=now.date(), ends_on=now.date())
    shop.settings.promotion_share_kept_free = kept
    ShiftFactory.create(member=agent, starts_at=now, ends_at=now + 4 * HOUR)
    # Never less is kept free than on any other day.
    assert of(shop, now).calls.sum() == calls


def test_running_half_hour_counts_from_now(shop: Shop, agent: Member, now: Now) -> None:
    ShiftFactory.create(member=agent, starts_at=now, ends_at=now + 4 * HOUR)
    assert of(shop, now + dt.timedelta(minutes=25)).calls[0] == 0


def test_break_takes_its_minutes(shop: Shop, now: Now) -> None:
    resting = MemberFactory.create(shop=shop, paused_until=now + HOUR)
    ShiftFactory.create(member=resting, starts_at=now, ends_at=now + 2 * HOUR)
    assert of(shop, now).calls[:4].tolist() == [0, 0, 3, 3]


@pytest.mark.parametrize("values", [{"role": "ops"}, {"is_active": False}])
def test_people_who_make_no_calls_are_no_capacity(
    shop: Shop, now: Now, values: dict[str, object]
) -> None:
    member = MemberFactory.create(shop=shop, **values)
    ShiftFactory.create(member=member, starts_at=now, ends_at=now + 2 * HOUR)
    assert not of(shop, now).has_shifts


def test_promised_calls_are_taken_off(shop: Shop, agent: Member, now: Now) -> None:
    ShiftFactory.create(member=agent, starts_at=now, ends_at=now + HOUR)
    before = of(shop, now).calls[1]
    CallbackFactory.create(
        case=CaseFactory.create(shop=shop),
        shop=shop,
        starts_at=now + dt.timedelta(minutes=40),
        ends_at=now + dt.timedelta(minutes=70),
        is_promised=True,
    )
    assert of(shop, now).calls[1] == before - 1


def test_without_shifts_there_is_room_for_everybody(shop: Shop, now: Now) -> None:
    found = of(shop, now)
    assert (set(found.calls.tolist()), found.has_shifts) == ({9}, False)
    assert set(found.members) == {()}


def test_no_half_hours_no_capacity(shop: Shop, now: Now) -> None:
    nothing = Slots.of((), is_off=free_day)
    assert capacity_of(shop, nothing, now=now, cases=3).calls.size == 0
