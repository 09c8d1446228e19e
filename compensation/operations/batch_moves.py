"""A batch's move along its table: compare and swap, with its history; who may make it."""

import datetime as dt

from django.db.models import QuerySet
from simple_history.utils import get_history_manager_for_model

from compensation.domain.batch_states import BatchState, LineState, state_by_lines, states_before
from compensation.models import BatchLine, Offer, Payout, PayoutBatch
from compensation.operations.errors import OfferRefusedError
from reviews.choices import LEAD, OWNER
from reviews.domain.reason import Reason
from reviews.models import Member
from reviews.operations.history import record_change


def move_batch(
    batch: PayoutBatch,
    to: BatchState,
    *,
    member: Member | None,
    now: dt.datetime,
    **changes: object,
) -> None:
    """Swap the state if the batch still stands where the table starts such a move.

    Raises OfferRefusedError where somebody else was faster; nothing is changed then.
    """
    before = [state.value for state in states_before(to)]
    movable = PayoutBatch.objects.filter(pk=batch.pk, state__in=before)
    if movable.update(state=to.value, **changes) != 1:
        raise batch_refusal(batch)
    record_change(batch, member=member, now=now)


def follow_lines(batch: PayoutBatch, *, member: Member | None, now: dt.datetime) -> None:
    """Set the state of a batch outside by its lines; harmless to repeat.

    The batch is locked before its lines are read: of two that end at once, the second sees the
    lines of the first.
    """
    lock_batch(batch)
    states = BatchLine.objects.filter(batch=batch).values_list("state", flat=True)
    to = state_by_lines(LineState(state) for state in states)
    outside = PayoutBatch.objects.filter(pk=batch.pk, state__in=["exported", "partly"])
    if outside.exclude(state=to.value).update(state=to.value) == 1:
        record_change(batch, member=member, now=now)


def move_payouts(
    payouts: QuerySet[Payout],
    *,
    member: Member,
    now: dt.datetime,
    before: str,
    to: str,
    **changes: object,
) -> int:
    """Move many payouts and their offers at once, all of which stand in `before`; how many.

    A batch holds thousands: one UPDATE and one history a table, not one a payout.
    """
    keys = list(payouts.filter(state=before).values_list("pk", "offer_id"))
    moved = Payout.objects.filter(pk__in=[pk for pk, _ in keys], state=before)
    if moved.update(state=to, **changes) != len(keys):
        raise OfferRefusedError(Reason("line_was_taken"))
    offers = Offer.objects.filter(pk__in=[offer for _, offer in keys], state=before)
    if offers.update(state=to) != len(keys):
        raise OfferRefusedError(Reason("line_was_taken"))
    _remember(Payout, [pk for pk, _ in keys], member=member, now=now)
    _remember(Offer, [offer for _, offer in keys], member=member, now=now)
    return len(keys)


def require_payer(batch: PayoutBatch, member: Member) -> None:
    """A lead or owner of the batch's shop. Raises OfferRefusedError."""
    if member.shop_id != batch.shop_id or member.role not in {LEAD, OWNER}:
        raise OfferRefusedError(Reason("not_yours_to_decide"))


def batch_refusal(batch: PayoutBatch) -> OfferRefusedError:
    """Why the batch can't be moved: the state it has come to meanwhile."""
    batch.refresh_from_db()
    return OfferRefusedError(Reason("batch_move_refused", {"batch_state": batch.state}))


def lock_batch(batch: PayoutBatch) -> PayoutBatch:
    """The batch with its shop, its row locked until the transaction ends."""
    return (
        PayoutBatch.objects.select_for_update(of=("self",)).select_related("shop").get(pk=batch.pk)
    )


def _remember(
    model: type[Payout] | type[Offer], keys: list[int], *, member: Member, now: dt.datetime
) -> None:
    rows = list(model.objects.filter(pk__in=keys))
    get_history_manager_for_model(model).bulk_history_create(
        rows, update=True, default_user=member.user, default_date=now, batch_size=200
    )
