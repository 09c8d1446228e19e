"""One case placed at once, between two plans of its shop."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from reviews.models import Attempt, Callback, Case, Member, PresenceObservation, Shop
from reviews.operations.plan_one import plan_case
from reviews.operations.planning import plan_shop
from tests.factories import BuyerFactory, CallbackFactory, CaseFactory, ReviewFactory, ShiftFactory

Now = dt.datetime
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def open_case(shop: Shop, now: Now, **values: object) -> Case:
    buyer = BuyerFactory.create(shop=shop, place_type="office", place_confidence=0.8)
    review = ReviewFactory.create(shop=shop, buyer=buyer, rated_at=now - 5 * HOUR)
    return CaseFactory.create(shop=shop, review=review, buyer=buyer, **values)


@pytest.fixture
def case(shop: Shop, now: Now) -> Case:
    return open_case(shop, now)


@pytest.fixture
def shifts(agent: Member, now: Now) -> None:
    for day in range(4):
        at = now.replace(hour=9) + day * DAY
        ShiftFactory.create(member=agent, starts_at=at, ends_at=at + 12 * HOUR)


def window(case: Case) -> Callback:
    return Callback.objects.get(case=case, status="planned")


@pytest.mark.usefixtures("shifts")
def test_case_that_came_after_the_plan_gets_its_place_at_once(
    shop: Shop, case: Case, agent: Member, now: Now
) -> None:
    plan_shop(shop=shop, now=now)
    late = open_case(shop, now)
    assert plan_case(case=late, now=now) is True
    row = window(late)
    late.refresh_from_db()
    assert (row.owner, row.plan, row.propensity) == (agent, window(case).plan, 1.0)
    assert [reason["code"] for reason in row.reasons][1] == "timing.chance"
    assert (late.callable_from, late.call_value > 0, bool(late.why)) == (now, True, True)


def test_shop_without_a_plan_leaves_the_case_to_the_first_one(case: Case, now: Now) -> None:
    assert plan_case(case=case, now=now) is False
    assert not Callback.objects.exists()


@pytest.mark.usefixtures("shifts")
def test_other_windows_stay_where_they_are(shop: Shop, case: Case, now: Now) -> None:
    others = [open_case(shop, now) for _ in range(4)]
    plan_shop(shop=shop, now=now)
    before = [window(other).starts_at for other in others]
    PresenceObservation.objects.create(buyer=case.buyer, source="wangwang", seen_at=now)
    plan_case(case=case, now=now)
    assert [window(other).starts_at for other in others] == before


@pytest.mark.usefixtures("shifts")
def test_a_half_hour_without_room_is_not_taken(
    shop: Shop, case: Case, agent: Member, now: Now
) -> None:
    agent.shifts.all().delete()
    ShiftFactory.create(member=agent, starts_at=now, ends_at=now + HOUR / 2)
    full = [open_case(shop, now) for _ in range(5)]
    plan_shop(shop=shop, now=now)
    assert Callback.objects.filter(status="planned").count() == 3
    left = next(one for one in [case, *full] if not one.callbacks.exists())
    plan_case(case=left, now=now)
    assert Callback.objects.filter(status="planned").count() == 3
    left.refresh_from_db()
    assert left.call_value > 0


def test_promised_time_stays(shop: Shop, case: Case, now: Now) -> None:
    plan_shop(shop=shop, now=now)
    Callback.objects.all().delete()
    at = now + 30 * HOUR
    CallbackFactory.create(
        case=case, shop=shop, starts_at=at, ends_at=at + HOUR / 2, is_promised=True
    )
    plan_case(case=case, now=now)
    assert (window(case).is_promised, window(case).starts_at) == (True, at)


def test_window_drawn_by_chance_stays_while_it_is_allowed(shop: Shop, case: Case, now: Now) -> None:
    plan_shop(shop=shop, now=now)
    at = now.replace(hour=15)
    Callback.objects.update(
        starts_at=at, ends_at=at + HOUR / 2, draw=[{"starts_at": at.isoformat(), "reach": 0.2}]
    )
    plan_case(case=case, now=now)
    assert (window(case).starts_at, bool(window(case).draw)) == (at, True)
    assert window(case).reasons[-1]["code"] == "timing.explored"


@pytest.mark.parametrize(
    "change",
    [
        {"status": "waiting"},
        {"status": "held", "hold": "complaint"},
        {"snoozed_until": dt.datetime(2027, 1, 1, tzinfo=dt.UTC)},
    ],
)
def test_case_that_left_the_queue_loses_its_window(
    shop: Shop, case: Case, now: Now, change: dict[str, object]
) -> None:
    plan_shop(shop=shop, now=now)
    Case.objects.filter(pk=case.pk).update(**change)
    assert plan_case(case=case, now=now) is True
    assert Callback.objects.get(case=case).status == "cancelled"


@pytest.mark.parametrize("size", [1, 8])
def test_placing_one_case_takes_the_same_queries_in_a_full_shop(
    shop: Shop,
    case: Case,
    now: Now,
    size: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(size):
        open_case(shop, now)
    plan_shop(shop=shop, now=now)
    assert not Attempt.objects.exists()
    with django_assert_num_queries(31):
        plan_case(case=case, now=now)
