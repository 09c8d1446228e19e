"""Codes in stock: each is handed out once, sent once, and back when its offer ends unsent."""

import datetime as dt

import pytest

from compensation.models import Offer, Payout, StockCode
from compensation.operations.answers import accept_offer, decline_offer, mark_offered
from compensation.operations.codes import (
    add_codes,
    add_pieces,
    hand_out,
    open_stock,
    send_code,
    take_back_code,
    void_codes,
)
from compensation.operations.errors import OfferRefusedError, WordingBlockedError
from compensation.operations.offers import Proposal, propose_offer
from compensation.operations.sweeps import sweep_money
from compensation.queries.checks import ledger_findings
from compensation.queries.codes import stock_rows
from reviews.models import Case, Shop
from tests.factories import CaseFactory, CodeStockFactory, ShopFactory


def refusal(act, **given):
    with pytest.raises(OfferRefusedError) as refused:
        act(**given)
    return refused.value.reason.code


@pytest.fixture
def stock(lead, now):
    return open_stock(
        member=lead, name="满减券5元", kind="coupon", value_fen=500, low_at=2, now=now
    )


@pytest.fixture
def offer(shop, owner, now):
    return make_offer(shop, owner, now)


def make_offer(shop, owner, now, kind="coupon"):
    case = CaseFactory.create(shop=shop)
    offer = propose_offer(
        case=case,
        member=owner,
        proposal=Proposal(kind, 500, asked_reason="壶底漏水"),
        idempotency_key=f"{case.pk}",
        now=now,
    )
    return Offer.objects.select_related("shop", "case", "version", "promise").get(pk=offer.pk)


def add(stock, lead, now, *lines):
    return add_codes(stock=stock, member=lead, lines=lines, now=now)


def test_pasted_codes_go_in_and_faults_are_named(stock, lead, now):
    read = add(
        stock, lead, now, "券码,有效期", "AAA-111,2026-12-31", "BBB-222", "AAA-111", "C,昨天"
    )
    assert [(code.code, code.expires_on) for code in read.codes] == [
        ("AAA-111", dt.date(2026, 12, 31)),
        ("BBB-222", None),
    ]
    assert [(fault.line, fault.reason.code) for fault in read.faults] == [
        (4, "code_twice_in_list"),
        (5, "code_day_unreadable"),
    ]
    assert StockCode.objects.count() == 2


def test_a_code_of_any_stock_of_the_shop_is_not_put_in_twice(stock, lead, now):
    other = open_stock(
        member=lead, name="包邮券", kind="free_shipping", value_fen=0, low_at=1, now=now
    )
    add(stock, lead, now, "AAA-1111")
    read = add(other, lead, now, "AAA-1111", "BBB-2222")
    assert [fault.reason.params["stock"] for fault in read.faults] == ["满减券5元"]
    assert [code.code for code in read.codes] == ["BBB-2222"]


def test_a_code_is_encrypted_and_masked(stock, lead, now):
    add(stock, lead, now, "SECRET-98765")
    code = StockCode.objects.extra(select={"raw": "code"}).get()
    assert (code.code, code.code_masked) == ("SECRET-98765", "****8765")
    assert "SECRET" not in StockCode.objects.values_list("code_index", flat=True).get()


def test_gifts_without_codes_are_numbered_pieces(lead, now):
    gifts = open_stock(member=lead, name="小样", kind="gift", value_fen=900, low_at=1, now=now)
    add_pieces(stock=gifts, member=lead, count=2, now=now)
    add_pieces(stock=gifts, member=lead, count=1, now=now)
    assert [code.code[-5:] for code in gifts.codes.order_by("id")] == ["00001", "00002", "00003"]


@pytest.mark.parametrize("lines", [[], ["", "  "]])
def test_a_list_without_codes_is_refused(stock, lead, now, lines):
    assert refusal(add_codes, stock=stock, member=lead, lines=lines, now=now) == "code_list_empty"


def test_a_stocks_name_may_not_speak_of_the_review(lead, now):
    given = {"kind": "coupon", "value_fen": 500, "low_at": 1, "now": now}
    with pytest.raises(WordingBlockedError):
        open_stock(member=lead, name="好评返现券", **given)
    assert refusal(open_stock, member=lead, name=" ", **given) == "stock_makes_no_sense"


def test_two_stocks_have_two_names(stock, lead, now):
    given = {"kind": "coupon", "value_fen": 500, "low_at": 1, "now": now}
    assert refusal(open_stock, member=lead, name="满减券5元", **given) == "stock_name_taken"


def test_an_agent_keeps_no_stock(stock, agent, now):
    assert refusal(add_codes, stock=stock, member=agent, lines=["A"], now=now) == (
        "not_yours_to_decide"
    )


def test_the_code_that_ends_first_is_handed_out(stock, offer, lead, agent, now):
    add(stock, lead, now, "LATE,2026-12-31", "NEVER", "SOON,2026-11-20")
    code = hand_out(offer=offer, stock=stock, member=agent, now=now)
    assert (code.code, code.state, code.handed_by) == ("SOON", "handed", agent)


def test_an_offer_gets_one_code_however_often_it_asks(stock, offer, lead, agent, now):
    add(stock, lead, now, "AAAA", "BBBB")
    codes = {hand_out(offer=offer, stock=stock, member=agent, now=now).pk for _click in range(3)}
    assert len(codes) == 1


def test_a_code_that_is_over_is_not_handed_out(stock, offer, lead, agent, now):
    add(stock, lead, now, "OLD,2026-11-18")
    later = now + dt.timedelta(days=1)
    assert refusal(hand_out, offer=offer, stock=stock, member=agent, now=later) == "stock_is_empty"
    assert void_codes(stock=stock, member=lead, now=later) == 1


def test_a_stock_serves_its_own_kind_of_remedy(stock, shop, owner, lead, agent, now):
    add(stock, lead, now, "AAAA")
    cash = make_offer(shop, owner, now, kind="cash")
    assert refusal(hand_out, offer=cash, stock=stock, member=agent, now=now) == (
        "stock_of_another_kind"
    )


def test_a_coupon_worth_more_than_the_offer_is_not_handed_out(offer, lead, agent, now):
    dear = open_stock(
        member=lead, name="满减券50元", kind="coupon", value_fen=5_000, low_at=2, now=now
    )
    add(dear, lead, now, "AAAA")
    assert refusal(hand_out, offer=offer, stock=dear, member=agent, now=now) == "coupon_worth_more"
    assert StockCode.objects.get().state == "free"


def test_another_shops_stock_serves_nobody_here(offer, agent, now):
    foreign = CodeStockFactory.create(shop=ShopFactory.create())
    assert refusal(hand_out, offer=offer, stock=foreign, member=agent, now=now) == (
        "stock_of_another_kind"
    )


def test_a_declined_offer_gives_its_unsent_code_back(stock, offer, lead, agent, now):
    add(stock, lead, now, "AAAA")
    hand_out(offer=offer, stock=stock, member=agent, now=now)
    mark_offered(offer=offer, member=agent, now=now)
    decline_offer(offer=offer, member=agent, now=now)
    assert StockCode.objects.values_list("state", "offer", "handed_at").get() == (
        "free",
        None,
        None,
    )


def test_an_offer_that_runs_out_gives_its_code_back(stock, offer, lead, agent, now):
    add(stock, lead, now, "AAAA")
    hand_out(offer=offer, stock=stock, member=agent, now=now)
    assert sweep_money(now=now + dt.timedelta(days=8))["expired"] == 1
    assert StockCode.objects.get().state == "free"


@pytest.fixture
def taken(stock, offer, lead, agent, now):
    add(stock, lead, now, "AAAA-1234")
    hand_out(offer=offer, stock=stock, member=agent, now=now)
    mark_offered(offer=offer, member=agent, now=now)
    accept_offer(offer=offer, member=agent, now=now)
    return offer


def test_sending_the_code_is_the_payment(taken, agent, now, shop):
    send_code(offer=taken, member=agent, now=now)
    payout = Payout.objects.get()
    assert (payout.state, payout.provider_reference) == ("paid", "满减券5元 ****1234")
    assert (StockCode.objects.get().state, Case.objects.get().remedied_at) == ("sent", now)
    assert ledger_findings(shop=shop) == []


def test_a_code_is_sent_once_and_then_stays(taken, agent, now):
    send_code(offer=taken, member=agent, now=now)
    assert refusal(send_code, offer=taken, member=agent, now=now) == "code_not_there"
    assert refusal(take_back_code, offer=taken, member=agent, now=now) == "code_is_sent"


def test_before_the_buyers_yes_no_code_is_sent(stock, offer, lead, agent, now):
    add(stock, lead, now, "AAAA")
    hand_out(offer=offer, stock=stock, member=agent, now=now)
    assert refusal(send_code, offer=offer, member=agent, now=now) == "code_waits_for_yes"
    assert StockCode.objects.get().state == "handed"


def test_an_unsent_code_can_be_put_back_by_hand(taken, agent, now):
    take_back_code(offer=taken, member=agent, now=now)
    assert refusal(take_back_code, offer=taken, member=agent, now=now) == "code_not_there"


def test_the_demos_sweep_leaves_a_payment_by_code_alone(taken, shop, agent, now):
    Shop.objects.filter(pk=shop.pk).update(is_demo=True)
    late = now + dt.timedelta(days=30)
    assert sweep_money(now=late)["paid"] == 0
    send_code(offer=taken, member=agent, now=late)
    assert Payout.objects.get().state == "paid"


def test_an_ended_offer_takes_no_code(stock, offer, lead, agent, now):
    add(stock, lead, now, "AAAA")
    mark_offered(offer=offer, member=agent, now=now)
    decline_offer(offer=offer, member=agent, now=now)
    assert refusal(hand_out, offer=offer, stock=stock, member=agent, now=now) == (
        "offer_takes_no_code"
    )


def test_a_stock_counts_what_is_left_low_and_ending(stock, offer, lead, agent, shop, now):
    add(stock, lead, now, "A1,2026-11-20", "A2,2026-12-30", "A3", "A4,2026-11-18")
    hand_out(offer=offer, stock=stock, member=agent, now=now + dt.timedelta(days=1))
    today = dt.date(2026, 11, 19)
    row = stock_rows(shop=shop, today=today)[0]
    assert (row.left, row.ends_soon, row.over, row.handed, row.is_low) == (2, 0, 1, 1, True)
