"""The independence report of a period as a workbook: the statement, the counts, every remedy."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compensation.choices import OFFER_STATE_CHOICES
from compensation.domain.payout_sheet import Yuan
from compensation.domain.period_proof import CHANGED, UNCHANGED, UNSEEN, StandingThen
from compensation.queries.period import PeriodRow, count_of_period, period_rows
from compensation.workbook.lists import Value, add_list, add_notes, new_book, saved
from reviews import reasons
from reviews.choices import LEVEL_CHOICES, REVIEW_STATE_CHOICES
from reviews.domain.wording import WORDING_VERSION
from reviews.models import Shop

STANDING_NAMES = {
    UNCHANGED: gettext_lazy("Paid while the review stood as it was"),
    CHANGED: gettext_lazy("Paid when the review was another one than at the proposal"),
    UNSEEN: gettext_lazy("Paid, and the review was not seen since"),
}
STATEMENT = gettext_lazy(
    "No condition about the review was attached to any of these remedies: the desk has no field"
    " that could hold one, an offer is paid whether the review stays or not, and every text beside"
    " money passed the wording check.",
)
_LEVELS, _STATES = dict(LEVEL_CHOICES), dict(REVIEW_STATE_CHOICES)


def period_workbook(*, shop: Shop, since: dt.date, until: dt.date, now: dt.datetime) -> bytes:
    """Two sheets: what the report says and counts, and one row a remedy."""
    book = new_book()
    add_notes(book, name=_("Statement"), lines=_notes(shop, since, until, now))
    rows = period_rows(shop=shop, since=since, until=until)
    add_list(book, name=_("Remedies"), heads=_heads(), rows=map(_cells, rows))
    return saved(book)


def _notes(shop: Shop, since: dt.date, until: dt.date, now: dt.datetime) -> list[tuple[str, Value]]:
    count = count_of_period(shop=shop, since=since, until=until)
    states = [(str(label), count.by_state[name]) for name, label in OFFER_STATE_CHOICES]
    standings: list[tuple[str, Value]] = []
    for name, label in STANDING_NAMES.items():
        standings += [(str(label), count.paid[name]), ("¥", Yuan(count.paid_fen[name]))]
    return [
        (_("Independence report"), shop.name),
        (_("Period"), f"{since:%Y-%m-%d} – {until:%Y-%m-%d}"),
        (_("Made at"), now),
        (_("Statement"), str(STATEMENT)),
        (_("Wording rules"), WORDING_VERSION),
        (_("Remedies in the period"), count.offers),
        *[(label, number) for label, number in states if number],
        *standings,
    ]


def _heads() -> list[tuple[str, int]]:
    return [
        (_("Case"), 20),
        (_("Buyer"), 14),
        (_("Remedy"), 14),
        (_("Yuan"), 10),
        (_("State"), 14),
        (_("Because"), 50),
        (_("Policy version"), 10),
        (_("Proposed by"), 14),
        (_("Proposed at"), 18),
        (_("Review at the proposal"), 18),
        (_("Decided by"), 14),
        (_("Decided at"), 18),
        (_("Review at the decision"), 18),
        (_("Told the buyer at"), 18),
        (_("Review at the offer"), 18),
        (_("Paid at"), 18),
        (_("Review at the payment"), 18),
        (_("Payment number"), 24),
        (_("The agent says"), 50),
        (_("Message to the buyer"), 50),
        (_("Asked with the reason"), 40),
        (_("Texts let past by the owner"), 12),
    ]


def _cells(row: PeriodRow) -> Sequence[Value]:
    offer, payout = row.offer, getattr(row.offer, "payout", None)
    return [
        offer.case.public_id,
        offer.case.buyer.nick_masked if offer.case.buyer is not None else "",
        offer.get_kind_display(),
        Yuan(offer.amount_fen),
        offer.get_state_display(),
        reasons.render(offer.because),
        offer.version.number,
        offer.proposed_by.display_name,
        offer.proposed_at,
        standing_words(row.proposed),
        offer.decided_by.display_name if offer.decided_by is not None else "",
        offer.decided_at,
        standing_words(row.approved),
        offer.offered_at,
        standing_words(row.offered),
        row.paid_at,
        standing_words(row.paid),
        payout.provider_reference if payout is not None else "",
        offer.say,
        offer.message,
        offer.asked_reason,
        row.overrides,
    ]


def standing_words(standing: StandingThen) -> str:
    """A review's level and state in words; empty where it was not seen."""
    if not standing:
        return ""
    return f"{_LEVELS[standing.level]} · {_STATES[standing.state]}"
