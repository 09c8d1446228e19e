"""Postings: the only place that writes the ledger, always a balanced pair."""

import datetime as dt

from compensation.domain.money import LedgerEvent, postings
from compensation.models import LedgerEntry, Offer, Payout
from compensation.operations.budgets import keep_draws
from reviews.domain.reason import Reason
from reviews.models import Member


def post(
    *,
    event: LedgerEvent,
    offer: Offer,
    member: Member | None,
    now: dt.datetime,
    payout: Payout | None = None,
    because: Reason | None = None,
) -> None:
    """Write the pair for an event; an offer meets each event once, or a constraint breaks.

    A remedy of nothing moves nothing.
    """
    if offer.amount_fen == 0:
        return
    reason = because.as_json() if because is not None else offer.because
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            shop_id=offer.shop_id,
            posting_key=f"{event.value}:{offer.public_id}",
            event=event.value,
            account=side.account.value,
            amount_fen=side.amount_fen,
            offer=offer,
            payout=payout,
            budget_id=offer.budget_id,
            kind=offer.kind,
            because=reason,
            member=member,
            at=now,
        )
        for side in postings(event=event, amount_fen=offer.amount_fen)
    )


def post_promise(*, offer: Offer, budgets: list[int], member: Member, now: dt.datetime) -> None:
    """An approved, stored offer is promised: the budgets it was reserved in, and the pair."""
    keep_draws(offer=offer, budgets=budgets)
    post(event=LedgerEvent.PROMISE, offer=offer, member=member, now=now)
