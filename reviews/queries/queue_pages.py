"""The queue a page at a time."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from reviews.models import Case, Member
from reviews.queries.filters import CaseFilters, cases_of, is_text
from reviews.queries.places_in_order import Place, beside, place_of
from reviews.queries.row_loading import rows_of
from reviews.queries.rows import QueueRow
from reviews.queries.time_limit import TookTooLong, at_most
from reviews.queries.words import rare_words

PAGE_SIZE = 100
SEARCH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of rows, and the places (see `reviews.queries.places_in_order`) of its neighbours.

    ``earlier`` and ``later`` are empty where there are no further rows on that side.
    ``is_stopped`` says that a search took too long and was given up.
    """

    rows: list[QueueRow]
    earlier: str
    later: str
    is_first: bool
    is_stopped: bool = False


def queue_page(
    *,
    member: Member,
    filters: CaseFilters,
    now: dt.datetime,
    place: Place | None = None,
) -> QueuePage:
    """One page of the queue, `PAGE_SIZE` rows, from the top or beside a place in the order.

    A search for words reads for `SEARCH_SECONDS` at most.
    """
    if not filters.words:
        return _page(member, filters, place, now)
    try:
        with at_most(SEARCH_SECONDS):
            return _page(member, filters, place, now)
    except TookTooLong:
        return QueuePage([], "", "", is_first=place is None, is_stopped=True)


def _page(member: Member, filters: CaseFilters, place: Place | None, now: dt.datetime) -> QueuePage:
    ordered = beside(_listed(member, filters, now), filters.order, place)
    # The keys first: a join before the cut would be made for every open case.
    keys = ordered.values("pk")[: PAGE_SIZE + 1]
    loaded = rows_of(Case.objects.filter(pk__in=keys).order_by(*ordered.query.order_by), now=now)
    is_back = place is not None and place.is_before
    has_more = len(loaded) > PAGE_SIZE
    rows = loaded[:PAGE_SIZE]
    if is_back:
        rows.reverse()
    order = filters.order
    return QueuePage(
        rows=rows,
        earlier=place_of(rows[0], order) if rows and (has_more if is_back else place) else "",
        later=place_of(rows[-1], order) if rows and (is_back or has_more) else "",
        is_first=place is None,
    )


def _listed(member: Member, filters: CaseFilters, now: dt.datetime) -> QuerySet[Case]:
    """The cases of these filters; words that few reviews have are looked up first."""
    listed = cases_of(member=member, filters=filters, now=now)
    words = filters.words.strip()
    return listed.filter(rare_words(words, member=member)) if is_text(words) else listed


def export_rows(
    *, member: Member, filters: CaseFilters, most: int, now: dt.datetime
) -> Iterator[QueueRow]:
    """The rows of these filters in their order, at most so many, a page loaded at a time."""
    ordered = _listed(member, filters, now)
    keys = list(ordered.values_list("pk", flat=True)[:most])
    for first in range(0, len(keys), PAGE_SIZE):
        some = keys[first : first + PAGE_SIZE]
        found = {row.key: row for row in rows_of(Case.objects.filter(pk__in=some), now=now)}
        yield from (found[key] for key in some if key in found)
