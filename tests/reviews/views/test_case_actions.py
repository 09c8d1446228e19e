import datetime as dt

import pytest

from reviews.models import (
    PresenceObservation,
    Refund,
    RevealLog,
    TemperamentNote,
)
from tests.factories import (
    BuyerFactory,
    CaseFactory,
    CauseFactory,
    MemberFactory,
    PromiseFactory,
    RefundFactory,
    ReviewCauseFactory,
    ReviewFactory,
)
from tests.reviews.views.case_forms import address, outcome

HOUR = dt.timedelta(hours=1)


def test_the_number_is_shown_once_and_logged(sit, agent, case):
    response = sit(agent).post(address(case, "reveal"), {"reason": "call"})
    assert f'href="tel:{case.buyer.phone}"' in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    log = RevealLog.objects.get()
    assert (log.member, log.case, log.reason) == (agent, case, "call")


def test_a_refused_reveal_keeps_the_mask(sit, agent, case, now):
    case.status, case.close_reason, case.closed_at = "closed", "solved", now
    case.save()
    page = sit(agent).post(address(case, "reveal"), {"reason": "call"}).content.decode()
    assert case.buyer.phone not in page
    assert not RevealLog.objects.exists()


def test_online_is_an_observation_that_fades(sit, agent, case, now, time_machine):
    browser = sit(agent)
    browser.post(address(case, "online"))
    seen = PresenceObservation.objects.get()
    assert (seen.buyer, seen.source, seen.seen_at) == (case.buyer, "wangwang", now)
    assert browser.get(address(case)).context["card"].buyer.seen_online_at == now
    time_machine.move_to(now + dt.timedelta(minutes=16), tick=False)
    assert browser.get(address(case)).context["card"].buyer.seen_online_at is None


def test_wording_is_checked_while_typing(sit, agent, case):
    browser = sit(agent)
    bad = browser.post(address(case, "wording"), {"note": "改成好评给您返现20元"})
    fine = browser.post(address(case, "wording"), {"note": "给您补发"})
    assert (len(bad.context["hits"]) > 0, len(fine.context["hits"])) == (True, 0)


@pytest.mark.parametrize(("word", "expected"), [("yes", True), ("no", False)])
def test_solved_is_a_fact_of_its_own(sit, agent, case, word, expected):
    sit(agent).post(address(case, "solved"), {"solved": word})
    case.refresh_from_db()
    assert (case.solved_at is not None, case.status) == (expected, "open")


def test_a_held_case_goes_on_when_the_lead_says_so(sit, agent, lead, case):
    sit(agent).post(address(case, "hold"), {"hold": "complaint"})
    case.refresh_from_db()
    assert (case.status, case.hold) == ("held", "complaint")
    assert sit(agent).post(address(case, "release")).status_code == 403
    sit(lead).post(address(case, "release"))
    case.refresh_from_db()
    assert case.status == "open"


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("close", {"close_reason": "solved"}),
        ("hold", {"hold": "complaint"}),
        ("release", {}),
        ("snooze", {"until": "60", "reason": "稍后"}),
    ],
)
def test_a_closed_case_refuses_with_a_word(sit, lead, case, now, name, sent):
    case.status, case.close_reason, case.closed_at = "closed", "solved", now
    case.save()
    response = sit(lead).post(address(case, name), sent, follow=True)
    assert len(list(response.context["messages"])) == 1
    case.refresh_from_db()
    assert (case.status, case.close_reason, case.snoozed_until) == ("closed", "solved", None)


def test_closing_gives_the_reason(sit, agent, case, now):
    sit(agent).post(address(case, "close"), {"close_reason": "not_solved"})
    case.refresh_from_db()
    assert (case.status, case.close_reason, case.closed_at) == ("closed", "not_solved", now)


def test_temperament_is_noted_with_its_date(sit, agent, case, now):
    sit(agent).post(address(case, "temperament"), {"kind": "quiet", "text": "话少"})
    note = TemperamentNote.objects.get()
    assert (note.kind, note.text, note.created_at) == ("quiet", "话少", now)


@pytest.mark.parametrize(("kept", "state"), [("yes", "kept"), ("no", "broken")])
def test_a_promise_ends_kept_or_broken(sit, agent, case, kept, state):
    promise = PromiseFactory.create(case=case)
    browser = sit(agent)
    for word in (kept, "yes"):
        browser.post(address(case, "promise_ended", promise.public_id), {"kept": word})
    promise.refresh_from_db()
    assert promise.state == state


def test_a_promise_of_another_case_is_not_found(sit, agent, case):
    other = PromiseFactory.create()
    wrong = address(case, "promise_ended", other.public_id)
    assert sit(agent).post(wrong).status_code == 404


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("60", dt.timedelta(hours=1)),
        ("180", dt.timedelta(hours=3)),
        ("morning", dt.timedelta(hours=23)),
        ("three_days", dt.timedelta(hours=71)),
    ],
)
def test_snoozed_case_sleeps_until_the_moment(sit, agent, case, now, until, expected):
    sit(agent).post(address(case, "snooze"), {"until": until, "reason": "等快递"})
    case.refresh_from_db()
    assert (case.snoozed_until, case.snooze_reason) == (now + expected, "等快递")


def test_snooze_without_a_reason_changes_nothing(sit, agent, case):
    sit(agent).post(address(case, "snooze"), {"until": "60"})
    case.refresh_from_db()
    assert case.snoozed_until is None


def test_handover_goes_to_a_colleague_by_name(sit, agent, lead, case):
    sent = {"to": lead.public_id, "word": "约了三点"}
    sit(agent).post(address(case, "hand_over"), sent)
    case.refresh_from_db()
    assert case.owner == lead
    assert case.history.first().history_change_reason == "约了三点"


@pytest.mark.parametrize("to", ["", "nobody"])
def test_handover_to_nobody_changes_nothing(sit, agent, case, to):
    sit(agent).post(address(case, "hand_over"), {"to": to})
    case.refresh_from_db()
    assert case.owner is None


def test_handover_of_a_closed_case_is_refused(sit, agent, lead, case, now):
    case.status, case.close_reason, case.closed_at = "closed", "solved", now
    case.save()
    sit(agent).post(address(case, "hand_over"), {"to": lead.public_id})
    case.refresh_from_db()
    assert case.owner is None


def test_corrected_causes_replace_the_readers(sit, agent, case, shop):
    ReviewCauseFactory.create(review=case.review, cause__shop=shop, cause__code="leak")
    CauseFactory.create(shop=shop, code="slow")
    sit(agent).post(address(case, "correct_causes"), {"causes": ["slow"]})
    current = case.review.review_causes.filter(is_current=True)
    assert [(row.cause.code, row.source) for row in current] == [("slow", "person")]
    assert case.review.review_causes.count() == 2


@pytest.mark.parametrize("sent", [{}, {"causes": ["no_such_cause"]}])
def test_causes_outside_the_tree_change_nothing(sit, agent, case, shop, sent):
    ReviewCauseFactory.create(review=case.review, cause__shop=shop, cause__code="leak")
    sit(agent).post(address(case, "correct_causes"), sent)
    current = case.review.review_causes.filter(is_current=True)
    assert [(row.cause.code, row.source) for row in current] == [("leak", "reader")]


def test_members_of_another_shop_find_no_case(sit, case):
    stranger = MemberFactory.create(role="owner")
    assert sit(stranger).get(address(case)).status_code == 404


def test_masked_buyer_of_a_refund_shows_its_state(sit, agent, case):
    refund: Refund = RefundFactory.create(order=case.review.order, status="success")
    page = sit(agent).get(address(case)).content.decode()
    assert str(refund.get_status_display()) in page


def test_a_buyer_who_wants_no_contact_is_named_as_such(sit, agent, shop):
    buyer = BuyerFactory.create(shop=shop)
    case = CaseFactory.create(shop=shop, review=ReviewFactory.create(shop=shop, buyer=buyer))
    sit(agent).post(address(case, "attempt"), outcome("refused_contact", note="别再打了"))
    page = sit(agent).get(address(case)).content.decode()
    assert "This buyer wants no contact." in page
