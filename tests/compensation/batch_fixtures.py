"""Accepted offers of several buyers with money behind them, and a batch of their payouts."""

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from compensation.domain.payout_layout_json import shipped_layouts
from compensation.models import Offer, Payout, PayoutBatch, ResultFile
from compensation.operations.answers import accept_offer, mark_offered
from compensation.operations.batch_exports import export_batch
from compensation.operations.batches import NewBatch, gather_batch
from compensation.operations.offers import Proposal, propose_offer
from compensation.operations.results import read_result
from compensation.queries.batches import BatchFilter
from reviews.models import Member, Shop
from tests.factories import BudgetFactory, CaseFactory

AnswerRow = dict[str, Any]


@pytest.fixture
def payouts(shop: Shop, owner: Member, now: dt.datetime) -> list[Payout]:
    """Three payable payouts of 3, 4 and 5 yuan from one budget."""
    BudgetFactory.create(shop=shop, cap_fen=5_000)
    return [make_payout(shop, owner, now, fen) for fen in (300, 400, 500)]


def make_payout(
    shop: Shop, owner: Member, now: dt.datetime, fen: int, kind: str = "cash"
) -> Payout:
    case = CaseFactory.create(shop=shop)
    offer: Offer = propose_offer(
        case=case,
        member=owner,
        proposal=Proposal(kind, fen, asked_reason="壶底漏水"),
        idempotency_key=f"{case.pk}-{kind}-{fen}",
        now=now,
    )
    mark_offered(offer=offer, member=owner, now=now)
    return accept_offer(offer=offer, member=owner, now=now)


@pytest.fixture
def gather(shop: Shop, lead: Member, now: dt.datetime) -> Callable[..., PayoutBatch]:
    def make(layout: str = "small_payment", *, member: Member | None = None, **wanted: Any) -> Any:
        new = NewBatch(BatchFilter(**wanted), shipped_layouts()[layout])
        return gather_batch(shop=shop, member=member or lead, new=new, now=now)

    return make


@pytest.fixture
def exported(payouts: list[Payout], gather: Any, lead: Member, now: dt.datetime) -> PayoutBatch:
    return export_batch(batch=gather(), member=lead, now=now)


def answer_rows(batch: PayoutBatch, **changes: AnswerRow) -> list[AnswerRow]:
    """What a page would answer: every line paid, with cells replaced by position ("p1", "p2")."""
    return [
        {
            "商户流水号": line.key,
            "状态": "成功",
            "金额": f"{line.amount_fen / 100:.2f}",
            "失败原因": "",
            "支付宝流水号": f"2026{line.pk:012d}",
        }
        | changes.get(f"p{line.position}", {})
        for line in batch.lines.order_by("position")
    ]


def answer_file(path: Path, rows: list[AnswerRow], *, title: str = "") -> Path:
    book = Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    file = BytesIO()
    book.save(file)
    path.write_bytes(file.getvalue())
    return path


@pytest.fixture
def answer(tmp_path: Path, lead: Member, now: dt.datetime) -> Callable[..., ResultFile]:
    """Read an answer to a batch, in which single cells may be other ones."""

    def read(batch: PayoutBatch, *, rows: Any = None, member: Any = None, **changes: Any) -> Any:
        path = answer_file(tmp_path / "result.xlsx", rows or answer_rows(batch, **changes))
        by = member or lead
        return read_result(batch=batch, path=path, file_name="结果.xlsx", member=by, now=now)

    return read
