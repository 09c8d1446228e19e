"""A batch leaves the desk: the file, who fetched it, its upload, its recall, its end."""

import base64
import datetime as dt
import hashlib

from django.db import transaction
from django.utils import timezone

from compensation.domain.batch_states import BatchState, recall_refusal
from compensation.domain.payout_layout import Layout
from compensation.domain.payout_layout_json import layout_from_json
from compensation.domain.payout_sheet import PayLine, problems, sheet_rows
from compensation.models import BatchDownload, BatchFile, BatchLine, Payout, PayoutBatch
from compensation.operations.batch_moves import (
    batch_refusal,
    lock_batch,
    move_batch,
    move_payouts,
    require_payer,
)
from compensation.operations.errors import OfferRefusedError
from compensation.operations.wording import require_wording
from compensation.queries.batches import approval_of, file_lines, lines_of, outside_of
from compensation.workbook.payment_file import write_payment_text, write_payment_workbook
from reviews.choices import OWNER
from reviews.domain.reason import Reason
from reviews.domain.wording import WordingPlace
from reviews.models import Member
from reviews.operations.exports import log_export
from reviews.operations.history import record_change

#: Answers come within days; until then nobody else may pay these payouts.
ANSWER_WITHIN = dt.timedelta(days=7)
PROVIDER = "batch"


@transaction.atomic
def export_batch(*, batch: PayoutBatch, member: Member, now: dt.datetime) -> PayoutBatch:
    """Freeze the batch and make its files: from here on its payouts are being paid.

    In order: the seat, the state, the lines' problems, the second pair of eyes. Payouts that were
    paid elsewhere meanwhile are left out and say so. Whole or nothing: a killed export leaves a
    draft. Raises OfferRefusedError.
    """
    require_payer(batch, member)
    batch = lock_batch(batch)
    if batch.state != BatchState.DRAFT:
        raise batch_refusal(batch)
    layout = layout_from_json(batch.layout)
    BatchLine.objects.filter(batch=batch, state="gathered").exclude(payout__state="payable").update(
        state="dropped", because=Reason("line_was_taken").as_json()
    )
    lines = file_lines(lines_of(batch).filter(state="gathered"))
    _require_clean(batch, layout, lines, now)
    moved = move_payouts(
        Payout.objects.filter(batch_lines__batch=batch, batch_lines__state="gathered"),
        member=member,
        now=now,
        before="payable",
        to="paying",
        provider=PROVIDER,
        claimed_at=now,
        lease_until=now + ANSWER_WITHIN,
    )
    if moved != len(lines):
        raise OfferRefusedError(Reason("line_was_taken"))  # paid by hand after the lines were read
    BatchLine.objects.filter(batch=batch, state="gathered").update(state="sent")
    _make_files(batch, layout, lines, now)
    out = {"exported_at": now, "exported_by": member}
    move_batch(batch, BatchState.EXPORTED, member=member, now=now, **out)
    return batch


def _require_clean(
    batch: PayoutBatch, layout: Layout, lines: list[PayLine], now: dt.datetime
) -> None:
    found = problems(layout, lines)
    whole = [problem.reason for problem in found if problem.position == 0]
    if whole:
        raise OfferRefusedError(*whole)
    if stopped := {problem.position for problem in found}:
        raise OfferRefusedError(Reason("batch_has_problems", {"lines": len(stopped)}))
    total_fen = sum(line.amount_fen for line in lines)
    if wanted := approval_of(batch, total_fen=total_fen, now=now):
        raise OfferRefusedError(wanted)


def _make_files(batch: PayoutBatch, layout: Layout, lines: list[PayLine], now: dt.datetime) -> None:
    day = timezone.localtime(now).date()
    rows = sheet_rows(layout, lines, batch=batch_code(batch, day), day=day)
    written = {
        "xlsx": write_payment_workbook(rows, sheet_name=layout.name),
        "csv": write_payment_text(rows, encoding=layout.encoding),
    }
    for file_type, content in written.items():
        BatchFile.objects.create(
            batch=batch,
            file_type=file_type,
            content=base64.b64encode(content).decode(),
            sha256=hashlib.sha256(content).hexdigest(),
            lines=len(lines),
            total_fen=sum(line.amount_fen for line in lines),
            made_at=now,
        )


def batch_code(batch: PayoutBatch, day: dt.date) -> str:
    """The number a payment page knows the batch by: digits alone, never used twice."""
    return f"{day:%Y%m%d}{batch.pk:08d}"


@transaction.atomic
def fetch_file(
    *, file: BatchFile, member: Member, reason: str, ip: str | None, now: dt.datetime
) -> bytes:
    """The file in clear, and a log row that says who fetched it, when, why and from where.

    Not once it was recalled: its payouts may be paid otherwise by now. Raises OfferRefusedError.
    """
    require_payer(file.batch, member)
    if not reason.strip():
        raise OfferRefusedError(Reason("say_what_for"))
    if not file.content:
        raise OfferRefusedError(Reason("file_is_purged"))
    batch = lock_batch(file.batch)  # a recall at this moment sees the download, or stops it
    if batch.state == BatchState.RECALLED:
        raise batch_refusal(batch)
    BatchDownload.objects.create(
        file=file, member=member, reason=reason.strip()[:120], ip_address=ip, at=now
    )
    asked, rows = f"batch={batch.number}", batch.lines.count()
    log_export(member=member, what="payments", query=asked, rows=rows, now=now)
    return base64.b64decode(file.content)


@transaction.atomic
def mark_handed_over(*, batch: PayoutBatch, member: Member, now: dt.datetime) -> None:
    """Somebody uploaded the file on the payment page: from now on it may be paid any minute."""
    require_payer(batch, member)
    outside = PayoutBatch.objects.filter(
        pk=batch.pk, state__in=["exported", "partly"], handed_over_at__isnull=True
    )
    if outside.update(handed_over_at=now, handed_over_by=member) != 1:
        raise batch_refusal(batch)
    record_change(batch, member=member, now=now)


@transaction.atomic
def recall_batch(*, batch: PayoutBatch, member: Member, word: str, now: dt.datetime) -> None:
    """Put an exported batch's payouts back in line: its file is not going to be paid.

    See `recall_refusal` for who may; a word says why, and stays with the batch.
    """
    require_payer(batch, member)
    batch = lock_batch(batch)
    if not word.strip():
        raise OfferRefusedError(Reason("say_a_word"))
    place = WordingPlace.REASON_CODE
    require_wording(word, place=place, shop=batch.shop, member=member, now=now)
    said = word.strip()[:200]
    # Lines before payouts, as a booking takes them: the other order deadlocks with one. An answer
    # that is being booked is seen after this, when its line is ours or answered.
    BatchLine.objects.filter(batch=batch, state="sent").update(
        state="recalled", because=Reason("batch_recalled", {"word": said}).as_json()
    )
    if refusal := recall_refusal(outside_of(batch), is_owner=member.role == OWNER):
        raise OfferRefusedError(refusal)
    ended = {"ended_at": now, "ended_by": member, "word": said}
    move_batch(batch, BatchState.RECALLED, member=member, now=now, **ended)
    waiting = Payout.objects.filter(batch_lines__batch=batch, batch_lines__state="recalled")
    move_payouts(
        waiting,
        member=member,
        now=now,
        before="paying",
        to="payable",
        lease_until=None,
        provider="",
    )


@transaction.atomic
def close_batch(*, batch: PayoutBatch, member: Member, now: dt.datetime) -> None:
    """Every line is answered: the batch is done."""
    require_payer(batch, member)
    move_batch(batch, BatchState.CLOSED, member=member, now=now, ended_at=now, ended_by=member)
