"""The rows of the queue, with everything a row shows loaded in a fixed number of queries."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from reviews.models import Callback, Case, Cause, Clock, Member, Review, ReviewCause
from reviews.queries.filters import CaseFilters, cases_of
from reviews.queries.places_in_order import Place, beside, place_of

PAGE_SIZE = 100
COMPLAINT_LENGTH = 60
SLOT = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class When:
    """When to call: now, at a promised or planned time, or not by the rules."""

    kind: str  # now | promised | later | blocked
    at: dt.datetime | None = None
    best: dt.datetime | None = None  # a later half hour that promises more, as a hint


@dataclass(frozen=True, slots=True)
class ClockShare:
    """A deadline and how much of it is left, 0 to 1."""

    kind: str
    name: str
    share: float
    ends_at: dt.datetime
    source: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue."""

    public_id: str
    level: str
    buyer: str
    complaint: str
    causes: tuple[str, ...]
    product: str
    when: When
    why: list[dict[str, object]]
    clocks: tuple[ClockShare, ...]
    dials: int
    owner: str
    in_hands_of: str
    opened_at: dt.datetime
    snoozed_until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of rows, and the places (see `reviews.queries.places_in_order`) of its neighbours.

    ``earlier`` and ``later`` are empty where there are no further rows on that side.
    """

    rows: list[QueueRow]
    earlier: str
    later: str
    is_first: bool


def cause_name(cause: Cause) -> str:
    """The name of a cause in the active language, as far as the shop gave one."""
    english = (get_language() or "").startswith("en")
    return cause.name_en if english and cause.name_en else cause.name


def clock_share(clock: Clock, now: dt.datetime) -> ClockShare:
    """How much of a clock is left at ``now``."""
    left = (clock.ends_at - now) / (clock.ends_at - clock.starts_at)
    return ClockShare(
        kind=clock.kind,
        name=clock.get_kind_display(),
        share=min(max(left, 0.0), 1.0),
        ends_at=clock.ends_at,
        source=clock.source,
    )


def when_to_call(case: Case, callback: Callback | None, now: dt.datetime) -> When:
    """The buyer's own time; now, where "next" would hand the case out; else the plan's time."""
    if callback is not None and callback.is_promised:
        return When("promised", callback.starts_at)
    if case.status != "open" or case.callable_from is None:
        return When("blocked")
    best = max(case.best_at or case.callable_from, case.callable_from)
    if case.callable_from <= now and case.call_value > 0:
        return When("now", now, best if best >= now + SLOT else None)
    return When("later", best)


def with_row_data(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Load what a row needs; encrypted contact data stay in the database."""
    return (
        cases.select_related("review", "review__product", "buyer", "owner", "leased_by")
        .only(
            *("public_id", "shop_id", "level", "status", "dials", "opened_at", "why"),
            *("snoozed_until", "lease_until", "callable_from", "best_at", "call_value"),
            "advantage",
            *("review__content", "review__append_content", "review__level"),
            "review__product__title",
            *("buyer__nick_masked", "buyer__phone_masked"),
            *("owner__display_name", "leased_by__display_name"),
        )
        .prefetch_related(
            Prefetch("clocks", Clock.objects.order_by("ends_at", "id")),
            Prefetch(
                "review__review_causes",
                ReviewCause.objects.filter(is_current=True)
                .select_related("cause")
                .order_by("-is_main", "-confidence", "id"),
            ),
            Prefetch("callbacks", Callback.objects.filter(status__in=["planned", "calling"])),
        )
    )


def queue_page(
    *,
    member: Member,
    filters: CaseFilters,
    now: dt.datetime,
    place: Place | None = None,
) -> QueuePage:
    """One page of the queue, `PAGE_SIZE` rows, from the top or beside a place in the order."""
    ordered = beside(cases_of(member=member, filters=filters, now=now), filters.order, place)
    # The keys first: a join before the cut would be made for every open case.
    keys = ordered.values("pk")[: PAGE_SIZE + 1]
    loaded = list(with_row_data(Case.objects.filter(pk__in=keys).order_by(*ordered.query.order_by)))
    is_back = place is not None and place.is_before
    has_more = len(loaded) > PAGE_SIZE
    loaded = loaded[:PAGE_SIZE]
    if is_back:
        loaded.reverse()
    order = filters.order
    return QueuePage(
        rows=[row_of(case, now) for case in loaded],
        earlier=place_of(loaded[0], order) if loaded and (has_more if is_back else place) else "",
        later=place_of(loaded[-1], order) if loaded and (is_back or has_more) else "",
        is_first=place is None,
    )


def export_rows(
    *, member: Member, filters: CaseFilters, most: int, now: dt.datetime
) -> Iterator[QueueRow]:
    """The rows of these filters in their order, at most so many, a page loaded at a time."""
    ordered = cases_of(member=member, filters=filters, now=now)
    keys = list(ordered.values_list("pk", flat=True)[:most])
    for first in range(0, len(keys), PAGE_SIZE):
        some = keys[first : first + PAGE_SIZE]
        found = {case.pk: case for case in with_row_data(Case.objects.filter(pk__in=some))}
        yield from (row_of(found[key], now) for key in some if key in found)


def row_of(case: Case, now: dt.datetime) -> QueueRow:
    """A loaded case as a line."""
    callback = next(iter(case.callbacks.all()), None)
    review = case.review
    held = case.leased_by and case.lease_until and case.lease_until > now
    return QueueRow(
        public_id=case.public_id,
        level=case.level,
        buyer=buyer_label(case),
        complaint=complaint_of(review)[:COMPLAINT_LENGTH],
        causes=tuple(cause_name(found.cause) for found in review.review_causes.all()),
        product=review.product.title if review.product else "",
        when=when_to_call(case, callback, now),
        why=callback.reasons if callback and callback.reasons else case.why,
        clocks=tuple(clock_share(clock, now) for clock in case.clocks.all()),
        dials=case.dials,
        owner=case.owner.display_name if case.owner else "",
        in_hands_of=case.leased_by.display_name if held and case.leased_by else "",
        opened_at=case.opened_at,
        snoozed_until=case.snoozed_until,
    )


def complaint_of(review: Review) -> str:
    """What the case is about: the text, or the append that turned a good review angry."""
    first, second = review.content, review.append_content
    if second and (not first or review.level == "good"):
        return second
    return first


def buyer_label(case: Case) -> str:
    """The masked nick, or the masked number where there is no nick."""
    if case.buyer is None:
        return ""
    return case.buyer.nick_masked or case.buyer.phone_masked


def arrived_since(
    *, member: Member, filters: CaseFilters, since: dt.datetime, now: dt.datetime
) -> int:
    """How many cases of this page's filters were opened after the page was drawn."""
    return cases_of(member=member, filters=filters, now=now).filter(opened_at__gt=since).count()
