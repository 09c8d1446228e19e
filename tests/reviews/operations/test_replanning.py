"""What asks for a plan, and what is placed before the plan comes."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from reviews.models import Callback, Case, Member, Shop
from reviews.operations.assignments import pause_member, snooze_case
from reviews.operations.attempts import record_attempt, undo_attempt
from reviews.operations.calls import release_stale_calls, start_call
from reviews.operations.contacts import hold_case, observe_presence, release_hold
from reviews.operations.corrections import set_aside
from reviews.operations.planning import (
    expire_missed_callbacks,
    plan_shop,
    replan,
    replan_due,
)
from reviews.operations.settings import change_member, change_settings
from reviews.operations.shift_weeks import save_week
from reviews.queries.shift_sheet import cell_name
from tests.factories import (
    BuyerFactory,
    CaseFactory,
    ReviewFactory,
    ShiftFactory,
    ShopFactory,
    plan_asked_at,
)

Now = dt.datetime
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
Committed = Callable[..., AbstractContextManager[list[object]]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Committed) -> Committed:
    """What runs once the rows are there for others to see."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def case(shop: Shop, now: Now) -> Case:
    made = open_case(shop, now)
    plan_shop(shop=shop, now=now)
    return made


def open_case(shop: Shop, now: Now, phone: str = "13800001111") -> Case:
    buyer = BuyerFactory.create(shop=shop, place_type="office", plain_phone=phone)
    review = ReviewFactory.create(shop=shop, buyer=buyer, rated_at=now - 30 * HOUR)
    return CaseFactory.create(shop=shop, review=review, buyer=buyer)


def windows(case: Case) -> list[dt.datetime]:
    return [row.starts_at for row in Callback.objects.filter(case=case, status="planned")]


def test_an_outcome_is_placed_anew_at_once(
    case: Case, agent: Member, now: Now, committed: Committed
) -> None:
    with committed():
        record_attempt(
            case=case,
            member=agent,
            channel="phone",
            outcome="no_answer",
            ring_seconds=25,
            now=now,
            idempotency_key="a",
        )
    case.refresh_from_db()
    # Three hours later the nap has begun.
    assert (case.callable_from, case.dials) == (now + 4 * HOUR, 1)
    assert windows(case)[0] >= now + 4 * HOUR
    assert case.why[0]["code"] == "contact.too_soon"


def test_taking_an_outcome_back_is_placed_anew_at_once(
    case: Case, agent: Member, now: Now, committed: Committed
) -> None:
    with committed():
        attempt = record_attempt(
            case=case,
            member=agent,
            channel="phone",
            outcome="busy",
            now=now,
            idempotency_key="a",
        )
    with committed():
        undo_attempt(attempt=attempt, member=agent, now=now + dt.timedelta(seconds=9))
    case.refresh_from_db()
    assert (case.dials, case.why[0]["code"] == "contact.too_soon") == (0, False)
    assert len(windows(case)) == 1


def test_presence_puts_the_case_first_at_once(
    case: Case, agent: Member, now: Now, committed: Committed
) -> None:
    case.refresh_from_db()
    before = case.advantage
    with committed():
        observe_presence(case=case, member=agent, source="wangwang", now=now)
    case.refresh_from_db()
    assert case.advantage > before
    assert "timing.seen_online" in [reason["code"] for reason in case.why]
    assert windows(case) == [now]


def test_a_call_in_one_shop_moves_the_buyers_case_in_another(
    case: Case, agent: Member, now: Now, committed: Committed
) -> None:
    other = ShopFactory.create()
    there = open_case(other, now)
    plan_shop(shop=other, now=now)
    with committed():
        record_attempt(
            case=case,
            member=agent,
            channel="phone",
            outcome="no_answer",
            now=now,
            idempotency_key="a",
        )
    there.refresh_from_db()
    other.refresh_from_db()
    assert (there.callable_from, plan_asked_at(other)) == (now + 4 * HOUR, now)


def test_a_snoozed_case_leaves_the_plan_at_once(
    case: Case, agent: Member, now: Now, committed: Committed
) -> None:
    with committed():
        snooze_case(case=case, member=agent, until=now + HOUR, reason="开会", now=now)
    assert windows(case) == []


def test_a_case_that_goes_on_is_back_in_the_plan_at_once(
    case: Case, lead: Member, now: Now, committed: Committed
) -> None:
    with committed():
        hold_case(case=case, member=lead, hold="complaint", now=now)
    assert windows(case) == []
    with committed():
        release_hold(case=case, member=lead, now=now + MINUTE)
    assert len(windows(case)) == 1


def test_many_changes_end_in_one_planning(
    case: Case, agent: Member, now: Now, committed: Committed
) -> None:
    for second in range(3):
        at = now + dt.timedelta(seconds=second)
        observe_presence(case=case, member=agent, source="wangwang", now=at)
    assert replan_due(now=now + MINUTE) == [case.shop_id]
    replan(shop_id=case.shop_id, now=now + MINUTE)
    assert replan_due(now=now + MINUTE) == []
    assert replan_due(now=now + 16 * MINUTE) == [case.shop_id]


def an_outcome(case: Case, member: Member, now: Now) -> None:
    record_attempt(
        case=case, member=member, channel="phone", outcome="busy", now=now, idempotency_key="z"
    )


def a_presence(case: Case, member: Member, now: Now) -> None:
    observe_presence(case=case, member=member, source="wangwang", now=now)


def a_correction(case: Case, member: Member, now: Now) -> None:
    set_aside(case=case, member=member, kind="place", becomes="school", now=now)


def a_shift_more(_case: Case, member: Member, now: Now) -> None:
    cell = cell_name(member, now.date())
    written = {cell: ("", "10-11")}
    assert save_week(shop=member.shop, monday=now.date(), written=written, now=now).changed == 1


def a_shift_less(case: Case, member: Member, now: Now) -> None:
    ShiftFactory.create(member=member, starts_at=now, ends_at=now + HOUR)
    written = {cell_name(member, now.date()): (f"{now:%H:%M}-{now + HOUR:%H:%M}", "")}
    assert save_week(shop=case.shop, monday=now.date(), written=written, now=now).changed == 1


def a_break(_case: Case, member: Member, now: Now) -> None:
    pause_member(member=member, until=now + HOUR, now=now)


def another_role(_case: Case, member: Member, now: Now) -> None:
    change_member(target=member, role="ops", is_active=True, now=now)


def other_rules(case: Case, _member: Member, now: Now) -> None:
    change_settings(shop=case.shop, values={"handling_minutes": 12}, now=now)


def a_call_left_behind(case: Case, member: Member, now: Now) -> None:
    start_call(case=case, member=member, now=now - HOUR)
    assert release_stale_calls(now=now) == 1


def a_window_missed(_case: Case, _member: Member, now: Now) -> None:
    Callback.objects.update(starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    assert expire_missed_callbacks(now=now) == 1


@pytest.mark.parametrize(
    "change",
    [
        *(an_outcome, a_presence, a_correction, a_shift_more, a_shift_less, a_break, another_role),
        *(other_rules, a_call_left_behind, a_window_missed),
    ],
    ids=lambda change: change.__name__,
)
def test_whatever_changes_the_facts_asks_for_a_plan(
    case: Case, agent: Member, now: Now, change: Callable[[Case, Member, Now], None]
) -> None:
    later = now + 5 * MINUTE
    assert replan_due(now=later) == []
    change(case, agent, later)
    assert replan_due(now=later) == [case.shop_id]
    assert replan(shop_id=case.shop_id, now=later) is not None
    assert replan_due(now=later) == []


def test_a_placing_that_fails_leaves_the_change_and_the_request(
    case: Case, agent: Member, now: Now, committed: Committed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_asked: object) -> None:
        raise RuntimeError("no prices today")

    monkeypatch.setattr("reviews.operations.replanning.plan_case", broken)
    with committed():
        observe_presence(case=case, member=agent, source="wangwang", now=now)
    assert replan_due(now=now) == [case.shop_id]
