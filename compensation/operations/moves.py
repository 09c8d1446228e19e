"""An offer's move along the table: compare and swap in the database, with its history."""

import datetime as dt

from compensation.domain.offer_states import OfferState, PayoutState, may_move, states_before
from compensation.models import Offer, Payout
from compensation.operations.errors import OfferRefusedError
from reviews.domain.reason import Reason
from reviews.models import Member
from reviews.operations.history import record_change


def move(
    offer: Offer,
    to: OfferState,
    *,
    member: Member | None,
    now: dt.datetime,
    **changes: object,
) -> None:
    """Swap the state if the offer still stands where the table starts such a move.

    Raises OfferRefusedError where somebody else was faster; nothing is changed then.
    """
    before = [state.value for state in states_before(to)]
    movable = Offer.objects.filter(pk=offer.pk, state__in=before)
    if movable.update(state=to.value, **changes) != 1:
        offer.refresh_from_db(fields=["state"])
        params = {"state": offer.state, "wanted": to.value}
        raise OfferRefusedError(Reason("offer_move_refused", params))
    record_change(offer, member=member, now=now)


def move_payout(
    payout: Payout,
    to: PayoutState,
    *,
    member: Member | None,
    now: dt.datetime,
    only_from: PayoutState | None = None,
    **changes: object,
) -> None:
    """The same for a payout and its offer, which stand in the same state.

    ``only_from`` narrows the table where a move means another thing from another state.
    """
    table = [state for state in PayoutState if may_move(OfferState(state), OfferState(to))]
    before = [state.value for state in table if only_from in (None, state)]
    movable = Payout.objects.filter(pk=payout.pk, state__in=before)
    if movable.update(state=to.value, **changes) != 1:
        payout.refresh_from_db(fields=["state"])
        params = {"state": payout.state, "wanted": to.value}
        raise OfferRefusedError(Reason("offer_move_refused", params))
    record_change(payout, member=member, now=now)
    move(payout.offer, OfferState(to), member=member, now=now)
