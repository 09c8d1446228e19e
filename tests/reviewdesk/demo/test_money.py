from collections import Counter

from compensation.models import CodeStock, Payout, PayoutBatch
from compensation.queries.checks import ledger_findings
from reviewdesk.demo.money import show_money
from tests.factories import CaseFactory


def test_the_demo_has_an_answered_batch_one_outside_and_codes(shop, owner, lead, now):
    CaseFactory.create_batch(9, shop=shop)
    show_money(shop=shop, members={"owner": owner, "lead": lead}, now=now)
    assert Counter(PayoutBatch.objects.values_list("state", flat=True)) == {
        "answered": 1,
        "exported": 1,
    }
    assert Counter(Payout.objects.values_list("state", flat=True)) == {
        "paid": 3,
        "failed": 1,
        "paying": 2,
        "payable": 1,
    }
    assert {(stock.name, stock.codes.count()) for stock in CodeStock.objects.all()} == {
        ("5 元无门槛券", 40),
        ("便携杯", 12),
    }
    assert ledger_findings(shop=shop) == []


def test_a_demo_without_open_cases_has_stocks_alone(shop, owner, lead, now):
    show_money(shop=shop, members={"owner": owner, "lead": lead}, now=now)
    assert (PayoutBatch.objects.count(), CodeStock.objects.count()) == (0, 2)
