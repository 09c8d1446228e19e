"""Batches of payouts: what may be gathered, what a batch holds, where its file is."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from compensation.domain.batch_states import Outside, approval_wanted, recall_refusal, whereabouts
from compensation.domain.payout_layout import Layout
from compensation.domain.payout_layout_json import layout_from_json
from compensation.domain.payout_sheet import LineProblem, PayLine, problems
from compensation.models import (
    BatchDownload,
    BatchFile,
    BatchLine,
    Payout,
    PayoutBatch,
    ResultRow,
)
from compensation.models.batches import OPEN_LINE_STATES
from compensation.queries.policies import read_policy, version_in_force
from reviews.choices import OWNER
from reviews.domain.reason import Reason
from reviews.models import Member, Shop

#: Remedies that are transfers of money; the others are delivered, see codes.
TRANSFER_KINDS = ("cash", "refund")
MOST_GATHERED = 5_000


@dataclass(frozen=True, slots=True)
class BatchFilter:
    """Which payable payouts to gather; what is empty matches everything."""

    kind: str = ""
    due_until: dt.date | None = None
    budget: str = ""  # public id
    person: str = ""  # public id of the member who proposed the offer

    def as_json(self) -> dict[str, str]:
        """What the batch remembers of it."""
        due = self.due_until.isoformat() if self.due_until else ""
        given = {"kind": self.kind, "due_until": due, "budget": self.budget, "person": self.person}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with what would stop it."""

    line: BatchLine
    problems: list[Reason]


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch as its page shows it."""

    batch: PayoutBatch
    layout: Layout
    lines: list[ShownLine]
    file_problems: list[Reason]
    total_fen: int
    count: int
    outside: Outside
    where: Reason
    approval: Reason | None
    recall: Reason | None
    files: list[BatchFile]
    downloads: list[BatchDownload]

    @property
    def stopped(self) -> int:
        """How many lines can't go out yet."""
        return sum(1 for shown in self.lines if shown.problems)


def gatherable(*, shop: Shop, wanted: BatchFilter) -> QuerySet[Payout]:
    """Payable transfers that stand in no open batch, the earliest due first."""
    rows = Payout.objects.filter(
        shop=shop, state="payable", offer__kind__in=TRANSFER_KINDS, amount_fen__gt=0
    ).exclude(batch_lines__state__in=OPEN_LINE_STATES)
    if wanted.kind:
        rows = rows.filter(offer__kind=wanted.kind)
    if wanted.due_until:
        end = _midnight(wanted.due_until + dt.timedelta(days=1))
        rows = rows.filter(due_at__lt=timezone.make_aware(end))
    if wanted.budget:
        rows = rows.filter(offer__draws__budget__public_id=wanted.budget)
    if wanted.person:
        rows = rows.filter(offer__proposed_by__public_id=wanted.person)
    return rows.order_by("due_at", "id")


def count_gatherable(*, shop: Shop, wanted: BatchFilter) -> tuple[int, int]:
    """How many payouts the filter finds, and their sum in fen."""
    found = gatherable(shop=shop, wanted=wanted).aggregate(
        number=Count("id"), fen=Sum("amount_fen")
    )
    return found["number"], found["fen"] or 0


def lines_of(batch: PayoutBatch) -> QuerySet[BatchLine]:
    """The lines in their order, with what a page or a file needs."""
    return (
        BatchLine.objects.filter(batch=batch)
        .select_related("payout__offer__order", "payout__offer__case__buyer", "payout__payee")
        .order_by("position", "id")
    )


def pay_line(line: BatchLine) -> PayLine:
    """A line as the file needs it; payees are read in clear here."""
    offer = line.payout.offer
    payee = getattr(line.payout, "payee", None)
    return PayLine(
        position=line.position,
        key=line.key,
        amount_fen=line.amount_fen,
        order=offer.order.number if offer.order is not None else "",
        payee_account=payee.account if payee is not None else "",
        payee_name=payee.name if payee is not None else "",
        remark=line.remark,
    )


def file_lines(lines: Iterable[BatchLine]) -> list[PayLine]:
    """The lines of a file, numbered from 1 as they stand."""
    return [pay_line(line) for line in lines]


def outside_of(batch: PayoutBatch) -> Outside:
    """What is known of the batch's file outside the desk; a payment read but not booked counts."""
    lines = BatchLine.objects.filter(batch=batch)
    told_paid = ResultRow.objects.filter(
        result__batch=batch, result__state__in=["checked", "booking"], verdict="pay"
    ).values("line")
    return Outside(
        exported=batch.exported_at is not None,
        downloads=BatchDownload.objects.filter(file__batch=batch).count(),
        handed_over=batch.handed_over_at is not None,
        answers=lines.filter(Q(state__in=["paid", "failed"]) | Q(pk__in=told_paid)).count(),
    )


def approval_of(batch: PayoutBatch, *, total_fen: int, now: dt.datetime) -> Reason | None:
    """Whether the shop's policy wants a second person before the batch leaves."""
    limits = read_policy(version_in_force(shop=batch.shop, now=now)).limits
    return approval_wanted(
        total_fen=total_fen,
        above_fen=limits.four_eyes_above_fen,
        is_approved=batch.approved_at is not None,
    )


def batch_view(*, batch: PayoutBatch, member: Member, now: dt.datetime) -> BatchView:
    """Everything a batch's page shows."""
    layout = layout_from_json(batch.layout)
    lines = list(lines_of(batch))
    counted = [line for line in lines if line.state not in {"dropped", "recalled"}]
    found = problems(layout, file_lines(lines)) if batch.state == "draft" else []
    outside = outside_of(batch)
    total_fen = sum(line.amount_fen for line in counted)
    files = BatchFile.objects.filter(batch=batch).annotate(fetched=Count("downloads"))
    downloads = BatchDownload.objects.filter(file__batch=batch).select_related("member", "file")
    return BatchView(
        batch=batch,
        layout=layout,
        lines=[ShownLine(line, _problems_at(found, line.position)) for line in lines],
        file_problems=_problems_at(found, 0),
        total_fen=total_fen,
        count=len(counted),
        outside=outside,
        where=whereabouts(outside),
        approval=approval_of(batch, total_fen=total_fen, now=now) if _is_draft(batch) else None,
        recall=recall_refusal(outside, is_owner=member.role == OWNER),
        files=list(files.order_by("-file_type")),
        downloads=list(downloads.order_by("-at", "-id")[:20]),
    )


def _is_draft(batch: PayoutBatch) -> bool:
    return batch.state == "draft"


def _problems_at(found: Iterable[LineProblem], position: int) -> list[Reason]:
    return [problem.reason for problem in found if problem.position == position]


def listed_batches(
    *, shop: Shop, state: str = "", since: dt.date | None = None, until: dt.date | None = None
) -> QuerySet[PayoutBatch]:
    """A shop's batches of a state, gathered within desk days."""
    rows = batches_in(shop=shop)
    if state:
        rows = rows.filter(state=state)
    if since:
        rows = rows.filter(created_at__gte=timezone.make_aware(_midnight(since)))
    if until:
        end = _midnight(until + dt.timedelta(days=1))
        rows = rows.filter(created_at__lt=timezone.make_aware(end))
    return rows


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def batches_in(*, shop: Shop) -> QuerySet[PayoutBatch]:
    """A shop's batches, newest first, with their sums and answers."""
    counted = ~Q(lines__state__in=["dropped", "recalled"])
    return (
        PayoutBatch.objects.filter(shop=shop)
        .select_related("created_by", "exported_by")
        .annotate(
            line_count=Count("lines", filter=counted),
            total_fen=Sum("lines__amount_fen", filter=counted, default=0),
            paid_count=Count("lines", filter=Q(lines__state="paid")),
            paid_fen=Sum("lines__amount_fen", filter=Q(lines__state="paid"), default=0),
            failed_count=Count("lines", filter=Q(lines__state="failed")),
            waiting_count=Count("lines", filter=Q(lines__state="sent")),
        )
        .order_by("-created_at", "-id")
    )
