"""Rows for tests: made, never taken from anybody."""

import datetime as dt
import hashlib
from zoneinfo import ZoneInfo

import factory
from django.db.models import Max
from factory.django import DjangoModelFactory

from compensation import models as money
from reports import models as reports
from reviews import models
from reviews.contact_cipher import blind_index
from reviews.domain.masking import mask_nick, mask_phone

#: A Wednesday morning at the desk.
NOW = dt.datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


class UserFactory(DjangoModelFactory[models.User]):
    class Meta:
        model = models.User

    username = factory.Sequence(lambda n: f"person{n}")


class ShopFactory(DjangoModelFactory[models.Shop]):
    class Meta:
        model = models.Shop
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"shop{n}")
    name = factory.Sequence(lambda n: f"测试店铺{n}")
    platform = "tmall"
    created_at = NOW
    settings = factory.RelatedFactory("tests.factories.ShopSettingsFactory", "shop")


class ShopSettingsFactory(DjangoModelFactory[models.ShopSettings]):
    class Meta:
        model = models.ShopSettings

    shop = factory.SubFactory(ShopFactory, settings=None)


class MemberFactory(DjangoModelFactory[models.Member]):
    class Meta:
        model = models.Member

    user = factory.SubFactory(UserFactory)
    shop = factory.SubFactory(ShopFactory)
    role = "agent"
    display_name = factory.Sequence(lambda n: f"客服{n}")
    created_at = NOW


class ShiftFactory(DjangoModelFactory[models.Shift]):
    class Meta:
        model = models.Shift

    member = factory.SubFactory(MemberFactory)
    starts_at = NOW.replace(hour=9)
    ends_at = NOW.replace(hour=18)


class BuyerFactory(DjangoModelFactory[models.Buyer]):
    class Meta:
        model = models.Buyer

    class Params:
        plain_nick = factory.Sequence(lambda n: f"tb_买家{n}号")
        plain_phone = factory.Sequence(lambda n: f"1380000{n:04d}")

    shop = factory.SubFactory(ShopFactory)
    nick = factory.SelfAttribute("plain_nick")
    nick_masked = factory.LazyAttribute(lambda row: mask_nick(row.plain_nick))
    key_index = factory.LazyAttribute(
        lambda row: blind_index(f"{row.shop.platform}:{row.plain_nick}", purpose="buyer"),
    )
    phone = factory.SelfAttribute("plain_phone")
    phone_index = factory.LazyAttribute(lambda row: blind_index(row.plain_phone, purpose="phone"))
    phone_masked = factory.LazyAttribute(lambda row: mask_phone(row.plain_phone))
    phone_last4 = factory.LazyAttribute(lambda row: row.plain_phone[-4:])
    province = "浙江省"
    city = "杭州市"
    first_seen_at = NOW - dt.timedelta(days=20)


class ProductFactory(DjangoModelFactory[models.Product]):
    class Meta:
        model = models.Product

    shop = factory.SubFactory(ShopFactory)
    item_id = factory.Sequence(lambda n: f"7000000{n:05d}")
    title = factory.Sequence(lambda n: f"2L 养生壶 {n} 型")
    line = "养生壶"


class OrderFactory(DjangoModelFactory[models.Order]):
    class Meta:
        model = models.Order

    shop = factory.SubFactory(ShopFactory)
    number = factory.Sequence(lambda n: f"2026111800000{n:05d}")
    buyer = factory.SubFactory(BuyerFactory, shop=factory.SelfAttribute("..shop"))
    status = "success"
    amount_fen = 12_900
    paid_fen = 12_900
    ordered_at = NOW - dt.timedelta(days=6)
    paid_at = NOW - dt.timedelta(days=6)
    ended_at = NOW - dt.timedelta(days=1)


class OrderItemFactory(DjangoModelFactory[models.OrderItem]):
    class Meta:
        model = models.OrderItem

    order = factory.SubFactory(OrderFactory)
    sub_number = factory.Sequence(lambda n: f"S{n:08d}")
    price_fen = 12_900


class RefundFactory(DjangoModelFactory[models.Refund]):
    class Meta:
        model = models.Refund

    order = factory.SubFactory(OrderFactory)
    shop = factory.SelfAttribute("order.shop")
    number = factory.Sequence(lambda n: f"R{n:08d}")
    status = "requested"
    amount_fen = 12_900


class ReviewFactory(DjangoModelFactory[models.Review]):
    class Meta:
        model = models.Review

    shop = factory.SubFactory(ShopFactory)
    key = factory.Sequence(lambda n: f"review-{n}")
    product = factory.SubFactory(ProductFactory, shop=factory.SelfAttribute("..shop"))
    order = factory.SubFactory(
        OrderFactory,
        shop=factory.SelfAttribute("..shop"),
        buyer=factory.SelfAttribute("..buyer"),
    )
    buyer = factory.SubFactory(BuyerFactory, shop=factory.SelfAttribute("..shop"))
    level = "bad"
    stars = 1
    content = "壶用了两次就漏水，客服还不理人"
    content_hash = factory.LazyAttribute(
        lambda row: hashlib.sha256(row.content.encode()).hexdigest()[:32],
    )
    rated_at = NOW - dt.timedelta(hours=14)
    first_seen_at = NOW - dt.timedelta(hours=1)


class CauseFactory(DjangoModelFactory[models.Cause]):
    class Meta:
        model = models.Cause

    shop = factory.SubFactory(ShopFactory)
    code = "quality_defect"
    name = "质量问题"
    name_en = "Quality defect"
    unit = "product"


class ReviewCauseFactory(DjangoModelFactory[models.ReviewCause]):
    class Meta:
        model = models.ReviewCause

    review = factory.SubFactory(ReviewFactory)
    cause = factory.SubFactory(CauseFactory, shop=factory.SelfAttribute("..review.shop"))
    source = "reader"
    version = "test"
    confidence = 0.9
    evidence = [[5, 7]]
    is_main = True
    decided_at = NOW


class CaseFactory(DjangoModelFactory[models.Case]):
    class Meta:
        model = models.Case

    shop = factory.SubFactory(ShopFactory)
    review = factory.SubFactory(ReviewFactory, shop=factory.SelfAttribute("..shop"))
    buyer = factory.SelfAttribute("review.buyer")
    level = factory.SelfAttribute("review.level")
    opened_at = NOW - dt.timedelta(hours=1)
    callable_from = NOW - dt.timedelta(hours=1)
    call_value = 10.0
    advantage = 10.0


class ClockFactory(DjangoModelFactory[models.Clock]):
    class Meta:
        model = models.Clock

    case = factory.SubFactory(CaseFactory)
    kind = "change_window"
    starts_at = NOW - dt.timedelta(hours=14)
    ends_at = NOW + dt.timedelta(days=29)
    source = "test"


class CallbackFactory(DjangoModelFactory[models.Callback]):
    class Meta:
        model = models.Callback

    case = factory.SubFactory(CaseFactory)
    shop = factory.SelfAttribute("case.shop")
    starts_at = NOW + dt.timedelta(minutes=30)
    ends_at = NOW + dt.timedelta(minutes=60)
    created_at = NOW


class CorrectionFactory(DjangoModelFactory[models.Correction]):
    class Meta:
        model = models.Correction

    case = factory.SubFactory("tests.factories.CaseFactory")
    buyer = factory.SelfAttribute("case.buyer")
    kind = "own_hours"
    at = NOW


class AttemptFactory(DjangoModelFactory[models.Attempt]):
    class Meta:
        model = models.Attempt

    case = factory.SubFactory(CaseFactory)
    contact_index = factory.LazyAttribute(lambda row: row.case.buyer.phone_index)
    outcome = "no_answer"
    at = NOW - dt.timedelta(hours=5)
    idempotency_key = factory.Sequence(lambda n: f"attempt-{n}")


class CalendarSpanFactory(DjangoModelFactory[models.CalendarSpan]):
    class Meta:
        model = models.CalendarSpan

    shop = factory.SubFactory(ShopFactory)
    kind = "promotion"
    starts_on = dt.date(2026, 11, 10)
    ends_on = dt.date(2026, 11, 12)
    name = "双11"


class ShopClockFactory(DjangoModelFactory[models.ShopClock]):
    class Meta:
        model = models.ShopClock

    shop = factory.SubFactory(ShopFactory)
    kind = "change_window"
    days = 20
    valid_from = dt.date(2026, 11, 18)
    source = "店规"


class ForecastFactory(DjangoModelFactory[models.Forecast]):
    class Meta:
        model = models.Forecast

    attempt = factory.SubFactory(AttemptFactory)
    shop = factory.SelfAttribute("attempt.case.shop")
    at = factory.SelfAttribute("attempt.at")
    half_hour = 20
    is_off = False
    dials = 0
    dial_slope = -0.2
    reach = 0.3
    full = 0.3
    without = factory.LazyFunction(dict)
    willing = 0.8
    busy = 0.2
    version = "reach-1"


class TimingReportFactory(DjangoModelFactory[models.TimingReport]):
    class Meta:
        model = models.TimingReport

    shop = factory.SubFactory(ShopFactory)
    for_day = dt.date(2026, 11, 18)
    due_at = NOW


class PromiseFactory(DjangoModelFactory[models.Promise]):
    class Meta:
        model = models.Promise

    case = factory.SubFactory(CaseFactory)
    text = "补发壶盖"
    due_at = NOW + dt.timedelta(days=2)
    made_at = NOW


class PolicyVersionFactory(DjangoModelFactory[money.PolicyVersion]):
    class Meta:
        model = money.PolicyVersion

    shop = factory.SubFactory(ShopFactory)
    number = factory.Sequence(lambda n: n + 1)
    rules = factory.LazyFunction(dict)
    created_at = NOW


class BudgetFactory(DjangoModelFactory[money.Budget]):
    class Meta:
        model = money.Budget

    shop = factory.SubFactory(ShopFactory)
    name = "十一月"
    starts_on = dt.date(2026, 11, 1)
    ends_on = dt.date(2026, 11, 30)
    cap_fen = 500_000


class OfferFactory(DjangoModelFactory[money.Offer]):
    class Meta:
        model = money.Offer

    case = factory.SubFactory(CaseFactory)
    shop = factory.SelfAttribute("case.shop")
    buyer = factory.SelfAttribute("case.buyer")
    order = factory.SelfAttribute("case.review.order")
    kind = "cash"
    amount_fen = 500
    requested_fen = factory.SelfAttribute("amount_fen")
    version = factory.SubFactory(PolicyVersionFactory, shop=factory.SelfAttribute("..shop"))
    proposed_by = factory.SubFactory(MemberFactory, shop=factory.SelfAttribute("..shop"))
    proposed_at = NOW
    idempotency_key = factory.Sequence(lambda n: f"offer-{n}")


class PayoutFactory(DjangoModelFactory[money.Payout]):
    """A payout of an accepted offer, both payable; no ledger behind them."""

    class Meta:
        model = money.Payout

    offer = factory.SubFactory(OfferFactory, state="payable")
    shop = factory.SelfAttribute("offer.shop")
    amount_fen = factory.SelfAttribute("offer.amount_fen")
    idempotency_key = factory.LazyAttribute(lambda payout: f"payout-{payout.offer.public_id}")
    due_at = NOW
    created_at = NOW


class PayoutBatchFactory(DjangoModelFactory[money.PayoutBatch]):
    class Meta:
        model = money.PayoutBatch

    shop = factory.SubFactory(ShopFactory)
    number = factory.Sequence(lambda n: n + 1)
    preset_name = "小额打款"
    layout = factory.LazyFunction(dict)
    created_at = NOW
    created_by = factory.SubFactory(
        MemberFactory, shop=factory.SelfAttribute("..shop"), role="lead"
    )
    edited_by = factory.SelfAttribute("created_by")


class BatchLineFactory(DjangoModelFactory[money.BatchLine]):
    class Meta:
        model = money.BatchLine

    batch = factory.SubFactory(PayoutBatchFactory)
    payout = factory.SubFactory(
        PayoutFactory,
        offer__case__shop=factory.SelfAttribute("....batch.shop"),
    )
    position = 1
    key = factory.Sequence(lambda n: f"key{n}")
    amount_fen = factory.SelfAttribute("payout.amount_fen")


class BatchFileFactory(DjangoModelFactory[money.BatchFile]):
    class Meta:
        model = money.BatchFile

    batch = factory.SubFactory(PayoutBatchFactory)
    file_type = "xlsx"
    content = "AA=="
    sha256 = "0" * 64
    lines = 1
    total_fen = 500
    made_at = NOW


class ResultFileFactory(DjangoModelFactory[money.ResultFile]):
    class Meta:
        model = money.ResultFile

    batch = factory.SubFactory(PayoutBatchFactory)
    file_name = "result.xlsx"
    sha256 = "0" * 64
    read_at = NOW
    read_by = factory.SelfAttribute("batch.created_by")


class CodeStockFactory(DjangoModelFactory[money.CodeStock]):
    class Meta:
        model = money.CodeStock

    shop = factory.SubFactory(ShopFactory)
    name = factory.Sequence(lambda n: f"满减券 {n}")
    kind = "coupon"
    value_fen = 500
    created_at = NOW
    created_by = factory.SubFactory(
        MemberFactory, shop=factory.SelfAttribute("..shop"), role="lead"
    )


class StockCodeFactory(DjangoModelFactory[money.StockCode]):
    class Meta:
        model = money.StockCode

    stock = factory.SubFactory(CodeStockFactory)
    shop = factory.SelfAttribute("stock.shop")
    code = factory.Sequence(lambda n: f"CODE-{n:05d}")
    code_index = factory.LazyAttribute(lambda one: one.code)
    code_masked = factory.LazyAttribute(lambda one: f"****{one.code[-2:]}")
    added_at = NOW


class ActionFactory(DjangoModelFactory[reports.Action]):
    class Meta:
        model = reports.Action

    cause = factory.SubFactory(CauseFactory)
    shop = factory.SelfAttribute("cause.shop")
    title = "更换壶底密封圈"
    unit = "product"
    due_on = dt.date(2026, 11, 30)
    created_at = NOW


def plan_asked_at(shop):
    """When a plan of the shop was last asked for that no plan has taken in; None without one."""
    return shop.plan_requests.aggregate(last=Max("asked_at"))["last"]
