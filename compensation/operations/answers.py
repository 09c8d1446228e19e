"""What becomes of an approved offer: spoken, taken, declined, withdrawn, run out."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from compensation.domain.money import LedgerEvent, format_yuan
from compensation.domain.offer_states import RESERVED, OfferState
from compensation.domain.promise_dates import told_by
from compensation.models import Offer, Payout
from compensation.operations.budgets import release
from compensation.operations.codes import put_back
from compensation.operations.errors import OfferRefusedError
from compensation.operations.ledger import post
from compensation.operations.moves import move
from compensation.operations.wording import require_wording
from compensation.queries.policies import read_policy
from reviews.domain.reason import Reason
from reviews.domain.wording import WordingPlace
from reviews.models import Member, Promise


@transaction.atomic
def mark_offered(*, offer: Offer, member: Member, now: dt.datetime) -> None:
    """The agent has told the buyer; from now on the offer is valid for the policy's days."""
    days = read_policy(offer.version).limits.offer_valid_days
    move(
        offer,
        OfferState.OFFERED,
        member=member,
        now=now,
        offered_at=now,
        expires_at=now + dt.timedelta(days=days),
    )


@transaction.atomic
def accept_offer(*, offer: Offer, member: Member, now: dt.datetime, remark: str = "") -> Payout:
    """The buyer takes it: a promise with a date, and a payout that waits to be paid.

    The remark stands beside the money on the buyer's side. Raises OfferRefusedError, or its
    WordingBlockedError for a remark that may not be sent.
    """
    _require_running(offer, now)
    place = WordingPlace.PAYOUT_REMARK
    require_wording(remark, place=place, shop=offer.shop, member=member, case=offer.case, now=now)
    due_at = now + dt.timedelta(days=read_policy(offer.version).limits.pay_within_days)
    promise = Promise.objects.create(
        case_id=offer.case_id,
        text=_promise_words(offer),
        due_at=told_by(due_at),
        member=member,
        made_at=now,
    )
    taken = {"answered_at": now, "promise": promise, "expires_at": None}
    move(offer, OfferState.ACCEPTED, member=member, now=now, **taken)
    post(event=LedgerEvent.ACCEPT, offer=offer, member=member, now=now)
    payout = Payout.objects.create(
        shop_id=offer.shop_id,
        offer=offer,
        amount_fen=offer.amount_fen,
        idempotency_key=f"payout-{offer.public_id}",
        remark=remark.strip()[:120],
        due_at=due_at,
        created_at=now,
    )
    move(offer, OfferState.PAYABLE, member=member, now=now)
    return payout


def _promise_words(offer: Offer) -> str:
    """What is stored and read by everybody: in the desk's language, not that of who clicked."""
    with override(settings.LANGUAGE_CODE):
        said = {"remedy": offer.get_kind_display(), "amount": format_yuan(offer.amount_fen)}
        return _("%(remedy)s ¥%(amount)s reaches the buyer") % said


@transaction.atomic
def decline_offer(*, offer: Offer, member: Member, now: dt.datetime) -> None:
    """The buyer doesn't want it: what was set aside goes back."""
    _give_back(offer, OfferState.DECLINED, member=member, now=now, answered_at=now)


@transaction.atomic
def withdraw_offer(*, offer: Offer, member: Member, now: dt.datetime) -> None:
    """Take back an offer the buyer has not heard of. Raises OfferRefusedError once it is spoken.

    Never because a review stayed as it is: a spoken offer can't be withdrawn at all.
    """
    if offer.state == OfferState.OFFERED:
        raise OfferRefusedError(Reason("offer_is_spoken"))
    _give_back(offer, OfferState.EXPIRED, member=member, now=now)


def expire_offers(*, now: dt.datetime) -> int:
    """Let offers run out that nobody answered; the number of them."""
    due = Offer.objects.filter(state__in=["approved", "offered"], expires_at__lte=now)
    expired = 0
    for offer in due.order_by("expires_at", "id")[:1_000]:
        try:
            with transaction.atomic():
                _give_back(offer, OfferState.EXPIRED, member=None, now=now)
        except OfferRefusedError:
            continue  # answered in this very moment
        expired += 1
    return expired


def _give_back(
    offer: Offer,
    to: OfferState,
    *,
    member: Member | None,
    now: dt.datetime,
    **changes: object,
) -> None:
    offer.refresh_from_db()
    was_reserved = OfferState(offer.state) in RESERVED
    move(offer, to, member=member, now=now, **changes)
    put_back(offer=offer, member=member, now=now)
    if was_reserved:
        release(offer=offer)
        post(event=LedgerEvent.RELEASE, offer=offer, member=member, now=now)


def _require_running(offer: Offer, now: dt.datetime) -> None:
    if offer.expires_at is not None and offer.expires_at <= now:
        raise OfferRefusedError(
            Reason("offer_ran_out", {"expired_at": offer.expires_at.isoformat()})
        )
