"""Codes in stock: brought in, handed to one offer, sent, or put back."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from compensation.domain.code_list import (
    MOST_CODES,
    CodeFault,
    CodeList,
    NewCode,
    mask_code,
    read_codes,
)
from compensation.domain.money import LARGEST_FEN
from compensation.models import CodeStock, Offer, Payout, StockCode
from compensation.operations.errors import OfferRefusedError
from compensation.operations.payments import Payment
from compensation.operations.payouts import claim, record_payment
from compensation.operations.wording import require_wording
from compensation.queries.codes import free_codes
from reviews.choices import LEAD, OWNER
from reviews.contact_cipher import blind_index
from reviews.domain.reason import Reason
from reviews.domain.wording import WordingPlace
from reviews.models import Member
from reviews.operations.history import record_change

#: Offers that may hold a code; the payout of a taken one is payable.
CODE_STATES = ("approved", "offered", "accepted", "payable", "failed")
_AT_ONCE = 500


@transaction.atomic
def open_stock(
    *, member: Member, name: str, kind: str, value_fen: int, low_at: int, now: dt.datetime
) -> CodeStock:
    """A stock of codes or gifts; its name is read by buyers, so its wording is checked."""
    _require_keeper(member)
    name = name.strip()[:60]
    if not name or not 0 <= value_fen <= LARGEST_FEN:
        raise OfferRefusedError(Reason("stock_makes_no_sense"))
    place = WordingPlace.COUPON_NAME
    require_wording(name, place=place, shop=member.shop, member=member, now=now)
    values = {"kind": kind, "value_fen": value_fen, "low_at": low_at}
    try:
        with transaction.atomic():
            return CodeStock.objects.create(
                shop=member.shop, name=name, created_at=now, created_by=member, **values
            )
    except IntegrityError:
        raise OfferRefusedError(Reason("stock_name_taken")) from None


@transaction.atomic
def add_codes(
    *, stock: CodeStock, member: Member, lines: Iterable[str], now: dt.datetime
) -> CodeList:
    """Put the codes of a list in stock; what was put in, and each line that was not, named.

    A code that is in any stock of the shop already is never put in twice.
    """
    _require_keeper(member, stock)
    read = read_codes(lines, today=timezone.localtime(now).date())
    if len(read.codes) > MOST_CODES:
        raise OfferRefusedError(Reason("code_list_too_long", {"most": MOST_CODES}))
    if not read.codes and not read.faults:
        raise OfferRefusedError(Reason("code_list_empty"))
    CodeStock.objects.select_for_update().get(pk=stock.pk)
    indexes = {_index(new.code): new for new in read.codes}
    known = _in_stock(stock, list(indexes))
    fresh = {index: new for index, new in indexes.items() if index not in known}
    rows = [_piece(stock, index, new, now) for index, new in fresh.items()]
    # A colleague who brings the same list in at this moment: the constraint leaves out what is in.
    StockCode.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
    faults = [_twice(indexes[index], name) for index, name in known.items()]
    every = sorted([*read.faults, *faults], key=lambda fault: fault.line)
    return CodeList(tuple(fresh.values()), tuple(every))


def add_pieces(*, stock: CodeStock, member: Member, count: int, now: dt.datetime) -> CodeList:
    """Gifts without a code of their own: numbered pieces."""
    _require_keeper(member, stock)
    if not 0 < count <= MOST_CODES:
        raise OfferRefusedError(Reason("code_list_too_long", {"most": MOST_CODES}))
    last = StockCode.objects.filter(stock=stock).count()
    lines = [f"{stock.public_id[:6]}-{last + number:05d}" for number in range(1, count + 1)]
    return add_codes(stock=stock, member=member, lines=lines, now=now)


@transaction.atomic
def hand_out(*, offer: Offer, stock: CodeStock, member: Member, now: dt.datetime) -> StockCode:
    """Hand the good code that ends first to an offer, once: asked again it gives the same one.

    Raises OfferRefusedError; `SKIP LOCKED` where the database knows it, so that many people are
    each given another piece without waiting for one another.
    """
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk, shop=member.shop_id)
    earlier = StockCode.objects.filter(offer=offer).first()
    if earlier is not None:
        return earlier
    if offer.state not in CODE_STATES:
        raise OfferRefusedError(Reason("offer_takes_no_code"))
    if stock.kind != offer.kind or stock.shop_id != offer.shop_id:
        raise OfferRefusedError(Reason("stock_of_another_kind", {"stock": stock.name}))
    if stock.kind == "coupon" and stock.value_fen > offer.amount_fen:
        # The ledger and the budget know the offer's amount; the buyer would get the stock's.
        most = offer.amount_fen
        raise OfferRefusedError(
            Reason("coupon_worth_more", {"stock": stock.name, "amount_fen": most})
        )
    skip = connection.features.has_select_for_update_skip_locked
    free = free_codes(stock=stock, today=timezone.localtime(now).date())
    code = free.select_for_update(skip_locked=skip).first()
    given = {"state": "handed", "offer": offer, "handed_at": now, "handed_by": member}
    if code is None or not _swap(code, "free", **given):
        raise OfferRefusedError(Reason("stock_is_empty", {"stock": stock.name}))
    record_change(code, member=member, now=now)
    return code


@transaction.atomic
def send_code(*, offer: Offer, member: Member, now: dt.datetime) -> None:
    """The code went to the buyer, who took the offer: that is its payment.

    Raises OfferRefusedError.
    """
    payout = Payout.objects.filter(offer=offer, shop=member.shop_id).first()
    if payout is None:
        raise OfferRefusedError(Reason("code_waits_for_yes"))
    code = StockCode.objects.filter(offer=offer).first()
    if code is None or not _swap(code, "handed", state="sent", sent_at=now, sent_by=member):
        raise OfferRefusedError(Reason("code_not_there"))
    record_change(code, member=member, now=now)
    if not claim(payout=payout, provider_name="code", member=member, now=now):
        raise OfferRefusedError(Reason("payout_not_payable"))
    payment = Payment(reference=f"{code.stock.name} {code.code_masked}"[:80])
    record_payment(payout=payout, payment=payment, member=member, now=now)


def put_back(*, offer: Offer, member: Member | None, now: dt.datetime) -> bool:
    """The offer ended before its code was sent: the code is free again; False where it has none."""
    code = StockCode.objects.filter(offer=offer, state="handed").first()
    back = {"state": "free", "offer": None, "handed_at": None, "handed_by": None}
    if code is None or not _swap(code, "handed", **back):
        return False
    record_change(code, member=member, now=now)
    return True


@transaction.atomic
def take_back_code(*, offer: Offer, member: Member, now: dt.datetime) -> None:
    """Put an unsent code back by hand, for another stock or because it was the wrong one."""
    if not put_back(offer=offer, member=member, now=now):
        sent = StockCode.objects.filter(offer=offer, state="sent").exists()
        raise OfferRefusedError(Reason("code_is_sent" if sent else "code_not_there"))


@transaction.atomic
def void_codes(*, stock: CodeStock, member: Member, now: dt.datetime) -> int:
    """Take the pieces out of stock that are over; how many. What was handed out stays."""
    _require_keeper(member, stock)
    over = StockCode.objects.filter(
        stock=stock, state="free", expires_on__lt=timezone.localtime(now).date()
    )
    return over.update(state="void")


def _swap(code: StockCode, before: str, **changes: object) -> bool:
    return StockCode.objects.filter(pk=code.pk, state=before).update(**changes) == 1


def _piece(stock: CodeStock, index: str, new: NewCode, now: dt.datetime) -> StockCode:
    return StockCode(
        shop_id=stock.shop_id,
        stock=stock,
        code=new.code,
        code_index=index,
        code_masked=mask_code(new.code),
        expires_on=new.expires_on,
        added_at=now,
    )


def _in_stock(stock: CodeStock, indexes: list[str]) -> dict[str, str]:
    """Index -> name of the stock, of those the shop has already."""
    found: dict[str, str] = {}
    for start in range(0, len(indexes), _AT_ONCE):
        some = indexes[start : start + _AT_ONCE]
        rows = StockCode.objects.filter(shop=stock.shop_id, code_index__in=some)
        found |= dict(rows.values_list("code_index", F("stock__name")))
    return found


def _twice(new: NewCode, stock: str) -> CodeFault:
    params = {"code": mask_code(new.code), "stock": stock}
    return CodeFault(new.line, Reason("code_in_stock", params))


def _index(code: str) -> str:
    return blind_index(code, purpose="stock_code")


def _require_keeper(member: Member, stock: CodeStock | None = None) -> None:
    if member.role not in {LEAD, OWNER} or (stock and stock.shop_id != member.shop_id):
        raise OfferRefusedError(Reason("not_yours_to_decide"))
