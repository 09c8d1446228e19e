import datetime as dt

import pytest

from reviews.domain.outcomes import Outcome
from reviews.domain.reason import Reason
from reviews.models import Buyer, Callback, Case, DoNotContact
from reviews.operations.attempts import record_attempt, undo_attempt
from reviews.operations.refusals import AttemptRefused
from reviews.queries.contact import contact_facts
from tests.factories import NOW, BuyerFactory, CallbackFactory, CaseFactory

SECOND, HOUR = dt.timedelta(seconds=1), dt.timedelta(hours=1)
COLUMNS = (
    *("status", "hold", "close_reason", "closed_at", "contacted_at", "dials", "owner"),
    *("leased_by", "lease_until", "snoozed_until", "snooze_reason"),
)


@pytest.fixture
def case(shop, agent):
    return CaseFactory.create(
        shop=shop,
        owner=agent,
        leased_by=agent,
        lease_until=NOW + HOUR,
        snoozed_until=NOW - HOUR,
        snooze_reason="等快递",
    )


def record(case, agent, outcome=Outcome.NO_ANSWER):
    return record_attempt(
        case=case,
        member=agent,
        channel="phone",
        outcome=outcome,
        now=NOW,
        idempotency_key=f"undo-{outcome}",
        promised_at=NOW + 2 * HOUR if outcome == Outcome.PROMISED_TIME else None,
    )


def state(case):
    case.refresh_from_db()
    return [getattr(case, name) for name in COLUMNS]


@pytest.mark.parametrize("outcome", Outcome)
def test_the_case_stands_as_before(case, agent, outcome):
    before = state(case)
    attempt = record(case, agent, outcome)
    undone = undo_attempt(attempt=attempt, member=agent, now=NOW + 30 * SECOND)
    assert state(case) == before
    assert undone.undone_at == NOW + 30 * SECOND


@pytest.mark.parametrize("outcome", Outcome)
def test_the_buyer_stands_as_before(case, agent, outcome):
    same = BuyerFactory.create(plain_phone=case.buyer.phone)
    Buyer.objects.filter(pk=case.buyer.pk).update(last_contact_at=NOW - HOUR)
    undo_attempt(attempt=record(case, agent, outcome), member=agent, now=NOW)
    case.buyer.refresh_from_db()
    same.refresh_from_db()
    assert (case.buyer.phone_is_wrong, same.phone_is_wrong) == (False, False)
    assert case.buyer.last_contact_at == NOW - HOUR
    assert DoNotContact.objects.count() == 0


@pytest.mark.parametrize("outcome", Outcome)
def test_the_planned_callback_stands_again(case, agent, outcome):
    planned = CallbackFactory.create(case=case, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    undo_attempt(attempt=record(case, agent, outcome), member=agent, now=NOW)
    planned.refresh_from_db()
    assert (planned.status, planned.ended_at) == ("planned", None)
    assert Callback.objects.filter(status__in=["planned", "calling"]).count() == 1


def test_a_call_under_way_is_under_way_again(case, agent):
    calling = CallbackFactory.create(
        case=case,
        status="calling",
        lease_until=NOW + HOUR,
        owner=agent,
    )
    undo_attempt(attempt=record(case, agent), member=agent, now=NOW)
    calling.refresh_from_db()
    assert (calling.status, calling.lease_until) == ("calling", NOW + HOUR)


def test_a_refusal_known_before_is_kept(case, agent):
    DoNotContact.objects.create(contact_index=case.buyer.phone_index, created_at=NOW)
    undo_attempt(attempt=record(case, agent, Outcome.REFUSED_CONTACT), member=agent, now=NOW)
    kept = DoNotContact.objects.values_list("contact_index", flat=True)
    assert list(kept) == [case.buyer.phone_index]


def test_a_number_known_as_wrong_stays_wrong(case, agent):
    Buyer.objects.filter(pk=case.buyer.pk).update(phone_is_wrong=True)
    undo_attempt(attempt=record(case, agent, Outcome.WRONG_NUMBER), member=agent, now=NOW)
    case.buyer.refresh_from_db()
    assert case.buyer.phone_is_wrong is True


def test_an_undone_dial_no_longer_counts(case, agent):
    undo_attempt(attempt=record(case, agent), member=agent, now=NOW)
    case.refresh_from_db()
    assert contact_facts([case], now=NOW)[case.pk].dials == ()


def test_a_case_without_a_buyer_is_undone_too(shop, agent):
    case = CaseFactory.create(shop=shop, review__buyer=None, buyer=None)
    undo_attempt(attempt=record(case, agent, Outcome.WRONG_NUMBER), member=agent, now=NOW)
    case.refresh_from_db()
    assert case.dials == 0


def refusal(attempt, member, now=NOW):
    with pytest.raises(AttemptRefused) as refused:
        undo_attempt(attempt=attempt, member=member, now=now)
    return refused.value.reason


def test_after_thirty_seconds_it_is_too_late(case, agent):
    reason = refusal(record(case, agent), agent, now=NOW + 31 * SECOND)
    assert reason == Reason("attempt.too_late_to_undo", {"seconds": 30})


def test_only_the_one_who_recorded_it_can_undo(case, agent, lead):
    assert refusal(record(case, agent), lead) == Reason("attempt.not_yours")


def test_an_attempt_is_undone_once(case, agent):
    attempt = record(case, agent)
    undo_attempt(attempt=attempt, member=agent, now=NOW)
    assert refusal(attempt, agent) == Reason("attempt.undone_already")


def test_a_case_changed_since_is_left_alone(case, agent, lead):
    attempt = record(case, agent)
    Case.objects.filter(pk=case.pk).update(leased_by=lead, lease_until=NOW + HOUR)
    assert refusal(attempt, agent) == Reason("attempt.changed_since")
    attempt.refresh_from_db()
    assert attempt.undone_at is None
