import datetime as dt

import pytest
from django.utils import translation
from django.utils.translation import gettext

from compensation.domain.money import LedgerAccount
from compensation.models import Offer, Payout
from compensation.operations.answers import (
    accept_offer,
    decline_offer,
    expire_offers,
    mark_offered,
    withdraw_offer,
)
from compensation.operations.errors import OfferRefusedError, WordingBlockedError
from compensation.queries.money import account_balances
from reviews.domain.reason import Reason

DAY = dt.timedelta(days=1)


def held(shop):
    """Fen on every account but the purse that are not zero."""
    return {
        account.value: fen
        for account, fen in account_balances(shop=shop).items()
        if fen and account != LedgerAccount.AVAILABLE
    }


def test_a_spoken_offer_is_valid_for_the_policys_days(propose, agent, now):
    offer = propose()
    mark_offered(offer=offer, member=agent, now=now + DAY)
    assert (offer.state, offer.offered_at, offer.expires_at) == (
        "offered",
        now + DAY,
        now + 8 * DAY,
    )


def test_an_accepted_offer_becomes_a_promise_and_a_payout(propose, agent, shop, now, budget):
    offer = propose(500)
    mark_offered(offer=offer, member=agent, now=now)
    payout = accept_offer(offer=offer, member=agent, now=now)
    assert (offer.state, offer.answered_at, held(shop)) == ("payable", now, {"payable": 500})
    assert (payout.state, payout.amount_fen, payout.due_at) == ("payable", 500, now + 3 * DAY)
    assert (offer.promise.due_at, offer.promise.state) == (now + 4 * DAY, "open")

    budget.refresh_from_db()
    assert budget.reserved_fen == 500


def test_a_declined_offer_gives_the_money_back(propose, agent, shop, now, budget):
    offer = propose(500)
    mark_offered(offer=offer, member=agent, now=now)
    decline_offer(offer=offer, member=agent, now=now)
    budget.refresh_from_db()
    assert (offer.state, budget.reserved_fen, held(shop)) == ("declined", 0, {})


def test_an_unspoken_offer_can_be_withdrawn(propose, agent, shop, now, budget):
    offer = propose(500)
    withdraw_offer(offer=offer, member=agent, now=now)
    budget.refresh_from_db()
    assert (offer.state, budget.reserved_fen, held(shop)) == ("expired", 0, {})


def test_a_waiting_offer_is_withdrawn_without_a_posting(propose, agent, shop, now, budget):
    offer = propose(900)
    withdraw_offer(offer=offer, member=agent, now=now)
    budget.refresh_from_db()
    assert (offer.state, budget.reserved_fen, held(shop)) == ("expired", 0, {})


def test_a_spoken_offer_is_never_withdrawn(propose, agent, now):
    offer = propose(500)
    mark_offered(offer=offer, member=agent, now=now)
    with pytest.raises(OfferRefusedError) as refused:
        withdraw_offer(offer=offer, member=agent, now=now)
    assert refused.value.reason.code == "offer_is_spoken"


@pytest.mark.parametrize("spoken", [True, False])
def test_an_unanswered_offer_runs_out(propose, agent, shop, now, budget, spoken):
    offer = propose(500)
    if spoken:
        mark_offered(offer=offer, member=agent, now=now)
    assert expire_offers(now=now + 7 * DAY - dt.timedelta(seconds=1)) == 0
    assert expire_offers(now=now + 7 * DAY) == 1
    offer.refresh_from_db()
    budget.refresh_from_db()
    assert (offer.state, budget.reserved_fen, held(shop)) == ("expired", 0, {})


def test_an_offer_that_ran_out_cannot_be_taken(propose, agent, now):
    offer = propose(500)
    mark_offered(offer=offer, member=agent, now=now)
    with pytest.raises(OfferRefusedError) as refused:
        accept_offer(offer=offer, member=agent, now=now + 7 * DAY)
    assert (refused.value.reason.code, Payout.objects.count()) == ("offer_ran_out", 0)


@pytest.mark.parametrize("answer", [accept_offer, decline_offer])
def test_an_offer_is_spoken_before_it_is_answered(propose, agent, now, answer):
    offer = propose(500)
    with pytest.raises(OfferRefusedError) as refused:
        answer(offer=offer, member=agent, now=now)
    assert refused.value.reason.code == "offer_move_refused"
    assert Offer.objects.get().state == "approved"


def test_an_offer_is_taken_once(accepted, agent, now):
    with pytest.raises(OfferRefusedError):
        accept_offer(offer=Offer.objects.get(), member=agent, now=now)
    assert Payout.objects.count() == 1


def test_an_answer_in_the_very_moment_of_expiry_wins(propose, agent, now, monkeypatch):
    offer = propose(500)

    def answered_first(*_args, **_given):
        raise OfferRefusedError(Reason("offer_move_refused"))

    monkeypatch.setattr("compensation.operations.answers.move", answered_first)
    assert expire_offers(now=now + 7 * DAY) == 0
    offer.refresh_from_db()
    assert offer.state == "approved"


def test_a_remark_beside_the_money_is_checked_for_wording(propose, agent, shop, now, budget):
    offer = propose(500)
    mark_offered(offer=offer, member=agent, now=now)
    with pytest.raises(WordingBlockedError):
        accept_offer(offer=offer, member=agent, now=now, remark="改好评返现5元")
    assert held(shop) == {"promised": 500}
    assert accept_offer(offer=offer, member=agent, now=now, remark="售后补偿").remark == "售后补偿"


def test_a_promise_is_worded_in_the_desks_language_whoever_clicks(propose, agent, now, budget):
    offer = propose(500)
    with translation.override("en"):
        mark_offered(offer=offer, member=agent, now=now)
        accept_offer(offer=offer, member=agent, now=now)
    with translation.override("zh-hans"):
        said = gettext("%(remedy)s ¥%(amount)s reaches the buyer")
        assert offer.promise.text == said % {"remedy": gettext("Cash"), "amount": "5.00"}
    assert offer.promise.due_at - offer.payout.due_at == DAY
