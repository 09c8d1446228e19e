"""A source that the owner switches off leaves plan and why at once, and comes back the same way."""

import datetime as dt

import pytest

from reviews.domain.reach_evidence import EvidenceKind
from reviews.models import Callback, Shop
from reviews.operations.planning import plan_shop
from reviews.operations.settings import change_settings
from reviews.queries.shop_reach import SWITCHES
from tests.factories import BuyerFactory, CaseFactory, ReviewFactory, plan_asked_at

pytestmark = pytest.mark.django_db
Now = dt.datetime


@pytest.fixture
def campus(shop: Shop, now: Now) -> None:
    for place in ("campus", "retail"):
        buyer = BuyerFactory.create(shop=shop, place_type=place, place_confidence=0.9)
        review = ReviewFactory.create(shop=shop, buyer=buyer, rated_at=now - dt.timedelta(hours=9))
        CaseFactory.create(shop=shop, buyer=buyer, review=review)


def planned(shop: Shop, now: Now) -> tuple[list[dt.datetime], set[str]]:
    plan_shop(shop=Shop.objects.select_related("settings").get(pk=shop.pk), now=now)
    rows = Callback.objects.filter(shop=shop, status="planned").order_by("case_id")
    return [row.starts_at for row in rows], {code["code"] for row in rows for code in row.reasons}


def switch(shop: Shop, now: Now, *, on: bool) -> None:
    change_settings(shop=shop, values={"uses_place": on, "explore_share": 0}, now=now)


@pytest.mark.usefixtures("campus")
def test_place_switched_off_is_in_no_plan_and_no_why_and_comes_back(shop: Shop, now: Now) -> None:
    switch(shop, now, on=True)
    at_first, told = planned(shop, now)
    assert told & {"timing.place_good_hour", "timing.place_poor_hour"}
    switch(shop, now, on=False)
    shop.refresh_from_db()
    assert plan_asked_at(shop) == now
    Callback.objects.all().delete()
    without, told = planned(shop, now)
    assert not told & {"timing.place_good_hour", "timing.place_poor_hour"}
    assert len(set(without)) == 1  # a student and a shopkeeper are alike now
    switch(shop, now, on=True)
    Callback.objects.all().delete()
    again, _told = planned(shop, now)
    assert again == at_first


def test_switches_have_a_history(shop: Shop, now: Now) -> None:
    switch(shop, now, on=False)
    switch(shop, now, on=True)
    states = shop.settings.history.order_by("history_id").values_list("uses_place", flat=True)
    assert list(states)[-2:] == [False, True]


def test_every_source_but_a_named_time_has_a_switch() -> None:
    assert set(SWITCHES) == set(EvidenceKind) - {EvidenceKind.AGREED_TIME}
