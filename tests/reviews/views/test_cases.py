import datetime as dt

import pytest
from django.urls import reverse

from reviews.models import (
    Attempt,
    Callback,
    PresenceObservation,
    Promise,
    Refund,
    RevealLog,
    ReviewEvent,
    Script,
    TemperamentNote,
)
from tests.factories import (
    AttemptFactory,
    BuyerFactory,
    CallbackFactory,
    CaseFactory,
    CauseFactory,
    ClockFactory,
    MemberFactory,
    PromiseFactory,
    RefundFactory,
    ReviewCauseFactory,
    ReviewFactory,
)

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def case(shop):
    return CaseFactory.create(shop=shop, review__shop=shop)


def address(case, name="case", *args):
    return reverse(f"reviews:{name}", args=(case.shop.code, case.public_id, *args))


def outcome(value, **more):
    return {"channel": "phone", "outcome": value, "idempotency_key": "once", "note": "", **more}


def fill(case, number):
    """Everything a card can show, ``number`` times."""
    CallbackFactory.create(case=case, reasons=[{"code": "unknown", "params": {}}])
    for index in range(number):
        AttemptFactory.create(case=case, at=case.opened_at + index * HOUR / 10)
        PromiseFactory.create(case=case)
        RefundFactory.create(order=case.review.order)
        cause = CauseFactory.create(shop=case.shop, code=f"c{index}")
        ReviewCauseFactory.create(review=case.review, cause=cause, is_main=index == 0)
        ReviewEvent.objects.create(review=case.review, kind="append_added", at=case.opened_at)
        other = ReviewFactory.create(shop=case.shop, buyer=case.buyer)
        CaseFactory.create(shop=case.shop, review=other)
        TemperamentNote.objects.create(
            buyer=case.buyer,
            kind="polite",
            created_at=case.opened_at,
            expires_at=case.opened_at + 100 * HOUR,
        )
    for kind in ("change_window", "number_expiry", "reply_limit")[:number]:
        ClockFactory.create(case=case, kind=kind)


@pytest.mark.parametrize("size", [1, 3])
def test_card_takes_the_same_queries_however_much_it_shows(
    sit, agent, case, size, django_assert_num_queries
):
    fill(case, size)
    browser = sit(agent)
    browser.get(address(case))
    with django_assert_num_queries(20):
        response = browser.get(address(case))
    card = response.context["card"]
    assert (len(card.attempts), len(card.promises), len(card.clocks)) == (size, size, size)
    assert (len(card.review.causes), len(card.review.events)) == (size, size)
    assert len(card.refunds) == size
    assert (len(card.buyer.other_cases), len(card.buyer.notes)) == (size, size)


def test_card_marks_the_words_that_show_the_cause(sit, agent, shop):
    review = ReviewFactory.create(shop=shop, content="壶底漏水", append_content="又漏了")
    case = CaseFactory.create(shop=shop, review=review)
    ReviewCauseFactory.create(review=review, cause__shop=shop, evidence=[[2, 4], [6, 8]])
    page = sit(agent).get(address(case)).content.decode()
    assert "壶底<mark>漏水</mark>" in page
    assert "又<mark>漏了</mark>" in page


def test_card_escapes_what_a_buyer_wrote(sit, agent, shop):
    review = ReviewFactory.create(shop=shop, content="<script>alert(1)</script>")
    case = CaseFactory.create(shop=shop, review=review)
    page = sit(agent).get(address(case)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_card_never_shows_the_number_in_clear(sit, agent, case):
    page = sit(agent).get(address(case)).content.decode()
    assert case.buyer.phone not in page
    assert case.buyer.phone_masked in page


def test_card_of_another_shop_is_not_found(sit, agent):
    other = CaseFactory.create()
    wrong = reverse("reviews:case", args=(agent.shop.code, other.public_id))
    assert sit(agent).get(wrong).status_code == 404


def test_card_without_buyer_and_order_still_stands(sit, agent, shop):
    review = ReviewFactory.create(shop=shop, buyer=None, order=None, product=None)
    case = CaseFactory.create(shop=shop, review=review)
    assert sit(agent).get(address(case)).status_code == 200


def test_guide_prefers_the_sentence_for_the_cause(sit, agent, case, shop):
    ReviewCauseFactory.create(review=case.review, cause__shop=shop, cause__code="leak")
    for cause, text in (("", "随便"), ("leak", "我是{客服}，换壶盖"), ("slow", "催快递")):
        Script.objects.create(shop=shop, stage="solve", cause_code=cause, text=text)
    Script.objects.create(shop=shop, stage="listen", text="您请说")
    guide = sit(agent).get(address(case)).context["card"].guide
    assert [(line.stage, line.text) for line in guide] == [
        ("listen", "您请说"),
        ("solve", f"我是{agent.display_name}，换壶盖"),
    ]


def test_card_says_who_else_works_on_it(sit, agent, lead, shop, now):
    case = CaseFactory.create(shop=shop, leased_by=lead, lease_until=now + HOUR)
    assert sit(agent).get(address(case)).context["card"].in_hands_of == lead.display_name
    assert sit(lead).get(address(case)).context["card"].in_hands_of == ""


@pytest.mark.parametrize(
    ("hour", "best_hour", "kind", "at"),
    [(10, 10, "now", 10), (13, 10, "later", 14), (13, 19, "later", 19), (22, 10, "later", 33)],
)
def test_card_never_says_now_against_the_rules(
    sit, agent, shop, now, time_machine, hour, best_hour, kind, at
):
    midnight = now.replace(hour=0)
    case = CaseFactory.create(shop=shop, best_at=midnight + best_hour * HOUR)
    time_machine.move_to(midnight + hour * HOUR, tick=False)
    when = sit(agent).get(address(case)).context["card"].when
    assert (when.kind, when.at) == (kind, midnight + at * HOUR)


def test_card_of_a_buyer_who_cannot_be_reached_says_not_now(sit, agent, shop):
    case = CaseFactory.create(shop=shop, dials=5)
    assert sit(agent).get(address(case)).context["card"].when.kind == "blocked"


def test_card_says_why_not_now(sit, agent, case, time_machine, now):
    time_machine.move_to(now.replace(hour=22), tick=False)
    page = sit(agent).get(address(case)).content.decode()
    assert "Allowed again:" in page


def test_dialogs_hold_tree_and_colleagues(sit, agent, lead, case, shop):
    ReviewCauseFactory.create(review=case.review, cause__shop=shop, cause__code="leak")
    CauseFactory.create(shop=shop, code="old", retired_at=case.opened_at)
    context = sit(agent).get(address(case, "case_dialogs")).context
    assert context["cause_choices"] == [("leak", "Quality defect")]
    assert context["current"] == {"leak"}
    assert sorted(context["colleagues"]) == sorted(
        (member.public_id, member.display_name) for member in (agent, lead)
    )


def test_ops_reads_the_card_without_acting(sit, ops, case):
    page = sit(ops).get(address(case)).content.decode()
    assert address(case, "attempt") not in page
    assert address(case, "reveal") not in page


def test_no_answer_is_recorded_and_the_next_step_shown(sit, agent, case):
    response = sit(agent).post(address(case, "attempt"), outcome("no_answer"), follow=True)
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.member) == ("no_answer", agent)
    assert response.redirect_chain[-1][0] == address(case, "after", attempt.public_id)
    assert f"draft:case-{case.public_id}" in response.content.decode()


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
