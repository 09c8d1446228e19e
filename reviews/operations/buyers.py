"""Buyers: one per shop and open id or nick, with contact data encrypted and a place read."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from reviews.contact_cipher import blind_index
from reviews.domain.clocks import (
    ClockKind,
    PlatformClock,
    clock_ends,
    clock_in_force,
    first_day,
)
from reviews.domain.levels import Platform
from reviews.domain.masking import mask_nick, mask_phone
from reviews.domain.places import PLACE_VERSION, infer_place
from reviews.intake.states import city_of, province_of
from reviews.models import Buyer, Order, Shop
from reviews.operations.bulk_insert import insert_rows
from reviews.operations.many_rows import update_rows

#: What an address tells of a buyer's day is read anew after half a year.
PLACE_LASTS = dt.timedelta(days=180)
_CONTACT_COLUMNS = (
    "nick",
    "nick_masked",
    "name",
    "phone",
    "phone_index",
    "phone_masked",
    "phone_last4",
    "phone_expires_at",
    "phone_is_wrong",
    "address",
    "province",
    "city",
    "place_type",
    "place_confidence",
    "place_because",
    "place_version",
    "place_corrected_at",
    "place_expires_at",
    "purged_at",
)


@dataclass(frozen=True, slots=True)
class Contact:
    """What a row tells of a buyer; ``seen_at`` is the row's own time."""

    nick: str = ""
    open_id: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    province: str = ""
    seen_at: dt.datetime | None = None
    trade_ended_at: dt.datetime | None = None

    def identity(self, platform: str) -> str:
        """Under what the buyer is known: open id, nick, or else the number; "" for nobody.

        A nick the platform has masked is no identity: many people share ``z***3``.
        """
        if self.open_id:
            return f"{platform}:{self.open_id}"
        if self.nick and "*" not in self.nick:
            return f"{platform}:{self.nick}"
        return f"phone:{self.phone}" if self.phone else ""


def key_index_of(contact: Contact, *, platform: str) -> str:
    """The blind index of the buyer, "" for nobody."""
    return blind_index(contact.identity(platform), purpose="buyer")


@transaction.atomic
def note_buyers(
    *,
    shop: Shop,
    contacts: Sequence[Contact],
    now: dt.datetime,
    clocks: Sequence[PlatformClock],
) -> Mapping[str, Buyer]:
    """Store what the contacts tell; returns the buyers by key index.

    A newer row fills in and replaces; an older one only fills in what is missing. What was purged
    stays purged unless a row younger than the purge brings it.
    """
    latest: dict[str, Contact] = {}
    for contact in contacts:
        index = key_index_of(contact, platform=shop.platform)
        if index:
            latest[index] = _merged(latest.get(index), contact)
    known = {
        buyer.key_index: buyer for buyer in Buyer.objects.filter(shop=shop, key_index__among=latest)
    }
    last_orders = _last_orders(known.values())
    fresh: list[Buyer] = []
    changed: list[Buyer] = []
    for index, contact in latest.items():
        buyer = known.get(index)
        if buyer is None:
            buyer = Buyer(shop=shop, key_index=index, first_seen_at=now)
            known[index] = buyer
            fresh.append(buyer)
            _fill(buyer, contact, now=now, clocks=clocks, replaces=True)
        else:
            buyer.shop = shop
            replaces = _is_newer(contact, last_orders.get(buyer.pk))
            if _fill(buyer, contact, now=now, clocks=clocks, replaces=replaces):
                changed.append(buyer)
    insert_rows(fresh)
    update_rows(changed, _CONTACT_COLUMNS)
    return known


def _merged(earlier: Contact | None, later: Contact) -> Contact:
    if earlier is None:
        return later
    if earlier.seen_at and later.seen_at and later.seen_at < earlier.seen_at:
        earlier, later = later, earlier
    return Contact(
        nick=later.nick or earlier.nick,
        open_id=later.open_id or earlier.open_id,
        name=later.name or earlier.name,
        phone=later.phone or earlier.phone,
        address=later.address or earlier.address,
        province=later.province or earlier.province,
        seen_at=later.seen_at or earlier.seen_at,
        trade_ended_at=later.trade_ended_at if later.phone else earlier.trade_ended_at,
    )


def _last_orders(buyers: Iterable[Buyer]) -> dict[int, dt.datetime]:
    pks = [buyer.pk for buyer in buyers]
    dated = Order.objects.filter(buyer__among=pks, ordered_at__isnull=False).values("buyer")
    return dict(dated.annotate(last=Max("ordered_at")).values_list("buyer", "last"))


def _is_newer(contact: Contact, last_order_at: dt.datetime | None) -> bool:
    return last_order_at is None or (
        contact.seen_at is not None and contact.seen_at >= last_order_at
    )


def _fill(
    buyer: Buyer,
    contact: Contact,
    *,
    now: dt.datetime,
    clocks: Sequence[PlatformClock],
    replaces: bool,
) -> bool:
    """Set what the contact tells; whether anything changed."""
    if buyer.purged_at is not None:
        if contact.seen_at is None or contact.seen_at <= buyer.purged_at:
            return False
        buyer.purged_at = None
    before = (buyer.nick, buyer.name, buyer.phone, buyer.phone_expires_at, buyer.address)
    if contact.nick and not buyer.nick:
        buyer.nick, buyer.nick_masked = contact.nick, mask_nick(contact.nick)[:40]
    if contact.name and (replaces or not buyer.name):
        buyer.name = contact.name
    if contact.phone and (replaces or not buyer.phone):
        _set_phone(buyer, contact, clocks=clocks)
    if contact.address and (replaces or not buyer.address) and contact.address != buyer.address:
        _set_address(buyer, contact.address, now=now)
    if not buyer.province and contact.province:
        buyer.province = contact.province[:20]
    after = (buyer.nick, buyer.name, buyer.phone, buyer.phone_expires_at, buyer.address)
    return before != after


def _set_phone(buyer: Buyer, contact: Contact, *, clocks: Sequence[PlatformClock]) -> None:
    digits = contact.phone.partition("-")[0]
    if contact.phone != buyer.phone:
        buyer.phone_is_wrong = False
    buyer.phone = contact.phone
    # With its extension: a platform gives one virtual number to many buyers.
    buyer.phone_index = blind_index(contact.phone, purpose="phone")
    buyer.phone_masked = mask_phone(digits)
    buyer.phone_last4 = digits[-4:]
    buyer.phone_expires_at = _expiry(buyer, contact, clocks=clocks)


def _expiry(
    buyer: Buyer, contact: Contact, *, clocks: Sequence[PlatformClock]
) -> dt.datetime | None:
    """Only a virtual number (with an extension) ends, some days after the trade."""
    if "-" not in contact.phone or contact.trade_ended_at is None:
        return None
    clock = clock_in_force(
        platform=Platform(buyer.shop.platform),
        kind=ClockKind.NUMBER_EXPIRY,
        on=first_day(contact.trade_ended_at),
        clocks=clocks,
    )
    return clock_ends(starts_at=contact.trade_ended_at, clock=clock) if clock else None


def _set_address(buyer: Buyer, address: str, *, now: dt.datetime) -> None:
    place = infer_place(address)
    buyer.address = address
    buyer.province = (province_of(address) or buyer.province)[:20]
    buyer.city = city_of(address)[:40]
    buyer.place_type = place.place_type.value
    buyer.place_confidence = place.confidence
    buyer.place_because = list(place.because)
    buyer.place_version = PLACE_VERSION
    buyer.place_corrected_at = None
    buyer.place_expires_at = now + PLACE_LASTS
