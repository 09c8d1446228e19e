import datetime as dt

import pytest

from reviews.models import (
    Attempt,
    Callback,
    Promise,
)
from tests.factories import (
    AttemptFactory,
)
from tests.reviews.views.case_forms import address, outcome

HOUR = dt.timedelta(hours=1)


def test_no_answer_is_recorded_and_the_next_step_shown(sit, agent, case):
    response = sit(agent).post(address(case, "attempt"), outcome("no_answer"), follow=True)
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.member) == ("no_answer", agent)
    assert response.redirect_chain[-1][0] == address(case, "after", attempt.public_id)
    assert f"draft:case-{case.public_id}" in response.content.decode()


def test_no_answer_says_how_long_it_rang(sit, agent, case):
    sit(agent).post(address(case, "attempt"), outcome("no_answer", ring_seconds="25"))
    assert Attempt.objects.get().ring_seconds == 25


@pytest.mark.parametrize("sent", [{}, {"ring_seconds": ""}])
def test_ringing_that_nobody_timed_stays_unknown(sit, agent, case, sent):
    sit(agent).post(address(case, "attempt"), outcome("no_answer", **sent))
    assert Attempt.objects.get().ring_seconds is None


def test_only_a_call_without_answer_rang_for_seconds(sit, agent, case):
    sit(agent).post(address(case, "attempt"), outcome("busy", ring_seconds="25"))
    assert Attempt.objects.get().ring_seconds is None


@pytest.mark.parametrize(
    ("value", "step", "status"),
    [
        ("no_answer", "next.retry_no_answer", "open"),
        ("busy", "next.retry_busy", "open"),
        ("rejected", "next.retry_rejected", "open"),
        ("hung_up", "next.retry_hung_up", "open"),
        ("switched_off", "next.retry_switched_off", "open"),
        ("wrong_number", "next.stop_phone", "open"),
        ("refused_contact", "next.end_contact", "closed"),
        ("abusive", "next.hand_over", "held"),
        ("answered", "next.solve", "open"),
        ("promised_time", "next.booked", "open"),
    ],
)
def test_each_key_has_its_own_next_step(sit, agent, case, value, step, status):
    more = {"note": "好", "is_solved": "no", "promised_at": "2026-11-19T15:30"}
    sit(agent).post(address(case, "attempt"), outcome(value, **more))
    case.refresh_from_db()
    assert (Attempt.objects.get().next_step["code"], case.status) == (step, status)


def test_sending_an_outcome_twice_records_it_once(sit, agent, case):
    browser = sit(agent)
    for _ in range(2):
        browser.post(address(case, "attempt"), outcome("no_answer"))
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (outcome("answered", is_solved="yes"), "note"),
        (outcome("answered", note="说过了"), "is_solved"),
        (outcome("abusive"), "note"),
        (outcome("promised_time"), "promised_at"),
        (outcome("promised_time", promised_at="2026-11-18T09:00"), "promised_at"),
        (outcome("promised_time", promised_at="soon"), "promised_at"),
        (outcome("answered", note="好", is_solved="no", promise="补发"), "promise_due"),
        (outcome("whatever"), "outcome"),
    ],
)
def test_an_outcome_asks_for_what_it_needs(sit, agent, case, sent, field):
    response = sit(agent).post(address(case, "attempt"), sent)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Attempt.objects.exists()


def test_what_was_typed_stays_when_something_is_missing(sit, agent, case):
    sent = outcome("promised_time", note="明天再说")
    assert "明天再说" in sit(agent).post(address(case, "attempt"), sent).content.decode()


def test_a_refused_outcome_says_why(sit, agent, case):
    sent = outcome("promised_time", promised_at="2026-11-18T23:30")
    response = sit(agent).post(address(case, "attempt"), sent)
    assert response.status_code == 422
    assert len(response.context["form"].non_field_errors()) == 1


def test_answered_and_solved_with_a_promise_is_one_step(sit, agent, case, now):
    sent = outcome(
        "answered",
        note="补发壶盖，电话 13812345678",
        is_solved="yes",
        promise="补发壶盖",
        promise_due="2026-11-20T18:00",
    )
    sit(agent).post(address(case, "attempt"), sent)
    case.refresh_from_db()
    promise = Promise.objects.get()
    assert (case.contacted_at, case.solved_at) == (now, now)
    assert (promise.text, promise.member, promise.made_at) == ("补发壶盖", agent, now)
    assert Attempt.objects.get().note == "补发壶盖，电话 138****5678"


def test_undo_takes_the_whole_step_back(sit, agent, case):
    browser = sit(agent)
    sent = outcome(
        "answered", note="好", is_solved="yes", promise="补发", promise_due="2026-11-20T18:00"
    )
    browser.post(address(case, "attempt"), sent)
    browser.post(address(case, "undo", Attempt.objects.get().public_id))
    case.refresh_from_db()
    assert (case.contacted_at, case.solved_at, case.dials) == (None, None, 0)
    assert Promise.objects.get().state == "withdrawn"


def test_undo_comes_too_late_after_thirty_seconds(sit, agent, case, now, time_machine):
    browser = sit(agent)
    browser.post(address(case, "attempt"), outcome("no_answer"))
    time_machine.move_to(now + dt.timedelta(seconds=31), tick=False)
    browser.post(address(case, "undo", Attempt.objects.get().public_id))
    assert Attempt.objects.get().undone_at is None


def test_undoing_an_attempt_of_another_shop_is_not_found(sit, agent, case):
    other = AttemptFactory.create()
    wrong = address(case, "undo", other.public_id)
    assert sit(agent).post(wrong).status_code == 404


def test_the_time_a_buyer_named_is_booked(sit, agent, case):
    sent = outcome("promised_time", promised_at="2026-11-19T15:30")
    sit(agent).post(address(case, "attempt"), sent)
    booked = Callback.objects.get(status="planned")
    assert (booked.is_promised, booked.starts_at.isoformat()) == (True, "2026-11-19T07:30:00+00:00")


def test_after_an_abusive_call_a_break_is_offered(sit, agent, case):
    sent = outcome("abusive", note="一直骂人")
    page = sit(agent).post(address(case, "attempt"), sent, follow=True).content.decode()
    assert 'name="pause" value="start"' in page
    assert "data-after" not in page


@pytest.mark.parametrize("name", ["attempt", "reveal", "online", "hold", "close", "snooze"])
def test_opening_an_action_as_a_page_leads_back_to_the_card(sit, agent, case, name):
    response = sit(agent).get(address(case, name))
    assert (response.status_code, response.url) == (302, address(case))
