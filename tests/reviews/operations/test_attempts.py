import datetime as dt

import pytest

from reviews.domain.outcomes import Channel, Outcome
from reviews.domain.reason import Reason
from reviews.models import Attempt, Buyer, Callback, Case, DoNotContact, Shop
from reviews.operations.attempts import record_attempt
from reviews.operations.calls import start_call
from reviews.operations.refusals import AttemptRefused
from tests.factories import (
    NOW,
    AttemptFactory,
    BuyerFactory,
    CallbackFactory,
    CaseFactory,
    MemberFactory,
    ShopFactory,
)

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
TOMORROW = NOW + dt.timedelta(days=1)


@pytest.fixture
def case(shop):
    return CaseFactory.create(shop=shop)


@pytest.fixture
def record(case, agent):
    def record(outcome, *, of=case, now=NOW, key="k1", channel=Channel.PHONE, **said):
        return record_attempt(
            case=of,
            member=agent,
            channel=channel,
            outcome=outcome,
            now=now,
            idempotency_key=key,
            **said,
        )

    return record


def codes(attempt):
    return [reason["code"] for reason in attempt.broken_rules]


def test_an_answered_call_is_contact_and_leads_to_solving(record, case):
    attempt = record(Outcome.ANSWERED, ring_seconds=12, note="壶底漏水")
    case.refresh_from_db()
    assert (case.contacted_at, case.dials, case.status) == (NOW, 1, "open")
    assert attempt.next_step == Reason("next.solve").as_json()
    assert (attempt.ring_seconds, attempt.note, attempt.broken_rules) == (12, "壶底漏水", [])
    assert attempt.contact_index == case.buyer.phone_index


def test_the_first_contact_keeps_its_time(record, case):
    record(Outcome.ANSWERED)
    record(Outcome.ANSWERED, now=TOMORROW, key="k2")
    case.refresh_from_db()
    assert case.contacted_at == NOW


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.BUSY, Outcome.HUNG_UP])
def test_a_call_without_talk_is_tried_again_and_is_no_contact(record, case, outcome):
    attempt = record(outcome)
    case.refresh_from_db()
    assert (case.contacted_at, case.dials) == (None, 1)
    assert attempt.next_step == Reason(f"next.retry_{outcome}").as_json()


def test_a_message_is_no_dial(record, case):
    record(Outcome.ANSWERED, channel=Channel.WANGWANG)
    case.refresh_from_db()
    assert (case.contacted_at, case.dials) == (NOW, 0)


def test_the_same_key_is_recorded_once(record, case):
    assert record(Outcome.NO_ANSWER) == record(Outcome.NO_ANSWER, now=NOW + HOUR)
    case.refresh_from_db()
    assert (Attempt.objects.count(), case.dials) == (1, 1)


def test_numbers_in_a_note_are_masked(record):
    assert record(Outcome.ANSWERED, note="改打 13900001234").note == "改打 139****1234"


def test_a_call_outside_the_rules_is_recorded_and_flagged(record):
    late = NOW.replace(hour=21, minute=30)
    assert codes(record(Outcome.ANSWERED, now=late)) == ["contact.outside_hours"]


def test_a_call_that_began_inside_the_hours_is_not_flagged(record, case, agent):
    start_call(case=case, member=agent, now=NOW.replace(hour=20, minute=58))
    assert codes(record(Outcome.ANSWERED, now=NOW.replace(hour=21, minute=6))) == []


def test_the_counts_of_another_shop_are_flagged(record, case):
    elsewhere = ShopFactory.create()
    same = BuyerFactory.create(shop=elsewhere, plain_phone=case.buyer.phone)
    there = CaseFactory.create(shop=elsewhere, review__buyer=same)
    AttemptFactory.create(case=there, outcome="answered", at=NOW - 4 * HOUR)
    assert codes(record(Outcome.ANSWERED, now=NOW + HOUR / 2)) == ["contact.connected_today"]


def test_a_colleague_on_the_line_is_flagged(record, case):
    other = MemberFactory.create(shop=case.shop)
    start_call(case=case, member=other, now=NOW)
    assert codes(record(Outcome.NO_ANSWER, now=NOW + MINUTE)) == ["contact.colleague_is_calling"]


def test_an_attempt_ends_the_callback_and_the_lease(record, case, agent):
    callback = CallbackFactory.create(case=case, starts_at=NOW, ends_at=NOW + HOUR)
    Case.objects.filter(pk=case.pk).update(leased_by=agent, lease_until=NOW + HOUR)
    attempt = record(Outcome.NO_ANSWER)
    callback.refresh_from_db()
    case.refresh_from_db()
    assert (callback.status, callback.ended_at, attempt.callback) == ("done", NOW, callback)
    assert (case.leased_by, case.lease_until) == (None, None)


def test_an_attempt_long_before_its_callback_cancels_it(record, case):
    callback = CallbackFactory.create(case=case, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    record(Outcome.NO_ANSWER)
    callback.refresh_from_db()
    assert callback.status == "cancelled"


def test_a_named_time_is_booked(record, case, agent):
    attempt = record(Outcome.PROMISED_TIME, promised_at=TOMORROW)
    booked = Callback.objects.get(case=case, status="planned")
    assert (booked.is_promised, booked.starts_at, booked.owner) == (True, TOMORROW, agent)
    assert booked.reasons == [attempt.next_step]
    assert attempt.promised_at == TOMORROW


def test_a_named_time_in_the_nap_is_booked(record, case):
    record(Outcome.PROMISED_TIME, promised_at=NOW.replace(hour=13, minute=30))
    assert Callback.objects.filter(case=case, is_promised=True).count() == 1


@pytest.mark.parametrize(
    ("promised_at", "reason"),
    [
        (None, Reason("attempt.time_missing")),
        (NOW, Reason("attempt.time_past")),
        (
            TOMORROW.replace(hour=21),
            Reason("attempt.time_outside_hours", {"opens": "09:00", "closes": "21:00"}),
        ),
    ],
)
def test_an_impossible_time_is_refused(record, promised_at, reason):
    with pytest.raises(AttemptRefused) as refused:
        record(Outcome.PROMISED_TIME, promised_at=promised_at)
    assert refused.value.reason == reason
    assert Attempt.objects.count() == 0


def test_a_time_is_kept_only_where_the_buyer_named_one(record):
    assert record(Outcome.ANSWERED, promised_at=TOMORROW).promised_at is None


def test_a_closed_case_takes_no_attempt(record, case):
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=NOW, close_reason="solved")
    with pytest.raises(AttemptRefused) as refused:
        record(Outcome.ANSWERED)
    assert refused.value.reason == Reason("attempt.case_closed")


def test_a_wrong_number_ends_the_telephone_in_every_shop(record, case):
    same = BuyerFactory.create(plain_phone=case.buyer.phone)
    other = BuyerFactory.create()
    attempt = record(Outcome.WRONG_NUMBER)
    wrong = Buyer.objects.filter(phone_is_wrong=True)
    assert set(wrong) == {case.buyer, same}
    assert other not in wrong
    assert attempt.next_step == Reason("next.stop_phone").as_json()


def test_a_buyer_without_a_number_is_marked_alone(shop, record):
    unknown = BuyerFactory.create_batch(2, shop=shop, phone="", phone_index="")
    case = CaseFactory.create(shop=shop, review__buyer=unknown[0])
    record(Outcome.WRONG_NUMBER, of=case)
    assert list(Buyer.objects.filter(phone_is_wrong=True)) == [unknown[0]]


def test_a_refusal_ends_contact_everywhere(record, case):
    elsewhere = ShopFactory.create()
    same = BuyerFactory.create(shop=elsewhere, plain_phone=case.buyer.phone)
    planned = CallbackFactory.create(case=CaseFactory.create(shop=elsewhere, review__buyer=same))
    record(Outcome.REFUSED_CONTACT)
    case.refresh_from_db()
    planned.refresh_from_db()
    assert (case.status, case.close_reason, case.closed_at) == ("closed", "refused_contact", NOW)
    assert planned.status == "cancelled"
    assert set(DoNotContact.objects.values_list("contact_index", flat=True)) == {
        case.buyer.phone_index,
        case.buyer.key_index,
    }


def test_an_abusive_call_goes_to_the_lead(record, case, agent):
    Case.objects.filter(pk=case.pk).update(owner=agent)
    record(Outcome.ABUSIVE)
    case.refresh_from_db()
    assert (case.status, case.hold, case.owner) == ("held", "abusive", None)


@pytest.mark.parametrize(("status", "becomes"), [("open", "waiting"), ("held", "held")])
def test_three_unanswered_in_different_slots_end_the_dialling(record, case, status, becomes):
    Case.objects.filter(pk=case.pk).update(status=status)
    monday = NOW - dt.timedelta(days=2)
    for n, hour in enumerate([10, 16]):
        AttemptFactory.create(case=case, at=monday.replace(hour=hour) + n * dt.timedelta(days=1))
    attempt = record(Outcome.NO_ANSWER, now=NOW.replace(hour=19))
    case.refresh_from_db()
    assert case.status == becomes
    assert attempt.next_step == Reason("next.give_up_unanswered", {"kinds": 3}).as_json()


def test_a_case_without_a_buyer_takes_a_message(shop, record):
    case = CaseFactory.create(shop=shop, review__buyer=None, buyer=None)
    for n, outcome in enumerate([Outcome.ANSWERED, Outcome.WRONG_NUMBER, Outcome.REFUSED_CONTACT]):
        record(outcome, of=case, key=f"m{n}", channel=Channel.WANGWANG)
    case.refresh_from_db()
    assert (case.status, DoNotContact.objects.count()) == ("closed", 0)


def test_every_shop_of_the_person_is_replanned(record, case):
    elsewhere, stranger = ShopFactory.create(), ShopFactory.create()
    BuyerFactory.create(shop=elsewhere, plain_phone=case.buyer.phone)
    record(Outcome.NO_ANSWER)
    asked = Shop.objects.filter(plan_requests__asked_at=NOW)
    assert set(asked) == {case.shop, elsewhere}
    assert stranger not in asked


def test_the_change_is_in_the_cases_history(record, case, agent):
    record(Outcome.ANSWERED)
    change = case.history.get(history_date=NOW)
    assert (change.contacted_at, change.history_user) == (NOW, agent.user)
