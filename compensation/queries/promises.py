"""Promises of a shop: what is due, what is overdue, how many are kept in time, and how fast."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Case as Choice
from django.db.models import CharField, Count, F, Q, QuerySet, Value, When

from reviews.models import Promise, Shop

#: So long before its date a promise is warned of.
WARNED = dt.timedelta(days=1)
LOOKED_BACK = dt.timedelta(days=90)
_LEARNT_FROM = 500


class Urgency(StrEnum):
    """How near the date of an open promise is."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class KeptShare:
    """Promises whose date came within the days looked back on; ``kept`` of them in time."""

    due: int
    kept: int

    @property
    def percent(self) -> int | None:
        """Whole percent; None where nothing was due."""
        return round(100 * self.kept / self.due) if self.due else None


@dataclass(frozen=True, slots=True)
class PromiseFilter:
    """Which open promises; what is empty shows all.

    ``source`` is "offer" or "talk"; ``person`` the public id of who promised.
    """

    source: str = ""
    person: str = ""


def promises_in(*, shop: Shop, wanted: PromiseFilter, now: dt.datetime) -> QuerySet[Promise]:
    """What a shop has promised and not ended, the earliest first, each with its `urgency`."""
    rows = Promise.objects.filter(case__shop=shop, state="open")
    if wanted.source:
        rows = rows.filter(offer__isnull=wanted.source == "talk")
    if wanted.person:
        rows = rows.filter(member__public_id=wanted.person)
    urgency = Choice(
        *(When(_due(one, now), then=Value(one.value)) for one in Urgency),
        output_field=CharField(),
    )
    related = rows.select_related("case__buyer", "member", "offer__payout")
    return related.annotate(urgency=urgency).order_by("due_at", "id")


def of_urgency(rows: QuerySet[Promise], urgency: str, *, now: dt.datetime) -> QuerySet[Promise]:
    """Those of one urgency; all of them where none is named."""
    return rows.filter(_due(Urgency(urgency), now)) if urgency else rows


def counts_of(rows: QuerySet[Promise], *, now: dt.datetime) -> dict[str, int]:
    """How many of these promises are overdue, due soon and later: all of them, in one query."""
    found: dict[str, int] = rows.order_by().aggregate(
        **{one.value: Count("id", filter=_due(one, now)) for one in Urgency}
    )
    return found


def _due(urgency: Urgency, now: dt.datetime) -> Q:
    bounds = {
        Urgency.OVERDUE: Q(due_at__lt=now),
        Urgency.SOON: Q(due_at__gte=now, due_at__lt=now + WARNED),
        Urgency.LATER: Q(due_at__gte=now + WARNED),
    }
    return bounds[urgency]


def kept_share(*, shop: Shop, now: dt.datetime) -> KeptShare:
    """A promise that is open past its date was not kept in time; a withdrawn one was none."""
    due = Promise.objects.filter(
        case__shop=shop, due_at__gte=now - LOOKED_BACK, due_at__lt=now
    ).exclude(state="withdrawn")
    in_time = Q(state="kept", ended_at__lte=F("due_at"))
    return KeptShare(due=due.count(), kept=due.filter(in_time).count())


def overdue_count(*, shop: Shop, now: dt.datetime) -> int:
    """How many promises are past their date, for whoever leads the shop."""
    return Promise.objects.filter(case__shop=shop, state="open", due_at__lt=now).count()


def spoken_took(*, shop: Shop, now: dt.datetime) -> list[dt.timedelta]:
    """How long the promises took that were spoken in talks and kept of late, the latest first."""
    kept = Promise.objects.filter(
        case__shop=shop, state="kept", offer__isnull=True, ended_at__gte=now - LOOKED_BACK
    )
    times = kept.order_by("-ended_at").values_list("made_at", "ended_at")[:_LEARNT_FROM]
    return [ended_at - made_at for made_at, ended_at in times if ended_at is not None]
