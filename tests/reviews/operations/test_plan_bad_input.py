"""Whatever the rows are like: a plan or a reason, never an exception."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.urls import reverse

from reviews.models import Buyer, Callback, Case, Clock, Shop
from reviews.reasons import known_codes
from tests.factories import (
    AttemptFactory,
    BuyerFactory,
    CaseFactory,
    OrderFactory,
    ReviewFactory,
    ShiftFactory,
)

NOON = dt.datetime.fromisoformat("2026-11-18T10:00+08:00")
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
Build = Callable[[Shop], object]


def one(shop: Shop, *, rated_at: dt.datetime = NOON - 5 * HOUR, **values: object) -> Case:
    buyer = BuyerFactory.create(shop=shop, **values)
    review = ReviewFactory.create(shop=shop, buyer=buyer, rated_at=rated_at)
    return CaseFactory.create(shop=shop, review=review, buyer=buyer)


def nobody(shop: Shop) -> Case:
    review = ReviewFactory.create(shop=shop, buyer=None, order=None, rated_at=NOON - HOUR)
    return CaseFactory.create(shop=shop, review=review, buyer=None)


def without_phone(shop: Shop) -> Case:
    case = one(shop)
    Buyer.objects.update(phone="", phone_index="", phone_masked="", phone_last4="")
    return case


def expired(shop: Shop) -> Case:
    case = one(shop)
    Buyer.objects.update(phone_expires_at=NOON - DAY)
    return case


def expires_within_the_plan(shop: Shop) -> Case:
    case = one(shop)
    Buyer.objects.update(phone_expires_at=NOON + DAY)
    return case


def window_over(shop: Shop) -> Case:
    case = one(shop, rated_at=NOON - 40 * DAY)
    Clock.objects.create(
        case=case,
        kind="change_window",
        starts_at=NOON - 40 * DAY,
        ends_at=NOON - 10 * DAY,
        source="test",
    )
    return case


def from_the_future(shop: Shop) -> Case:
    """The platform's clock runs ahead of ours by an hour; orders and calls too."""
    case = one(shop, rated_at=NOON + HOUR)
    OrderFactory.create(shop=shop, buyer=case.buyer, ordered_at=NOON + HOUR)
    AttemptFactory.create(case=case, contact_index=case.buyer.phone_index, at=NOON + HOUR)
    return case


def odd_profile(shop: Shop) -> Case:
    case = one(shop, province="火星", city="")
    Buyer.objects.update(place_type="office", place_confidence=7.5, address="***", place_because=[])
    return case


def all_held(shop: Shop) -> None:
    for _ in range(3):
        one(shop)
    Case.objects.update(status="held", hold="extortion")


def all_dialled(shop: Shop) -> None:
    for _ in range(3):
        one(shop)
    Case.objects.update(dials=5)


def no_hours_left(shop: Shop) -> Case:
    """The owner has left one hour a day, in which Xinjiang still sleeps."""
    type(shop.settings).objects.update(call_until=dt.time(10))
    return one(shop, province="新疆维吾尔自治区")


def break_all_day(shop: Shop) -> Case:
    shift = ShiftFactory.create(member__shop=shop, starts_at=NOON, ends_at=NOON + HOUR)
    type(shift.member).objects.update(paused_until=NOON + 9 * DAY)
    return one(shop)


def nothing(_shop: Shop) -> None:
    """No case at all."""


BAD: tuple[Build, ...] = (
    *(nothing, one, nobody, without_phone, expired, expires_within_the_plan, window_over),
    *(from_the_future, odd_profile, all_held, all_dialled, no_hours_left, break_all_day),
)
#: The day, the deep night, the last minute, and the switch of a year the calendar does not know.
MOMENTS = (
    "2026-11-18T10:00+08:00",
    "2026-11-18T02:00+00:00",
    "2026-11-18T03:30+08:00",
    "2026-11-18T20:59:59+08:00",
    "2031-12-31T23:59+08:00",
    "2026-10-25T02:30+01:00",
)


@pytest.mark.parametrize("build", BAD, ids=lambda build: build.__name__)
def test_there_is_a_plan_or_a_reason(
    shop: Shop, build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    build(shop)
    call_command("plan_callbacks", "--shop", shop.code, "--at", MOMENTS[0], "--json")
    told = json.loads(capsys.readouterr().out)
    open_cases = Case.objects.filter(status="open").count()
    assert told["cases"] == open_cases
    assert told["planned"] + sum(told["blocked"].values()) == open_cases
    assert set(told["blocked"]) <= known_codes()
    assert 0 <= told["value"] <= told["upper_bound"] + 1e-6
    assert all(row.reasons for row in Callback.objects.all())


@pytest.mark.parametrize("at", MOMENTS)
@pytest.mark.parametrize("build", [one, from_the_future, expires_within_the_plan])
def test_any_clock_has_a_plan(shop: Shop, build: Build, at: str) -> None:
    build(shop)
    call_command("plan_callbacks", "--shop", shop.code, "--at", at, "--json")
    opens = dt.datetime.fromisoformat(at)
    assert all(row.ends_at > opens for row in Callback.objects.all())


@pytest.mark.parametrize("build", BAD, ids=lambda build: build.__name__)
def test_every_page_stands(sit, lead, shop: Shop, time_machine, build: Build) -> None:
    time_machine.move_to(NOON, tick=False)
    build(shop)
    call_command("plan_callbacks", "--shop", shop.code, "--at", MOMENTS[0], "--json")
    browser = sit(lead)
    pages = [reverse(f"reviews:{name}", args=(shop.code,)) for name in ("plan", "queue", "today")]
    for case in Case.objects.all():
        key = (shop.code, case.public_id)
        pages += [reverse("reviews:case", args=key), reverse("reviews:case_timing", args=key)]
    assert {browser.get(page).status_code for page in pages} == {200}
