"""What the demo's money pages show: stocks of codes, a batch outside, one that was answered."""

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from compensation.domain.payout_layout_json import shipped_layouts
from compensation.models import Payout, PayoutBatch
from compensation.operations.answers import accept_offer, mark_offered
from compensation.operations.batch_exports import export_batch
from compensation.operations.batches import NewBatch, gather_batch
from compensation.operations.booking import book_result
from compensation.operations.codes import add_codes, add_pieces, open_stock
from compensation.operations.errors import OfferRefusedError
from compensation.operations.offers import Proposal, propose_offer
from compensation.operations.results import read_result
from compensation.queries.batches import BatchFilter
from reviews.models import Case, Member, Shop

_FORM, _RESULT = "small_payment", "打款结果.csv"
_ANSWERED, _OUTSIDE = 4, 2  # payouts of the batch with an answer, and of the one without
_FEN = (300, 200, 500, 300, 200, 300, 500)


def show_money(*, shop: Shop, members: Mapping[str, Member], now: dt.datetime) -> None:
    """Two stocks; a batch whose answer came in two days ago; one outside; a payout in line."""
    owner, lead = members["owner"], members["lead"]
    _stocks(owner, now)
    taken = _taken(shop, owner, now - dt.timedelta(days=2, hours=3))
    if list(islice(taken, _ANSWERED)):
        _answered(shop, lead, now - dt.timedelta(days=2))
    if list(islice(taken, _OUTSIDE)):
        export_batch(batch=_gathered(shop, lead, now), member=lead, now=now)
    next(taken, None)


def _stocks(owner: Member, now: dt.datetime) -> None:
    coupons = open_stock(
        member=owner, name="5 元无门槛券", kind="coupon", value_fen=500, low_at=10, now=now
    )
    last_day = (now + dt.timedelta(days=60)).date()
    lines = [f"DEMO-{number:04d},{last_day:%Y-%m-%d}" for number in range(1, 41)]
    add_codes(stock=coupons, member=owner, lines=lines, now=now)
    gifts = open_stock(member=owner, name="便携杯", kind="gift", value_fen=0, low_at=5, now=now)
    add_pieces(stock=gifts, member=owner, count=12, now=now)


def _taken(shop: Shop, owner: Member, now: dt.datetime) -> Iterator[Payout]:
    """Cash that buyers took, one at a time: what the policy refuses is passed over."""
    amounts = iter(_FEN)
    cases = Case.objects.filter(shop=shop, status="open", hold="", offers__isnull=True)
    fen = next(amounts)
    for case in cases.order_by("-pk")[:60]:
        proposal = Proposal(kind="cash", amount_fen=fen, asked_reason="买家自行承担了退换运费")
        try:
            offer = propose_offer(
                case=case,
                member=owner,
                proposal=proposal,
                idempotency_key=f"demo-money-{case.pk}",
                now=now,
            )
        except OfferRefusedError:
            continue
        mark_offered(offer=offer, member=owner, now=now)
        yield accept_offer(offer=offer, member=owner, now=now)
        following = next(amounts, None)
        if following is None:
            return
        fen = following


def _gathered(shop: Shop, lead: Member, now: dt.datetime) -> PayoutBatch:
    new = NewBatch(BatchFilter(kind="cash"), shipped_layouts()[_FORM])
    return gather_batch(shop=shop, member=lead, new=new, now=now)


def _answered(shop: Shop, lead: Member, now: dt.datetime) -> None:
    """A batch whose page answered: all paid but the last, whose account does not exist."""
    batch = export_batch(batch=_gathered(shop, lead, now), member=lead, now=now)
    lines = list(batch.lines.order_by("position"))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "result.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["商户流水号", "状态", "金额", "失败原因", "支付宝流水号"])
            for line in lines:
                said = ("失败", "账号不存在") if line is lines[-1] else ("成功", "")
                yuan = f"{line.amount_fen / 100:.2f}"
                writer.writerow([line.key, said[0], yuan, said[1], f"2026{line.pk:012d}"])
        result = read_result(batch=batch, path=path, file_name=_RESULT, member=lead, now=now)
    book_result(result=result, member=lead, now=now)
