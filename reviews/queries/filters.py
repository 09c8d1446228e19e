"""Which cases a page shows: views, filters and search of the queue."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from reviews.contact_cipher import blind_index
from reviews.models import Case, Member

SOON = dt.timedelta(days=2)
VIEWS = ("open", "due", "promised", "waiting", "held", "mine", "closed")
ORDERS = {
    "best": ("-advantage", "id"),
    "newest": ("-opened_at", "-id"),
    "oldest": ("opened_at", "id"),
}
_LAST_DIGITS, _PHONE_DIGITS = 4, 11


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What the address of a queue page asks for; empty means everything."""

    view: str = "open"
    sort: str = "best"
    level: str = ""
    cause: str = ""
    product: str = ""
    owner: str = ""
    clock: str = ""
    words: str = ""


def view_condition(view: str, *, member: Member, now: dt.datetime) -> Q:
    """The cases of one of `VIEWS`; raises KeyError for another name."""
    snoozed = Q(snoozed_until__gt=now)
    is_open = Q(status="open") & ~snoozed
    promised = Q(callbacks__status="planned", callbacks__is_promised=True)
    return {
        "open": is_open,
        "due": is_open & Q(callable_from__lte=now),
        "promised": Q(status="open") & promised,
        "waiting": Q(status="waiting") | (Q(status="open") & snoozed),
        "held": Q(status="held"),
        "mine": ~Q(status="closed") & Q(owner=member),
        "closed": Q(status="closed"),
    }[view]


def view_counts(*, member: Member, now: dt.datetime) -> dict[str, int]:
    """How many cases each view but the closed one holds, in one query."""
    counted = Case.objects.filter(shop=member.shop_id).exclude(status="closed")
    counts: dict[str, int] = counted.aggregate(
        **{
            view: Count("id", filter=view_condition(view, member=member, now=now), distinct=True)
            for view in VIEWS
            if view != "closed"
        },
    )
    return counts


def cases_of(*, member: Member, filters: CaseFilters, now: dt.datetime) -> QuerySet[Case]:
    """The shop's cases under these filters, ordered; the order ends with the key."""
    found = Case.objects.filter(
        view_condition(filters.view, member=member, now=now),
        shop=member.shop_id,
    )
    if filters.level:
        found = found.filter(level=filters.level)
    if filters.cause:
        found = found.filter(
            review__review_causes__is_current=True,
            review__review_causes__cause__code=filters.cause,
        )
    if filters.product:
        found = found.filter(review__product__public_id=filters.product)
    if filters.owner:
        found = found.filter(owner__public_id=filters.owner)
    if filters.clock == "soon":
        found = found.filter(clocks__ends_at__gt=now, clocks__ends_at__lte=now + SOON).distinct()
    if filters.words:
        found = found.filter(search_condition(filters.words.strip(), member=member))
    return found.order_by(*ORDERS[filters.sort])


def search_condition(words: str, *, member: Member) -> Q:
    """Order number, whole phone number, its last four digits, nick, or words of the review."""
    if words.isascii() and words.isdigit():
        condition = Q(review__order_number__startswith=words)
        if len(words) == _LAST_DIGITS:
            condition |= Q(buyer__phone_last4=words)
        if len(words) == _PHONE_DIGITS:
            condition |= Q(buyer__phone_index=blind_index(words, purpose="phone"))
        return condition
    nick = blind_index(f"{member.shop.platform}:{words}", purpose="buyer")
    return (
        Q(review__content__icontains=words)
        | Q(review__append_content__icontains=words)
        | Q(buyer__key_index=nick)
        | Q(buyer__nick_masked=words)
    )
