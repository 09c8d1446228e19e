"""What happened to the queue since a page of it was drawn."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from reviews.models import Case, Member, PresenceObservation
from reviews.queries.filters import COUNTED, CaseFilters, cases_of
from reviews.queries.row_loading import marks_of, rows_of
from reviews.queries.rows import QueueRow


@dataclass(frozen=True, slots=True)
class QueueNews:
    """``arrived`` cases are new, of ``online`` ones the buyer was just seen; both up to `COUNTED`.

    ``changed`` are the rows shown that say something else now, ``gone`` the public ids of those
    that the page's filters no longer let in.
    """

    arrived: int
    online: int
    changed: list[QueueRow]
    gone: frozenset[str]


def queue_news(
    *,
    member: Member,
    filters: CaseFilters,
    since: dt.datetime,
    seen: Mapping[str, str],
    now: dt.datetime,
) -> QueueNews:
    """What a page drawn at ``since`` does not show; ``seen`` are the marks of its rows.

    Four small queries; five more where a row has changed.
    """
    listed = cases_of(member=member, filters=filters, now=now).order_by()
    arrived = arrived_since(listed, since=since).values("pk")[:COUNTED].count()
    buyers = buyers_online_since(member, since=since)
    online = seen_online(listed, buyers=buyers, since=since).count() if buyers else 0
    mine = Case.objects.filter(shop=member.shop_id)
    marks = marks_of(mine.filter(public_id__among=list(seen)), now=now)
    changed = [one for one, mark in marks.items() if mark != seen[one]]
    rows = rows_of(mine.filter(public_id__in=changed).order_by("id"), now=now) if changed else []
    still = listed.filter(pk__in=[row.key for row in rows]).values_list("public_id", flat=True)
    kept = frozenset(still) if rows else frozenset()
    return QueueNews(arrived, online, rows, frozenset(changed) - kept)


def rows_since(
    *, member: Member, filters: CaseFilters, since: dt.datetime, most: int, now: dt.datetime
) -> list[QueueRow]:
    """The rows that `queue_news` counts, buyers online first, at most so many."""
    listed = cases_of(member=member, filters=filters, now=now)
    buyers = buyers_online_since(member, since=since)
    lifted = seen_online(listed, buyers=buyers, since=since) if buyers else listed.none()
    rows = rows_of(lifted.order_by("-advantage", "id")[:most], now=now)
    newest = arrived_since(listed, since=since).order_by("-opened_at", "-id")
    return [*rows, *rows_of(newest[: most - len(rows)], now=now)]


def arrived_since(listed: QuerySet[Case], *, since: dt.datetime) -> QuerySet[Case]:
    """The cases opened after a moment."""
    return listed.filter(opened_at__gt=since)


def seen_online(listed: QuerySet[Case], *, buyers: list[int], since: dt.datetime) -> QuerySet[Case]:
    """The older cases of these buyers."""
    return listed.filter(buyer__in=buyers, opened_at__lte=since)


def buyers_online_since(member: Member, *, since: dt.datetime) -> list[int]:
    """Buyers of the shop whom somebody saw online after a moment."""
    seen = PresenceObservation.objects.filter(seen_at__gt=since, buyer__shop=member.shop_id)
    return list(seen.order_by().values_list("buyer", flat=True).distinct()[:COUNTED])
