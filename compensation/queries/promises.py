"""Promises of a shop: what is due, what is overdue, and how many are kept in time."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q

from reviews.models import Promise, Shop

#: So long before its date a promise is warned of.
WARNED = dt.timedelta(days=1)
LOOKED_BACK = dt.timedelta(days=90)
_SHOWN = 200


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
class Promises:
    """Open promises by urgency, each list the earliest first, and the share kept."""

    overdue: list[Promise]
    soon: list[Promise]
    later: list[Promise]
    share: KeptShare


def promises_of(*, shop: Shop, now: dt.datetime) -> Promises:
    """Everything a shop has promised and not ended, offers' and spoken ones alike."""
    rows = Promise.objects.filter(case__shop=shop, state="open").select_related(
        "case__buyer", "member", "offer__payout"
    )
    found = list(rows.order_by("due_at", "id")[:_SHOWN])
    return Promises(
        overdue=[one for one in found if one.due_at < now],
        soon=[one for one in found if now <= one.due_at < now + WARNED],
        later=[one for one in found if one.due_at >= now + WARNED],
        share=kept_share(shop=shop, now=now),
    )


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
