"""Codes in stock: what is left, what ends soon, and which stock an offer may draw on."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from compensation.models import CodeStock, Offer, StockCode
from reviews.models import Shop

SOON = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StockRow:
    """A stock with its counts; ``left`` are the codes that are still good."""

    stock: CodeStock
    left: int
    ends_soon: int
    over: int
    handed: int
    sent: int

    @property
    def is_low(self) -> bool:
        """Whether it is time to bring in more."""
        return self.left <= self.stock.low_at


def free_codes(*, stock: CodeStock, today: dt.date) -> QuerySet[StockCode]:
    """The good codes of a stock, the one that ends first at the front."""
    good = Q(expires_on__isnull=True) | Q(expires_on__gte=today)
    free = StockCode.objects.filter(good, stock=stock, state="free")
    return free.order_by(F("expires_on").asc(nulls_last=True), "id")


def stock_rows(*, shop: Shop, today: dt.date, kind: str = "") -> list[StockRow]:
    """The open stocks of a shop with their counts, perhaps of one kind of remedy."""
    stocks = CodeStock.objects.filter(shop=shop, is_open=True)
    if kind:
        stocks = stocks.filter(kind=kind)
    free, over = Q(codes__state="free"), Q(codes__expires_on__lt=today)
    soon = Q(codes__expires_on__gte=today, codes__expires_on__lte=today + SOON)
    rows = stocks.annotate(
        free_count=Count("codes", filter=free),
        over_count=Count("codes", filter=free & over),
        soon_count=Count("codes", filter=free & soon),
        handed_count=Count("codes", filter=Q(codes__state="handed")),
        sent_count=Count("codes", filter=Q(codes__state="sent")),
    )
    return [
        StockRow(
            stock=row,
            left=row.free_count - row.over_count,
            ends_soon=row.soon_count,
            over=row.over_count,
            handed=row.handed_count,
            sent=row.sent_count,
        )
        for row in rows.order_by("kind", "name", "id")
    ]


def codes_in(*, stock: CodeStock, state: str = "") -> QuerySet[StockCode]:
    """The codes of a stock, those that were handed out last first."""
    rows = StockCode.objects.filter(stock=stock).select_related("offer__case", "handed_by")
    rows = rows.filter(state=state) if state else rows
    return rows.order_by(F("handed_at").desc(nulls_last=True), "expires_on", "id")


def code_of(*, offer: Offer) -> StockCode | None:
    """The code an offer holds."""
    return StockCode.objects.select_related("stock").filter(offer=offer).first()
