"""Every list of money comes as the workbook of its page's filters, and is written down."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from reviews.models import ExportLog
from tests.factories import (
    BudgetFactory,
    CaseFactory,
    CodeStockFactory,
    MemberFactory,
    PromiseFactory,
    StockCodeFactory,
)


def url(shop, name, *args):
    return reverse(f"compensation:{name}", args=(shop.code, *args))


@pytest.fixture
def rows(sit, lead, shop):
    """The rows below the headings of a workbook, and what the audit says of it."""

    def read(name, *args, **asked):
        answer = sit(lead).get(url(shop, name, *args), asked)
        sheet = load_workbook(BytesIO(answer.content)).active
        logged = ExportLog.objects.latest("id")
        cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        return cells, (logged.what, logged.query, logged.rows)

    return read


def test_what_waits_comes_with_who_decides_and_why(rows, shop, propose, case, lead):
    propose(900, kind="coupon", asked_reason="=1+1 漏水")
    propose(3_500, kind="refund")
    cells, logged = rows("approvals_file")
    assert [(row[2], row[3], row[6]) for row in cells] == [
        ("Coupon", 9, "=1+1 漏水"),
        ("Refund", 35, "壶底漏水，运费也是买家出的"),
    ]
    assert {row[0] for row in cells} == {case.public_id}
    assert logged == ("approvals", "", 2)
    cells, logged = rows("approvals_file", kind="coupon", person=lead.public_id)
    assert (cells, logged) == ([], ("approvals", f"kind=coupon&person={lead.public_id}", 0))


def test_open_promises_come_by_urgency_and_source(rows, shop, accepted, agent, now):
    late = now - dt.timedelta(hours=1)
    PromiseFactory.create(case=accepted.case, text="寄出新壶", due_at=late, member=agent)
    cells, _logged = rows("promises_file")
    assert [(row[1], row[2], row[6]) for row in cells] == [
        ("Overdue", "寄出新壶", "spoken"),
        ("Later", "现金 ¥5.00 送达买家", "Payable"),
    ]
    for asked, number in (({"when": "overdue"}, 1), ({"source": "offer"}, 1), ({"when": "x"}, 2)):
        assert len(rows("promises_file", **asked)[0]) == number


def test_budgets_come_under_their_filters(rows, shop, agent):
    BudgetFactory.create(shop=shop)
    BudgetFactory.create(shop=shop, name="小王", person=agent, kind="cash", cap_fen=30_000)
    BudgetFactory.create(
        shop=shop,
        name="十月",
        starts_on=dt.date(2026, 10, 1),
        ends_on=dt.date(2026, 10, 31),
        cause="gone",
    )
    names = {
        asked: [row[0] for row in rows("budgets_file", **dict([asked]))[0]]
        for asked in (("when", "running"), ("when", "over"), ("when", "ahead"), ("kind", "cash"))
    }
    assert list(names.values()) == [["十一月", "小王"], ["十月"], [], ["小王"]]
    cells, logged = rows("budgets_file", person=agent.public_id)
    assert (cells[0][1], cells[0][3], cells[0][6:]) == (
        "Cash",
        agent.display_name,
        [300, 0, 0, 300],
    )
    assert logged == ("budgets", f"person={agent.public_id}", 1)


def test_stocks_and_their_codes_come_masked(rows, shop, lead):
    stock = CodeStockFactory.create(shop=shop, created_by=lead)
    code = StockCodeFactory.create(stock=stock)
    StockCodeFactory.create(stock=stock, state="void")
    cells, logged = rows("stocks_file", kind=stock.kind)
    assert (cells[0][0], cells[0][3], logged) == (
        stock.name,
        1,
        ("stocks", f"kind={stock.kind}", 1),
    )
    assert rows("stocks_file", kind="cash")[0] == []
    cells, logged = rows("codes_file", stock.public_id, state="free")
    assert [row[0] for row in cells] == [code.code_masked]
    assert logged == ("codes", f"stock={stock.public_id}&state=free", 1)
    assert len(rows("codes_file", stock.public_id)[0]) == 2


@pytest.mark.parametrize("name", ["approvals_file", "promises_file", "budgets_file", "stocks_file"])
def test_lists_are_saved_by_those_who_decide(sit, agent, shop, name):
    assert sit(agent).get(url(shop, name)).status_code == 403
    assert not ExportLog.objects.exists()


@pytest.mark.parametrize("name", ["approvals", "budgets", "codes", "promises"])
def test_a_filter_is_an_address_and_its_workbook_has_the_same(sit, lead, shop, name):
    page = sit(lead).get(url(shop, name), {"kind": "cash", "person": "nobody", "page": "9x"})
    assert page.status_code == 200
    assert "workbook/?kind=cash&amp;person=nobody" in page.content.decode()


def test_cards_that_wait_come_page_by_page(sit, lead, shop, propose):
    for case in CaseFactory.create_batch(25, shop=shop):
        propose(900, kind="coupon", case=case, member=MemberFactory.create(shop=shop))
    browser = sit(lead)
    assert len(browser.get(url(shop, "approvals")).context["waiting"]) == 24
    second = browser.get(url(shop, "approvals"), {"page": 2, "kind": "coupon"})
    assert (len(second.context["waiting"]), 'rel="prev"' in second.content.decode()) == (1, True)
