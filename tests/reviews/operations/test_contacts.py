import datetime as dt

import pytest

from reviews.domain.reason import Reason
from reviews.models import DoNotContact
from reviews.operations.contacts import add_do_not_contact, note_temperament, observe_presence
from tests.factories import (
    NOW,
    BuyerFactory,
    CallbackFactory,
    CaseFactory,
    ShopFactory,
    plan_asked_at,
)

WHY = Reason("contact.do_not_contact")


@pytest.fixture
def case(shop):
    return CaseFactory.create(shop=shop)


def test_presence_is_stored_with_its_observer_and_asks_for_a_plan(case, agent):
    seen = observe_presence(case=case, member=agent, source="wangwang", now=NOW)
    case.shop.refresh_from_db()
    assert (seen.buyer, seen.member, seen.seen_at) == (case.buyer, agent, NOW)
    assert plan_asked_at(case.shop) == NOW


def test_nobody_is_seen_where_the_buyer_is_unknown(shop, agent):
    case = CaseFactory.create(shop=shop, review__buyer=None, buyer=None)
    assert observe_presence(case=case, member=agent, source="wangwang", now=NOW) is None


def test_a_note_on_temperament_is_masked_and_expires(case, agent):
    note = note_temperament(
        buyer=case.buyer,
        member=agent,
        kind="talkative",
        text="打 13900001234 更好",
        now=NOW,
    )
    assert (note.text, note.expires_at) == ("打 139****1234 更好", NOW + dt.timedelta(days=180))


def test_do_not_contact_is_stored_once_as_fingerprints(case, agent):
    first = add_do_not_contact(buyer=case.buyer, member=agent, reason=WHY, now=NOW)
    again = add_do_not_contact(buyer=case.buyer, member=agent, reason=WHY, now=NOW)
    rows = DoNotContact.objects.order_by("pk")
    assert (len(first), again, rows.count()) == (2, [], 2)
    assert (rows[0].shop, rows[0].member, rows[0].reason) == (case.shop, agent, WHY.as_json())


def test_do_not_contact_cancels_what_another_shop_planned(case, agent):
    elsewhere = ShopFactory.create()
    same = BuyerFactory.create(shop=elsewhere, plain_phone=case.buyer.phone)
    planned = CallbackFactory.create(case=CaseFactory.create(shop=elsewhere, review__buyer=same))
    stranger = CallbackFactory.create()
    add_do_not_contact(buyer=case.buyer, member=agent, reason=WHY, now=NOW)
    planned.refresh_from_db()
    stranger.refresh_from_db()
    assert (planned.status, stranger.status) == ("cancelled", "planned")


def test_a_buyer_without_a_number_is_kept_by_nick(shop, agent):
    buyer = BuyerFactory.create(shop=shop, phone="", phone_index="")
    add_do_not_contact(buyer=buyer, member=agent, reason=WHY, now=NOW)
    assert DoNotContact.objects.get().contact_index == buyer.key_index
