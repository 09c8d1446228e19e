import datetime as dt

import pytest

from reviews.domain.reason import Reason
from reviews.models import Callback, Case, DoNotContact, RevealLog
from reviews.operations.refusals import CallRefused, RevealRefused
from reviews.operations.reveals import REVEALS_PER_HOUR, reveal_phone
from tests.factories import NOW, CaseFactory

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def case(shop):
    return CaseFactory.create(shop=shop)


def reveal(case, member, *, reason="回访", now=NOW):
    return reveal_phone(case=case, member=member, reason=reason, ip="10.0.0.7", now=now)


def refusal(case, member, **asked):
    with pytest.raises(RevealRefused) as refused:
        reveal(case, member, **asked)
    return refused.value.reason


def test_a_reveal_shows_the_number_and_is_logged(case, agent):
    assert reveal(case, agent) == case.buyer.phone
    row = RevealLog.objects.get()
    assert (row.case, row.member, row.reason) == (case, agent, "回访")
    assert (row.field, row.ip_address, row.at) == ("phone", "10.0.0.7", NOW)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reveal_needs_a_reason(case, agent, reason):
    assert refusal(case, agent, reason=reason) == Reason("reveal.no_reason")


@pytest.mark.parametrize(
    "change",
    [
        {"status": "closed", "closed_at": NOW, "close_reason": "solved"},
        {"status": "held", "hold": "extortion"},
    ],
)
def test_a_reveal_needs_a_case_that_goes_on(case, agent, change):
    Case.objects.filter(pk=case.pk).update(**change)
    assert refusal(case, agent) == Reason("reveal.case_closed")


def test_after_a_refusal_the_number_stays_hidden(case, agent):
    DoNotContact.objects.create(contact_index=case.buyer.phone_index, created_at=NOW)
    assert refusal(case, agent) == Reason("reveal.contact_ended")


def test_a_buyer_without_a_number_has_nothing_to_show(shop, agent):
    case = CaseFactory.create(shop=shop, review__buyer=None, buyer=None)
    assert refusal(case, agent) == Reason("reveal.no_phone")


def test_a_person_sees_so_many_numbers_an_hour(case, agent, lead):
    for minute in range(REVEALS_PER_HOUR):
        reveal(case, agent, now=NOW + minute * MINUTE)
    reason = refusal(case, agent, now=NOW + 59 * MINUTE)
    assert reason == Reason(
        "reveal.too_many",
        {"most": REVEALS_PER_HOUR, "until": (NOW + 60 * MINUTE).astimezone(dt.UTC).isoformat()},
    )
    assert reveal(case, lead, now=NOW + 59 * MINUTE) == case.buyer.phone
    assert reveal(case, agent, now=NOW + 60 * MINUTE) == case.buyer.phone


def test_whoever_sees_a_number_to_dial_it_has_the_line(case, agent, lead):
    assert reveal(case, agent, reason="call") == case.buyer.phone
    assert Callback.objects.get().status == "calling"
    with pytest.raises(CallRefused) as refused:
        reveal(case, lead, reason="call", now=NOW + MINUTE)
    assert refused.value.reason.code == "contact.colleague_is_calling"
    assert RevealLog.objects.count() == 1


def test_a_number_to_check_it_starts_no_call(case, agent):
    reveal(case, agent, reason="check")
    assert not Callback.objects.exists()


def test_outside_the_hours_no_number_is_shown_for_dialling(case, agent):
    with pytest.raises(CallRefused) as refused:
        reveal(case, agent, reason="call", now=NOW.replace(hour=21))
    assert refused.value.next_allowed == NOW.replace(hour=9) + dt.timedelta(days=1)
    assert not RevealLog.objects.exists()


def test_a_refused_reveal_is_no_log_row(case, agent):
    refusal(case, agent, reason="")
    assert RevealLog.objects.count() == 0
