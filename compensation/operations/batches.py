"""Gathering payable payouts into a batch, and what may be done with it before it leaves."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max

from compensation.domain.batch_states import BatchState
from compensation.domain.payout_layout import Layout, layout_problems
from compensation.domain.payout_layout_json import layout_to_json
from compensation.domain.payout_sheet import line_key
from compensation.models import BatchLine, PayoutBatch
from compensation.operations.batch_moves import (
    batch_refusal,
    lock_batch,
    move_batch,
    require_payer,
)
from compensation.operations.errors import OfferRefusedError
from compensation.operations.wording import require_wording
from compensation.queries.batches import MOST_GATHERED, BatchFilter, gatherable
from reviews.choices import LEAD, OWNER
from reviews.domain.reason import Reason
from reviews.domain.wording import WordingPlace
from reviews.models import Member, Shop
from reviews.operations.history import record_change


@dataclass(frozen=True, slots=True)
class NewBatch:
    """What to gather, in which form, and what to write beside the money."""

    wanted: BatchFilter
    layout: Layout
    remark: str = ""
    override_word: str = ""


@transaction.atomic
def gather_batch(*, shop: Shop, member: Member, new: NewBatch, now: dt.datetime) -> PayoutBatch:
    """Put the payable payouts of a filter into a new batch; they stay payable until it leaves.

    Raises OfferRefusedError where the form can't be used, the remark may not be sent, or nothing
    is there to gather.
    """
    if member.shop_id != shop.pk or member.role not in {LEAD, OWNER}:
        raise OfferRefusedError(Reason("not_yours_to_decide"))
    if problems := layout_problems(new.layout):
        raise OfferRefusedError(*problems)
    # Two who gather at once take turns, so that no payout is in both batches.
    Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
    remark = (new.remark.strip() or new.layout.remark)[:120]
    _require_remark(remark, shop=shop, member=member, word=new.override_word, now=now)
    batch = PayoutBatch(
        shop=shop,
        number=_next_number(shop),
        preset_name=new.layout.name,
        layout=layout_to_json(new.layout),
        gathered_by=new.wanted.as_json(),
        remark=remark,
        created_at=now,
        created_by=member,
        edited_by=member,
    )
    batch.save()
    if not _gather(batch, new, remark):
        raise OfferRefusedError(Reason("nothing_to_gather"))
    return batch


def _gather(batch: PayoutBatch, new: NewBatch, remark: str) -> int:
    most = new.layout.most_lines or MOST_GATHERED
    found = gatherable(shop=batch.shop, wanted=new.wanted).annotate(earlier=Count("batch_lines"))
    lines = [
        BatchLine(
            batch=batch,
            payout=payout,
            position=position,
            key=line_key(payout.idempotency_key, earlier=payout.earlier),
            amount_fen=payout.amount_fen,
            remark=payout.remark or remark,
        )
        for position, payout in enumerate(found[:most], start=1)
    ]
    return len(BatchLine.objects.bulk_create(lines))


def _next_number(shop: Shop) -> int:
    last = PayoutBatch.objects.filter(shop=shop).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _require_remark(
    remark: str, *, shop: Shop, member: Member, word: str, now: dt.datetime
) -> None:
    require_wording(
        remark,
        place=WordingPlace.PAYOUT_REMARK,
        shop=shop,
        member=member,
        override_word=word,
        now=now,
    )


@transaction.atomic
def take_out_line(*, line: BatchLine, member: Member, now: dt.datetime) -> None:
    """Take a payout out of a draft; it is payable as before. An approval given is void then."""
    batch = _require_draft(line.batch, member)
    BatchLine.objects.filter(pk=line.pk, batch=batch).delete()
    for position, pk in enumerate(batch.lines.order_by("position").values_list("pk", flat=True), 1):
        BatchLine.objects.filter(pk=pk).exclude(position=position).update(position=position)
    PayoutBatch.objects.filter(pk=batch.pk).update(
        edited_by=member, approved_by=None, approved_at=None
    )
    record_change(batch, member=member, now=now)


@transaction.atomic
def approve_batch(*, batch: PayoutBatch, member: Member, now: dt.datetime) -> None:
    """The second pair of eyes: a lead or owner who neither gathered nor edited the batch."""
    batch = _require_draft(batch, member)
    if member.pk in {batch.created_by_id, batch.edited_by_id}:
        raise OfferRefusedError(Reason("own_batch"))
    PayoutBatch.objects.filter(pk=batch.pk).update(approved_by=member, approved_at=now)
    record_change(batch, member=member, now=now)


@transaction.atomic
def discard_batch(*, batch: PayoutBatch, member: Member, now: dt.datetime) -> None:
    """Throw a draft away; its payouts can be gathered again. Nothing of it has left the desk."""
    require_payer(batch, member)
    move_batch(batch, BatchState.DISCARDED, member=member, now=now, ended_at=now, ended_by=member)
    BatchLine.objects.filter(batch=batch).delete()


def _require_draft(batch: PayoutBatch, member: Member) -> PayoutBatch:
    require_payer(batch, member)
    batch = lock_batch(batch)
    if batch.state != BatchState.DRAFT:
        raise batch_refusal(batch)
    return batch
