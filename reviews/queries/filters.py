"""Which cases a page shows: views, filters and search of the queue."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from reviews.contact_cipher import blind_index
from reviews.models import Buyer, Callback, Case, Clock, Member, Review, ReviewCause, Shop

SOON = dt.timedelta(days=2)
VIEWS = ("open", "due", "promised", "waiting", "held", "mine", "closed", "all")
#: How many cases of a view are counted; more are shown as "999+".
COUNTED = 1_000
ORDERS = {
    "best": ("-advantage", "id"),
    "newest": ("-opened_at", "-id"),
    "oldest": ("opened_at", "id"),
}
#: Among a million closed cases nobody asks for the best one to call.
_BY_DATE = ("closed", "all")
_UNCOUNTED = ("closed", "all")
_LAST_DIGITS, _PHONE_DIGITS = 4, 11
_PEOPLE = 1_000


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What the address of a queue page asks for; empty means everything.

    ``since`` and ``until`` are the first and the last day on which a case was opened.
    """

    view: str = "open"
    sort: str = ""
    level: str = ""
    cause: str = ""
    product: str = ""
    owner: str = ""
    clock: str = ""
    words: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def order(self) -> str:
        """One of `ORDERS`: as asked, or what suits the view."""
        fallback = "newest" if self.view in _BY_DATE else "best"
        return fallback if self.view in _BY_DATE and self.sort == "best" else self.sort or fallback

    @property
    def narrows(self) -> bool:
        """Whether anything but the view is asked for."""
        asked = (self.level, self.cause, self.product, self.owner, self.clock, self.words)
        return any(asked) or self.since is not None or self.until is not None


class CountUpTo(Subquery):
    """How many rows a sliced queryset has; the database stops counting at the slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def view_condition(view: str, *, member: Member, now: dt.datetime) -> Q:
    """The cases of one of `VIEWS`; raises KeyError for another name."""
    snoozed = Q(snoozed_until__gt=now)
    is_open = Q(status="open") & (Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now))
    promised = Callback.objects.filter(case=OuterRef("pk"), status="planned", is_promised=True)
    return {
        "open": is_open,
        "due": is_open & Q(callable_from__lte=now),
        "promised": Q(status="open") & Q(Exists(promised)),
        "waiting": Q(status="waiting") | (Q(status="open") & snoozed),
        "held": Q(status="held"),
        "mine": ~Q(status="closed") & Q(owner=member),
        "closed": Q(status="closed"),
        "all": Q(),
    }[view]


def view_counts(*, member: Member, now: dt.datetime) -> dict[str, int]:
    """How many cases each view holds, at most `COUNTED`, in one query; big ones are left out."""
    counted = {
        view: CountUpTo(rows.values("pk")[:COUNTED])
        for view, rows in _counted_rows(member, now).items()
    }
    row = Shop.objects.filter(pk=member.shop_id).values_list(*counted.values()).get()
    counts = dict(zip(counted, row, strict=True))
    counts["waiting"] = min(counts["waiting"] + counts.pop("snoozed"), COUNTED)
    return counts


def _counted_rows(member: Member, now: dt.datetime) -> dict[str, QuerySet[Any]]:
    """What is counted, each in the order of an index.

    Without one PostgreSQL reads the whole table from somewhere in its middle and hopes for the
    best: among a million closed cases that took a second every now and then.
    """
    cases = Case.objects.filter(shop=member.shop_id)
    put_forward = Review.objects.filter(shop=member.shop_id, complaint="waiting", level="unrated")
    by_advantage, by_date = ("-advantage", "id"), ("-opened_at",)
    orders = {"open": by_advantage, "due": by_advantage, "held": by_date}
    counted: dict[str, QuerySet[Any]] = {
        view: cases.filter(view_condition(view, member=member, now=now)).order_by(
            *orders.get(view, ())
        )
        for view in VIEWS
        if view not in (*_UNCOUNTED, "waiting")
    }
    counted["waiting"] = cases.filter(status="waiting").order_by(*by_date)
    counted["snoozed"] = cases.filter(status="open", snoozed_until__gt=now).order_by()
    counted["complaints"] = put_forward.order_by()
    return counted


def cases_of(*, member: Member, filters: CaseFilters, now: dt.datetime) -> QuerySet[Case]:
    """The shop's cases under these filters, ordered; the order ends with the key."""
    found = Case.objects.filter(
        view_condition(filters.view, member=member, now=now),
        shop=member.shop_id,
    )
    if filters.level:
        found = found.filter(level=filters.level)
    if filters.cause:
        causes = ReviewCause.objects.filter(
            review=OuterRef("review"), is_current=True, cause__code=filters.cause
        )
        found = found.filter(Exists(causes))
    if filters.product:
        found = found.filter(review__product__public_id=filters.product)
    if filters.owner:
        found = found.filter(owner__public_id=filters.owner)
    if filters.clock == "soon":
        ending = Clock.objects.filter(case=OuterRef("pk"), ends_at__gt=now, ends_at__lte=now + SOON)
        found = found.filter(Exists(ending))
    if filters.words:
        found = found.filter(search_condition(filters.words.strip(), member=member))
    return _opened_between(found, filters).order_by(*ORDERS[filters.order])


def _opened_between(found: QuerySet[Case], filters: CaseFilters) -> QuerySet[Case]:
    if filters.since is not None:
        found = found.filter(opened_at__gte=_midnight(filters.since))
    if filters.until is not None:
        found = found.filter(opened_at__lt=_midnight(filters.until + dt.timedelta(days=1)))
    return found


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def is_text(words: str) -> bool:
    """Whether words may be part of a review: no number, and no masked nick."""
    return bool(words) and "*" not in words and not (words.isascii() and words.isdigit())


def search_condition(words: str, *, member: Member) -> Q:
    """Order number, whole phone number, its last four digits, nick, or words of the review.

    Numbers and nicks have indexes, looked up apart. Words are looked for in the view's own cases,
    where no buyer has that nick.
    """
    if words.isascii() and words.isdigit():
        return Q(pk__in=_by_number(words, member))
    buyers = list(by_nick(words, member).values_list("pk", flat=True)[:_PEOPLE])
    if buyers:
        return Q(buyer__in=buyers)
    # A comparison that minds no case costs twice as much, and Chinese has none.
    how = "icontains" if words.lower() != words.upper() else "contains"
    return Q(**{f"review__content__{how}": words}) | Q(**{f"review__append_content__{how}": words})


def by_nick(words: str, member: Member) -> QuerySet[Buyer]:
    """Buyers of this nick; a masked one is only looked for where it is masked."""
    buyers = Buyer.objects.filter(shop=member.shop_id)
    if "*" in words:
        return buyers.filter(nick_masked=words)
    nick = blind_index(f"{member.shop.platform}:{words}", purpose="buyer")
    return buyers.filter(key_index=nick)


def _by_number(words: str, member: Member) -> QuerySet[Any, Any]:
    shop = member.shop_id
    orders = Review.objects.filter(shop=shop, order_number__startswith=words).exclude(
        order_number=""
    )
    found = [Case.objects.filter(review__in=orders.values("pk"))]
    if len(words) == _LAST_DIGITS:
        found.append(Case.objects.filter(buyer__shop=shop, buyer__phone_last4=words))
    if len(words) == _PHONE_DIGITS:
        index = blind_index(words, purpose="phone")
        found.append(Case.objects.filter(shop=shop, buyer__phone_index=index))
    keys = [cases.order_by().values("pk") for cases in found]
    return keys[0].union(*keys[1:]) if len(keys) > 1 else keys[0]
