"""Paying, once: claim, commit, act, record. A killed worker leaves a row the sweep can read."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from compensation.domain.money import LedgerEvent
from compensation.domain.offer_states import PayoutState
from compensation.models import Payout
from compensation.models.batches import OPEN_LINE_STATES
from compensation.operations.budgets import spend, take_back
from compensation.operations.errors import OfferRefusedError
from compensation.operations.ledger import post
from compensation.operations.moves import move_payout
from compensation.operations.payments import (
    Payment,
    PaymentProvider,
    PaymentUnreachableError,
    provider_of,
)
from compensation.operations.wording import require_wording
from reviews.choices import LEAD, OWNER
from reviews.domain.reason import Reason
from reviews.domain.wording import WordingPlace
from reviews.models import Case, Member
from reviews.operations.history import record_change

LEASE = dt.timedelta(minutes=5)
_BATCH = 200


def pay(
    *, payout: Payout, provider: PaymentProvider, member: Member | None, now: dt.datetime
) -> bool:
    """Pay one payout through a provider; False where another worker has it or no answer came.

    The provider is called outside every transaction, with the payout's idempotency key: whatever
    is repeated after a crash, it pays once.
    """
    if not claim(payout=payout, provider_name=provider.name, member=member, now=now):
        return False
    try:
        payment = provider.pay(
            key=payout.idempotency_key,
            amount_fen=payout.amount_fen,
            remark=payout.remark,
        )
    except PaymentUnreachableError:
        return False
    record_payment(payout=payout, payment=payment, member=member, now=now)
    return True


@transaction.atomic
def claim(
    *,
    payout: Payout,
    provider_name: str,
    member: Member | None,
    now: dt.datetime,
) -> bool:
    """Take a payable payout for this worker; False where it is not to be had."""
    try:
        with transaction.atomic():
            move_payout(
                payout,
                PayoutState.PAYING,
                member=member,
                now=now,
                provider=provider_name,
                claimed_at=now,
                lease_until=now + LEASE,
                tries=F("tries") + 1,
            )
    except OfferRefusedError:
        return False
    return True


@transaction.atomic
def record_payment(
    *,
    payout: Payout,
    payment: Payment,
    member: Member | None,
    now: dt.datetime,
) -> None:
    """Write down the provider's answer: paid with its ledger, or failed with its reason."""
    if payment.failure is not None:
        failure = payment.failure.as_json()
        move_payout(payout, PayoutState.FAILED, member=member, now=now, failure=failure)
        return
    move_payout(
        payout,
        PayoutState.PAID,
        member=member,
        now=now,
        paid_at=now,
        provider_reference=payment.reference[:80],
        failure={},
        lease_until=None,
    )
    offer = payout.offer
    spend(offer=offer)
    post(event=LedgerEvent.PAY, offer=offer, payout=payout, member=member, now=now)
    _keep_promise(payout, member, now)


@transaction.atomic
def record_by_hand(
    *,
    payout: Payout,
    member: Member,
    reference: str,
    now: dt.datetime,
) -> None:
    """A person has paid on the platform: note the platform's number, once.

    Raises OfferRefusedError without a number, or where the payout is not payable.
    """
    _require_payer(payout, member)
    if not reference.strip():
        raise OfferRefusedError(Reason("reference_missing"))
    if not claim(payout=payout, provider_name="by_hand", member=member, now=now):
        raise OfferRefusedError(Reason("payout_not_payable"))
    record_payment(payout=payout, payment=Payment(reference.strip()), member=member, now=now)


def pay_now(*, payout: Payout, member: Member, now: dt.datetime) -> None:
    """Pay through the shop's provider on a person's click. Raises OfferRefusedError."""
    _require_payer(payout, member)
    provider = provider_of(payout.shop)
    if provider is None:
        raise OfferRefusedError(Reason("no_provider"))
    if not pay(payout=payout, provider=provider, member=member, now=now):
        raise OfferRefusedError(Reason("payout_not_payable"))


@transaction.atomic
def retry_payout(*, payout: Payout, member: Member, now: dt.datetime) -> None:
    """Put a failed payout back in line, with the same key. Raises OfferRefusedError.

    Never one that is being paid: it may be in a batch outside, or at a provider that is slow.
    """
    _require_payer(payout, member)
    again = {"lease_until": None, "due_at": now}
    failed = PayoutState.FAILED
    move_payout(payout, PayoutState.PAYABLE, member=member, now=now, only_from=failed, **again)


@transaction.atomic
def reverse_payout(*, payout: Payout, member: Member, word: str, now: dt.datetime) -> None:
    """The money came back (wrong account, double by hand): owner only, with a word.

    Raises OfferRefusedError; a word that speaks of the review raises WordingBlockedError, since
    a remedy is never taken back because a review stays.
    """
    if member.role != OWNER or member.shop_id != payout.shop_id:
        raise OfferRefusedError(Reason("only_the_owner"))
    if not word.strip():
        raise OfferRefusedError(Reason("say_a_word"))
    place = WordingPlace.REASON_CODE
    require_wording(word, place=place, shop=payout.shop, member=member, now=now)
    move_payout(payout, PayoutState.REVERSED, member=member, now=now, reversed_at=now)
    take_back(offer=payout.offer)
    because = Reason("reversed_by_owner", {"word": word.strip()[:200]})
    post(
        event=LedgerEvent.REVERSE,
        offer=payout.offer,
        payout=payout,
        member=member,
        because=because,
        now=now,
    )


def sweep_payouts(*, now: dt.datetime) -> dict[str, int]:
    """Free payouts whose worker went away, then pay what shops with a provider owe."""
    freed = [_free(payout, now) for payout in _stuck(now)]
    due = Payout.objects.filter(state="payable", shop__is_demo=True, due_at__lte=now)
    # Gathered for a batch, or a code that somebody is about to send: not the provider's.
    due = due.exclude(batch_lines__state__in=OPEN_LINE_STATES).exclude(offer__code__state="handed")
    paid = 0
    for payout in due.select_related("shop", "offer").order_by("due_at", "id")[:_BATCH]:
        provider = provider_of(payout.shop)
        if provider is not None:
            paid += pay(payout=payout, provider=provider, member=None, now=now)
    return {"freed": sum(freed), "paid": paid}


def _stuck(now: dt.datetime) -> list[Payout]:
    """Those whose worker is gone; what a batch sent waits for its answer, however long."""
    rows = Payout.objects.filter(state="paying", lease_until__lt=now)
    rows = rows.exclude(batch_lines__state__in=OPEN_LINE_STATES)
    return list(rows.select_related("shop", "offer").order_by("lease_until", "id")[:_BATCH])


def _free(payout: Payout, now: dt.datetime) -> bool:
    """Ask the provider what became of the key: record it, or put the payout back in line."""
    provider = provider_of(payout.shop)
    try:
        payment = provider.find(key=payout.idempotency_key) if provider is not None else None
        if payment is not None:
            record_payment(payout=payout, payment=payment, member=None, now=now)
        else:
            stuck = PayoutState.PAYING
            back = {"lease_until": None}
            move_payout(payout, PayoutState.PAYABLE, member=None, now=now, only_from=stuck, **back)
    except (OfferRefusedError, PaymentUnreachableError):
        return False  # another sweep was faster, or the provider is away: next time
    return True


def _require_payer(payout: Payout, member: Member) -> None:
    if member.shop_id != payout.shop_id or member.role not in {LEAD, OWNER}:
        raise OfferRefusedError(Reason("not_yours_to_decide"))


def _keep_promise(payout: Payout, member: Member | None, now: dt.datetime) -> None:
    """The promise is kept and the case is remedied; what the review does is no matter here."""
    promise = payout.offer.promise
    if promise is not None and promise.state == "open":
        promise.state = "kept"
        promise.ended_at = now
        promise.save()
    case = payout.offer.case
    if Case.objects.filter(pk=case.pk, remedied_at__isnull=True).update(remedied_at=now) == 1:
        record_change(case, member=member, now=now)
