import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from compensation.domain.money import LedgerEvent
from compensation.models import Budget, LedgerCheck, LedgerEntry, Offer
from compensation.operations.checks import check_ledger, check_ledgers
from compensation.operations.ledger import post
from compensation.operations.payments import DemoProvider
from compensation.operations.payouts import pay
from tests.factories import OfferFactory, ShopFactory


def found(check):
    return [reason["code"] for reason in check.findings]


def test_a_shop_that_has_paid_balances(accepted, budget, shop, now):
    pay(payout=accepted.payout, provider=DemoProvider(), member=None, now=now)
    check = check_ledger(shop=shop, now=now)
    assert (check.is_balanced, check.entries, check.findings) == (True, 6, [])


def test_every_shop_is_checked(accepted, shop, now):
    ShopFactory.create()
    assert check_ledgers(now=now) == {"checked": 2, "broken": 0}


def test_a_posting_with_one_side_is_found(accepted, shop, now):
    LedgerEntry.objects.create(
        shop=shop,
        posting_key="stray",
        event="promise",
        account="promised",
        amount_fen=7,
        offer=accepted,
        kind="cash",
        at=now,
    )
    check = check_ledger(shop=shop, now=now)
    assert (check.is_balanced, found(check)) == (
        False,
        ["ledger_unbalanced", "posting_one_sided", "budget_out_of_step"],
    )


def test_a_budget_that_lost_step_is_found(accepted, budget, shop, now):
    Budget.objects.update(reserved_fen=F("reserved_fen") + 1)
    assert found(check_ledger(shop=shop, now=now)) == ["budget_out_of_step"]


@pytest.mark.parametrize("state", ["paid", "reversed"])
def test_an_offer_paid_without_a_posting_is_found(accepted, shop, now, state):
    Offer.objects.update(state=state)
    assert found(check_ledger(shop=shop, now=now)) == ["offer_out_of_step"]


def test_a_posting_without_a_paid_offer_is_found(accepted, shop, now):
    pay(payout=accepted.payout, provider=DemoProvider(), member=None, now=now)
    Offer.objects.update(state="payable")
    assert found(check_ledger(shop=shop, now=now)) == ["offer_out_of_step"]
    assert LedgerCheck.objects.count() == 1


def test_an_event_of_an_offer_is_posted_once(accepted, agent, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        post(event=LedgerEvent.ACCEPT, offer=accepted, member=agent, now=now)


def test_a_remedy_of_nothing_moves_nothing(agent, now):
    gesture = OfferFactory.create(kind="member_level", amount_fen=0)
    post(event=LedgerEvent.PROMISE, offer=gesture, member=agent, now=now)
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE compensation_ledgerentry SET amount_fen = amount_fen + 1",
        "UPDATE compensation_ledgerentry SET at = at",
        "DELETE FROM compensation_ledgerentry",
        "UPDATE compensation_policyversion SET rules = '{}'",
        "UPDATE compensation_policyversion SET state = 'draft', published_at = NULL",
        "DELETE FROM compensation_policyversion WHERE state = 'published'",
    ],
)
def test_the_database_itself_refuses_to_rewrite_history(accepted, statement):
    with (
        pytest.raises(IntegrityError, match="never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_draft_may_change(shop, now):
    version = OfferFactory.create().version
    version.name = "草稿"
    version.save()
    version.refresh_from_db()
    assert version.name == "草稿"
