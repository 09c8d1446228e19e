"""Booking a result: one transaction a row, so that a kill leaves whole rows and the rest to do."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from compensation.domain.offer_states import PayoutState
from compensation.domain.payment_failures import after_failure
from compensation.models import BatchLine, Payout, ResultFile, ResultRow
from compensation.operations.batch_moves import follow_lines, lock_batch, require_payer
from compensation.operations.errors import OfferRefusedError
from compensation.operations.moves import move_payout
from compensation.operations.payments import Payment
from compensation.operations.payouts import record_payment
from compensation.operations.wording import require_wording
from reviews.domain.reason import Reason
from reviews.domain.wording import WordingPlace
from reviews.models import Member

#: A booking that gave no sign of life this long is gone on with by the sweep.
_SILENT = dt.timedelta(minutes=1)
#: What one click books at once; the sweep does the rest of a larger result.
ROWS_AT_ONCE = 150
_SWEPT_AT_ONCE = 2_000
_ANSWERED = {"pay": "paid", "fail": "failed"}  # what a row makes of its line


def book_result(*, result: ResultFile, member: Member, now: dt.datetime) -> int:
    """Start booking, and book the first rows; how many. Raises OfferRefusedError.

    Whoever comes second to the same result goes on with it: every row is booked by one of them.
    """
    require_payer(result.batch, member)
    ResultFile.objects.filter(pk=result.pk, state="checked").update(
        state="booking", booked_by=member, booking_at=now
    )
    result.refresh_from_db()
    if result.state != "booking":
        raise OfferRefusedError(Reason("result_move_refused"))
    return book_rows(result=result, member=member, now=now, most=ROWS_AT_ONCE)


def book_rows(
    *, result: ResultFile, member: Member, now: dt.datetime, most: int = ROWS_AT_ONCE
) -> int:
    """Book up to `most` rows that wait; ends the result when none is left. How many were booked."""
    booked = 0
    for row in list(_waiting(result)[:most]):
        booked += _book(row, member=member, now=now)
    with transaction.atomic():
        ResultFile.objects.filter(pk=result.pk, state="booking").update(booking_at=now)
        follow_lines(result.batch, member=member, now=now)
        if not _waiting(result).exists():
            ResultFile.objects.filter(pk=result.pk, state="booking").update(
                state="booked", ended_at=now
            )
    result.refresh_from_db()
    return booked


def _waiting(result: ResultFile) -> QuerySet[ResultRow]:
    return ResultRow.objects.filter(
        result=result, verdict__in=["pay", "fail"], booked_at__isnull=True
    ).order_by("number")


@transaction.atomic
def _book(row: ResultRow, *, member: Member, now: dt.datetime) -> bool:
    """One row: the row, its line, the payout, budget and ledger together, or none of them."""
    if ResultRow.objects.filter(pk=row.pk, booked_at__isnull=True).update(booked_at=now) != 1:
        return False
    line = BatchLine.objects.select_related(
        "payout__shop", "payout__offer__case", "payout__offer__promise", "batch"
    ).get(answers=row)
    if not _answer_line(line, row, now):
        _leave(row, line)
        return False
    if row.verdict == "pay":
        payment = Payment(reference=row.reference or line.key)
        record_payment(payout=line.payout, payment=payment, member=member, now=now)
    else:
        _fail(line, row.failure, member=member, now=now)
    return True


def _answer_line(line: BatchLine, row: ResultRow, now: dt.datetime) -> bool:
    """The swap that decides: of two who book the same line, one finds it waiting."""
    waiting = BatchLine.objects.filter(pk=line.pk, state="sent")
    answered = {"state": _ANSWERED[row.verdict], "answered_at": now, "reference": row.reference}
    return waiting.update(**answered) == 1


def _leave(row: ResultRow, line: BatchLine) -> None:
    """Somebody settled the line meanwhile; where otherwise than the page says, a person looks."""
    line.refresh_from_db()
    if line.state == _ANSWERED[row.verdict]:
        verdict, because = "already", Reason("result_line_settled")
    else:
        verdict, because = "held", Reason("result_against_booking", {"line_state": line.state})
    ResultRow.objects.filter(pk=row.pk).update(
        verdict=verdict, because=because.as_json(), booked_at=None
    )


def _fail(line: BatchLine, said: str, *, member: Member, now: dt.datetime) -> None:
    """The payout failed with its reason; passing troubles go back in line at once."""
    tries = line.payout.batch_lines.filter(state="failed").count()
    after = after_failure(said=said, tries=tries)
    payout = line.payout
    payment = Payment(failure=after.because)
    record_payment(payout=payout, payment=payment, member=member, now=now)
    BatchLine.objects.filter(pk=line.pk).update(because=after.because.as_json())
    if after.goes_back:
        _back_in_line(payout, member=member, now=now)


def _back_in_line(payout: Payout, *, member: Member, now: dt.datetime) -> None:
    payable = PayoutState.PAYABLE
    move_payout(payout, payable, member=member, now=now, lease_until=None, provider="")


@transaction.atomic
def settle_line(
    *, line: BatchLine, member: Member, reference: str, word: str, now: dt.datetime
) -> None:
    """A line without an answer, or a held one, by a person who looked on the payment page.

    With a payment number it is paid; with a word alone it was not, and is payable again.
    """
    require_payer(line.batch, member)
    lock_batch(line.batch)  # before the line, as a recall does
    reference, word = reference.strip(), word.strip()
    if not reference and not word:
        raise OfferRefusedError(Reason("say_a_word"))
    place = WordingPlace.REASON_CODE
    require_wording(word, place=place, shop=line.batch.shop, member=member, now=now)
    settled = {"state": "paid" if reference else "failed", "answered_at": now}
    waiting = BatchLine.objects.filter(pk=line.pk, state="sent")
    if waiting.update(**settled, reference=reference[:80]) != 1:
        raise OfferRefusedError(Reason("line_not_waiting"))
    payout = line.payout
    if reference:
        record_payment(payout=payout, payment=Payment(reference), member=member, now=now)
    else:
        params = {"member": member.display_name, "word": word[:200]}
        because = Reason("line_settled_unpaid", params)
        BatchLine.objects.filter(pk=line.pk).update(because=because.as_json())
        failed = Payment(failure=because)
        record_payment(payout=payout, payment=failed, member=member, now=now)
        _back_in_line(payout, member=member, now=now)
    follow_lines(line.batch, member=member, now=now)


def sweep_bookings(*, now: dt.datetime) -> int:
    """Go on with results whose booking stopped half way; how many rows were booked."""
    silent = ResultFile.objects.filter(state="booking", booking_at__lt=now - _SILENT)
    booked = 0
    for result in silent.select_related("batch", "booked_by").order_by("booking_at", "id")[:20]:
        if result.booked_by is not None:
            by = result.booked_by
            booked += book_rows(result=result, member=by, now=now, most=_SWEPT_AT_ONCE)
    return booked
