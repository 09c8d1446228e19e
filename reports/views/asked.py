"""What an address of the report pages asks for: weeks, a part of the shop, traits."""

import datetime as dt

from django.http import QueryDict

from reports.domain.spans import Span, one_week
from reports.domain.weeks import IsoWeek
from reports.queries.narrowing import Narrowing
from reports.queries.traits import Traits
from reports.queries.weeks import week_to_show
from reviews.access import DeskRequest

#: Before it no shop has reviews; earlier weeks have no year to be held against.
EARLIEST = IsoWeek(2003, 1)


def asked_week(request: DeskRequest, *, now: dt.datetime) -> IsoWeek:
    """The last week of the address; one that can't be read or lies ahead counts as not given."""
    return asked_span(request, now=now).last


def asked_span(request: DeskRequest, *, now: dt.datetime) -> Span:
    """``week=2026-W46``, ``month=2026-11`` or ``from=2026-W40&to=2026-W46``; the first that reads.

    Without any it is the last complete week that has cases.
    """
    return span_of(request.GET, now=now) or one_week(
        week_to_show(shop=request.member.shop, now=now)
    )


def span_of(given: QueryDict, *, now: dt.datetime) -> Span | None:
    """The weeks named in an address or a form; None where none can be read."""
    current = IsoWeek.of(now)
    one, other = _week(given.get("from", "")), _week(given.get("to", ""))
    week = _week(given.get("week", ""))
    if week is not None:
        return one_week(min(week, current))
    month = _month(given.get("month", ""))
    if month is not None:
        return Span.of(min(month.first, current), min(month.last, current))
    if one is None and other is None:
        return None
    return Span.of(min(one or other or current, current), min(other or one or current, current))


def _week(written: str) -> IsoWeek | None:
    try:
        return max(IsoWeek.parse(written), EARLIEST)
    except (ValueError, OverflowError):
        return None


def _month(written: str) -> Span | None:
    try:
        return Span.of_month(written) if written >= f"{EARLIEST.year}-02" else None
    except (ValueError, OverflowError):
        return None


def asked_part(request: DeskRequest) -> Narrowing:
    """The cause and the product of the address; one the shop does not have finds nothing."""
    return Narrowing(request.GET.get("cause", "")[:60], request.GET.get("product", "")[:16])


def asked_traits(given: QueryDict) -> Traits:
    """The carrier, the warehouse and the variant."""
    return Traits(
        given.get("carrier", "")[:40], given.get("warehouse", "")[:60], given.get("sku", "")[:120]
    )


def asked_facts(request: DeskRequest) -> tuple[str, ...]:
    """The facts of the address, joined by dots: ``contacted.solved``."""
    return tuple(fact for fact in request.GET.get("fact", "")[:60].split(".") if fact)
