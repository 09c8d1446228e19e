"""From the files of a shop to the offer: what its orders and refunds hold back."""

import datetime as dt
import json
from itertools import permutations

import pytest

from compensation.models import Offer
from compensation.operations.errors import OfferRefusedError
from compensation.operations.offers import Proposal, propose_offer
from reviews.models import Case, Member, Order, Refund, Shop
from reviews.operations.imports import run_import
from reviews.queries.card import case_card
from tests.reviews.operations.importing import ORDER, REFUND, REVIEW, queue, take

pytestmark = pytest.mark.django_db
CLOSED = {"订单状态": "交易关闭", "确认收货时间": ""}


def offered(member: Member, now: dt.datetime) -> Offer:
    return propose_offer(
        case=Case.objects.get(),
        member=member,
        proposal=Proposal(kind="cash", amount_fen=500, asked_reason="壶底漏水"),
        idempotency_key="one",
        now=now,
    )


def refusal(member: Member, now: dt.datetime) -> list[str]:
    with pytest.raises(OfferRefusedError) as refused:
        offered(member, now)
    return [reason.code for reason in refused.value.reasons]


def shown(member: Member, now: dt.datetime) -> str:
    case = Case.objects.get()
    hold = case_card(member=member, public_id=case.public_id, now=now).order_hold
    return hold.code if hold else ""


@pytest.mark.parametrize("kinds", list(permutations(("reviews", "orders", "refunds"))))
def test_pending_refund_holds_the_offer_in_whatever_order_the_files_come(
    shop: Shop, agent: Member, now: dt.datetime, budget: object, kinds: tuple[str, ...]
) -> None:
    rows = {"reviews": REVIEW, "orders": ORDER, "refunds": REFUND}
    come: set[str] = set()
    for kind in kinds:
        take(shop, kind, rows[kind], now=now)
        come.add(kind)
        if come >= {"reviews", "refunds"}:
            assert shown(agent, now) == "order_refund_pending"
            assert refusal(agent, now) == ["refund_pending"]
    order, refund, review = Order.objects.get(), Refund.objects.get(), Case.objects.get().review
    assert (review.order, refund.order) == (order, order)
    done = REFUND | {"退款状态": "退款成功", "完结时间": "2026-11-17 09:00:00"}
    take(shop, "refunds", done, now=now)
    assert shown(agent, now) == ""
    assert offered(agent, now).amount_fen == 500


@pytest.mark.parametrize("first", ["reviews", "orders"])
@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("退款中", "requested"),
        ("请退款", "requested"),
        ("待退货", "returning"),
        ("买家已申请退款,等待卖家同意", "requested"),
        ("等待买家退货", "returning"),
        ("售后中", "requested"),
        ("退款待处理", "requested"),
    ],
)
def test_pending_refund_of_a_file_holds_the_offer_until_it_is_settled(
    shop: Shop, agent: Member, now: dt.datetime, budget: object, word: str, state: str, first: str
) -> None:
    files = {"reviews": REVIEW, "orders": ORDER}
    for kind in sorted(files, key=lambda kind: kind != first):
        take(shop, kind, files[kind], now=now)
    take(shop, "refunds", REFUND | {"退款状态": word}, now=now)
    assert Refund.objects.get().status == state
    assert (refusal(agent, now), shown(agent, now)) == (["refund_pending"], "order_refund_pending")
    settled = REFUND | {"退款状态": "退款成功", "完结时间": "2026-11-18 09:30:00"}
    take(shop, "refunds", settled, now=now)
    assert shown(agent, now) == ""
    assert offered(agent, now).state == "waiting_approval"


@pytest.mark.parametrize(
    ("status", "held"),
    [
        ("WAIT_SELLER_AGREE", True),
        ("WAIT_BUYER_RETURN_GOODS", True),
        ("WAIT_SELLER_CONFIRM_GOODS", True),
        ("WAIT_BUYER_CONFIRM_EXCHANGE_SELLER_SEND_GOODS", True),
        ("EXCHANGE_TRANSFORM_TO_REFUND", True),
        ("WAIT_SELLER_CONSIGN_GOODS", True),
        ("SELLER_REFUSE_BUYER", False),
        ("CLOSED", False),
        ("SUCCESS", False),
    ],
)
def test_status_of_the_open_platform_holds_the_offer(
    shop: Shop, agent: Member, now: dt.datetime, budget: object, status: str, held: bool
) -> None:
    take(shop, "reviews", REVIEW, now=now)
    take(shop, "orders", ORDER, now=now)
    refund = {"refund_id": "7", "tid": "9001", "refund_fee": "29.00", "status": status}
    answer = {"refunds_receive_get_response": {"refunds": {"refund": [refund]}}}
    run_import(run_id=queue(shop, "refunds", json.dumps(answer).encode(), now=now).pk, now=now)
    assert (shown(agent, now) == "order_refund_pending") is held
    if held:
        assert refusal(agent, now) == ["refund_pending"]
    else:
        assert offered(agent, now).state == "waiting_approval"


def test_refund_that_only_the_order_tells_of_holds_the_offer(
    shop: Shop, agent: Member, now: dt.datetime, budget: object
) -> None:
    take(shop, "reviews", REVIEW, now=now)
    take(shop, "orders", ORDER | {"订单状态": "卖家已发货,退款中"}, now=now)
    assert refusal(agent, now) == ["refund_pending"]


def test_order_cancelled_before_it_was_shipped_gets_no_offer(
    shop: Shop, agent: Member, now: dt.datetime, budget: object
) -> None:
    take(shop, "reviews", REVIEW, now=now)
    take(shop, "orders", ORDER | CLOSED, now=now)
    assert refusal(agent, now) == ["order_cancelled_unshipped"]
    assert shown(agent, now) == "order_cancelled_unshipped"


def test_order_closed_after_it_was_shipped_gets_one(
    shop: Shop, agent: Member, now: dt.datetime, budget: object
) -> None:
    take(shop, "reviews", REVIEW, now=now)
    take(shop, "orders", ORDER | CLOSED, now=now)
    Order.objects.update(tracking_number="YT1")
    assert offered(agent, now).state == "waiting_approval"
