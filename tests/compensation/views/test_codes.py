"""Stocks of codes on their pages, and the code of an offer on the case card."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from compensation.models import CodeStock, Offer, StockCode
from compensation.operations.codes import add_codes
from tests.compensation.batch_fixtures import make_payout
from tests.factories import CodeStockFactory


def url(shop, name, *args):
    return reverse(f"compensation:{name}", args=[shop.code, *args])


def text(answer):
    return answer.content.decode()


@pytest.fixture
def stock(shop, lead):
    return CodeStockFactory.create(shop=shop, created_by=lead, name="满减券")


def test_a_lead_opens_a_stock_and_pastes_codes(sit, shop, lead):
    desk = sit(lead)
    typed = {"name": "满减券5元", "kind": "coupon", "value": "5", "low_at": "3"}
    opened = desk.post(url(shop, "codes"), typed, follow=True)
    assert "No code here" in text(opened)
    stock = CodeStock.objects.get()
    act = url(shop, "stock_act", stock.public_id)
    answer = text(desk.post(act, {"pasted": "AAAA-1111\nAAAA-1111\nBBBB-2222,2026-12-31"}))
    assert "2 codes put in." in answer
    assert "2: The code ****1111 stands in line 1 already." in answer
    assert "AAAA-1111" not in answer
    assert "low" in text(desk.get(url(shop, "codes")))


def test_a_stock_of_a_forbidden_name_is_not_opened(sit, shop, lead):
    typed = {"name": "好评返现券", "kind": "coupon", "value": "5", "low_at": "3"}
    sit(lead).post(url(shop, "codes"), typed)
    assert not CodeStock.objects.exists()


def test_codes_come_from_a_text_file_or_a_workbook(sit, shop, lead, stock, tmp_path):
    desk, act = sit(lead), url(shop, "stock_act", stock.public_id)
    desk.post(act, {"file": SimpleUploadedFile("a.txt", "券码\nAAAA\nBBBB\n".encode("gb18030"))})
    book = Workbook()
    for row in (["券码", "有效期"], ["CCCC", "2026-12-31"], ["AAAA", ""]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    content = (tmp_path / "a.xlsx").read_bytes()
    answer = text(desk.post(act, {"file": SimpleUploadedFile("a.xlsx", content)}))
    assert "1 code put in." in answer
    assert "is in the stock “满减券” already" in answer
    assert StockCode.objects.count() == 3


def test_a_file_that_is_no_list_is_refused(sit, shop, lead, stock):
    act = url(shop, "stock_act", stock.public_id)
    answer = sit(lead).post(act, {"file": SimpleUploadedFile("a.xlsx", b"\x00\x01\x02")})
    assert answer.status_code == 200
    assert not StockCode.objects.exists()


def test_gifts_are_counted_pieces(sit, shop, lead, stock):
    sit(lead).post(url(shop, "stock_act", stock.public_id), {"pieces": "12"})
    assert StockCode.objects.count() == 12


def test_an_empty_paste_says_so(sit, shop, lead, stock):
    answer = sit(lead).post(url(shop, "stock_act", stock.public_id), {"pasted": " "})
    assert "No code was read." in text(answer)


@pytest.fixture
def offer(shop, owner, now):
    make_payout(shop, owner, now, 500, kind="coupon")
    return Offer.objects.get()


def test_an_agent_hands_out_sends_and_sees_it(sit, shop, agent, lead, stock, offer, now):
    add_codes(stock=stock, member=lead, lines=["AAAA-1111"], now=now)
    desk, act = sit(agent), url(shop, "offer_code", offer.public_id)
    panel = text(desk.get(url(shop, "offer_panel", offer.case.public_id)))
    assert "Hand out “满减券”" in panel
    handed = text(desk.post(act, {"act": "hand_out", "stock": stock.public_id}))
    assert "AAAA-1111" in handed
    sent = text(desk.post(act, {"act": "send"}))
    assert "AAAA-1111" not in sent
    assert "****1111" in sent
    offer.refresh_from_db()
    assert offer.state == "paid"


def test_a_code_is_put_back_on_the_card(sit, shop, agent, lead, stock, offer, now):
    add_codes(stock=stock, member=lead, lines=["AAAA-1111"], now=now)
    desk, act = sit(agent), url(shop, "offer_code", offer.public_id)
    desk.post(act, {"act": "hand_out", "stock": stock.public_id})
    desk.post(act, {"act": "put_back"})
    assert StockCode.objects.get().state == "free"


def test_an_empty_stock_says_so_on_the_card(sit, shop, agent, stock, offer):
    act = url(shop, "offer_code", offer.public_id)
    answer = text(sit(agent).post(act, {"act": "hand_out", "stock": stock.public_id}))
    assert "“满减券” has no code left that is still good." in answer


def test_an_agent_does_not_see_the_stocks(sit, shop, agent, stock):
    assert sit(agent).get(url(shop, "codes")).status_code == 403
