"""The proof of a payout: what was said and done when, and how the review stood then."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from compensation.models import LedgerEntry, Payout
from reviews.models import Snapshot


@dataclass(frozen=True, slots=True)
class Moment:
    """A step of the offer, and the review as last seen by then (None = never seen)."""

    name: LazyText | str
    at: dt.datetime
    snapshot: Snapshot | None


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything the independence report says of one payout."""

    payout: Payout
    moments: list[Moment]
    entries: list[LedgerEntry]


def proof_of(payout: Payout) -> Proof:
    """Steps in time with the review's state at each, and the ledger's entries."""
    offer = payout.offer
    steps = [
        (_("Proposed"), offer.proposed_at),
        (_("Approved by an approver"), offer.decided_at),
        (_("Told the buyer"), offer.offered_at),
        (_("Buyer answered"), offer.answered_at),
        (_("Paid"), payout.paid_at),
        (_("Reversed"), payout.reversed_at),
    ]
    seen = list(
        Snapshot.objects.filter(review=offer.case.review_id).order_by("taken_at", "number"),
    )
    entries = LedgerEntry.objects.filter(offer=offer).select_related("offer", "member")
    return Proof(
        payout=payout,
        moments=[Moment(name, at, _last_seen(seen, at)) for name, at in steps if at is not None],
        entries=list(entries.prefetch_related("offer__draws__budget").order_by("at", "id")),
    )


def _last_seen(seen: list[Snapshot], at: dt.datetime) -> Snapshot | None:
    before = [snapshot for snapshot in seen if snapshot.taken_at <= at]
    return before[-1] if before else None
